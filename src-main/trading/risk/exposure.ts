import { type Book, sameBook } from '../../../src-shared/domain/book.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import { averagePrice, unrealisedAt } from '../ledger/holding.ts'
import type { LedgerOrder } from '../ledger/ledger-order.ts'
import type { DeskState } from '../state/desk-state.ts'

/** The price of a symbol now, dollars; null when none is known. */
export type PriceOf = (symbol: Ticker) => number | null

/** What a book holds, and what it would hold were every entry filled that has gone out. Dollars. */
export interface Exposure {
  /** Positions, long and short added. */
  readonly held: number
  /** What is left of working entries, at their limits. */
  readonly working: number
  /** Symbols held or about to be. */
  readonly symbols: ReadonlySet<Ticker>
}

/** An entry that has gone out, or is about to: approved, and not over. */
export const isGoing = ({ order }: LedgerOrder): boolean => order.role === 'entry' && order.state !== 'staged'

/** Dollars of what an entry has filled that no execution has told of yet, and of what can still fill. */
function openValue({ order, asked, executed }: LedgerOrder, shares: number, priceOf: PriceOf): number {
  const at = (pricing: LedgerOrder['order']['pricing']): number =>
    pricing.type === 'LMT' ? pricing.limit : (priceOf(order.symbol) ?? 0)
  // Of a change whose answer is awaited either price can be the one that fills.
  const price = asked?.pricing === undefined ? at(order.pricing) : Math.max(at(order.pricing), at(asked.pricing))
  return Math.max(0, shares - executed.shares) * price
}

/** @param except an entry that is not counted, because it is measured itself. */
export function exposureOf(state: DeskState, book: Book, priceOf: PriceOf, except: string | null = null): Exposure {
  const symbols = new Set<Ticker>()
  let held = 0
  for (const holding of state.holdings.values()) {
    if (holding.shares === 0 || !sameBook(holding.book, book)) continue
    symbols.add(holding.symbol)
    held += Math.abs(holding.shares) * (priceOf(holding.symbol) ?? averagePrice(holding))
  }
  let working = 0
  const count = (known: LedgerOrder, shares: number): void => {
    symbols.add(known.order.symbol)
    working += openValue(known, shares, priceOf)
  }
  for (const known of state.live.values()) {
    if (isGoing(known) && known.order.ref !== except && sameBook(known.order.book, book))
      count(known, Math.max(known.order.quantity, known.asked?.quantity ?? 0))
  }
  for (const known of state.over.values()) {
    const late = known.order.role === 'entry' && known.filled > known.executed.shares
    if (late && sameBook(known.order.book, book)) count(known, known.filled)
  }
  return { held, working, symbols }
}

/** A book's day so far. Dollars. */
export interface DayProfit {
  readonly realised: number
  readonly unrealised: number
  readonly commissions: number
  /** Realised and unrealised, less commissions. */
  readonly profit: number
}

/** What the cockpit's own trading in a book has brought since the day began. */
export function dayProfit(state: DeskState, book: Book, priceOf: PriceOf): DayProfit {
  let realised = 0
  let unrealised = 0
  let commissions = 0
  for (const holding of state.holdings.values()) {
    if (!sameBook(holding.book, book)) continue
    realised += holding.realised
    commissions += holding.commissions
    const price = holding.shares === 0 ? null : priceOf(holding.symbol)
    if (price !== null) unrealised += Math.round(unrealisedAt(holding, price) * 100)
  }
  return {
    realised: realised / 100,
    unrealised: unrealised / 100,
    commissions: commissions / 100,
    profit: (realised + unrealised - commissions) / 100,
  }
}
