import { Worker } from 'node:worker_threads'
import type Database from 'better-sqlite3'
import { schemaVersion } from '../schema.ts'
import { failureOf } from '../sqlite-failure.ts'
import type { Finding } from './finding.ts'
import { ProjectionCheck } from './projection-check.ts'
import { CHUNK_ROWS, type RowRange, walkChain } from './walk.ts'

/** What a range of rows came to: the first row that does not follow, and the first derived row that does not. */
export interface RangeFindings {
  readonly chain: Finding | null
  readonly projection: Finding | null
}

/** The schema from which on there are projections. */
const PROJECTIONS_SINCE = 2

export const hasProjections = (db: Database.Database): boolean => schemaVersion(db) >= PROJECTIONS_SINCE

/** @param range begins after a multiple of `CHUNK_ROWS` */
export function verifyRange(
  db: Database.Database,
  range: RowRange,
  genesis: Buffer,
  onRows: (rows: number) => void,
): RangeFindings {
  const check = hasProjections(db) ? new ProjectionCheck(db) : null
  let projection: Finding | null = null
  const chain = walkChain(db, range, genesis, (chunk) => {
    projection ??= check === null ? null : findDerived(() => check.check(chunk))
    onRows(chunk.to - chunk.from + 1)
  })
  return { chain, projection }
}

/** A derived table that cannot be read is a finding, and says nothing about the events. */
export function findDerived(check: () => Finding | null): Finding | null {
  try {
    return check()
  } catch (thrown) {
    return { what: 'projection', seq: null, sentence: `A derived table cannot be read: ${failureOf(thrown).text}.` }
  }
}

/** What a worker thread is given, and what it answers. */
export interface RangeTask {
  readonly path: string
  readonly range: RowRange
  readonly genesis: Uint8Array
}
export type RangeMessage =
  | { readonly kind: 'rows'; readonly rows: number }
  | { readonly kind: 'done'; readonly findings: RangeFindings }

/** Rows `1…last` in at most `parts` ranges of nearly equal length. */
export function splitRows(last: number, parts: number): RowRange[] {
  const chunks = Math.ceil(last / CHUNK_ROWS)
  const count = Math.max(1, Math.min(parts, chunks))
  const begin = (index: number): number => Math.floor((chunks * index) / count) * CHUNK_ROWS
  return Array.from({ length: count }, (_, index) => ({
    from: begin(index) + 1,
    to: Math.min(begin(index + 1), last),
  }))
}

/**
 * Verifies one range on a worker thread.
 * @throws (rejects with) what ended the worker early
 */
export function verifyOnWorker(task: RangeTask, onRows: (rows: number) => void): Promise<RangeFindings> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./verify-worker.ts', import.meta.url), { workerData: task })
    worker.on('message', (message: RangeMessage) => {
      if (message.kind === 'rows') onRows(message.rows)
      else resolve(message.findings)
    })
    worker.on('error', reject)
    worker.on('exit', (code) => reject(new Error(`a verifying thread ended with ${code}`)))
  })
}
