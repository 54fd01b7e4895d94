import type Database from 'better-sqlite3'
import type { ChainedRow } from '../canonical.ts'
import { HASH_BYTES } from '../format.ts'

/** A row of `events` as SQLite hands it over, before anything about it is believed. */
interface StoredRow {
  readonly seq: unknown
  readonly ts: unknown
  readonly exTs: unknown
  readonly session: unknown
  readonly type: unknown
  readonly symbol: unknown
  readonly v: unknown
  readonly payload: unknown
  readonly hash: unknown
}

/** A stored row whose values have the types that this program writes. */
export interface ReadRow {
  readonly row: ChainedRow
  readonly hash: Buffer
}

const COLUMNS = 'seq, ts, ex_ts AS exTs, session, type, symbol, v, payload, hash'
const TEXTS = ['session', 'type', 'symbol', 'payload'] as const
const REPLACEMENT = '\uFFFD'

/** Reads rows one by one and checks of each what no hash can: types, whole numbers, and that texts are valid UTF-8. */
export class RowReader {
  private readonly one: Database.Statement<[number], StoredRow>
  private readonly following: Database.Statement<[number], number>
  private readonly bytes: Database.Statement<[number], Record<(typeof TEXTS)[number], Buffer | null>>

  constructor(db: Database.Database) {
    this.one = db.prepare<[number], StoredRow>(`SELECT ${COLUMNS} FROM events WHERE seq = ?`)
    this.following = db.prepare<[number], number>('SELECT min(seq) FROM events WHERE seq > ?').pluck()
    this.bytes = db.prepare<[number], Record<(typeof TEXTS)[number], Buffer | null>>(
      `SELECT ${TEXTS.map((text) => `CAST(${text} AS BLOB) AS ${text}`).join(', ')} FROM events WHERE seq = ?`,
    )
  }

  /**
   * @returns the row; null when there is none; `'malformed'` when it holds what this program never writes
   * @throws SqliteError when its page cannot be read
   */
  read(seq: number): ReadRow | null | 'malformed' {
    const stored = this.one.get(seq)
    if (stored === undefined) return null
    const { ts, exTs, session, type, symbol, v, payload, hash } = stored
    if (!isWhole(ts) || !(exTs === null || isWhole(exTs)) || !isWhole(v)) return 'malformed'
    if (typeof session !== 'string' || typeof type !== 'string' || typeof payload !== 'string') return 'malformed'
    if (!(symbol === null || typeof symbol === 'string')) return 'malformed'
    if (!(hash instanceof Buffer) || hash.length !== HASH_BYTES) return 'malformed'
    const row = { seq, ts, exTs, session, type, symbol, v, payload }
    return this.isUtf8(row) ? { row, hash } : 'malformed'
  }

  /** The number of the first row after `seq`; null when there is none. */
  next(seq: number): number | null {
    return this.following.get(seq) ?? null
  }

  /** Bytes that are not UTF-8 are read as U+FFFD, so a text that holds one is compared with its bytes. */
  private isUtf8(row: ChainedRow): boolean {
    if (!TEXTS.some((text) => row[text]?.includes(REPLACEMENT))) return true
    const bytes = this.bytes.get(row.seq)
    return TEXTS.every((text) => Buffer.from(row[text] ?? '').equals(bytes?.[text] ?? Buffer.alloc(0)))
  }
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value)
