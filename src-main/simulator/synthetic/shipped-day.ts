import type { SessionDay } from '../../../src-shared/domain/time.ts'
import type { DayType } from './day-types.ts'
import type { PlannedDay } from './synthetic-day.ts'

/**
 * The seed of the demo that comes with the product: the first from 1 on whose mixed day shows the strategy's range, that
 * is at least 3 momentum and 2 mean-reversion entries, at least 2 on each side, recorded vetoes of a candidate from at
 * least 4 edges, and at most 10 entries. Never chosen by what the day earns. A test holds it to this rule.
 */
export const SHIPPED_SEED = 1

/**
 * A demo: a range day and a day that trends up to warm up, then the day that is traded.
 * @param sessions three, ascending.
 * @param traded the last day's type; the shipped day is a mixed one.
 * @throws RangeError for any other number of sessions.
 */
export function demoPlan(sessions: readonly SessionDay[], traded: DayType = 'mixed'): PlannedDay[] {
  const [range, trend, last] = sessions
  if (!range || !trend || !last || sessions.length > 3) {
    throw new RangeError(`a demo takes three sessions, not ${sessions.length}`)
  }
  return [
    { session: range, type: 'range' },
    { session: trend, type: 'trend', direction: 1 },
    { session: last, type: traded },
  ]
}
