import type { Book } from '../../../src-shared/domain/book.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../../src-shared/domain/time.ts'

/**
 * Our own shares of one symbol in one book, at average cost. Money is counted in whole cents, so that sums are exact:
 * what a part of the shares takes out of the cost is rounded to the cent, and the rest stays with the others.
 */
export interface Holding {
  readonly book: Book
  readonly symbol: Ticker
  /** Short ones negative. */
  readonly shares: number
  /** Cents paid for the shares held; negative for a short position. */
  readonly cost: number
  /** Cents earned by what was closed since the day began, before commissions. */
  readonly realised: number
  /** Cents that the day's executions cost, as far as they have been told. */
  readonly commissions: number
  /** What was carried into the day. */
  readonly carried: { readonly shares: number; readonly cost: number }
  /** The day's executions as they stand, in the order of their times. */
  readonly fills: readonly HoldingFill[]
}

export interface HoldingFill {
  /** The execution, whatever its version: its key among those counted. */
  readonly base: string
  readonly time: UtcMs
  /** Bought, or sold when negative. */
  readonly shares: number
  /** Dollars a share. */
  readonly price: number
}

export const emptyHolding = (book: Book, symbol: Ticker): Holding => ({
  book,
  symbol,
  shares: 0,
  cost: 0,
  realised: 0,
  commissions: 0,
  carried: { shares: 0, cost: 0 },
  fills: [],
})

/** `total × part / whole` to the nearest integer, halves away from zero. */
function portion(total: number, part: number, whole: number): number {
  const size = (2n * BigInt(Math.abs(total)) * BigInt(part) + BigInt(whole)) / (2n * BigInt(whole))
  return total < 0 ? -Number(size) : Number(size)
}

type Balance = Pick<Holding, 'shares' | 'cost' | 'realised'>

function add({ shares, cost, realised }: Balance, fill: HoldingFill): Balance {
  const value = Math.round(fill.shares * fill.price * 100)
  const held = Math.abs(shares)
  const closing = shares * fill.shares < 0 ? Math.min(held, Math.abs(fill.shares)) : 0
  if (closing === 0) return { shares: shares + fill.shares, cost: cost + value, realised }
  const closedCost = portion(cost, closing, held)
  const closedValue = portion(value, closing, Math.abs(fill.shares))
  return {
    shares: shares + fill.shares,
    cost: cost - closedCost + (value - closedValue),
    realised: realised - closedValue - closedCost,
  }
}

/** Times are of whole seconds with IBKR: within one, ids tell the order, whatever came here first. */
const isBefore = (one: HoldingFill, other: HoldingFill): boolean =>
  one.time === other.time ? one.base < other.base : one.time < other.time

/** The holding after an execution, or after another version of one. */
export function withFill(holding: Holding, fill: HoldingFill): Holding {
  const others = holding.fills.filter(({ base }) => base !== fill.base)
  const known = holding.fills.find(({ base }) => base === fill.base)
  // A correction stands where the original stood: later executions count on what it left.
  const time = known?.time ?? fill.time
  const place =
    known === undefined ? others.findLastIndex((other) => isBefore(other, fill)) + 1 : holding.fills.indexOf(known)
  const fills = others.toSpliced(place, 0, { ...fill, time })
  const balance = fills.reduce<Balance>(add, { ...holding.carried, realised: 0 })
  return { ...holding, ...balance, fills }
}

/** The holding with what its executions cost. @param centsOf an execution's commission, by its id without version */
export function withCommissions(holding: Holding, centsOf: (base: string) => number): Holding {
  return { ...holding, commissions: holding.fills.reduce((cents, { base }) => cents + centsOf(base), 0) }
}

/** A new day: what is held is carried into it, what was earned is not. */
export const carriedOver = (holding: Holding): Holding => ({
  ...holding,
  realised: 0,
  commissions: 0,
  carried: { shares: holding.shares, cost: holding.cost },
  fills: [],
})

/** Dollars a share; 0 when nothing is held. */
export const averagePrice = ({ shares, cost }: Holding): number => (shares === 0 ? 0 : cost / shares / 100)

/** Dollars that the shares held have gained at a price. @param price dollars a share. */
export function unrealisedAt({ shares, cost }: Holding, price: number): number {
  return (Math.round(shares * price * 100) - cost) / 100
}
