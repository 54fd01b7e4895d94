import { statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { walFile } from './format.ts'
import { noteOpen } from './open-files.ts'

/** A database that is only read, beside an owner if there is one. */
export interface ReadingConnection {
  readonly db: Database.Database
  /** The file that is read: the database itself, or a copy of it when its folder cannot be written. */
  readonly path: string
  close(): void
}

/** How long a reader waits for an owner that is just closing, ms. */
const BUSY_MS = 5_000

/** Whether rows are waiting in a WAL beside the database. */
export const hasWal = (file: string): boolean => (statSync(walFile(file), { throwIfNoEntry: false })?.size ?? 0) > 0

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
