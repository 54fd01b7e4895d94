import type { Book } from '../../../src-shared/domain/book.ts'
import type { AccountId, OrderRef, Ticker } from '../../../src-shared/domain/ids.ts'
import type { Mode } from '../../../src-shared/domain/mode.ts'
import type { Price, TickSize } from '../../../src-shared/domain/price.ts'
import type { Quantity } from '../../../src-shared/domain/quantity.ts'
import type { UtcMs } from '../../../src-shared/domain/time.ts'
import type { Side } from '../../../src-shared/domain/vote.ts'

/** A bracket as it is meant, all prices on the tick. Dollars a share. */
export interface BracketPlan {
  /** Shares. */
  readonly quantity: Quantity
  /** Of the entry; null sends it at the market. */
  readonly limit: Price | null
  readonly stop: Price
  readonly target: Price
  /**
   * How far stop and target lie from the price that the plan counts on: after the fill they are as far from the average
   * price, so that R holds. Above zero, not rounded.
   */
  readonly stopDistance: number
  readonly targetDistance: number
}

/** A bracket that waits for approval, with all that was fixed when it was staged. Its reference is that of its entry. */
export interface StagedOrder {
  readonly ref: OrderRef
  /** Counts the edits, and what was shown of the price's drift. */
  readonly revision: number
  readonly origin: 'decision' | 'hand'
  /** The bar that was decided; null when it was entered by hand. */
  readonly barStart: UtcMs | null
  readonly mode: Mode
  readonly book: Book
  readonly account: AccountId
  readonly symbol: Ticker
  readonly side: Side
  readonly tick: TickSize
  readonly plan: BracketPlan
  /** Dollars: of the decision, or the newest of the symbol. */
  readonly atr: number
  /** Dollars: the price from which drift is measured. */
  readonly reference: number
  /** Market time at which the entry dies at the broker. */
  readonly goodTill: UtcMs
  /** Operator time, wall clock. */
  readonly stagedAt: UtcMs
  readonly expiresAt: UtcMs
}
