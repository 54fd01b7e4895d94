import type { WireOrder } from '../wire/order.ts'
import { GOOD_AFTER_TIME, NO_ALGORITHM, type OrderRefusal, rejected } from './refusals.ts'

/** A text that is set: some clients write `None` for nothing. */
const isNamed = (text: string): boolean => text !== '' && text !== 'None'
const isSet = (value: number | null): boolean => value !== null && value !== 0
/** Triggers by the last trade, which is also TWS's own choice for stocks. */
const LAST_TRADE_TRIGGERS = [0, 2]

/**
 * What TWS can do with an order and this exchange does not: refused, each by its name, so that nobody mistakes its
 * absence for TWS's behaviour. Fields that change nothing about a stock's fills are ignored.
 */
const UNSUPPORTED: readonly (readonly [name: string, asked: (order: WireOrder) => boolean])[] = [
  ['hidden', ({ hidden }) => hidden],
  ['displaySize', ({ displaySize }) => isSet(displaySize)],
  ['allOrNone', ({ allOrNone }) => allOrNone],
  ['minQty', ({ minQuantity }) => isSet(minQuantity)],
  ['blockOrder', ({ blockOrder }) => blockOrder],
  ['sweepToFill', ({ sweepToFill }) => sweepToFill],
  ['discretionaryAmt', ({ discretionaryAmount }) => isSet(discretionaryAmount)],
  ['percentOffset', ({ percentOffset }) => isSet(percentOffset)],
  ['triggerMethod', ({ triggerMethod }) => !LAST_TRADE_TRIGGERS.includes(triggerMethod)],
  ['notHeld', ({ notHeld }) => notHeld],
  ['conditions', ({ conditions }) => conditions.length > 0],
  ['scale', ({ scale }) => scale],
  ['comboLegs', ({ legs }) => legs > 0],
  ['hedgeType', ({ hedgeType }) => isNamed(hedgeType)],
  ['deltaNeutralOrderType', ({ deltaNeutralOrderType }) => isNamed(deltaNeutralOrderType)],
  ['adjustedOrderType', ({ adjustedOrderType }) => isNamed(adjustedOrderType)],
  ['cashQty', ({ cashQuantity }) => isSet(cashQuantity)],
  ['duration', ({ duration }) => isSet(duration)],
  ['autoCancelParent', ({ autoCancelParent }) => autoCancelParent],
  ['modelCode', ({ modelCode }) => modelCode !== ''],
  ['includeOvernight', ({ includeOvernight }) => includeOvernight],
]

export function refuseUnsupported(order: WireOrder): OrderRefusal | null {
  if (order.goodAfterTime !== '') return GOOD_AFTER_TIME
  if (order.algo !== null) return NO_ALGORITHM
  const name = UNSUPPORTED.find(([, asked]) => asked(order))?.[0]
  return name === undefined ? null : rejected(`${name} is not simulated here`)
}
