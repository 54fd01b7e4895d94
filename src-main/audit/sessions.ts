import type Database from 'better-sqlite3'
import { type SessionId, sessionId } from '../../src-shared/domain/ids.ts'
import { type UtcMs, utcMs } from '../../src-shared/domain/time.ts'
import { lastSeq } from './event-rows.ts'
import { readPayload } from './event-types.ts'
import { allEvents } from './queries.ts'

/** One session in the log. */
export interface LoggedSession {
  readonly session: SessionId
  /** Its rows: a session's events are never mixed with another's. */
  readonly firstSeq: number
  readonly lastSeq: number
  /** Operator time. */
  readonly started: UtcMs
  /** Null when it ended without saying so, or has not ended yet. */
  readonly ended: UtcMs | null
  /** Where its bars came from, in words. */
  readonly source: string
}

/** All sessions, in order. */
export function listSessions(db: Database.Database): LoggedSession[] {
  const starts = [...allEvents(db, { type: 'session-started' })]
  const ends = new Map([...allEvents(db, { type: 'session-ended' })].map(({ session, ts }) => [session, utcMs(ts)]))
  return starts.map(({ seq, ts, session, v, payload }, index) => {
    const start = readPayload('session-started', v, payload)
    return {
      session: sessionId(session),
      firstSeq: seq,
      lastSeq: (starts[index + 1]?.seq ?? lastSeq(db) + 1) - 1,
      started: utcMs(ts),
      ended: ends.get(session) ?? null,
      source: start.ok ? start.value.source : '?',
    }
  })
}
