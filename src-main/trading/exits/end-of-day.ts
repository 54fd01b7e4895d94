import { type Book, sameBook } from '../../../src-shared/domain/book.ts'
import { MINUTE_MS } from '../../../src-shared/domain/time.ts'
import type { LedgerOrder } from '../ledger/ledger-order.ts'
import { CUT_OFF_MS } from '../risk/entry-check.ts'
import { dayProfit, isGoing } from '../risk/exposure.ts'
import { bookKey, type DeskState, openHoldings, placeKey, takesEntries, waitingBrackets } from '../state/desk-state.ts'
import { type Action, record, type VenueView, type World } from './world.ts'

/** How long before the close everything has to be flat. */
const FLAT_BEFORE_CLOSE_MS = 5 * MINUTE_MS

/** Entries of a book that have gone out, are not over and whose end nobody wants yet. */
function workingEntries(state: DeskState, book: Book): LedgerOrder[] {
  return [...state.live.values()].filter(
    (known) => isGoing(known) && known.cancelWanted === null && sameBook(known.order.book, book),
  )
}

/** Ends everything of a book that could still become a position: waiting brackets and working entries. */
function endEntries(
  state: DeskState,
  { book }: VenueView,
  expiry: 'cut-off' | 'breaker',
  cancelReason: string,
): Action[] {
  const waiting = waitingBrackets(state).filter((staged) => sameBook(staged.book, book))
  const working = workingEntries(state, book)
  return [
    ...waiting.map(({ ref }) => record({ kind: 'order-expired', ref, reason: expiry })),
    ...working.map(({ order }) => record({ kind: 'cancel-wanted', ref: order.ref, reason: cancelReason })),
  ]
}

/**
 * The market clock's own job, whether bars come or not: half an hour before the close entries end, five minutes before
 * it positions do. Early closes have their own half hour.
 */
export function endDay(state: DeskState, venue: VenueView, { now }: World): Action[] {
  const { day } = state
  if (day === null || now.market < day.close - CUT_OFF_MS) return []
  const ending = endEntries(state, venue, 'cut-off', 'no entries in the last half hour')
  if (ending.length > 0 || now.market < day.close - FLAT_BEFORE_CLOSE_MS) return ending
  return openHoldings(state)
    .filter(({ book, symbol }) => sameBook(book, venue.book) && !state.closings.has(placeKey(book, symbol)))
    .map(({ book, symbol }) => record({ kind: 'close-wanted', book, symbol, reason: 'end of day', limit: null }))
}

/** The breaker: a day's own loss at its limit ends entries, and arming, until the next session. */
export function tripBreaker(state: DeskState, venue: VenueView, { quotes, limitsOf }: World): Action[] {
  const { book } = venue
  const tripped = state.tripped.get(bookKey(book))
  if (tripped !== undefined) return endEntries(state, venue, 'breaker', 'the breaker is tripped')
  const limit = limitsOf(book).maxDailyLossDollars
  const { profit } = dayProfit(state, book, (symbol) => quotes.price(symbol))
  if (profit > -limit) return []
  const trip = record({ kind: 'breaker-tripped', book, profit, limit })
  if (book.kind === 'simulated' || state.mode === 'dry-run') return [trip]
  return [trip, record({ kind: 'mode-changed', mode: 'dry-run', reason: 'the breaker is tripped' })]
}

/** Entries are at work in an account only while it is armed: whatever disarms it ends them. */
export function endDisarmedEntries(state: DeskState, { book }: VenueView): Action[] {
  if (book.kind === 'simulated' || takesEntries(state, book)) return []
  return workingEntries(state, book).map(({ order }) =>
    record({ kind: 'cancel-wanted', ref: order.ref, reason: 'live trading has ended' }),
  )
}
