import type { Card } from '../../../src-shared/contract/views/orders.ts'
import type { DeskView } from '../desk-context.ts'
import { INITIAL_MARGIN } from '../risk/entry-check.ts'
import type { Refusal } from '../risk/refusals.ts'
import { DRIFT_ATR } from '../settings.ts'
import { checkApproval, driftOf } from '../staging/approval.ts'
import { groundOf } from '../staging/entries.ts'
import type { StagedOrder } from '../staging/staged-order.ts'
import { bookKey, waitingBrackets } from '../state/desk-state.ts'
import { decimalsOf } from './decimals.ts'

/** A staged order as the trader sees it, but for the votes behind it, which trading does not know. */
export type DeskCard = Omit<Card, 'votes'>

export function cardViews(desk: DeskView): DeskCard[] {
  return waitingBrackets(desk.state).map((staged) => cardView(desk, staged))
}

function cardView(desk: DeskView, staged: StagedOrder): DeskCard {
  const { ref, revision, origin, book, symbol, side, barStart, plan, reference, tick } = staged
  const { quantity, limit, stop, target, stopDistance, targetDistance } = plan
  const value = quantity * (limit ?? desk.quotes.price(symbol) ?? reference)
  const drift = driftOf(staged, desk)
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
    stopDistance,
    targetDistance,
    tick,
    decimals: decimalsOf(tick),
    value,
    risk: quantity * stopDistance,
    reward: quantity * targetDistance,
    rMultiple: targetDistance / stopDistance,
    marginEstimate: value * INITIAL_MARGIN,
    drift: drift === null ? null : { ...drift, allowed: DRIFT_ATR },
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
