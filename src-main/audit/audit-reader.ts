import { resolve } from 'node:path'
import type { Result } from '../../src-shared/domain/result.ts'
import type { ChainedRow } from './canonical.ts'
import { type DecisionRequest, decisionsPage, type LoggedDecision } from './decisions.ts'
import { type EngineLogRange, type EngineLogStep, readEngineInputs } from './engine-log.ts'
import { EVENT_COLUMNS, lastSeq } from './event-rows.ts'
import type { EventType } from './event-types.ts'
import { countEvents, firstNaming, type WalkRequest, walkEvents } from './event-walk.ts'
import { type Meta, readMeta } from './meta.ts'
import { SCHEMA_VERSION } from './migrations/all.ts'
import { type AuditOpenError, refuseOpen } from './open-error.ts'
import type { ReadingConnection } from './open-in-place.ts'
import { type EventFilter, type EventPage, eventsPage, type PageRequest } from './queries.ts'
import { connectForReading } from './reading-connection.ts'
import { schemaDifference, schemaVersion } from './schema.ts'
import { type LoggedSession, listSessions } from './sessions.ts'
import { failureOf } from './sqlite-failure.ts'

/** The reading end of an audit database. It can stand beside an owner and sees what is committed. */
export class AuditReader {
  readonly meta: Meta
  private readonly connection: ReadingConnection

  constructor(connection: ReadingConnection, meta: Meta) {
    this.connection = connection
    this.meta = meta
  }

  /** One page of events; `ChainedRow.payload` is the stored text (`readPayload` reads it). */
  events(filter: EventFilter, page: PageRequest): EventPage {
    return eventsPage(this.connection.db, filter, page)
  }

  /** One event; null when there is none of that number. */
  event(seq: number): ChainedRow | null {
    const statement = this.connection.db.prepare<[number], ChainedRow>(
      `SELECT ${EVENT_COLUMNS} FROM events WHERE seq = ?`,
    )
    return statement.get(seq) ?? null
  }

  /** Number of the last event that is committed, 0 for none. */
  get lastSeq(): number {
    return lastSeq(this.connection.db)
  }

  /** Rows of some types, chunk by chunk. */
  walk(request: WalkRequest): Generator<readonly ChainedRow[]> {
    return walkEvents(this.connection.db, request)
  }

  /** How many events of a type there are with `from ≤ seq ≤ to`. */
  count(type: EventType, from: number, to: number): number {
    return countEvents(this.connection.db, type, from, to)
  }

  /** Number of the first row of these types with `from ≤ seq ≤ to` whose payload has `text` in it; null when none has. */
  firstNaming(text: string, types: readonly EventType[], from: number, to: number): number | null {
    return firstNaming(this.connection.db, text, types, from, to)
  }

  sessions(): LoggedSession[] {
    return listSessions(this.connection.db)
  }

  /** @throws UnreadableEvent */
  decisions(request: DecisionRequest): LoggedDecision[] {
    return decisionsPage(this.connection.db, request)
  }

  /** The engine's log, for a replay. @throws UnreadableEvent while it is read */
  engineInputs(range: EngineLogRange): Generator<EngineLogStep> {
    return readEngineInputs(this.connection.db, range)
  }

  close(): void {
    this.connection.close()
  }
}

/** Opens an audit database for reading. Nothing about it is changed. */
export function openAuditReader(path: string): Result<AuditReader, AuditOpenError> {
  const file = resolve(path)
  const opened = connectForReading(file)
  if (!opened.ok) return opened
  const connection = opened.value
  const refused = (code: 'damaged' | 'older', detail: string) => {
    connection.close()
    return refuseOpen(code, file, detail)
  }
  try {
    const version = schemaVersion(connection.db)
    const different = schemaDifference(connection.db, version)
    if (different !== null) return refused('damaged', `${different} is not as this program makes it`)
    if (version < SCHEMA_VERSION) return refused('older', `it has schema ${version}`)
    const meta = readMeta(connection.db)
    if (meta === null) return refused('damaged', 'it does not say what it is')
    return { ok: true, value: new AuditReader(connection, meta) }
  } catch (thrown) {
    return refused('damaged', failureOf(thrown).text)
  }
}
