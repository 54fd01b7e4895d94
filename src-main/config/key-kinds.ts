import { z } from 'zod'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import { LIMIT_UNITS, type LimitUnit, RESTRICT, type Restriction } from '../../src-shared/domain/limits.ts'
import { tickerSchema } from '../../src-shared/domain/schemas.ts'
import { Secret } from './secret.ts'

/** One value made of several; null: they must not differ and do. */
type Settled<Value> = { readonly value: Value } | null

/** What there is to know of one configuration key but its name. */
export interface ConfigKey<Value> {
  readonly says: string
  /** What a value must be, to go on after "expected". */
  readonly expected: string
  /** How its flag takes a value, as commander writes it. */
  readonly argument: string
  readonly default: Value
  /** The value as JSON has it to the value as we use it. */
  readonly schema: z.ZodType<Value>
  /** What text stands for as JSON; undefined: nothing is given. */
  readonly fromText: (text: string) => unknown
  /** Makes one value of at least one given, the weakest source first. */
  settle(values: readonly Value[]): Settled<Value>
  /** Whether the most restrictive value wins, and not the one of the strongest source. */
  readonly safety: boolean
  /** Neither shown nor taken from a flag or the settings file. */
  readonly secret: boolean
}

const lastWins = <Value>(values: readonly Value[]): Settled<Value> => {
  const value = values.at(-1)
  return value === undefined ? null : { value }
}

const foldWith =
  <Value>(restrict: (one: Value, other: Value) => Value) =>
  (values: readonly Value[]): Settled<Value> => ({ value: values.reduce((one, other) => restrict(one, other)) })

const ordinary = { safety: false, secret: false } as const
const safety = { safety: true, secret: false } as const

const numberFromText = (text: string): unknown => (/^\s*[+-]?\d+(?:[.]\d+)?\s*$/.test(text) ? Number(text) : text)

const switchFromText = (text: string): unknown => {
  const word = text.trim().toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : text
}

interface NumberRange {
  readonly says?: string
  readonly whole: boolean
  readonly least: number
  readonly most: number
}

function numberParts({ whole, least, most, says = whole ? 'a whole number' : 'a number' }: NumberRange) {
  return {
    expected: `${says} from ${least} to ${most}`,
    argument: '<number>',
    schema: (whole ? z.int() : z.number()).min(least).max(most),
    fromText: numberFromText,
  }
}

export function numberKey(value: number, range: NumberRange, says: string): ConfigKey<number> {
  return { ...numberParts(range), ...ordinary, says, default: value, settle: lastWins }
}

/** A number that need not be there. */
export function optionalNumberKey(range: NumberRange, says: string): ConfigKey<number | null> {
  const { schema, ...parts } = numberParts(range)
  return { ...parts, ...ordinary, schema: schema.nullable(), says, default: null, settle: lastWins }
}

/** A number that bounds something: of several the lower one holds. */
export function limitKey(value: number, unit: LimitUnit, says: string): ConfigKey<number> {
  const parts = numberParts({ ...LIMIT_UNITS[unit], least: 0 })
  return { ...parts, ...safety, says, default: value, settle: foldWith(RESTRICT['lower-wins']) }
}

/** A switch with a safe answer: it wins whatever else is said. */
export function safetySwitchKey(
  value: boolean,
  restriction: Extract<Restriction, 'true-wins' | 'false-wins'>,
  says: string,
): ConfigKey<boolean> {
  return {
    ...safety,
    says,
    expected: 'true or false',
    argument: '[true|false]',
    default: value,
    schema: z.boolean(),
    fromText: switchFromText,
    settle: foldWith(RESTRICT[restriction]),
  }
}

export function textKey(value: string, expected: string, pattern: RegExp, says: string): ConfigKey<string> {
  const schema = z.string().regex(pattern)
  return {
    ...ordinary,
    says,
    expected,
    argument: '<text>',
    default: value,
    schema,
    fromText: (text) => text.trim(),
    settle: lastWins,
  }
}

/** A path; an empty one is none. */
export function pathKey(says: string): ConfigKey<string | null> {
  return {
    ...ordinary,
    says,
    expected: 'a path',
    argument: '<path>',
    default: null,
    schema: z.string().min(1).nullable(),
    fromText: (text) => (text.trim() === '' ? undefined : text.trim()),
    settle: lastWins,
  }
}

export function choiceKey<const Choice extends string>(
  value: Choice,
  choices: readonly [Choice, ...Choice[]],
  says: string,
): ConfigKey<Choice> {
  return {
    ...ordinary,
    says,
    expected: choices.join(' or '),
    argument: `<${choices.join('|')}>`,
    default: value,
    schema: z.enum(choices),
    fromText: (text) => text.trim(),
    settle: lastWins,
  }
}

const symbolsParts = {
  expected: 'symbols such as AAPL,NVDA, each once',
  argument: '<list>',
  default: null,
  schema: z
    .array(tickerSchema)
    .min(1)
    .refine((list) => new Set(list).size === list.length)
    .nullable(),
  fromText: (text: string): unknown => text.split(',').map((symbol) => symbol.trim()),
} as const

/** A list of symbols; `null`: none is given. */
export function symbolsKey(says: string): ConfigKey<readonly Ticker[] | null> {
  return { ...symbolsParts, ...ordinary, says, settle: lastWins }
}

/** A list of what is allowed, `null` being everything: of several lists what all of them name. */
export function allowListKey(says: string): ConfigKey<readonly Ticker[] | null> {
  return { ...symbolsParts, ...safety, says, settle: foldWith(RESTRICT['both-must-list']) }
}

const SECRET_MOST = 1_024

/** A secret; an empty one is none. Sources must not differ: which of two is meant cannot be said. */
export function secretKey(says: string): ConfigKey<Secret | null> {
  return {
    safety: true,
    secret: true,
    says,
    expected: `text of at most ${SECRET_MOST} characters`,
    argument: '<text>',
    default: null,
    schema: z
      .string()
      .min(1)
      .max(SECRET_MOST)
      .transform((text) => new Secret(text))
      .nullable(),
    fromText: (text) => (text === '' ? undefined : text),
    settle: (values) => {
      const different = new Set(values.map((value) => value?.reveal()))
      return different.size === 1 ? lastWins(values) : null
    },
  }
}
