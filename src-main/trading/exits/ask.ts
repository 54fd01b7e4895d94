import type { OrderRef } from '../../../src-shared/domain/ids.ts'
import { isOver } from '../../../src-shared/domain/order-state.ts'
import type { OrderChange } from '../../broker/broker.ts'
import type { BrokerRefusal, BrokerRefusalCode } from '../../broker/refusals.ts'
import { cancelling } from '../contact/watch.ts'
import type { ActiveVenue, DeskContext } from '../desk-context.ts'
import { findOrder } from '../state/desk-state.ts'
import type { Action } from './world.ts'

/** Refusals by which the broker says that it knows of something that we do not: no failures, it has to be asked. */
const NEWS: readonly BrokerRefusalCode[] = ['exceeds-position', 'not-a-reduction', 'not-ready']

type Request = Exclude<Action, { kind: 'record' | 'survey' }>

/** Asks the broker for something that reduces or ends exposure: the intent first, then the request. */
export function ask(desk: DeskContext, venue: ActiveVenue, request: Request): void {
  switch (request.kind) {
    case 'cancel':
      cancel(desk, venue, request.ref)
      return
    case 'adjust':
      adjust(desk, venue, request.ref, request.change)
      return
    case 'reduce':
      reduce(desk, venue, request)
  }
}

function cancel(desk: DeskContext, { broker, watch }: ActiveVenue, ref: OrderRef): void {
  desk.record({ kind: 'cancel-intent', ref })
  const sent = broker.cancel(ref)
  if (sent.ok) return
  refused(desk, ref, 'cancel', sent.error)
  watch.failed(cancelling(ref), desk.now().monotonic)
  watch.wantSurvey()
}

function adjust(desk: DeskContext, { broker, watch }: ActiveVenue, ref: OrderRef, change: OrderChange): void {
  desk.record({ kind: 'change-intent', ref, change })
  const sent = broker.adjust(ref, change)
  if (sent.ok) return
  refused(desk, ref, 'change', sent.error)
  watch.changeFailed(ref, change, desk.now().monotonic)
  watch.wantSurvey()
}

function reduce(
  desk: DeskContext,
  { broker, watch }: ActiveVenue,
  { order, attempt }: Extract<Request, { kind: 'reduce' }>,
): void {
  const { ref, symbol } = order
  desk.record({ kind: 'reduction-intent', order })
  watch.sent(ref)
  watch.unsettle(symbol)
  const sent = broker.reduce(order)
  if (sent.ok) {
    watch.attempts.set(ref, attempt)
    desk.record({ kind: 'order-sent', refs: [ref] })
    return
  }
  refused(desk, ref, 'order', sent.error)
  if (NEWS.includes(sent.error.code)) watch.postponed(attempt, desk.now().monotonic)
  else watch.failed(attempt, desk.now().monotonic)
  const known = findOrder(desk.state, ref)
  if (known !== undefined && isOver(known.order.state)) watch.forget(ref)
}

function refused(
  desk: DeskContext,
  ref: OrderRef,
  request: 'order' | 'change' | 'cancel',
  { code, message }: BrokerRefusal,
): void {
  desk.record({ kind: 'request-refused', ref, request, code, message })
}
