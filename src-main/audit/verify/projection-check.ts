import type Database from 'better-sqlite3'
import { BLOCK_ROWS, blockOf, firstOfBlock } from '../blocks.ts'
import { lastSeq, projectedSeq } from '../event-rows.ts'
import { PROJECTIONS, type Projection } from '../projections.ts'
import type { Finding } from './finding.ts'
import type { RowRange } from './walk.ts'

const wrong = (table: string, seq: number | null): Finding => ({
  what: 'projection',
  seq,
  sentence: `The derived table ${table} does not follow from the events; they are not affected, and it can be made anew.`,
})

/** Finds a row that a table lacks or has otherwise among the events of a range, or that it has too many. */
function differenceSql({ table, columns, unit, sql }: Projection): string {
  const [key] = columns
  const same = columns.map((column) => `t.${column} = e.${column}`).join(' AND ')
  const inRange = `${key} BETWEEN (:from - 1) / ${unit} + :one AND (:to - 1) / ${unit} + :one`
  return `WITH e (${columns.join(', ')}) AS (${sql})
    SELECT 1 FROM e LEFT JOIN ${table} AS t ON ${same} WHERE t.${key} IS NULL
    UNION ALL
    SELECT 1 WHERE (SELECT count(*) FROM e) <> (SELECT count(*) FROM ${table} WHERE ${inRange})
    LIMIT 1`
}

interface Check {
  readonly table: string
  /** 1 where keys count from 1, as row numbers do. */
  readonly one: number
  readonly difference: Database.Statement<[RowRange & { readonly one: number }], number>
}

/**
 * Compares the projections with what follows from the events that they cover, range by range, while the events' pages
 * are at hand. To be made and used inside one read transaction, because an owner may be carrying them on. What a range finds it finds alone, so ranges can be checked by different threads.
 */
export class ProjectionCheck {
  private readonly db: Database.Database
  /** The projections know the events up to this one. */
  private readonly projected: number
  private readonly checks: readonly Check[]

  constructor(db: Database.Database) {
    this.db = db
    this.projected = projectedSeq(db)
    this.checks = PROJECTIONS.map((projection) => ({
      table: projection.table,
      one: projection.unit === 1 ? 1 : 0,
      difference: db.prepare<[RowRange & { one: number }], number>(differenceSql(projection)).pluck(),
    }))
  }

  /** What no range can see: rows that belong to no event. */
  outside(): Finding | null {
    if (this.projected > lastSeq(this.db)) return wrong('projection_state', null)
    for (const { table, columns, unit } of PROJECTIONS) {
      const [key] = columns
      const first = unit === 1 ? 1 : 0
      const end = Math.floor((this.projected - 1) / unit) + first
      const row = this.db.prepare<[number, number]>(`SELECT 1 FROM ${table} WHERE ${key} < ? OR ${key} > ?`)
      if (row.get(first, end) !== undefined) return wrong(table, null)
    }
    return null
  }

  /** @param range begins with a block's first row; what its last block holds beyond it is looked at too */
  check(range: RowRange): Finding | null {
    const { from } = range
    const to = Math.min(firstOfBlock(blockOf(range.to) + 1) - 1, this.projected)
    if (from > to) return null
    if (from % BLOCK_ROWS !== 1) throw new RangeError(`row ${from} does not begin a block`)
    const differing = this.checks.find(({ one, difference }) => difference.get({ from, to, one }) !== undefined)
    return differing === undefined ? null : wrong(differing.table, from)
  }
}
