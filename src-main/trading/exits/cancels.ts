import { sameBook } from '../../../src-shared/domain/book.ts'
import { cancelling } from '../contact/watch.ts'
import { isGoing } from '../risk/exposure.ts'
import { groupOf, stopRef, targetRef } from '../staging/bracket-orders.ts'
import { type DeskState, isOut } from '../state/desk-state.ts'
import type { Place } from './place.ts'
import { type Action, canAsk, record, type VenueView, type World } from './world.ts'

/** Asks for the end of what shall end: at once, after each refusal again, and first of all when the broker is back. */
export function askForCancels(state: DeskState, venue: VenueView, world: World): Action[] {
  if (!canAsk(venue)) return []
  const actions: Action[] = []
  for (const known of state.live.values()) {
    const { order, cancelWanted } = known
    if (cancelWanted === null || !sameBook(order.book, venue.book) || !isOut(known)) continue
    if (order.state === 'pending-cancel') continue
    if (venue.watch.mayTry(cancelling(order.ref), world.now.monotonic)) actions.push({ kind: 'cancel', ref: order.ref })
  }
  return actions
}

/**
 * An entry whose position has been closed in part, or shall be closed, is not filled any further: what is left of it
 * would have no stop.
 */
export function endEntriesOfExits(state: DeskState, venue: VenueView): Action[] {
  const actions: Action[] = []
  for (const known of state.live.values()) {
    const { order, cancelWanted, filled } = known
    if (!isGoing(known) || cancelWanted !== null || filled === 0 || !sameBook(order.book, venue.book)) continue
    const exits = [...state.live.values(), ...state.over.values()].filter(
      (exit) =>
        exit.filled > 0 &&
        (exit.order.ref === stopRef(order.ref) ||
          exit.order.ref === targetRef(order.ref) ||
          exit.order.ocaGroup?.startsWith(groupOf(order.ref))),
    )
    if (exits.length > 0) {
      actions.push(record({ kind: 'cancel-wanted', ref: order.ref, reason: 'its position is being closed' }))
    }
  }
  return actions
}

/** An order that reduces is cancelled when it would open a position, or add to one that has been turned round. */
export function cancelOrphans({ settled, holding, closable, entries, exits }: Place): Action[] {
  // Children of an entry that has filled nothing wait for it. What it has filled can be gone, by a trade of others.
  if (!settled || (holding === null && closable === 0 && entries.length > 0)) return []
  const orphans = exits.filter(
    ({ order, cancelWanted }) => cancelWanted === null && (order.action === 'SELL' ? closable <= 0 : closable >= 0),
  )
  return orphans.map(({ order }) =>
    record({ kind: 'cancel-wanted', ref: order.ref, reason: 'no position is left that it could reduce' }),
  )
}
