import type Database from 'better-sqlite3'
import type { ChainedRow } from './canonical.ts'

/** The columns of `events` that make a `ChainedRow`. */
export const EVENT_COLUMNS = 'seq, ts, ex_ts AS exTs, session, type, symbol, v, payload'

const CHUNK_ROWS = 2_000

/** All events with `from ≤ seq ≤ to`, in chunks, so that memory stays small. */
export function* eventChunks(db: Database.Database, from: number, to: number): Generator<ChainedRow[]> {
  const statement = db.prepare<[number, number], ChainedRow>(
    `SELECT ${EVENT_COLUMNS} FROM events WHERE seq BETWEEN ? AND ? ORDER BY seq`,
  )
  for (let first = from; first <= to; first += CHUNK_ROWS) {
    yield statement.all(first, Math.min(first + CHUNK_ROWS - 1, to))
  }
}

/** Number of the last event, 0 for none. */
export const lastSeq = (db: Database.Database): number =>
  db.prepare<[], number>('SELECT coalesce(max(seq), 0) FROM events').pluck().get() ?? 0

/** Number of the last event that the projections know. */
export const projectedSeq = (db: Database.Database): number =>
  db.prepare<[], number>('SELECT last_seq FROM projection_state').pluck().get() ?? 0
