import type { OrderRef } from '../../../src-shared/domain/ids.ts'
import { isOver } from '../../../src-shared/domain/order-state.ts'
import type { OrderReport } from '../../broker/reports.ts'
import type { ActiveVenue, DeskContext } from '../desk-context.ts'
import { ask } from '../exits/ask.ts'
import type { LedgerOrder } from '../ledger/ledger-order.ts'
import { findOrder } from '../state/desk-state.ts'
import type { Survey } from './survey.ts'

/** Answers in a row that list an order of ours that is over before that is believed: answers are not of one moment. */
const LINGERING_ANSWERS = 2

/**
 * Ends what a broker keeps back: orders that were never transmitted, because one of their chain was refused or a
 * connection went first. TWS keeps them, and they must not be let go later.
 */
export function endHeldBack(desk: DeskContext, venue: ActiveVenue, { open }: Survey): void {
  const { watch, account } = venue
  const over = new Set<OrderRef>()
  for (const report of open) {
    const known = report.ref === null || report.account !== account ? undefined : findOrder(desk.state, report.ref)
    if (known === undefined) continue
    if (isOver(known.order.state)) over.add(known.order.ref)
    else if (isHeldBack(desk, known, report)) {
      desk.record({ kind: 'cancel-wanted', ref: known.order.ref, reason: 'it was held back at the broker' })
    }
  }
  for (const ref of [...watch.lingering.keys()]) if (!over.has(ref)) watch.lingering.delete(ref)
  for (const ref of over) endLingering(desk, venue, ref)
}

/** Nothing was heard of it in time, and it is listed as not sent on: an entry, or a child whose entry never was one. */
function isHeldBack(
  { state }: DeskContext,
  { order, filled, cancelWanted }: LedgerOrder,
  { status }: OrderReport,
): boolean {
  if (status !== 'PendingSubmit' || order.state !== 'unknown' || filled > 0 || cancelWanted !== null) return false
  if (order.role === 'entry') return true
  const entry = order.parent === null ? undefined : findOrder(state, order.parent)
  return entry !== undefined && isOver(entry.order.state) && entry.filled === 0
}

/** Over in our books and still listed: it is cancelled once more, whatever our books say of it. */
function endLingering(desk: DeskContext, venue: ActiveVenue, ref: OrderRef): void {
  const { watch } = venue
  const times = (watch.lingering.get(ref) ?? 0) + 1
  watch.lingering.set(ref, times)
  if (times >= LINGERING_ANSWERS) {
    ask(desk, venue, { kind: 'cancel', ref })
    return
  }
  watch.wantPast()
  watch.postponed('survey', desk.now().monotonic)
}
