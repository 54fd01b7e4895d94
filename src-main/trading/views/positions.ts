import { type Book, sameBook } from '../../../src-shared/domain/book.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { Side } from '../../../src-shared/domain/vote.ts'
import type { DeskView } from '../desk-context.ts'
import { isRegularHours } from '../exits/closing.ts'
import { coverOf, placeOf, protectingStops } from '../exits/place.ts'
import type { VenueView } from '../exits/world.ts'
import { averagePrice, type Holding, unrealisedAt } from '../ledger/holding.ts'
import { type DayProfit, dayProfit } from '../risk/exposure.ts'
import { bookKey, openHoldings, placeKey } from '../state/desk-state.ts'

/** How sure a position's stop is: the broker has confirmed it for all shares, has not said yet, or it is missing. */
type Protection = 'confirmed' | 'unknown' | 'missing'

/** A position as the trader sees it. Dollars, and dollars a share. */
export interface PositionView {
  readonly book: Book
  readonly symbol: Ticker
  readonly side: Side
  readonly shares: number
  readonly average: number
  /** The price at which it is valued; null when none is known. */
  readonly price: number | null
  readonly unrealised: number | null
  /** Of the symbol today, before commissions. */
  readonly realised: number
  readonly stop: number | null
  readonly target: number | null
  readonly protection: Protection
  /** What it comes to at its stop, and at its target. */
  readonly atStop: number | null
  readonly atTarget: number | null
  /** Why it is being closed; null when it is not. */
  readonly closing: string | null
  /** Why a close cannot go on at the moment; null when it can, or there is none. */
  readonly held: string | null
  /** What the account holds, where that differs from our own shares; null where it does not or is not known. */
  readonly accountShares: number | null
}

export function positionViews(desk: DeskView): PositionView[] {
  return openHoldings(desk.state).flatMap((holding) => {
    const venue = desk.venues.find(({ book }) => sameBook(book, holding.book))
    return venue === undefined ? [] : [positionView(desk, venue, holding)]
  })
}

function positionView(desk: DeskView, venue: VenueView, holding: Holding): PositionView {
  const { book, symbol, shares } = holding
  const key = placeKey(book, symbol)
  const trade = desk.state.trades.get(key)
  const price = desk.quotes.price(symbol)
  const at = (level: number | undefined): number | null => (level === undefined ? null : unrealisedAt(holding, level))
  const net = venue.watch.settled(symbol) ? (venue.watch.net.get(symbol) ?? 0) : shares
  return {
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
    protection: protectionOf(desk, venue, symbol),
    atStop: at(trade?.stop),
    atTarget: at(trade?.target),
    closing: desk.state.closings.get(key)?.reason ?? null,
    held: heldBy(desk, venue, symbol),
    accountShares: net === shares ? null : net,
  }
}

function protectionOf(desk: DeskView, venue: VenueView, symbol: Ticker): Protection {
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
