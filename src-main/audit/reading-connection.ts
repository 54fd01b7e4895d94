import { accessSync, constants, copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import type { Result } from '../../src-shared/domain/result.ts'
import { hasWal } from './examine.ts'
import { walFile } from './format.ts'
import { SCHEMA_VERSION } from './migrations/all.ts'
import { type AuditOpenError, refuseOpen } from './open-error.ts'
import { noteOpen } from './open-files.ts'
import { recognise, versions } from './recognise.ts'
import { schemaVersion } from './schema.ts'
import { failureOf } from './sqlite-failure.ts'

/** A database that is only read, beside an owner if there is one. */
export interface ReadingConnection {
  readonly db: Database.Database
  /** The file that is read: the database itself, or a copy of it when its folder cannot be written. */
  readonly path: string
  close(): void
}

/** How long a reader waits for an owner that is just closing, ms. */
const BUSY_MS = 5_000

export function connectForReading(file: string): Result<ReadingConnection, AuditOpenError> {
  const recognised = recognise(file)
  if (!recognised.ok) return recognised
  if (recognised.value === 'missing') return refuseOpen('missing', file)
  let connection: ReadingConnection | null = null
  try {
    connection = isWritable(file) ? openInPlace(file) : openCopy(file)
    const version = schemaVersion(connection.db)
    if (version <= SCHEMA_VERSION) return { ok: true, value: connection }
    connection.close()
    return refuseOpen('newer', file, versions(version))
  } catch (thrown) {
    connection?.close()
    const { kind, text } = failureOf(thrown)
    const code = kind === 'damaged' ? 'damaged' : kind === 'busy' ? 'locked' : 'unreadable'
    return refuseOpen(code, file, text)
  }
}

function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK)
    accessSync(dirname(file), constants.W_OK)
    return true
  } catch (thrown) {
    failureOf(thrown)
    return false
  }
}

/**
 * SQLite keeps a -wal and a -shm file while a database in WAL mode is open. Only a connection that could write removes
 * them when it closes last; but it would also carry a WAL that an owner left behind into the database. So the one kind
 * is used when there is nothing in the WAL, the other when there is: either way every file stays as it was.
 */
export function openInPlace(file: string): ReadingConnection {
  const db = new Database(file, { readonly: hasWal(file), fileMustExist: true, timeout: BUSY_MS })
  const closed = noteOpen(file)
  db.pragma('query_only = ON')
  return {
    db,
    path: file,
    close() {
      db.close()
      closed()
    },
  }
}

/** In a folder that cannot be written SQLite cannot read in WAL mode: a copy elsewhere is read instead. */
function openCopy(file: string): ReadingConnection {
  const folder = mkdtempSync(join(tmpdir(), 'audit-copy-'))
  const copy = join(folder, basename(file))
  try {
    copyFileSync(file, copy)
    if (hasWal(file)) copyFileSync(walFile(file), walFile(copy))
    const connection = openInPlace(copy)
    return {
      ...connection,
      close() {
        connection.close()
        rmSync(folder, { recursive: true, force: true })
      },
    }
  } catch (thrown) {
    rmSync(folder, { recursive: true, force: true })
    throw thrown
  }
}
