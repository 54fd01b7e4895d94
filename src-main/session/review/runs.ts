import { type SessionId, sessionId } from '../../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../../src-shared/domain/time.ts'
import type { AuditReader } from '../../audit/audit-reader.ts'
import { readEvent } from '../../audit/engine-log.ts'
import type { EventPage } from '../../audit/queries.ts'

/** Rows that are read at once. */
const PAGE = 500

/** One session's rows in the log. */
interface RunSession {
  readonly session: SessionId
  readonly firstSeq: number
  readonly lastSeq: number
}

/** A run of a market: the session that began it and those that went on with it, oldest first. */
export interface Run {
  readonly run: SessionId
  /** Operator time. */
  readonly started: UtcMs
  readonly source: string
  readonly sessions: readonly RunSession[]
}

/** All runs, oldest first. @throws UnreadableEvent */
export function listRuns(reader: AuditReader): Run[] {
  const resumed = new Map<string, SessionId>()
  for (let beyond: number | null = 0; beyond !== null; ) {
    const page: EventPage = reader.events({ type: 'run-resumed' }, { order: 'oldest-first', beyond, limit: PAGE })
    for (const row of page.events) resumed.set(row.session, sessionId(readEvent(row, 'run-resumed').run))
    beyond = page.next
  }
  const runs = new Map<SessionId, Run>()
  for (const { session, firstSeq, lastSeq, started, source } of reader.sessions()) {
    const run = resumed.get(session) ?? session
    const known = runs.get(run) ?? { run, started, source, sessions: [] }
    runs.set(run, { ...known, sessions: [...known.sessions, { session, firstSeq, lastSeq }] })
  }
  return [...runs.values()]
}
