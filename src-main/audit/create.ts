import { closeSync, existsSync, fdatasyncSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import type { Result } from '../../src-shared/domain/result.ts'
import { APPLICATION_ID, anchorsFile } from './format.ts'
import { insertMeta, type Meta } from './meta.ts'
import { type AuditOpenError, refuseOpen } from './open-error.ts'
import { migrate } from './schema.ts'
import { failureOf } from './sqlite-failure.ts'

/**
 * Makes a new, empty audit database. It is built under another name and renamed when it is complete and synced, so
 * that a crash never leaves half of one. The caller owns `file`, and there is none.
 */
export function createDatabase(file: string, meta: Meta): Result<null, AuditOpenError> {
  const anchors = anchorsFile(file)
  if (existsSync(anchors)) {
    const detail = `the database is gone, ${anchors} still names its rows; restore the one or move the other away`
    return refuseOpen('anchors-disagree', file, detail)
  }
  const unfinished = `${file}.new`
  const clear = () => {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(unfinished + suffix, { force: true })
  }
  try {
    clear()
    build(unfinished, meta)
    syncFile(unfinished)
    renameSync(unfinished, file)
    syncFolderOf(file)
    return { ok: true, value: null }
  } catch (thrown) {
    const { text } = failureOf(thrown)
    clear()
    return refuseOpen('not-created', file, text)
  }
}

function build(file: string, meta: Meta): void {
  const db = new Database(file)
  try {
    // Nobody sees the file before it is complete: no journal, no syncs until the end. Every page is in the file itself
    // before WAL mode begins.
    db.pragma('journal_mode = OFF')
    db.pragma('synchronous = OFF')
    db.pragma(`application_id = ${APPLICATION_ID}`)
    migrate(db)
    insertMeta(db, meta)
    db.pragma('journal_mode = WAL')
  } finally {
    db.close()
  }
}

/** Brings what was written to `file` to the disk. @throws the system's error */
export function syncFile(file: string): void {
  const fd = openSync(file, 'r+')
  try {
    fdatasyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Brings a new name to the disk, where the system can open folders for it. */
export function syncFolderOf(file: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(dirname(file), 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
