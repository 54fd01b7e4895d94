import { sameBook } from '../../../src-shared/domain/book.ts'
import type { OrderRef } from '../../../src-shared/domain/ids.ts'
import type { OrderState } from '../../../src-shared/domain/order-state.ts'
import { type Action, record, type VenueView, type World } from '../exits/world.ts'
import { ANSWER_MS } from '../settings.ts'
import type { DeskState } from '../state/desk-state.ts'

/** States in which an answer is due. */
const AWAITING: readonly OrderState[] = ['journaled', 'sent', 'pending-cancel', 'pending-modify']

/** Orders of a venue whose answer has not come. */
export function awaitingAnswer(state: DeskState, { book }: Pick<VenueView, 'book'>): OrderRef[] {
  return [...state.live.values()]
    .filter(({ order }) => AWAITING.includes(order.state) && sameBook(order.book, book))
    .map(({ order }) => order.ref)
}

/** Keeps since when each order has waited, and asks how things stand while any is unknown. */
export function noteAwaiting(state: DeskState, venue: VenueView, { now }: Pick<World, 'now'>): void {
  const { watch } = venue
  watch.giveUpSurvey(now.monotonic)
  const waiting = new Set(awaitingAnswer(state, venue))
  for (const ref of [...watch.awaiting.keys()]) if (!waiting.has(ref)) watch.awaiting.delete(ref)
  for (const ref of waiting) {
    const orderState = state.live.get(ref)?.order.state
    if (orderState === undefined || watch.awaiting.get(ref)?.state === orderState) continue
    watch.awaiting.set(ref, { state: orderState, since: now.monotonic })
  }
  const unknown = [...state.live.values()].some(
    ({ order }) => order.state === 'unknown' && sameBook(order.book, venue.book),
  )
  if (!unknown) {
    watch.worked('unknown')
  } else if (watch.mayTry('unknown', now.monotonic)) {
    watch.wantPast()
    watch.failed('unknown', now.monotonic)
  }
}

/** No answer within five seconds: nobody knows how the order stands. */
export function loseOverdue(_state: DeskState, { watch }: VenueView, { now }: World): Action[] {
  const refs = [...watch.awaiting].filter(([, { since }]) => now.monotonic - since >= ANSWER_MS).map(([ref]) => ref)
  return refs.length === 0 ? [] : [record({ kind: 'contact-lost', refs, reason: 'no answer came in time' })]
}
