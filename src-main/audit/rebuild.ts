import { resolve } from 'node:path'
import type { Result } from '../../src-shared/domain/result.ts'
import { type AuditOpenError, refuseOpen } from './open-error.ts'
import { openOwned } from './open-owned.ts'
import { forgetProjections, project } from './projections.ts'
import { failureOf } from './sqlite-failure.ts'

/** Makes the derived tables of a database anew from its events, which stay as they are. */
export function rebuildProjections(path: string): Result<null, AuditOpenError> {
  const file = resolve(path)
  const opened = openOwned(file, null, null)
  if (!opened.ok) return opened
  const { db, release } = opened.value
  try {
    forgetProjections(db)
    project(db)
    return { ok: true, value: null }
  } catch (thrown) {
    return refuseOpen('read-only', file, failureOf(thrown).text)
  } finally {
    release()
  }
}
