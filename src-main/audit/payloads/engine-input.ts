import { z } from 'zod'
import type { Bar, BarRefusal } from '../../../src-shared/domain/bar.ts'
import type {
  BarrierInput,
  EnginePosition,
  EpochInput,
  FillInput,
  PositionInput,
  SymbolsInput,
} from '../../../src-shared/domain/engine-input.ts'
import type { Instrument } from '../../../src-shared/domain/instrument.ts'
import { tickSize } from '../../../src-shared/domain/price.ts'
import { tickerSchema } from '../../../src-shared/domain/schemas.ts'
import { type SessionDay, sessionDate, utcMs } from '../../../src-shared/domain/time.ts'

export const timeSchema = z.int().transform(utcMs)
export const sideSchema = z.enum(['long', 'short'])

/** What JSON cannot say as a number, in words. A refused bar may hold any of it. */
const UNUSUAL_NUMBERS = { NaN: Number.NaN, Infinity: Number.POSITIVE_INFINITY, '-Infinity': Number.NEGATIVE_INFINITY }

const barNumber = z.union([
  z.number(),
  z.enum(['NaN', 'Infinity', '-Infinity']).transform((word) => UNUSUAL_NUMBERS[word]),
])

/** `[start, open, high, low, close, volume]`. */
export const barSchema: z.ZodType<Bar> = z
  .tuple([barNumber, barNumber, barNumber, barNumber, barNumber, barNumber])
  .transform(([start, open, high, low, close, volume]) => ({ start: utcMs(start), open, high, low, close, volume }))

function numberText(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value)
  return `"${value}"`
}

/** The text of a bar; reading it back gives the same doubles (JSON's shortest form is exact). */
export function barText({ start, open, high, low, close, volume }: Bar): string {
  // The usual bar, whose numbers read as they are written: no −0, and one sum shows that all of them are finite.
  const positive = open > 0 && high > 0 && low > 0 && close > 0 && volume > 0
  if (positive && Number.isFinite(start + open + high + low + close + volume)) {
    return JSON.stringify([start, open, high, low, close, volume])
  }
  return `[${[start, open, high, low, close, volume].map(numberText).join(',')}]`
}

const instrumentSchema: z.ZodType<Instrument> = z.strictObject({
  symbol: tickerSchema,
  tick: z.number().positive().transform(tickSize),
  kind: z.enum(['stock', 'etf']),
  sectorEtf: tickerSchema.nullable(),
  related: z.array(tickerSchema),
})

const sessionDaySchema: z.ZodType<SessionDay> = z.strictObject({
  date: z.string().transform(sessionDate),
  open: timeSchema,
  close: timeSchema,
  openMinute: z.int(),
})

export const epochSchema: z.ZodType<EpochInput> = z.strictObject({
  kind: z.literal('epoch'),
  profile: z.string(),
  profileHash: z.string(),
  profileData: z.unknown(),
  instruments: z.array(instrumentSchema),
  traded: z.array(tickerSchema),
  sessions: z.array(sessionDaySchema),
})

export const barrierSchema: z.ZodType<BarrierInput> = z.strictObject({
  kind: z.literal('barrier'),
  barStart: timeSchema,
  missing: z.array(tickerSchema),
})

export const fillSchema: z.ZodType<FillInput> = z.strictObject({
  kind: z.literal('fill'),
  symbol: tickerSchema,
  time: timeSchema,
  role: z.enum(['entry', 'stop', 'target', 'close']),
  side: sideSchema,
  quantity: z.number(),
  price: z.number(),
  entry: z.strictObject({ atr: z.number(), stop: z.number() }).exactOptional(),
})

const enginePositionSchema: z.ZodType<EnginePosition> = z.strictObject({
  side: sideSchema,
  quantity: z.number(),
  average: z.number(),
  atr: z.number(),
  stop: z.number(),
  bestClose: z.number().nullable(),
})

export const positionSchema: z.ZodType<PositionInput> = z.strictObject({
  kind: z.literal('position'),
  symbol: tickerSchema,
  position: enginePositionSchema.nullable(),
  stoppedOut: z.strictObject({ side: sideSchema, time: timeSchema }).nullable(),
})

export const symbolsSchema: z.ZodType<SymbolsInput> = z.strictObject({
  kind: z.literal('symbols'),
  add: z.array(instrumentSchema),
  remove: z.array(tickerSchema),
  traded: z.array(tickerSchema),
})

const BAR_REFUSALS = [
  'not-finite',
  'not-positive',
  'range-broken',
  'volume-negative',
  'not-later',
  'outside-session',
  'unknown-symbol',
] as const satisfies readonly (BarRefusal | 'unknown-symbol')[]

export const barRefusalSchema: z.ZodType<BarRefusal | 'unknown-symbol'> = z.enum(BAR_REFUSALS)
