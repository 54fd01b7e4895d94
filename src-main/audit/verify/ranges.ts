import type Database from 'better-sqlite3'
import { failureOf } from '../sqlite-failure.ts'
import type { Finding } from './finding.ts'
import { ProjectionCheck } from './projection-check.ts'
import { CHUNK_ROWS, type RowRange, walkChain } from './walk.ts'

/** What is to be verified of a database. */
export interface Verification {
  /** What row 1 is chained to. */
  readonly genesis: Uint8Array
  /** Whether it has the derived tables that this program makes. */
  readonly projections: boolean
}

/** What rows came to: the first that does not follow, and the first derived row that does not. */
export interface RangeFindings {
  readonly chain: Finding | null
  readonly projection: Finding | null
}

/** @param range begins after a multiple of `CHUNK_ROWS` */
export function verifyRange(
  db: Database.Database,
  range: RowRange,
  { genesis, projections }: Verification,
  onRows: (rows: number) => void,
): RangeFindings {
  return db.transaction(() => {
    const check = projections ? new ProjectionCheck(db) : null
    let projection: Finding | null = null
    const chain = walkChain(db, range, Buffer.from(genesis), (chunk) => {
      projection ??= check === null ? null : findDerived(() => check.check(chunk))
      onRows(chunk.to - chunk.from + 1)
    })
    return { chain, projection }
  })()
}

/** A derived table that cannot be read is a finding, and says nothing about the events. */
export function findDerived(check: () => Finding | null): Finding | null {
  try {
    return check()
  } catch (thrown) {
    return { what: 'projection', seq: null, sentence: `A derived table cannot be read: ${failureOf(thrown).text}.` }
  }
}

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
