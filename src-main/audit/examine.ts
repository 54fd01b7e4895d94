import { existsSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { Result } from '../../src-shared/domain/result.ts'
import { type AnchorList, readAnchors } from './anchors.ts'
import { sharedMemoryFile } from './format.ts'
import { type Meta, metaContradiction, readMeta } from './meta.ts'
import { SCHEMA_VERSION } from './migrations/all.ts'
import { type AuditOpenError, refuseOpen } from './open-error.ts'
import { noteOpen } from './open-files.ts'
import { hasWal } from './open-in-place.ts'
import { versions } from './recognise.ts'
import { schemaDifference, schemaVersion } from './schema.ts'
import { failureOf } from './sqlite-failure.ts'
import { checkAnchors } from './verify/anchor-check.ts'
import { walkChain } from './verify/walk.ts'

/** The last row of a chain; `seq` 0 and the genesis when there is none. */
export interface Head {
  readonly seq: number
  readonly hash: Buffer
}

/** What a database was found to be before it is written to. */
export interface Examined {
  readonly meta: Meta
  readonly head: Head
  readonly anchors: AnchorList
}

/**
 * Looks a database over without changing it: schema, pages, meta, anchors, and the chain behind the last anchor (all
 * before it is the business of `verifyAudit`). The caller owns the file.
 */
export function examine(file: string): Result<Examined, AuditOpenError> {
  const shared = sharedMemoryFile(file)
  const hadShared = existsSync(shared)
  // A connection that may write carries a full WAL into the database when it closes; one that may not leaves its files.
  const readonly = hasWal(file)
  const closed = noteOpen(file)
  let db: Database.Database | null = null
  let result: Result<Examined, AuditOpenError>
  try {
    db = new Database(file, { readonly, fileMustExist: true, timeout: 0 })
    result = db.transaction(look)(db, file)
  } catch (thrown) {
    const { kind, text } = failureOf(thrown)
    result =
      kind === 'busy'
        ? refuseOpen('locked', file, 'it is locked by something that is not this program')
        : refuseOpen('damaged', file, text)
  }
  db?.close()
  closed()
  if (!result.ok && readonly && !hadShared) rmSync(shared, { force: true })
  return result
}

function look(db: Database.Database, file: string): Result<Examined, AuditOpenError> {
  const version = schemaVersion(db)
  if (version > SCHEMA_VERSION) return refuseOpen('newer', file, versions(version))
  const different = schemaDifference(db, version)
  if (different !== null) return refuseOpen('damaged', file, `${different} is not as this program makes it`)
  const pages = db.pragma('quick_check(1)', { simple: true })
  if (pages !== 'ok') return refuseOpen('damaged', file, String(pages).replaceAll('\n', ' '))
  const meta = readMeta(db)
  if (meta === null) return refuseOpen('damaged', file, 'it does not say what it is')
  const contradiction = metaContradiction(meta)
  if (contradiction !== null) return refuseOpen('damaged', file, contradiction)
  const head = readHead(db, meta)
  const anchors = readAnchors(file)
  const [disagreement] = checkAnchors(db, meta.id, anchors, head.seq, head.seq)
  if (disagreement !== undefined) return refuseOpen('anchors-disagree', file, asDetail(disagreement.sentence))
  const from = (anchors.anchors.at(-1)?.seq ?? 0) + 1
  const broken = walkChain(db, { from, to: head.seq }, meta.genesis, () => {})
  if (broken !== null) return refuseOpen('damaged', file, asDetail(broken.sentence))
  return { ok: true, value: { meta, head, anchors } }
}

const asDetail = (sentence: string): string => sentence.replace(/\.$/, '')

export const LAST_ROW = 'SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1'

/** @throws SqliteError when the page cannot be read */
export const readHead = (db: Database.Database, { genesis }: Meta): Head =>
  db.prepare<[], Head>(LAST_ROW).get() ?? { seq: 0, hash: genesis }
