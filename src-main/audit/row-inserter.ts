import type Database from 'better-sqlite3'
import { canonicalText, type UnnumberedRow } from './canonical.ts'
import type { ChainHasher } from './chain.ts'
import { ANCHOR_EVERY, HASH_BYTES } from './format.ts'

/** Rows of one INSERT, largest first: a call into SQLite costs more than the rows it carries. */
const STATEMENT_ROWS = [128, 32, 8, 1] as const

type Values = (string | number | null)[]
interface Shared {
  readonly first: number
  readonly session: string
  readonly hashes: Buffer
}

/** ts, ex_ts, type, symbol, v, payload. */
const BOUND_COLUMNS = 6

/** `INSERT` of `rows` rows: one bound blob holds their hashes, the numbers count up from the first. */
function insertSql(rows: number): string {
  const values = Array.from(
    { length: rows },
    (_, row) =>
      `(:first + ${row}, ?, ?, :session, ?, ?, ?, ?, substr(:hashes, ${1 + row * HASH_BYTES}, ${HASH_BYTES}))`,
  )
  return `INSERT INTO events (seq, ts, ex_ts, session, type, symbol, v, payload, hash) VALUES ${values.join(', ')}`
}

interface Insert {
  readonly rows: number
  readonly statement: Database.Statement<[Values, Shared]>
  readonly hashes: Buffer
  /** Filled anew for each run. */
  readonly values: Values
}

/** Numbers, hashes and inserts rows inside the caller's transaction. */
export class RowInserter {
  private readonly session: string
  private readonly inserts: readonly Insert[]

  constructor(db: Database.Database, session: string) {
    this.session = session
    this.inserts = STATEMENT_ROWS.map((rows) => ({
      rows,
      statement: db.prepare<[Values, Shared]>(insertSql(rows)),
      hashes: Buffer.alloc(rows * HASH_BYTES),
      values: new Array(rows * BOUND_COLUMNS),
    }))
  }

  /**
   * @param first the number of the first row
   * @param onThousand told the number of each thousandth row once it is hashed
   * @throws SqliteError; the caller rolls back and sets the hasher back
   */
  insert(rows: readonly UnnumberedRow[], first: number, hasher: ChainHasher, onThousand: (seq: number) => void): void {
    let done = 0
    for (const insert of this.inserts) {
      while (rows.length - done >= insert.rows) {
        this.insertSome(insert, rows, done, first + done, hasher, onThousand)
        done += insert.rows
      }
    }
  }

  private insertSome(
    { rows: count, statement, hashes, values }: Insert,
    rows: readonly UnnumberedRow[],
    from: number,
    first: number,
    hasher: ChainHasher,
    onThousand: (seq: number) => void,
  ): void {
    const { session } = this
    let at = 0
    for (let index = 0; index < count; index++) {
      const row = rows[from + index]
      if (row === undefined) throw new RangeError('fewer rows than promised')
      const seq = first + index
      const digest = hasher.next(canonicalText(seq, row))
      hashes.write(digest, index * HASH_BYTES, 'latin1')
      values[at++] = row.ts
      values[at++] = row.exTs
      values[at++] = row.type
      values[at++] = row.symbol
      values[at++] = row.v
      values[at++] = row.payload
      if (seq % ANCHOR_EVERY === 0) onThousand(seq)
    }
    statement.run(values, { first, session, hashes })
  }
}
