import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { VenueView } from '../exits/world.ts'
import { averagePrice } from '../ledger/holding.ts'
import type { QuoteBoard } from '../risk/quote-board.ts'
import { type Refusal, refusal } from '../risk/refusals.ts'
import { type DeskState, liveIn, placeKey, sharesIn } from '../state/desk-state.ts'

/** Why shares that are not ours cannot be taken over and closed; null when they can. */
export function refuseTakeover(state: DeskState, { book, account, watch }: VenueView, symbol: Ticker): Refusal | null {
  const own = sharesIn(state, book, symbol)
  const net = watch.net.get(symbol) ?? 0
  if (net === own) return refusal('no-foreign-position', { account, symbol })
  if (own !== 0 || liveIn(state, book, symbol).length > 0) return refusal('own-position-open', { symbol, own })
  if (Math.abs(net) < 1) return refusal('fractional-residue', { symbol, net })
  return watch.settled(symbol) ? null : refusal('net-unknown', { symbol })
}

/**
 * What our own shares change by when those that the account does not hold any more are written off, and the price at
 * which they went: that of the last trade of others, or of now; without either at cost. Null when none are lost.
 */
export function lostShares(
  state: DeskState,
  { book, watch }: VenueView,
  symbol: Ticker,
  quotes: QuoteBoard,
): { readonly shares: number; readonly price: number } | null {
  const holding = state.holdings.get(placeKey(book, symbol))
  const own = holding?.shares ?? 0
  if (holding === undefined || own === 0 || !watch.settled(symbol)) return null
  const net = watch.net.get(symbol) ?? 0
  const left = own * net <= 0 ? 0 : Math.sign(own) * Math.min(Math.abs(own), Math.floor(Math.abs(net)))
  if (left === own) return null
  const key = placeKey(book, symbol)
  const elsewhere = [...state.foreignExecutions.values()].findLast(({ place }) => place === key)
  const price = elsewhere?.price ?? quotes.price(symbol) ?? averagePrice(holding)
  return { shares: left - own, price }
}
