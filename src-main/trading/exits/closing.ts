import type { OrderRef } from '../../../src-shared/domain/ids.ts'
import { letsOut } from '../../../src-shared/domain/mode.ts'
import type { LedgerOrder } from '../ledger/ledger-order.ts'
import { type Closing, type DeskState, placeKey } from '../state/desk-state.ts'
import { growOrder } from './grow.ts'
import { type Place, reducingOrder } from './place.ts'
import { type Action, canKnow, record, type VenueView, type World } from './world.ts'

/** Refusals of a close that joins the children's group, after which the children are cancelled first. */
const JOIN_ATTEMPTS = 2

export const closeAttempt = (symbol: string): string => `close ${symbol}`

const wantCancels = (orders: readonly LedgerOrder[], reason: string): Action[] =>
  orders
    .filter(({ cancelWanted }) => cancelWanted === null)
    .map(({ order }) => record({ kind: 'cancel-wanted', ref: order.ref, reason }))

/** The one group in which all of them are; null when there is none, or more than one. */
function commonGroup(orders: readonly LedgerOrder[]): string | null {
  const [first] = orders
  const group = first?.order.ocaGroup ?? null
  return orders.every(({ order }) => order.ocaGroup === group) ? group : null
}

/** Regular hours, in which an order at the market can be filled. */
export function isRegularHours({ day }: DeskState, { now }: Pick<World, 'now'>): boolean {
  return day !== null && now.market >= day.open && now.market < day.close
}

/**
 * Closes a position that shall be closed, step by step: what is left of its entry ends first; then, when the broker has
 * confirmed what there is, a close joins the group of stop and target, so that they cannot close it twice. Where they
 * have no common group, or the broker does not take that, they are cancelled, and the close is sent when that is
 * confirmed.
 */
export function closePosition(place: Place, venue: VenueView, world: World, state: DeskState): Action[] {
  const { symbol, holding, entries, exits, settled, closable } = place
  const closing = state.closings.get(placeKey(venue.book, symbol))
  if (closing === undefined || holding === null) return []
  const ending = wantCancels(entries, 'its position is being closed')
  if (ending.length > 0) return ending
  if (entries.length > 0 || !canKnow(venue) || !letsOut(state.tradingState, 'lowers')) return []
  const [closes, children] = [exits.filter(isClose), exits.filter((known) => !isClose(known))]
  const attempt = closeAttempt(symbol)
  if (!settled || closable === 0) return []
  if (closes.length > 0) return growOrder(place, venue, world, closes)
  if (closing.limit === null && !isRegularHours(state, world)) return []
  if (!venue.watch.mayTry(attempt, world.now.monotonic)) return []
  const group = commonGroup(children)
  const joins = group !== null && venue.watch.failures(attempt) < JOIN_ATTEMPTS && children.every(isSound)
  if (children.length > 0 && !joins) return wantCancels(children, 'its position is being closed')
  const order = closeOrder(venue, place, closing, group, world.newRef())
  return [{ kind: 'reduce', order, attempt }]
}

const isClose = ({ order }: LedgerOrder): boolean => order.role === 'close'
const isSound = ({ cancelWanted }: LedgerOrder): boolean => cancelWanted === null

function closeOrder(
  venue: VenueView,
  { symbol, closable }: Place,
  { limit }: Closing,
  ocaGroup: string | null,
  ref: OrderRef,
): Extract<Action, { kind: 'reduce' }>['order'] {
  const pricing = limit === null ? ({ type: 'MKT' } as const) : ({ type: 'LMT', limit } as const)
  const order = { ref, role: 'close', pricing, timeInForce: { tif: 'DAY' }, ocaGroup } as const
  return { ...reducingOrder(venue, symbol, closable, order), outsideRegularHours: limit !== null }
}
