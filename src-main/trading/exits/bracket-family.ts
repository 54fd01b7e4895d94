import { sameBook } from '../../../src-shared/domain/book.ts'
import { isOver } from '../../../src-shared/domain/order-state.ts'
import { resizing } from '../contact/watch.ts'
import type { LedgerOrder } from '../ledger/ledger-order.ts'
import { isGoing } from '../risk/exposure.ts'
import { stopRef, targetRef } from '../staging/bracket-orders.ts'
import { type DeskState, findOrder, isOut } from '../state/desk-state.ts'
import { canChange } from './grow.ts'
import { type Action, canAsk, record, type VenueView, type World } from './world.ts'

/** Over without having traded: refused, cancelled by somebody, never arrived. */
const isLost = (known: LedgerOrder | undefined): boolean =>
  known !== undefined && isOver(known.order.state) && known.filled === 0

/** A broker that keeps an order back has not acknowledged it: the last of its chain was refused, and nothing was let go. */
const isHeldBack = ({ order }: LedgerOrder): boolean => order.state === 'held' || order.state === 'unknown'

/**
 * An entry of which nothing is filled goes when its stop is gone: its fill would have none. It also goes when any part of
 * its bracket was refused and it is held: a chain of which the last order is refused is never let go, and stays.
 */
export function endBrokenBrackets(state: DeskState, venue: VenueView): Action[] {
  const actions: Action[] = []
  for (const known of state.live.values()) {
    const { order, cancelWanted, filled } = known
    if (!isGoing(known) || !isOut(known) || cancelWanted !== null || filled > 0) continue
    if (!sameBook(order.book, venue.book)) continue
    const [stop, target] = [findOrder(state, stopRef(order.ref)), findOrder(state, targetRef(order.ref))]
    const reason = isLost(stop)
      ? 'its stop is gone'
      : isLost(target) && isHeldBack(known)
        ? 'a part of its bracket was refused, and it is held'
        : null
    if (reason !== null) actions.push(record({ kind: 'cancel-wanted', ref: order.ref, reason }))
  }
  return actions
}

/**
 * Stop and target are for as many shares as their entry, also after it was changed: larger ones could turn the position
 * round, smaller ones would leave a part of it without a stop. What has been filled already is the other rules' business.
 */
export function followEntry(state: DeskState, venue: VenueView, world: World): Action[] {
  if (!canAsk(venue)) return []
  const actions: Action[] = []
  for (const known of state.live.values()) {
    const { order } = known
    if (order.parent === null || !sameBook(order.book, venue.book) || !canChange(known)) continue
    const entry = findOrder(state, order.parent)
    if (entry === undefined || entry.asked !== null || entry.filled > 0 || isOver(entry.order.state)) continue
    const { quantity } = entry.order
    if (order.quantity === quantity || entry.order.state !== 'acknowledged') continue
    if (!venue.watch.mayTry(resizing(order.ref), world.now.monotonic)) continue
    actions.push({ kind: 'adjust', ref: order.ref, change: { quantity } })
  }
  return actions
}
