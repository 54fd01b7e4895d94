import { resolve } from 'node:path'
import type Database from 'better-sqlite3'
import type { Result } from '../../../src-shared/domain/result.ts'
import { type AnchorList, readAnchors } from '../anchors.ts'
import { lastSeq } from '../event-rows.ts'
import { type Head, readHead } from '../examine.ts'
import type { AuditKind, DatabaseId } from '../format.ts'
import { type Meta, metaContradiction, readMeta } from '../meta.ts'
import { type AuditOpenError, refuseOpen } from '../open-error.ts'
import type { ReadingConnection } from '../open-in-place.ts'
import { connectForReading } from '../reading-connection.ts'
import { schemaDifference, schemaVersion } from '../schema.ts'
import { failureOf } from '../sqlite-failure.ts'
import { checkAnchors } from './anchor-check.ts'
import { type Finding, rowNumber, rowsBetween } from './finding.ts'
import { ProjectionCheck } from './projection-check.ts'
import { findDerived, type RangeFindings, type Verification } from './ranges.ts'
import { beginNoMore, joined, rowsDone, shareWork, takeRanges, takeRangesOnWorker } from './shared-work.ts'
import type { RowRange } from './walk.ts'

export interface VerifyOptions {
  /** Rows done so far, of all. */
  readonly onProgress?: (done: number, all: number) => void
  /** In all: this one, which is busy meanwhile, and as many workers as it takes. */
  readonly threads?: number
  /** This thread stays free: a worker walks the rows. Not together with `threads`. */
  readonly aside?: boolean
  /** No further range of rows is begun after it; what the report then says of the rows is worth nothing. */
  readonly signal?: AbortSignal
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

/** The schema from which on there are projections. */
const PROJECTIONS_SINCE = 2

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
    const { db } = connection
    const meta = readMeta(db)
    if (meta === null) return refuseOpen('damaged', file, 'it does not say what it is')
    // An owner may be writing: of rows that were there before the anchors were read, the anchors are known, and of
    // anchors that were read, the rows are there after.
    const before = lastSeq(db)
    const anchors = readAnchors(file)
    const head = readHead(db, meta)
    const findings = await collect(connection, { meta, head, anchors, before }, options)
    return { ok: true, value: report(meta, head, anchors, findings) }
  } catch (thrown) {
    return refuseOpen('damaged', file, failureOf(thrown).text)
  } finally {
    connection.close()
  }
}

/** What was read of a database before its rows are walked. */
interface Evidence {
  readonly meta: Meta
  readonly head: Head
  readonly anchors: AnchorList
  /** Number of the last row before the anchors were read. */
  readonly before: number
}

async function collect(connection: ReadingConnection, evidence: Evidence, options: VerifyOptions): Promise<Finding[]> {
  const { db } = connection
  const { meta, head, anchors, before } = evidence
  const version = schemaVersion(db)
  const different = schemaDifference(db, version)
  const contradiction = metaContradiction(meta)
  const projections = version >= PROJECTIONS_SINCE && different === null
  const rows = await verifyRows(connection, head.seq, { genesis: meta.genesis, projections }, options)
  const chain = rowsBeforeFirst(db) ?? rows.chain
  const compareAnchors = () => checkAnchors(db, meta.id, anchors, head.seq, before)
  const derived = rows.projection ?? (projections ? rowsOfNoEvent(db) : null)
  return [
    ...(contradiction === null ? [] : [metaFinding(contradiction)]),
    ...(chain === null ? [] : [chain]),
    ...(chain === null ? compareAnchors() : findingsIfReadable(compareAnchors)),
    ...(derived === null ? [] : [derived]),
    ...(different === null ? [] : [schemaFinding(different)]),
  ]
}

const schemaFinding = (different: string): Finding => ({
  what: 'schema',
  seq: null,
  sentence: `${different} is not as this program makes it.`,
})

const rowsOfNoEvent = (db: Database.Database): Finding | null =>
  db.transaction(() => findDerived(() => new ProjectionCheck(db).outside()))()

const metaFinding = (contradiction: string): Finding => ({
  what: 'meta',
  seq: null,
  sentence: `The database contradicts itself: ${contradiction}.`,
})

/** With a broken chain the anchors' rows may be unreadable too; what the chain shows stands by itself. */
function findingsIfReadable(find: () => Finding[]): Finding[] {
  try {
    return find()
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
  last: number,
  verification: Verification,
  { onProgress = () => {}, threads = 1, aside = false, signal }: VerifyOptions,
): Promise<RangeFindings> {
  if (aside) return verifyAside(path, last, verification, onProgress, signal)
  const work = shareWork(path, last, threads, verification)
  const workers = Promise.all(Array.from({ length: threads - 1 }, () => takeRangesOnWorker(work)))
  const own = takeRanges(db, work, () => onProgress(rowsDone(work), last))
  const findings = joined([own, ...(await workers)])
  if (findings.chain === null) onProgress(last, last)
  return findings
}

/** How often the progress of another thread is looked at, ms. */
const LOOK_MS = 50
/** As many ranges as if this many threads shared them: whoever aborts does not wait long. */
const ASIDE_SHARES = 8

async function verifyAside(
  path: string,
  last: number,
  verification: Verification,
  onProgress: (done: number, all: number) => void,
  signal: AbortSignal | undefined,
): Promise<RangeFindings> {
  const work = shareWork(path, last, ASIDE_SHARES, verification)
  const stop = (): void => beginNoMore(work)
  const look = setInterval(() => onProgress(rowsDone(work), last), LOOK_MS)
  signal?.addEventListener('abort', stop)
  if (signal?.aborted) stop()
  try {
    return await takeRangesOnWorker(work)
  } finally {
    clearInterval(look)
    signal?.removeEventListener('abort', stop)
    onProgress(rowsDone(work), last)
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
