import { type Book, sameBook } from '../../../src-shared/domain/book.ts'
import { accountId, isTicker, type Ticker } from '../../../src-shared/domain/ids.ts'
import type { Price } from '../../../src-shared/domain/price.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import type { CommandAnswer, OrderOutcome } from '../commands.ts'
import { type DeskContext, venueOf } from '../desk-context.ts'
import { refuseTakeover } from '../differences/foreign.ts'
import { isRegularHours } from '../exits/closing.ts'
import { canAsk } from '../exits/world.ts'
import { type Refusal, refusal } from '../risk/refusals.ts'
import { checkPrice } from '../staging/prices.ts'
import { openHoldings, placeKey } from '../state/desk-state.ts'
import { away, type CommandOf, done, doneTo, refuse } from './outcome.ts'

/** The limit of a close: needed, and only used, outside regular hours. */
function limitOf(desk: DeskContext, symbol: Ticker, limit: number | null): Result<Price | null, Refusal> {
  if (isRegularHours(desk.state, { now: desk.now() })) return { ok: true, value: null }
  if (limit === null) return { ok: false, error: refusal('outside-hours', { symbol }) }
  const tick = desk.tickOf(symbol)
  if (tick === null) return { ok: false, error: refusal('no-tick', { symbol }) }
  return checkPrice('limit', limit, tick)
}

function wantClose(desk: DeskContext, book: Book, symbol: Ticker, limit: Price | null): CommandAnswer {
  desk.record({ kind: 'close-wanted', book, symbol, reason: 'asked for', limit })
  return doneTo(placeKey(book, symbol))
}

export function close(desk: DeskContext, { book, symbol, limit }: CommandOf<'close'>): CommandAnswer {
  const holding = openHoldings(desk.state).find((each) => each.symbol === symbol && sameBook(each.book, book))
  if (holding === undefined) return refuse(refusal('no-position', { symbol }))
  const venue = venueOf(desk, book)
  if (venue === undefined || !canAsk(venue)) return refuse(away(venue))
  const price = limitOf(desk, holding.symbol, limit)
  return price.ok ? wantClose(desk, book, holding.symbol, price.value) : refuse(price.error)
}

/** Closes our own positions. What cannot be asked for now is not kept for later: it says so. */
export function flatten(desk: DeskContext): CommandAnswer {
  const outcomes: OrderOutcome[] = []
  for (const { book, symbol } of openHoldings(desk.state)) {
    const venue = venueOf(desk, book)
    const ref = placeKey(book, symbol)
    if (venue === undefined || !canAsk(venue)) {
      outcomes.push({ ref, refusal: away(venue) })
    } else if (!isRegularHours(desk.state, { now: desk.now() })) {
      outcomes.push({ ref, refusal: refusal('outside-hours', { symbol }) })
    } else {
      desk.record({ kind: 'close-wanted', book, symbol, reason: 'everything is closed', limit: null })
      outcomes.push({ ref, refusal: null })
    }
  }
  return done(...outcomes)
}

/**
 * Shares of somebody else become ours at the price of this moment, so that the day counts them from now on, and are
 * closed like any position of ours. Fractions stay.
 */
export function closeForeign(desk: DeskContext, { account, symbol, limit }: CommandOf<'close-foreign'>): CommandAnswer {
  const book = { kind: 'account', account: accountId(account) } as const
  const venue = venueOf(desk, book)
  if (venue === undefined || !isTicker(symbol)) return refuse(refusal('no-foreign-position', { account, symbol }))
  const refused = refuseTakeover(desk.state, venue, symbol)
  if (refused !== null) return refuse(refused)
  if (!canAsk(venue)) return refuse(away(venue))
  const price = limitOf(desk, symbol, limit)
  if (!price.ok) return refuse(price.error)
  const shares = Math.trunc(venue.watch.net.get(symbol) ?? 0)
  // Without a quote it is counted from what it has cost: the day then shows more than it brought, or less.
  const at = desk.quotes.price(symbol) ?? venue.watch.averages.get(symbol) ?? 0
  if (!(at > 0)) return refuse(refusal('no-quote', { symbol }))
  const reason = 'taken over to be closed'
  desk.record({ kind: 'position-adopted', book, symbol, shares, price: at, reason })
  return wantClose(desk, book, symbol, price.value)
}
