import type { DayReview, DaySummary } from '../../../src-shared/contract/views/review.ts'
import type { AuditReader } from '../../audit/audit-reader.ts'
import type { DayRecord } from './day-record.ts'
import type { Run } from './runs.ts'
import { tradesOf } from './trades.ts'

/** @param current its market is still running */
export function daySummary(reader: AuditReader, run: Run, record: DayRecord, current: boolean): DaySummary {
  const { day, spans, state, profit } = record
  return {
    run: run.run,
    date: day.date,
    started: run.started,
    source: run.source,
    current,
    decisions: spans.reduce((sum, { first, last }) => sum + reader.count('decision', first, last), 0),
    entries: tradesOf(state).filter(({ entry }) => entry !== null).length,
    profit: profit.profit,
  }
}

export function dayReview(summary: DaySummary, record: DayRecord): DayReview {
  const { day, state, profit, curve, modes } = record
  const closed = tradesOf(state).filter((trade) => trade.profit !== null)
  const rs = closed.flatMap(({ r }) => (r === null ? [] : [r]))
  return {
    ...summary,
    open: day.open,
    close: day.close,
    trades: closed.length,
    won: closed.filter((trade) => (trade.profit ?? 0) > 0).length,
    meanR: rs.length === 0 ? null : rs.reduce((sum, r) => sum + r, 0) / rs.length,
    drawdown: drawdownOf(curve),
    commissions: profit.commissions,
    curve: [...curve],
    modes: [...modes],
  }
}

/** The deepest fall from a high, in whole cents; at most 0. */
function drawdownOf(curve: DayReview['curve']): number {
  let high = 0
  let deepest = 0
  for (const { profit } of curve) {
    const cents = Math.round(profit * 100)
    high = Math.max(high, cents)
    deepest = Math.min(deepest, cents - high)
  }
  return deepest / 100
}
