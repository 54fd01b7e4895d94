import { Worker } from 'node:worker_threads'
import type Database from 'better-sqlite3'
import { firstOf } from './finding.ts'
import { type RangeFindings, splitRows, type Verification, verifyRange } from './ranges.ts'
import type { RowRange } from './walk.ts'

/** Ranges that several threads share: whoever is free takes the next. Plain data and shared memory, for `workerData`. */
export interface SharedWork extends Verification {
  readonly path: string
  readonly ranges: readonly RowRange[]
  /** Shared: the next range's index, and the rows done so far. */
  readonly counters: Int32Array
}

const NEXT = 0
const DONE = 1
/** Ranges for each thread: enough that one that begins late, or is slow, holds nobody up. */
const RANGES_PER_THREAD = 8

/** @param last the last row's number */
export function shareWork(path: string, last: number, threads: number, verification: Verification): SharedWork {
  const counters = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT))
  return { path, ranges: splitRows(last, threads * RANGES_PER_THREAD), counters, ...verification }
}

export const rowsDone = ({ counters }: SharedWork): number => Atomics.load(counters, DONE)

/** Whoever is at work ends with the range under way. */
export function beginNoMore({ ranges, counters }: SharedWork): void {
  Atomics.store(counters, NEXT, ranges.length)
}

/** Takes ranges until there is none left. Once one is broken no later one is begun. */
export function takeRanges(db: Database.Database, work: SharedWork, onRows: () => void): RangeFindings {
  const { ranges, counters } = work
  const found: RangeFindings[] = []
  for (;;) {
    const range = ranges[Atomics.add(counters, NEXT, 1)]
    if (range === undefined) return joined(found)
    const findings = verifyRange(db, range, work, (rows) => {
      Atomics.add(counters, DONE, rows)
      onRows()
    })
    found.push(findings)
    if (findings.chain !== null) beginNoMore(work)
  }
}

export const joined = (findings: readonly RangeFindings[]): RangeFindings => ({
  chain: firstOf(findings.map(({ chain }) => chain)),
  projection: firstOf(findings.map(({ projection }) => projection)),
})

/**
 * Lets a worker thread take ranges.
 * @throws (rejects with) what ended the worker early
 */
export function takeRangesOnWorker(work: SharedWork): Promise<RangeFindings> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./verify-worker.ts', import.meta.url), { workerData: work })
    worker.on('message', (findings: RangeFindings) => resolve(findings))
    worker.on('error', reject)
    worker.on('exit', (code) => reject(new Error(`a verifying thread ended with ${code}`)))
  })
}
