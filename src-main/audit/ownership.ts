import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { Result } from '../../src-shared/domain/result.ts'
import { lockFile } from './format.ts'
import { type AuditOpenError, refuseOpen } from './open-error.ts'
import { failureOf } from './sqlite-failure.ts'

/** The right to write one audit database, held until released or until the process ends, however it ends. */
export interface Ownership {
  release(): void
}

/**
 * Takes the right to write `file`, which one process in the world can hold.
 *
 * It is the exclusive lock of an SQLite file beside the database (always empty, never deleted: deleting a lock file
 * lets two processes lock two files of one name). The operating system gives it back when the process dies. Readers
 * need none: they read the database itself, whose WAL lets them.
 */
export function takeOwnership(file: string): Result<Ownership, AuditOpenError> {
  const lock = lockFile(file)
  let db: Database.Database | null = null
  try {
    db = new Database(lock, { timeout: 0 })
    // Nothing is ever written, but SQLite would put a journal beside the lock all the same.
    db.pragma('journal_mode = MEMORY')
    db.exec('BEGIN EXCLUSIVE')
    const held = db
    return { ok: true, value: { release: () => void held.close() } }
  } catch (thrown) {
    db?.close()
    const failure = failureOf(thrown)
    switch (failure.kind) {
      case 'busy':
        return refuseOpen('locked', file, 'it writes there until it ends')
      case 'damaged':
        return refuseOpen('damaged', file, `${lock} is not a lock file that this program made`)
      default:
        return refuseOpen(
          'read-only',
          file,
          `${lock} cannot be ${existsSync(lock) ? 'locked' : 'made'}: ${failure.text}`,
        )
    }
  }
}
