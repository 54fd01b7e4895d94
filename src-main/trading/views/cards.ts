import type { Book } from '../../../src-shared/domain/book.ts'
import type { OrderRef, Ticker } from '../../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../../src-shared/domain/time.ts'
import type { Side } from '../../../src-shared/domain/vote.ts'
import type { DeskView } from '../desk-context.ts'
import { INITIAL_MARGIN } from '../risk/entry-check.ts'
import type { Refusal } from '../risk/refusals.ts'
import { checkApproval, type Drift, driftOf } from '../staging/approval.ts'
import { groundOf } from '../staging/entries.ts'
import type { StagedOrder } from '../staging/staged-order.ts'
import { bookKey, waitingBrackets } from '../state/desk-state.ts'

/** A staged order as the trader sees it. Dollars; times UTC ms. */
export interface CardView {
  readonly ref: OrderRef
  readonly revision: number
  readonly origin: StagedOrder['origin']
  readonly book: Book
  readonly symbol: Ticker
  readonly side: Side
  /** With the symbol it names the decision that explains the order; null when it was entered by hand. */
  readonly barStart: UtcMs | null
  readonly quantity: number
  /** Null at the market. */
  readonly limit: number | null
  readonly stop: number
  readonly target: number
  readonly value: number
  /** What is lost at the stop, and gained at the target, counted from the price that the plan counts on. */
  readonly risk: number
  readonly reward: number
  /** Reward in units of risk. */
  readonly rMultiple: number
  /** By Regulation T; what the broker would say is asked for on request only, and never in a dry run. */
  readonly marginEstimate: number
  readonly drift: Drift | null
  /** Milliseconds of operator time. */
  readonly left: number
  readonly lifetime: number
  /** Why an approval at this moment would not send it; null when it would. */
  readonly inTheWay: Refusal | null
}

export function cardViews(desk: DeskView): CardView[] {
  return waitingBrackets(desk.state).map((staged) => cardView(desk, staged))
}

function cardView(desk: DeskView, staged: StagedOrder): CardView {
  const { ref, revision, origin, book, symbol, side, barStart, plan, reference } = staged
  const { quantity, limit, stop, target, stopDistance, targetDistance } = plan
  const value = quantity * (limit ?? desk.quotes.price(symbol) ?? reference)
  return {
    ref,
    revision,
    origin,
    book,
    symbol,
    side,
    barStart,
    quantity,
    limit,
    stop,
    target,
    value,
    risk: quantity * stopDistance,
    reward: quantity * targetDistance,
    rMultiple: targetDistance / stopDistance,
    marginEstimate: value * INITIAL_MARGIN,
    drift: driftOf(staged, desk),
    left: desk.expiry.left(staged, desk.now()),
    lifetime: staged.expiresAt - staged.stagedAt,
    inTheWay: inTheWay(desk, staged),
  }
}

function inTheWay(desk: DeskView, staged: StagedOrder): Refusal | null {
  const venue = desk.venues.find(({ book }) => bookKey(book) === bookKey(staged.book))
  if (venue === undefined) return null
  const check = checkApproval(staged, groundOf(desk, venue, staged.symbol))
  return check.kind === 'go' ? null : check.refusal
}
