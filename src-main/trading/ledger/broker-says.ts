import { isOver, type OrderEvent } from '../../../src-shared/domain/order-state.ts'
import type { UtcMs } from '../../../src-shared/domain/time.ts'
import type { OrderReport } from '../../broker/reports.ts'
import { type LedgerOrder, shows } from './ledger-order.ts'

/** Shares that the order is for, or will be when a change on its way is taken. */
const wholeOf = ({ order, asked }: LedgerOrder): number => Math.max(order.quantity, asked?.quantity ?? 0)

/**
 * What a change of the shares filled is for the table.
 * @param whole shares that the order is for as the broker says with it: more than we know when a change was not taken
 */
export function fillEvent(filled: number, known: LedgerOrder, whole = 0): OrderEvent {
  return filled >= Math.max(whole, wholeOf(known)) ? 'fill-rest' : 'fill-part'
}

/** What a corrected number of shares filled is for the table. */
export function correctionEvent(filled: number, known: LedgerOrder): OrderEvent {
  if (filled === 0) return 'correct-to-none'
  return filled >= wholeOf(known) ? 'correct-to-full' : 'correct-to-part'
}

function endEvents(known: LedgerOrder, report: OrderReport, filled: number, time: UtcMs): OrderEvent[] {
  if (report.status === 'Filled' || filled >= wholeOf(known)) return ['fill-rest']
  if (filled > 0) return ['confirm-cancel-of-rest']
  if (report.status === 'Inactive') return ['deactivate']
  const { timeInForce, state } = known.order
  const dateCame = timeInForce.tif === 'GTD' && timeInForce.until <= time
  return dateCame && state !== 'pending-cancel' ? ['expire'] : ['confirm-cancel']
}

function workingEvents(known: LedgerOrder, report: OrderReport, filled: number): OrderEvent[] {
  const events: OrderEvent[] = filled > known.filled ? [fillEvent(filled, known, report.quantity)] : []
  if (events[0] === 'fill-rest') return events
  if (filled === 0 && report.whyHeld === 'locate') return ['hold']
  // A message from before the change reached the broker does not answer it.
  if (known.asked !== null && known.order.state === 'pending-modify' && !shows(report, known.asked)) return events
  return [...events, filled === 0 ? 'acknowledge' : 'acknowledge-rest']
}

/**
 * What a report means for its order, as events of the transition table. Reports come twice, late and in another order
 * than things happened: fills only grow by them, and an order that is over hears of late fills and of nothing else.
 * @param time market time.
 */
export function eventsOf(known: LedgerOrder, report: OrderReport, time: UtcMs): readonly OrderEvent[] {
  const filled = Math.max(known.filled, report.filled)
  if (isOver(known.order.state)) return filled > known.filled ? [fillEvent(filled, known)] : []
  switch (report.status) {
    case 'PendingSubmit':
    case 'PendingCancel':
      return filled > known.filled ? [fillEvent(filled, known, report.quantity)] : []
    case 'PreSubmitted':
    case 'Submitted':
      return workingEvents(known, report, filled)
    case 'ApiCancelled':
    case 'Cancelled':
    case 'Filled':
    case 'Inactive':
      return endEvents(known, report, filled, time)
  }
}
