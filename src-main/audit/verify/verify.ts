import { resolve } from 'node:path'
import type Database from 'better-sqlite3'
import type { Result } from '../../../src-shared/domain/result.ts'
import { type AnchorList, readAnchors } from '../anchors.ts'
import { type Head, readHead } from '../examine.ts'
import type { AuditKind, DatabaseId } from '../format.ts'
import { type Meta, metaContradiction, readMeta } from '../meta.ts'
import { type AuditOpenError, refuseOpen } from '../open-error.ts'
import { connectForReading, type ReadingConnection } from '../reading-connection.ts'
import { schemaDifference, schemaVersion } from '../schema.ts'
import { failureOf } from '../sqlite-failure.ts'
import { checkAnchors } from './anchor-check.ts'
import { type Finding, firstOf, rowNumber, rowsBetween } from './finding.ts'
import { ProjectionCheck } from './projection-check.ts'
import { findDerived, hasProjections, type RangeFindings, splitRows, verifyOnWorker, verifyRange } from './ranges.ts'
import type { RowRange } from './walk.ts'

export interface VerifyOptions {
  /** Rows done so far, of all. */
  readonly onProgress?: (done: number, all: number) => void
  /** More than one: ranges of rows are walked on worker threads. */
  readonly threads?: number
}

/** What a database was found to be worth. */
export interface VerifyReport {
  /** Nothing was found. What no chain can show is in docs/DB_SCHEMA.md. */
  readonly ok: boolean
  readonly id: DatabaseId
  readonly kind: AuditKind
  readonly rows: number
  /** The last row's hash, hex; the genesis when there is no row. */
  readonly head: string
  readonly anchors: number
  /** Rows after the last anchor: their loss or their rewriting could not be seen. Null when there are none. */
  readonly unanchored: RowRange | null
  /** The chain's first, then what else is wrong. */
  readonly findings: readonly Finding[]
  /** All of it for the trader. */
  readonly sentence: string
}

/**
 * Proves, as far as it can be proved, that a database holds what was written to it. It is only read, and may have an
 * owner that goes on writing; rows that come meanwhile are not looked at.
 */
export async function verifyAudit(
  path: string,
  options: VerifyOptions = {},
): Promise<Result<VerifyReport, AuditOpenError>> {
  const file = resolve(path)
  const opened = connectForReading(file)
  if (!opened.ok) return opened
  const connection = opened.value
  try {
    const different = schemaDifference(connection.db, schemaVersion(connection.db))
    // Anchors first: an owner that is writing anchors only what it has written.
    const anchors = readAnchors(file)
    const meta = readMeta(connection.db)
    if (meta === null) return refuseOpen('damaged', file, 'it does not say what it is')
    const head = readHead(connection.db, meta)
    const findings = await collect(connection, meta, head, anchors, options)
    if (different !== null) {
      findings.push({ what: 'schema', seq: null, sentence: `${different} is not as this program makes it.` })
    }
    return { ok: true, value: report(meta, head, anchors, findings) }
  } catch (thrown) {
    return refuseOpen('damaged', file, failureOf(thrown).text)
  } finally {
    connection.close()
  }
}

async function collect(
  connection: ReadingConnection,
  meta: Meta,
  head: Head,
  anchors: AnchorList,
  options: VerifyOptions,
): Promise<Finding[]> {
  const { db } = connection
  const contradiction = metaContradiction(meta)
  const rows = await verifyRows(connection, meta.genesis, head.seq, options)
  const chain = rowsBeforeFirst(db) ?? rows.chain
  const beside = chain === null ? checkAnchors(db, meta.id, anchors, head.seq) : anchorsBeside(db, meta, anchors, head)
  const derived =
    rows.projection ?? (hasProjections(db) ? findDerived(() => new ProjectionCheck(db).outside(head.seq)) : null)
  return [
    ...(contradiction === null ? [] : [metaFinding(contradiction)]),
    ...(chain === null ? [] : [chain]),
    ...beside,
    ...(derived === null ? [] : [derived]),
  ]
}

const metaFinding = (contradiction: string): Finding => ({
  what: 'meta',
  seq: null,
  sentence: `The database contradicts itself: ${contradiction}.`,
})

/** With a broken chain the anchors' pages may be unreadable too; what the chain shows stands by itself. */
function anchorsBeside(db: Database.Database, meta: Meta, anchors: AnchorList, head: Head): Finding[] {
  try {
    return checkAnchors(db, meta.id, anchors, head.seq)
  } catch (thrown) {
    failureOf(thrown)
    return []
  }
}

function rowsBeforeFirst(db: Database.Database): Finding | null {
  const seq = db.prepare<[], number>('SELECT min(seq) FROM events WHERE seq < 1').pluck().get() ?? null
  if (seq === null) return null
  return { what: 'inserted', seq, sentence: `Row ${seq} was inserted: the first is row 1.` }
}

async function verifyRows(
  { db, path }: ReadingConnection,
  genesis: Buffer,
  last: number,
  { onProgress = () => {}, threads = 1 }: VerifyOptions,
): Promise<RangeFindings> {
  let done = 0
  const onRows = (rows: number) => {
    done += rows
    onProgress(done, last)
  }
  const ranges = splitRows(last, threads)
  if (ranges.length === 1) return verifyRange(db, { from: 1, to: last }, genesis, onRows)
  const findings = await Promise.all(ranges.map((range) => verifyOnWorker({ path, range, genesis }, onRows)))
  return {
    chain: firstOf(findings.map(({ chain }) => chain)),
    projection: firstOf(findings.map(({ projection }) => projection)),
  }
}

function report(meta: Meta, head: Head, { anchors }: AnchorList, findings: readonly Finding[]): VerifyReport {
  const lastAnchor = anchors.at(-1)?.seq ?? 0
  const unanchored = lastAnchor < head.seq ? { from: lastAnchor + 1, to: head.seq } : null
  return {
    ok: findings.length === 0,
    id: meta.id,
    kind: meta.kind,
    rows: head.seq,
    head: head.hash.toString('hex'),
    anchors: anchors.length,
    unanchored,
    findings,
    sentence: [verdict(head.seq, findings), anchored(anchors.length, lastAnchor, unanchored)].join(' '),
  }
}

function verdict(rows: number, findings: readonly Finding[]): string {
  if (findings.length > 0) return findings.map(({ sentence }) => sentence).join(' ')
  if (rows === 0) return 'There are no rows.'
  return `${rowNumber(rows)} rows: none altered, missing, inserted or out of order.`
}

function anchored(count: number, last: number, unanchored: RowRange | null): string {
  const anchors =
    count === 0 ? 'There is no anchor.' : `The last of ${rowNumber(count)} anchors is at row ${rowNumber(last)}.`
  if (unanchored === null) return anchors
  const rows = rowsBetween(unanchored.from, unanchored.to)
  const verb = unanchored.from === unanchored.to ? 'is' : 'are'
  return `${anchors} ${rows.charAt(0).toUpperCase()}${rows.slice(1)} ${verb} not anchored yet.`
}
