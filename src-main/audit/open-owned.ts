import { accessSync, constants } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import type { Result } from '../../src-shared/domain/result.ts'
import { createDatabase } from './create.ts'
import { type Examined, examine } from './examine.ts'
import type { AuditKind } from './format.ts'
import type { Meta } from './meta.ts'
import { type AuditOpenError, refuseOpen } from './open-error.ts'
import { noteOpen } from './open-files.ts'
import { takeOwnership } from './ownership.ts'
import { recognise } from './recognise.ts'
import { migrate } from './schema.ts'
import { failureOf } from './sqlite-failure.ts'

/** A database that this process alone may write. */
export interface OwnedDatabase extends Examined {
  readonly file: string
  readonly db: Database.Database
  release(): void
}

/**
 * Opens `file` for writing: recognised and examined before anything is touched, then owned, then brought to the
 * newest schema.
 * @param kind what it must record; null takes any
 * @param fresh what a database that does not exist yet is made of; null refuses a missing one
 */
export function openOwned(
  file: string,
  kind: AuditKind | null,
  fresh: (() => Meta) | null,
): Result<OwnedDatabase, AuditOpenError> {
  const recognised = recognise(file)
  if (!recognised.ok) return recognised
  if (recognised.value === 'missing' && fresh === null) return refuseOpen('missing', file)
  const unwritable = whyUnwritable(recognised.value === 'missing' ? [dirname(file)] : [file, dirname(file)])
  if (unwritable !== null) return refuseOpen('read-only', file, unwritable)
  const ownership = takeOwnership(file)
  if (!ownership.ok) return ownership
  const opened = openAsOwner(file, kind, fresh)
  if (!opened.ok) {
    ownership.value.release()
    return opened
  }
  const { release } = opened.value
  return {
    ok: true,
    value: {
      ...opened.value,
      release() {
        release()
        ownership.value.release()
      },
    },
  }
}

function whyUnwritable(paths: readonly string[]): string | null {
  try {
    for (const path of paths) accessSync(path, constants.W_OK)
    return null
  } catch (thrown) {
    return failureOf(thrown).text
  }
}

function openAsOwner(
  file: string,
  kind: AuditKind | null,
  fresh: (() => Meta) | null,
): Result<OwnedDatabase, AuditOpenError> {
  // Another process may have made it, or moved it away, before this one became the owner.
  const recognised = recognise(file)
  if (!recognised.ok) return recognised
  if (recognised.value === 'missing') {
    if (fresh === null) return refuseOpen('missing', file)
    const created = createDatabase(file, fresh())
    if (!created.ok) return created
  }
  const examined = examine(file)
  if (!examined.ok) return examined
  const { meta } = examined.value
  if (kind !== null && meta.kind !== kind) return refuseOpen('wrong-kind', file, `it records ${meta.kind}, not ${kind}`)
  const closed = noteOpen(file)
  let db: Database.Database | null = null
  try {
    db = new Database(file, { fileMustExist: true, timeout: 0 })
    db.pragma('synchronous = FULL')
    migrate(db)
    const owned = db
    const release = () => {
      owned.close()
      closed()
    }
    return { ok: true, value: { ...examined.value, file, db, release } }
  } catch (thrown) {
    db?.close()
    closed()
    return refuseOpen('read-only', file, failureOf(thrown).text)
  }
}
