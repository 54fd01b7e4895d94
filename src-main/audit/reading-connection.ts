import { accessSync, constants, copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { Result } from '../../src-shared/domain/result.ts'
import { walFile } from './format.ts'
import { SCHEMA_VERSION } from './migrations/all.ts'
import { type AuditOpenError, refuseOpen } from './open-error.ts'
import { hasWal, openInPlace, type ReadingConnection } from './open-in-place.ts'
import { recognise, versions } from './recognise.ts'
import { schemaVersion } from './schema.ts'
import { failureOf } from './sqlite-failure.ts'

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
