import type Database from 'better-sqlite3'
import { canonicalText } from '../canonical.ts'
import { ChainHasher, linkOf } from '../chain.ts'
import { HASH_BYTES } from '../format.ts'
import { failureOf } from '../sqlite-failure.ts'
import { diagnose } from './diagnose.ts'
import { type Finding, rowNumber } from './finding.ts'
import { RowReader } from './stored-row.ts'

/** Rows `from` to `to`, both included. */
export interface RowRange {
  readonly from: number
  readonly to: number
}

/** Rows that are read at once; ranges that are to be joined begin after a multiple of it. */
export const CHUNK_ROWS = 1_000

/**
 * SQLite writes the canonical text itself, several times as fast as rows can be handed over column by column. On what
 * this program stores it is the text of `canonicalText`; a value of another kind (a real, a blob, a number beyond 2^53)
 * comes out different or fails, and the chunk is then read row by row.
 */
const TEXTS = `SELECT json_array(seq, ts, ex_ts, session, type, symbol, v, payload) FROM events
  WHERE seq BETWEEN ? AND ? ORDER BY seq`
const HASHES = `SELECT count(*), min(length(hash)), max(length(hash)), lower(group_concat(hex(hash), ''))
  FROM (SELECT hash FROM events WHERE seq BETWEEN ? AND ? ORDER BY seq)`
/** How invalid UTF-8 comes out of SQLite. */
const REPLACEMENT = '\uFFFD'

/**
 * Checks that each row of a range follows from the one before it.
 * @param genesis what row 1 is chained to
 * @param onChunk told each chunk that follows, while its pages are still at hand
 * @returns the first row that does not follow, or null
 */
export function walkChain(
  db: Database.Database,
  { from, to }: RowRange,
  genesis: Buffer,
  onChunk: (chunk: RowRange) => void,
): Finding | null {
  const walker = new ChainWalker(db)
  try {
    const previous = from === 1 ? genesis : walker.hashOf(from - 1)
    if (previous === null) return diagnose(walker.reader, from - 1, genesis)
    return walker.walk(from, to, previous, onChunk)
  } catch (thrown) {
    return unreadable(thrown, from)
  }
}

function unreadable(thrown: unknown, seq: number): Finding {
  const { text } = failureOf(thrown)
  return { what: 'unreadable', seq, sentence: `Row ${rowNumber(seq)} cannot be read: ${text}.` }
}

class ChainWalker {
  readonly reader: RowReader
  private readonly texts: Database.Statement<[number, number], string>
  private readonly hashes: Database.Statement<[number, number], [number, number, number, string]>
  private readonly hashOfRow: Database.Statement<[number], Buffer>

  constructor(db: Database.Database) {
    this.reader = new RowReader(db)
    this.texts = db.prepare<[number, number], string>(TEXTS).pluck()
    this.hashes = db.prepare<[number, number], [number, number, number, string]>(HASHES).raw()
    this.hashOfRow = db.prepare<[number], Buffer>('SELECT hash FROM events WHERE seq = ?').pluck()
  }

  hashOf(seq: number): Buffer | null {
    return this.hashOfRow.get(seq) ?? null
  }

  walk(from: number, to: number, previous: Buffer, onChunk: (chunk: RowRange) => void): Finding | null {
    const hasher = new ChainHasher(previous)
    for (let first = from; first <= to; first += CHUNK_ROWS) {
      const last = Math.min(first + CHUNK_ROWS - 1, to)
      const before = hasher.head
      if (!this.chunkFollows(first, last, hasher)) {
        const finding = this.walkRows(first, last, before)
        if (finding !== null) return finding
        const reached = this.hashOf(last)
        if (reached === null) throw new Error(`row ${last} was there a moment ago`)
        hasher.restart(reached)
      }
      onChunk({ from: first, to: last })
    }
    return null
  }

  /** Whether all rows of a chunk are there and follow; false also when that cannot be told all at once. */
  private chunkFollows(first: number, last: number, hasher: ChainHasher): boolean {
    const rows = last - first + 1
    let texts: string[]
    let stored: [number, number, number, string] | undefined
    try {
      texts = this.texts.all(first, last)
      stored = this.hashes.get(first, last)
    } catch (thrown) {
      failureOf(thrown)
      return false
    }
    if (texts.length !== rows || stored === undefined) return false
    const [count, shortest, longest, hashes] = stored
    if (count !== rows || shortest !== HASH_BYTES || longest !== HASH_BYTES) return false
    const expected = Buffer.alloc(rows * HASH_BYTES)
    let at = 0
    for (const text of texts) {
      if (text.includes(REPLACEMENT)) return false
      at += expected.write(hasher.next(text), at, 'latin1')
    }
    return expected.toString('hex') === hashes
  }

  private walkRows(first: number, last: number, before: Buffer): Finding | null {
    let previous = before
    for (let seq = first; seq <= last; seq++) {
      try {
        const read = this.reader.read(seq)
        if (read === null || read === 'malformed') return diagnose(this.reader, seq, previous)
        if (!linkOf(previous, canonicalText(seq, read.row)).equals(read.hash))
          return diagnose(this.reader, seq, previous)
        previous = read.hash
      } catch (thrown) {
        return unreadable(thrown, seq)
      }
    }
    return null
  }
}
