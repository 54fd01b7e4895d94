import type { Result } from '../../src-shared/domain/result.ts'
import type { MarginEstimate } from '../broker/reports.ts'
import { type DeskContext, venueOf } from './desk-context.ts'
import { type Refusal, refusal } from './risk/refusals.ts'
import { findWaiting } from './staging/approval.ts'
import { bracketOrders } from './staging/bracket-orders.ts'

/** What margin a card that waits would take, as its broker says. It cannot send an order. */
export async function estimateMargin(desk: DeskContext, ref: string): Promise<Result<MarginEstimate, Refusal>> {
  const refuse = (error: Refusal): Result<MarginEstimate, Refusal> => ({ ok: false, error })
  const found = findWaiting(desk.state, ref, null)
  if (!found.ok) return found
  if (found.value.book.kind === 'simulated') return refuse(refusal('margin-simulated'))
  const venue = venueOf(desk, found.value.book)
  if (venue === undefined) return refuse(refusal('broker-away', { reason: 'its account has not been named.' }))
  const answer = await venue.broker.estimateMargin(bracketOrders(found.value).entry)
  return answer.ok ? answer : refuse(refusal('broker-refused', { message: answer.error.message }))
}
