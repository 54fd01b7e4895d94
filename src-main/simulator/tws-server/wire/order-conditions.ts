import type { FieldReader } from './fields.ts'
import type { WireCondition } from './order.ts'

/** IBKR's numbers of the kinds of conditions, and how the fields of each are read. */
const CONDITIONS: ReadonlyMap<
  number,
  { readonly kind: WireCondition['kind']; readonly read: (f: FieldReader) => void }
> = new Map([
  [1, { kind: 'price', read: readPrice }],
  [3, { kind: 'time', read: readTime }],
  [4, { kind: 'margin', read: readThreshold }],
  [5, { kind: 'execution', read: readExecution }],
  [6, { kind: 'volume', read: readOfContract }],
  [7, { kind: 'percent-change', read: readOfContract }],
])

export interface Conditions {
  readonly conditions: readonly WireCondition[]
  readonly conditionsIgnoreRth: boolean
  readonly conditionsCancelOrder: boolean
}

/** Recognises the conditions of an order; their values are checked and not kept. */
export function readConditions(fields: FieldReader): Conditions {
  const conditions: WireCondition[] = []
  // The shortest condition has four fields.
  const count = fields.count('conditions', 4)
  for (let index = 0; index < count && fields.failure === null; index += 1) {
    const type = fields.integer('condition type')
    const conjunction = readConjunction(fields)
    const condition = CONDITIONS.get(type)
    if (condition === undefined) {
      fields.fail('condition type', String(type))
      break
    }
    condition.read(fields)
    conditions.push({ kind: condition.kind, conjunction })
  }
  const given = count > 0
  const conditionsIgnoreRth = given && fields.flag('conditionsIgnoreRth')
  return { conditions, conditionsIgnoreRth, conditionsCancelOrder: given && fields.flag('conditionsCancelOrder') }
}

function readConjunction(fields: FieldReader): WireCondition['conjunction'] {
  const text = fields.text('conjunction')
  if (text === 'o' || text === 'O') return 'or'
  if (text !== 'a' && text !== 'A') fields.fail('conjunction', text)
  return 'and'
}

function readTime(fields: FieldReader): void {
  fields.flag('isMore')
  fields.text('condition time')
}

function readThreshold(fields: FieldReader): void {
  fields.flag('isMore')
  fields.optionalDouble('condition value')
}

function readOfContract(fields: FieldReader): void {
  readThreshold(fields)
  fields.integerOrZero('condition conId')
  fields.text('condition exchange')
}

function readPrice(fields: FieldReader): void {
  readOfContract(fields)
  fields.integerOrZero('condition triggerMethod')
}

function readExecution(fields: FieldReader): void {
  fields.skip('condition secType', 'condition exchange', 'condition symbol')
}
