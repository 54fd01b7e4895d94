import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Result } from '../../src-shared/domain/result.ts'
import { APPLICATION_ID } from './format.ts'
import { SCHEMA_VERSION } from './migrations/all.ts'
import { type AuditOpenError, refuseOpen } from './open-error.ts'
import { isOpenHere } from './open-files.ts'
import { failureOf } from './sqlite-failure.ts'

const HEADER_BYTES = 100
const MAGIC = 'SQLite format 3\0'
/** Offsets in the header (sqlite.org/fileformat2.html, section 1.3). */
const WRITE_VERSION_AT = 18
const READ_VERSION_AT = 19
const USER_VERSION_AT = 60
const APPLICATION_ID_AT = 68
/** Write and read version of a database in WAL mode. */
const WAL_VERSION = 2

/**
 * Tells from the outside whether `file` is an audit database that this program can read. Only the header is read, and
 * not by SQLite, which would leave a -wal and a -shm file beside a database that it only looks at.
 */
export function recognise(file: string): Result<'missing' | 'ours', AuditOpenError> {
  try {
    const stats = statSync(file, { throwIfNoEntry: false })
    if (stats === undefined) {
      const folder = statSync(dirname(file), { throwIfNoEntry: false })
      return folder?.isDirectory() === true ? { ok: true, value: 'missing' } : refuseOpen('no-folder', file)
    }
    if (!stats.isFile()) return refuseOpen('not-a-file', file)
    if (stats.size === 0) return refuseOpen('empty', file)
    return isOpenHere(file) ? { ok: true, value: 'ours' } : recogniseHeader(file)
  } catch (thrown) {
    return refuseOpen('unreadable', file, failureOf(thrown).text)
  }
}

function recogniseHeader(file: string): Result<'ours', AuditOpenError> {
  const header = Buffer.alloc(HEADER_BYTES)
  const read = readHeader(file, header)
  if (read < HEADER_BYTES || header.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    return refuseOpen('foreign', file, 'it does not begin as an SQLite database does')
  }
  if (header.readInt32BE(APPLICATION_ID_AT) !== APPLICATION_ID) {
    return refuseOpen('foreign', file, 'it is an SQLite database of another application')
  }
  const version = header.readInt32BE(USER_VERSION_AT)
  if (version > SCHEMA_VERSION) return refuseOpen('newer', file, versions(version))
  if (version < 1) return refuseOpen('damaged', file, `its header names schema ${version}, which there never was`)
  if (header[WRITE_VERSION_AT] !== WAL_VERSION || header[READ_VERSION_AT] !== WAL_VERSION) {
    return refuseOpen('damaged', file, 'its header does not say that it is in WAL mode')
  }
  return { ok: true, value: 'ours' }
}

export const versions = (found: number): string => `it has schema ${found}, this program knows up to ${SCHEMA_VERSION}`

function readHeader(file: string, into: Buffer): number {
  const fd = openSync(file, 'r')
  try {
    return readSync(fd, into, 0, into.length, 0)
  } finally {
    closeSync(fd)
  }
}
