import type Database from 'better-sqlite3'

/** One way to change one column of one row. */
export interface ColumnChange {
  readonly column: string
  readonly how: string
  readonly change: (db: Database.Database, seq: number) => void
}

const set = (column: string, how: string, expression: string): ColumnChange => ({
  column,
  how,
  change: (db, seq) => {
    db.prepare(`UPDATE events SET ${column} = ${expression} WHERE seq = ?`).run(seq)
  },
})

/** Changes that leave a row in its place. That of `seq` itself is a matter of order and of gaps. */
export const COLUMN_CHANGES: readonly ColumnChange[] = [
  set('ts', 'a millisecond later', 'ts + 1'),
  set('ex_ts', 'a millisecond later, or there at all', 'coalesce(ex_ts + 1, 0)'),
  set('ex_ts', 'gone, or there at all', 'CASE WHEN ex_ts IS NULL THEN 1 END'),
  set('session', 'one letter more', "session || 'x'"),
  set('session', 'in capitals', 'upper(session)'),
  set('type', 'another one', "CASE type WHEN 'bar' THEN 'fill' ELSE 'bar' END"),
  set('symbol', 'another one', "coalesce(symbol, '') || 'X'"),
  set('symbol', 'gone, or there at all', "CASE WHEN symbol IS NULL THEN 'AAPL' END"),
  set('v', 'one more', 'v + 1'),
  set('payload', 'a space more', "payload || ' '"),
  set(
    'payload',
    'its first digit',
    "CASE WHEN substr(payload, 5, 1) = '7' THEN substr(payload, 1, 4) || '8' || substr(payload, 6) ELSE substr(payload, 1, 4) || '7' || substr(payload, 6) END",
  ),
  set('payload', 'empty', "''"),
  set('payload', 'a byte that is not UTF-8', "CAST(CAST(payload AS BLOB) || x'ff' AS TEXT)"),
  set('hash', 'all zero', 'zeroblob(32)'),
  set('hash', 'a byte less', 'substr(hash, 1, 31)'),
  set('hash', 'a byte more', "CAST(hash || x'00' AS BLOB)"),
]
