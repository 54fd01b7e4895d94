import type Database from 'better-sqlite3'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import type { ChainedRow } from './canonical.ts'
import { EVENT_COLUMNS } from './event-rows.ts'
import type { EventType } from './event-types.ts'

/** Which rows a walk shows: of these types, `from ≤ seq ≤ to`, and of these symbols where some are given. */
export interface WalkRequest {
  readonly types: readonly EventType[]
  readonly from: number
  readonly to: number
  readonly symbols?: readonly Ticker[]
  readonly order?: 'oldest-first' | 'newest-first'
}

/** Rows that are looked through at once. */
const CHUNK_ROWS = 4_000

/**
 * Walks through rows as the events themselves have them, no projection asked. Between two chunks, some of them empty,
 * whoever walks can let others do something.
 */
export function* walkEvents(db: Database.Database, request: WalkRequest): Generator<readonly ChainedRow[]> {
  const { types, from, to, symbols, order = 'oldest-first' } = request
  const forward = order === 'oldest-first'
  const among = (column: string, values: readonly string[]): string =>
    `${column} IN (${values.map(() => '?').join(', ')})`
  const wanted = symbols === undefined ? '' : ` AND ${among('symbol', symbols)}`
  const statement = db.prepare<unknown[], ChainedRow>(
    `SELECT ${EVENT_COLUMNS} FROM events WHERE seq BETWEEN ? AND ? AND ${among('type', types)}${wanted}
     ORDER BY seq ${forward ? 'ASC' : 'DESC'}`,
  )
  const chunks = Math.ceil((to - from + 1) / CHUNK_ROWS)
  for (let index = 0; index < chunks; index++) {
    const first = forward ? from + index * CHUNK_ROWS : Math.max(from, to - (index + 1) * CHUNK_ROWS + 1)
    const last = forward ? Math.min(to, first + CHUNK_ROWS - 1) : to - index * CHUNK_ROWS
    yield statement.all(first, last, ...types, ...(symbols ?? []))
  }
}

/** How many events of a type there are with `from ≤ seq ≤ to`. */
export const countEvents = (db: Database.Database, type: EventType, from: number, to: number): number =>
  db
    .prepare<[number, number, string], number>('SELECT count(*) FROM events WHERE seq BETWEEN ? AND ? AND type = ?')
    .pluck()
    .get(from, to, type) ?? 0

/** Number of the first row of these types with `from ≤ seq ≤ to` whose payload has `text` in it; null when none has. */
export function firstNaming(
  db: Database.Database,
  text: string,
  types: readonly EventType[],
  from: number,
  to: number,
): number | null {
  const statement = db.prepare<unknown[], number>(
    `SELECT seq FROM events WHERE seq BETWEEN ? AND ? AND type IN (${types.map(() => '?').join(', ')})
     AND instr(payload, ?) > 0 ORDER BY seq LIMIT 1`,
  )
  return statement.pluck().get(from, to, ...types, text) ?? null
}
