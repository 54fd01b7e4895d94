import type Database from 'better-sqlite3'
import type { Decision } from '../../src-shared/domain/decision.ts'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../src-shared/domain/time.ts'
import type { ChainedRow } from './canonical.ts'
import { readEvent } from './engine-log.ts'
import { EVENT_COLUMNS, eventChunks, lastSeq, projectedSeq } from './event-rows.ts'

/** Decisions on bars that start in `from ≤ start < to`, in the order in which they were made. */
export interface DecisionRequest {
  readonly from: UtcMs
  readonly to: UtcMs
  readonly symbol?: Ticker
  /** Only those after this row: the last of the page before, 0 for the first page. */
  readonly after: number
  readonly limit: number
}

export interface LoggedDecision {
  readonly seq: number
  readonly session: string
  readonly decision: Decision
}

const KNOWN = `SELECT ${EVENT_COLUMNS} FROM events WHERE seq IN (
    SELECT seq FROM decisions WHERE bar_start >= ? AND bar_start < ? AND seq > ? AND (? IS NULL OR symbol = ?)
    ORDER BY seq LIMIT ?)
  ORDER BY seq`

/** @throws UnreadableEvent */
export function decisionsPage(db: Database.Database, request: DecisionRequest): LoggedDecision[] {
  const { from, to, symbol = null, after, limit } = request
  const known = db.prepare<unknown[], ChainedRow>(KNOWN).all(from, to, after, symbol, symbol, limit)
  const decisions = known.map(logged)
  // What the projection does not know yet comes straight from the events.
  for (const events of eventChunks(db, Math.max(projectedSeq(db), after) + 1, lastSeq(db))) {
    if (decisions.length >= limit) break
    const recent = events.filter((event) => event.type === 'decision' && (symbol === null || event.symbol === symbol))
    decisions.push(...recent.map(logged).filter(({ decision }) => decision.barStart >= from && decision.barStart < to))
  }
  return decisions.slice(0, limit)
}

const logged = (event: ChainedRow): LoggedDecision => ({
  seq: event.seq,
  session: event.session,
  decision: readEvent(event, 'decision'),
})
