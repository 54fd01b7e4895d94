import type { OrderRef } from '../../../src-shared/domain/ids.ts'
import { isOver } from '../../../src-shared/domain/order-state.ts'
import type { BrokerEvent } from '../../broker/broker.ts'
import type { CommissionReport, Execution, OrderReport } from '../../broker/reports.ts'
import type { ActiveVenue, DeskContext } from '../desk-context.ts'
import { closeAttempt } from '../exits/closing.ts'
import { executionId, supersedes } from '../ledger/execution-id.ts'
import type { LedgerOrder } from '../ledger/ledger-order.ts'
import { bookKey, executionKey, findOrder, sharesIn } from '../state/desk-state.ts'
import { cancelling } from './watch.ts'

/** Takes in what a broker says by itself. */
export function hear(desk: DeskContext, venue: ActiveVenue, event: BrokerEvent): void {
  const { watch } = venue
  switch (event.kind) {
    case 'connection':
      return
    case 'order':
      hearOrder(desk, venue, event.order)
      return
    case 'execution':
      hearExecution(desk, venue, event.execution)
      return
    case 'commission':
      hearCommission(desk, venue, event.commission)
      return
    case 'position': {
      // It may be an old one: what the account holds is asked for, never taken from what is pushed.
      const { account, symbol, shares } = event.position
      if (account === venue.account && shares !== (watch.net.get(symbol) ?? 0)) watch.unsettle(symbol)
      return
    }
    case 'account':
      if (event.values.account === venue.account) watch.values = event.values
      return
    case 'refusal': {
      const known = ours(desk, venue, event.ref)
      if (known === undefined) return
      const { ref, request, code, message } = event
      desk.record({ kind: 'request-refused', ref, request, code: String(code), message })
      const { monotonic } = desk.now()
      if (request === 'cancel') watch.failed(cancelling(ref), monotonic)
      if (request === 'change') watch.changeFailed(ref, known.asked ?? {}, monotonic)
      watch.unsettle(known.order.symbol)
      noteEnd(desk, venue, known)
    }
  }
}

/** An order of ours in the venue's book. */
function ours(desk: DeskContext, venue: ActiveVenue, ref: OrderRef | null): LedgerOrder | undefined {
  const known = ref === null ? undefined : findOrder(desk.state, ref)
  return known !== undefined && bookKey(known.order.book) === bookKey(venue.book) ? known : undefined
}

const sameReport = (one: OrderReport | null, other: OrderReport): boolean =>
  one !== null && JSON.stringify(one) === JSON.stringify(other)

/** How an order of ours stands. What is known already is not written down again. */
export function hearOrder(desk: DeskContext, venue: ActiveVenue, report: OrderReport): void {
  const known = ours(desk, venue, report.ref)
  if (known === undefined) return
  venue.watch.absent.delete(known.order.ref)
  const isNews = isOver(known.order.state) ? report.filled > known.filled : !sameReport(known.report, report)
  if (!isNews && known.order.state !== 'unknown') return
  desk.record({ kind: 'broker-order', book: venue.book, report })
  const now = findOrder(desk.state, known.order.ref)
  if (now !== undefined && (now.filled > known.filled || isReducedByGroup(known, report))) {
    venue.watch.unsettle(now.order.symbol)
  }
  if (now !== undefined && known.asked !== null && now.asked === null) venue.watch.changed(now.order.ref)
  noteEnd(desk, venue, known)
}

/** Another of its group has traded what nobody has told us of yet: until then it must not be made larger again. */
const isReducedByGroup = ({ order, asked }: LedgerOrder, { quantity }: OrderReport): boolean =>
  order.role !== 'entry' && asked?.quantity === undefined && quantity < order.quantity

/** When an order has ended by what was just said: its symbol has to be looked at anew. @param before as it was. */
export function noteEnd(desk: DeskContext, venue: ActiveVenue, before: LedgerOrder): void {
  const now = findOrder(desk.state, before.order.ref)
  if (now === undefined || isOver(before.order.state) || !isOver(now.order.state)) return
  const { watch } = venue
  const { ref, symbol, state } = now.order
  watch.unsettle(symbol)
  const attempt = watch.attempts.get(ref)
  const wanted = state === 'filled' || now.cancelWanted !== null
  if (attempt !== undefined && !wanted) watch.failed(attempt, desk.now().monotonic)
  watch.forget(ref)
}

/** A trade, ours or another's. One that has been counted changes nothing. */
export function hearExecution(desk: DeskContext, venue: ActiveVenue, execution: Execution): void {
  if (execution.account !== venue.account) return
  const { watch, book } = venue
  const { symbol, execId } = execution
  const known = ours(desk, venue, execution.ref)
  if (known === undefined) {
    if (desk.state.foreignExecutions.has(executionKey(book, execId))) return
  } else {
    const { base, version } = executionId(execId)
    const key = executionKey(book, base)
    const counted = desk.state.executions.get(key) ?? desk.state.pastExecutions.get(key)
    if (counted !== undefined && !supersedes(version, counted.version)) return
  }
  watch.unsettle(symbol)
  // An answer that differed from what we knew may have differed by this: there is nothing more to wait for.
  if (watch.failures('survey') === 0) watch.worked('survey')
  desk.record({ kind: 'execution', book, execution })
  if (known !== undefined) noteEnd(desk, venue, known)
  if (sharesIn(desk.state, book, symbol) === 0) watch.worked(closeAttempt(symbol))
}

export function hearCommission(desk: DeskContext, venue: ActiveVenue, commission: CommissionReport): void {
  const { base, version } = executionId(commission.execId)
  const known = desk.state.commissions.get(executionKey(venue.book, base))
  const isOld = known !== undefined && known.version !== version && !supersedes(version, known.version)
  const isSame = known?.version === version && known.cents === Math.round(commission.commission * 100)
  if (!isOld && !isSame) desk.record({ kind: 'commission', book: venue.book, commission })
}
