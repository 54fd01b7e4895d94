import type Database from 'better-sqlite3'
import { BLOCK_ROWS, blockOf, firstOfBlock } from './blocks.ts'
import { lastSeq, projectedSeq } from './event-rows.ts'

/** What a derived table holds of the events `:from … :to`, as SQL. The same text fills it and checks it. */
export interface Projection {
  readonly table: string
  /** The first tells of which events a row is: a row's number, or a block's. */
  readonly columns: readonly [key: string, ...others: string[]]
  /** Events that share a value of the key. */
  readonly unit: number
  readonly sql: string
}

const RANGE = 'seq BETWEEN :from AND :to'
const BLOCK = `(seq - 1) / ${BLOCK_ROWS}`

/** The payload of a bar begins `[start,`, that of a decision holds `"barStart":start,` before anything else of that name. */
const BAR_START = "CAST(substr(payload, 2, instr(payload, ',') - 2) AS INTEGER)"
const DECISION_START = `CAST(substr(payload, instr(payload, '"barStart":') + 11, 16) AS INTEGER)`

const rowsOf = (type: string, start: string): string =>
  `SELECT seq, session, symbol, ${start} FROM events WHERE type = '${type}' AND symbol IS NOT NULL AND ${RANGE}`

const marksOf = (column: string): string =>
  `SELECT ${BLOCK}, '${column} ' || ${column} FROM events WHERE ${column} IS NOT NULL AND ${RANGE}`

export const PROJECTIONS: readonly Projection[] = [
  { table: 'bars', columns: ['seq', 'session', 'symbol', 'start'], unit: 1, sql: rowsOf('bar', BAR_START) },
  {
    table: 'decisions',
    columns: ['seq', 'session', 'symbol', 'bar_start'],
    unit: 1,
    sql: rowsOf('decision', DECISION_START),
  },
  {
    table: 'blocks',
    columns: ['block', 'time_from', 'time_to'],
    unit: BLOCK_ROWS,
    // When an event happened to those who read: market time where it has one, operator time otherwise.
    sql: `SELECT ${BLOCK} AS block, min(coalesce(ex_ts, ts)), max(coalesce(ex_ts, ts)) FROM events WHERE ${RANGE} GROUP BY block`,
  },
  {
    table: 'block_marks',
    columns: ['block', 'mark'],
    unit: BLOCK_ROWS,
    sql: ['type', 'symbol', 'session'].map(marksOf).join(' UNION '),
  },
]

/** Events that one transaction carries on: whole blocks. */
const CHUNK_ROWS = 20 * BLOCK_ROWS

/**
 * Carries the projections on to the last event. The caller owns the database.
 * @throws SqliteError; what was carried on until then stays
 */
export function project(db: Database.Database): void {
  const last = lastSeq(db)
  const fill = PROJECTIONS.map(({ table, sql }) => db.prepare(`INSERT OR REPLACE INTO ${table} ${sql}`))
  const state = db.prepare('UPDATE projection_state SET last_seq = ?')
  const carryOn = db.transaction((from: number, to: number) => {
    for (const statement of fill) statement.run({ from, to })
    state.run(to)
  })
  // Nothing here has to survive: what is lost is projected again.
  db.pragma('synchronous = NORMAL')
  try {
    // The last block may have been begun; it is made anew as a whole.
    let from = firstOfBlock(blockOf(projectedSeq(db) + 1))
    for (; from <= last; from += CHUNK_ROWS) carryOn.immediate(from, Math.min(from + CHUNK_ROWS - 1, last))
  } finally {
    db.pragma('synchronous = FULL')
  }
}

/** Forgets the projections. The caller owns the database. @throws SqliteError */
export function forgetProjections(db: Database.Database): void {
  db.transaction(() => {
    for (const { table } of PROJECTIONS) db.exec(`DELETE FROM ${table}`)
    db.exec('UPDATE projection_state SET last_seq = 0')
  }).immediate()
}
