import type Database from 'better-sqlite3'
import type { SessionId, Ticker } from '../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../src-shared/domain/time.ts'
import { BLOCK_ROWS, blockOf, sessionMark, symbolMark, typeMark } from './blocks.ts'
import type { ChainedRow } from './canonical.ts'
import { EVENT_COLUMNS, lastSeq, projectedSeq } from './event-rows.ts'
import type { EventType } from './event-types.ts'

/** Which events are wanted; what is left out does not matter. */
export interface EventFilter {
  readonly type?: EventType
  readonly symbol?: Ticker
  readonly session?: SessionId
  /** Half-open, UTC ms: market time of events that have one, operator time of the others. */
  readonly from?: UtcMs
  readonly to?: UtcMs
}

/** A page by key: what comes after (or, newest first, before) row `beyond`. */
export interface PageRequest {
  readonly order: 'oldest-first' | 'newest-first'
  /** The last row of the page before; null for the first page. */
  readonly beyond: number | null
  readonly limit: number
}

export interface EventPage {
  readonly events: readonly ChainedRow[]
  /** `beyond` of the next page; null when there is none. */
  readonly next: number | null
}

interface Span {
  readonly first: number
  readonly last: number
}

/** A condition in SQL, and the values that it takes. */
interface Condition {
  readonly sql: string
  readonly values: readonly (string | number)[]
}

/**
 * One page of events. Blocks in which nothing can match are passed over; whatever the blocks say, only events that do
 * match are returned.
 */
export function eventsPage(db: Database.Database, filter: EventFilter, page: PageRequest): EventPage {
  const { order, beyond, limit } = page
  const newestFirst = order === 'newest-first'
  const condition = rowCondition(filter)
  const statement = db.prepare<(string | number)[], ChainedRow>(
    `SELECT ${EVENT_COLUMNS} FROM events WHERE seq BETWEEN ? AND ?${condition.sql}
     ORDER BY seq ${newestFirst ? 'DESC' : 'ASC'} LIMIT ?`,
  )
  const spans = spansToSearch(db, filter)
  const events: ChainedRow[] = []
  for (const { first, last } of newestFirst ? spans.reverse() : spans) {
    const from = newestFirst || beyond === null ? first : Math.max(first, beyond + 1)
    const to = newestFirst && beyond !== null ? Math.min(last, beyond - 1) : last
    if (from <= to) events.push(...statement.all(from, to, ...condition.values, limit + 1 - events.length))
    if (events.length > limit) break
  }
  const shown = events.slice(0, limit)
  return { events: shown, next: events.length > limit ? (shown.at(-1)?.seq ?? null) : null }
}

function rowCondition({ type, symbol, session, from, to }: EventFilter): Condition {
  return all([
    type && { sql: 'type = ?', values: [type] },
    symbol && { sql: 'symbol = ?', values: [symbol] },
    session && { sql: 'session = ?', values: [session] },
    from !== undefined && { sql: 'coalesce(ex_ts, ts) >= ?', values: [from] },
    to !== undefined && { sql: 'coalesce(ex_ts, ts) < ?', values: [to] },
  ])
}

function blockCondition({ type, symbol, session, from, to }: EventFilter): Condition {
  const marked = (mark: string): Condition => ({
    sql: 'EXISTS (SELECT 1 FROM block_marks AS m WHERE m.mark = ? AND m.block = blocks.block)',
    values: [mark],
  })
  return all([
    type && marked(typeMark(type)),
    symbol && marked(symbolMark(symbol)),
    session && marked(sessionMark(session)),
    from !== undefined && { sql: 'time_to >= ?', values: [from] },
    to !== undefined && { sql: 'time_from < ?', values: [to] },
  ])
}

function all(conditions: readonly (Condition | '' | false | undefined)[]): Condition {
  const wanted = conditions.filter((condition) => typeof condition === 'object')
  return { sql: wanted.map(({ sql }) => ` AND ${sql}`).join(''), values: wanted.flatMap(({ values }) => values) }
}

/** Where matches can be, in order: blocks that say so, and all that no block covers yet. */
function spansToSearch(db: Database.Database, filter: EventFilter): Span[] {
  const projected = projectedSeq(db)
  const condition = blockCondition(filter)
  const blocks = db
    .prepare<(string | number)[], number>(`SELECT block FROM blocks WHERE 1${condition.sql} ORDER BY block`)
    .pluck()
    .all(...condition.values)
  const spans = blocks.map((block) => ({
    first: block * BLOCK_ROWS + 1,
    last: block === blockOf(projected) ? projected : (block + 1) * BLOCK_ROWS,
  }))
  spans.push({ first: projected + 1, last: lastSeq(db) })
  return spans
}

/** All events that match, in order, page by page. */
export function* allEvents(db: Database.Database, filter: EventFilter): Generator<ChainedRow> {
  for (let beyond: number | null = 0; beyond !== null; ) {
    const page: EventPage = eventsPage(db, filter, { order: 'oldest-first', beyond, limit: 500 })
    yield* page.events
    beyond = page.next
  }
}
