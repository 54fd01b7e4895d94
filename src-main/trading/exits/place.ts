import { sameBook } from '../../../src-shared/domain/book.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { Order } from '../../../src-shared/domain/order.ts'
import { quantity } from '../../../src-shared/domain/quantity.ts'
import type { ReducingOrder } from '../../broker/broker.ts'
import type { Holding } from '../ledger/holding.ts'
import type { LedgerOrder } from '../ledger/ledger-order.ts'
import { isGoing } from '../risk/exposure.ts'
import { type DeskState, isOut, liveIn, placeKey, type Trade } from '../state/desk-state.ts'
import type { VenueView } from './world.ts'

/** One symbol in one book: what is held there, how it is managed and what works. */
export interface Place {
  readonly symbol: Ticker
  readonly holding: Holding | null
  readonly trade: Trade | null
  /** Entries that have gone out and are not over. */
  readonly entries: readonly LedgerOrder[]
  /** Orders that reduce, have gone out and are not over. */
  readonly exits: readonly LedgerOrder[]
  /** Orders and position are as the broker last said, and nothing has happened since. */
  readonly settled: boolean
  /** Shares that may be closed: our own, as far as the account holds them. Signed like the position. */
  readonly closable: number
}

/** Whole shares that are ours and that the account holds: of a net that differs the smaller part, of another side none. */
function closableOf(own: number, net: number | undefined): number {
  if (net === undefined) return own
  if (own * net <= 0) return 0
  return Math.sign(own) * Math.min(Math.abs(own), Math.floor(Math.abs(net)))
}

export function placeOf(state: DeskState, venue: VenueView, symbol: Ticker): Place {
  const { book, watch } = venue
  const key = placeKey(book, symbol)
  const held = state.holdings.get(key) ?? null
  const holding = held === null || held.shares === 0 ? null : held
  const orders = liveIn(state, book, symbol)
  const exits = orders.filter((known) => known.order.role !== 'entry' && isOut(known))
  const entries = orders.filter(isGoing)
  const unknown = orders.some(({ order }) => order.state === 'unknown')
  const own = holding?.shares ?? 0
  return {
    symbol,
    holding,
    trade: state.trades.get(key) ?? null,
    entries,
    exits,
    settled: watch.settled(symbol) && !unknown,
    // Only a net that was asked for after the last of our trades can be compared with them.
    closable: closableOf(own, watch.settled(symbol) ? (watch.net.get(symbol) ?? 0) : undefined),
  }
}

/** The places of a venue in which something is held or works. */
export function placesOf(state: DeskState, venue: VenueView): Place[] {
  const symbols = new Set<Ticker>()
  for (const { book, symbol, shares } of state.holdings.values()) {
    if (shares !== 0 && sameBook(book, venue.book)) symbols.add(symbol)
  }
  for (const { order } of state.live.values()) if (sameBook(order.book, venue.book)) symbols.add(order.symbol)
  return [...symbols].map((symbol) => placeOf(state, venue, symbol))
}

/** Shares of an order that would trade now, were the price right, as the broker last said. */
export const workingShares = ({ report }: LedgerOrder): number => report?.working ?? 0

/**
 * Shares that orders can take together: of a group the largest order, because at most that much of it can fill; of the
 * others all.
 */
export function coverOf(orders: readonly LedgerOrder[]): number {
  const groups = new Map<string, number>()
  let cover = 0
  for (const known of orders) {
    const { ocaGroup } = known.order
    const working = workingShares(known)
    if (ocaGroup === null) cover += working
    else groups.set(ocaGroup, Math.max(groups.get(ocaGroup) ?? 0, working))
  }
  for (const working of groups.values()) cover += working
  return cover
}

/** The stops that protect: at the broker, and nobody wants their end. */
export const protectingStops = ({ exits }: Place): LedgerOrder[] =>
  exits.filter(({ order, cancelWanted }) => order.role === 'stop' && cancelWanted === null)

/**
 * The group that a new order joins, so that it and what works already cannot close more than there is: also one whose
 * orders are being cancelled, as long as they are there.
 */
export function groupToJoin({ exits }: Place): string | null {
  const joinable = exits.filter(({ order }) => order.ocaGroup !== null)
  const working = joinable.find(({ cancelWanted }) => cancelWanted === null) ?? joinable[0]
  return working?.order.ocaGroup ?? null
}

/** An order that closes or protects `shares` of a position. @param shares signed like the position. */
export function reducingOrder(
  venue: VenueView,
  symbol: Ticker,
  shares: number,
  order: Pick<Order, 'ref' | 'role' | 'pricing' | 'timeInForce' | 'ocaGroup'> & {
    readonly role: ReducingOrder['role']
  },
): ReducingOrder {
  const { book, account } = venue
  return {
    ...order,
    revision: 1,
    account,
    book,
    symbol,
    action: shares > 0 ? 'SELL' : 'BUY',
    quantity: quantity(Math.abs(shares)),
    parent: null,
    outsideRegularHours: false,
  }
}
