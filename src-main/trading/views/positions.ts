import type { PositionView } from '../../../src-shared/contract/views/orders.ts'
import { type Book, sameBook } from '../../../src-shared/domain/book.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { DeskView } from '../desk-context.ts'
import { isRegularHours } from '../exits/closing.ts'
import { coverOf, placeOf, protectingStops } from '../exits/place.ts'
import type { VenueView } from '../exits/world.ts'
import { averagePrice, type Holding, unrealisedAt } from '../ledger/holding.ts'
import { type DayProfit, dayProfit } from '../risk/exposure.ts'
import { bookKey, openHoldings, placeKey } from '../state/desk-state.ts'

/** Decimals in which a symbol's prices are written. */
export type DecimalsOf = (symbol: Ticker) => number

export function positionViews(desk: DeskView, decimals: DecimalsOf): PositionView[] {
  return openHoldings(desk.state).map((holding) => {
    const venue = desk.venues.find(({ book }) => sameBook(book, holding.book))
    return positionView(desk, venue, holding, decimals(holding.symbol))
  })
}

/** @param venue undefined while the broker has not named the account: what is held is shown all the same. */
function positionView(desk: DeskView, venue: VenueView | undefined, holding: Holding, decimals: number): PositionView {
  const { book, symbol, shares } = holding
  const key = placeKey(book, symbol)
  const trade = desk.state.trades.get(key)
  const price = desk.quotes.price(symbol)
  const at = (level: number | undefined): number | null => (level === undefined ? null : unrealisedAt(holding, level))
  const net = venue?.watch.settled(symbol) ? (venue.watch.net.get(symbol) ?? 0) : shares
  return {
    key,
    book,
    symbol,
    side: shares > 0 ? 'long' : 'short',
    shares: Math.abs(shares),
    average: averagePrice(holding),
    price,
    unrealised: price === null ? null : unrealisedAt(holding, price),
    realised: holding.realised / 100,
    stop: trade?.stop ?? null,
    target: trade?.target ?? null,
    protection: venue === undefined ? 'unknown' : protectionOf(desk, venue, symbol),
    atStop: at(trade?.stop),
    atTarget: at(trade?.target),
    closing: desk.state.closings.get(key)?.reason ?? null,
    held: venue === undefined ? 'the broker is away: it has not named this account yet' : heldBy(desk, venue, symbol),
    accountShares: net === shares ? null : net,
    decimals,
  }
}

function protectionOf(desk: DeskView, venue: VenueView, symbol: Ticker): PositionView['protection'] {
  const place = placeOf(desk.state, venue, symbol)
  if (!place.settled) return 'unknown'
  return coverOf(protectingStops(place)) >= Math.abs(place.closable) ? 'confirmed' : 'missing'
}

function heldBy(desk: DeskView, { book, connection }: VenueView, symbol: Ticker): string | null {
  if (!desk.state.closings.has(placeKey(book, symbol))) return null
  if (desk.quotes.quote(symbol)?.halted) return 'held by the halt'
  if (desk.state.tradingState === 'halted') return 'trading is halted: only cancels go out'
  if (connection.state !== 'ready') return connection.reason
  return isRegularHours(desk.state, { now: desk.now() }) ? null : 'waits for regular hours'
}

/** A book's day against its limit. Dollars. */
export interface DayView extends DayProfit {
  readonly book: Book
  /** The loss at which the breaker trips. */
  readonly lossLimit: number
  readonly tripped: boolean
}

export function dayViews(desk: DeskView): DayView[] {
  return desk.venues.map(({ book }) => ({
    ...dayProfit(desk.state, book, (symbol) => desk.quotes.price(symbol)),
    book,
    lossLimit: desk.limitsOf(book).maxDailyLossDollars,
    tripped: desk.state.tripped.has(bookKey(book)),
  }))
}
