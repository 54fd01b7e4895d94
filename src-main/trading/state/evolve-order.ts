import type { OrderRef } from '../../../src-shared/domain/ids.ts'
import { isOver, type OrderEvent, OrderTransitionError, transition } from '../../../src-shared/domain/order-state.ts'
import type { UtcMs } from '../../../src-shared/domain/time.ts'
import { nextTradingState } from '../../../src-shared/domain/trading-state-machine.ts'
import type { OrderReport } from '../../broker/reports.ts'
import { eventsOf } from '../ledger/broker-says.ts'
import { type LedgerOrder, shows } from '../ledger/ledger-order.ts'
import { type DeskState, findOrder } from './desk-state.ts'
import { foundContradiction } from './findings.ts'
import { withEntry, without } from './maps.ts'

/** Puts an order where its state belongs: among the live ones, or among those that are over. */
export function putOrder(state: DeskState, known: LedgerOrder): DeskState {
  const { ref } = known.order
  if (!isOver(known.order.state)) return { ...state, live: withEntry(state.live, ref, known) }
  return { ...state, live: without(state.live, ref), over: withEntry(state.over, ref, known) }
}

/**
 * Lets something happen to an order by the transition table. A pair that the table does not have leaves the order where
 * it is, is kept as a contradiction, and stops everything that would add exposure.
 */
export function passOrder(state: DeskState, ref: OrderRef, ...events: readonly OrderEvent[]): DeskState {
  const known = findOrder(state, ref)
  if (known === undefined) return contradicted(state, ref, `there is no order ${ref}`)
  let { state: orderState } = known.order
  try {
    for (const event of events) orderState = transition(orderState, event)
  } catch (error) {
    if (!(error instanceof OrderTransitionError)) throw error
    return contradicted(state, ref, error.message)
  }
  if (orderState === known.order.state) return state
  return putOrder(state, { ...known, order: { ...known.order, state: orderState } })
}

/** Changes what is known of an order beside its state; nothing for an order that is not ours. */
export function changeOrder(state: DeskState, ref: OrderRef, change: Partial<LedgerOrder>): DeskState {
  const known = findOrder(state, ref)
  return known === undefined ? state : putOrder(state, { ...known, ...change })
}

function contradicted(state: DeskState, ref: OrderRef, message: string): DeskState {
  const known = foundContradiction(state, ref, message)
  return {
    ...known,
    contradictions: [...state.contradictions, { ref, message }],
    tradingState: nextTradingState(state.tradingState, 'broker-contradicts'),
  }
}

/** A change stays on its way while its answer may still come. */
const MAY_BE_ANSWERED: readonly string[] = ['pending-modify', 'pending-cancel', 'unknown']

/** The state after the broker has said how an order of ours stands. @param time market time. */
export function afterReport(state: DeskState, report: OrderReport, time: UtcMs): DeskState {
  if (report.ref === null) return state
  const known = findOrder(state, report.ref)
  if (known === undefined) return state
  const wasOver = isOver(known.order.state)
  const passed = passOrder(state, report.ref, ...eventsOf(known, report, time))
  const now = findOrder(passed, report.ref) ?? known
  const filled = Math.max(known.filled, report.filled)
  if (wasOver) return filled === known.filled ? passed : putOrder(passed, { ...now, filled })
  const { pricing, quantity } = report
  const answered = known.asked !== null && shows(report, known.asked)
  const asked = answered || !MAY_BE_ANSWERED.includes(now.order.state) ? null : known.asked
  return putOrder(passed, {
    ...now,
    order: { ...now.order, pricing, quantity: wholeShares(quantity, now) },
    asked,
    report,
    filled,
  })
}

/** A report of nothing, as of an order that its group has used up, leaves the order's quantity as it was. */
function wholeShares(quantity: number, { order }: LedgerOrder): LedgerOrder['order']['quantity'] {
  return Number.isSafeInteger(quantity) && quantity > 0
    ? (quantity as LedgerOrder['order']['quantity'])
    : order.quantity
}
