import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { SessionId } from '../../src-shared/domain/ids.ts'
import type { Result } from '../../src-shared/domain/result.ts'
import type { UtcMs } from '../../src-shared/domain/time.ts'
import { AnchorWriter } from './anchors.ts'
import { AuditLog } from './audit-log.ts'
import { genesisOf } from './chain.ts'
import { ChainWriter } from './chain-writer.ts'
import { syncFile } from './create.ts'
import { type AuditKind, databaseId, walFile } from './format.ts'
import type { Meta } from './meta.ts'
import { type AuditOpenError, refuseOpen } from './open-error.ts'
import { type OwnedDatabase, openOwned } from './open-owned.ts'
import type { SessionStarted } from './payloads/session.ts'
import { project } from './projections.ts'
import { failureOf } from './sqlite-failure.ts'
import type { AuditWriteError } from './write-error.ts'

export interface AuditOptions {
  /** What the session is; a database of another kind is refused. */
  readonly kind: AuditKind
  /** Names the session; must not have been used in this database before. */
  readonly session: SessionId
  /** What `session-started` says. */
  readonly start: Omit<SessionStarted, 'kind'>
  /** Operator time. */
  readonly clock: { now(): UtcMs }
  /** Operator time, ms since an arbitrary moment, never decreasing; by default the machine's. */
  readonly monotonic?: () => number
  /** Something that no other database has, e.g. a UUID; taken when the database is made. */
  readonly uniqueId: () => string
  readonly onFailure?: (error: AuditWriteError) => void
  /** Told when the log has been closed. @param complete whether everything that it took is on the disk */
  readonly onClosed?: (complete: boolean) => void
}

/**
 * Opens an audit database for writing, or makes it, and records that a session started: when this succeeds the disk
 * has taken a row. It is refused, and left exactly as it was, when it is not ours, damaged, newer or owned by another
 * process; `AuditOpenError` says which.
 */
export function openAudit(path: string, options: AuditOptions): Result<AuditLog, AuditOpenError> {
  const { kind, clock, uniqueId } = options
  const fresh = (): Meta => {
    const id = databaseId(kind, uniqueId())
    return { id, kind, created: clock.now(), genesis: genesisOf(id), previous: null }
  }
  const opened = openOwned(resolve(path), kind, fresh)
  if (!opened.ok) return opened
  const { file, release, anchors: list } = opened.value
  let anchors: AnchorWriter | null = null
  try {
    anchors = new AnchorWriter(file, list.wholeBytes)
    const log = startLog(opened.value, anchors, options)
    if (log.ok) return log
    anchors.close()
    release()
    return refuseOpen('read-only', file, log.error.reason)
  } catch (thrown) {
    anchors?.close()
    release()
    return refuseOpen('read-only', file, failureOf(thrown).text)
  }
}

const machineTime = (): number => performance.now()

/** What fails here (on a full disk, say) the next session makes good: the projections are a convenience. */
function projectOrLeave(db: OwnedDatabase['db']): void {
  try {
    project(db)
  } catch (thrown) {
    failureOf(thrown)
  }
}

function startLog(
  owned: OwnedDatabase,
  anchors: AnchorWriter,
  { kind, session, start, clock, monotonic = machineTime, onFailure = () => {}, onClosed = () => {} }: AuditOptions,
): Result<AuditLog, AuditWriteError> {
  const { db, file, meta, head } = owned
  const now = () => clock.now()
  const writer = new ChainWriter({ db, meta, head, session, anchors, now })
  const lastAnchored = owned.anchors.anchors.at(-1)?.seq ?? 0
  if (head.seq > lastAnchored) {
    // The last session ended early. Its last rows may still be in the system's memory only.
    if (existsSync(walFile(file))) syncFile(walFile(file))
    const error = writer.catchUpAnchors(lastAnchored)
    if (error !== null) return { ok: false, error }
  }
  const log = new AuditLog({
    writer,
    database: meta.id,
    session,
    now,
    monotonic,
    onFailure,
    onClosed,
    release(intact) {
      if (intact) projectOrLeave(db)
      anchors.close()
      owned.release()
    },
  })
  const started = log.append({ type: 'session-started', payload: { kind, ...start } })
  return started.ok ? { ok: true, value: log } : started
}
