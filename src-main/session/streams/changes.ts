import {
  LOG_LINES,
  type LogDelta,
  type LogState,
  type SeriesDelta,
  type TableDelta,
  type TableState,
  type ValueDelta,
} from '../../../src-shared/contract/streams.ts'
import { changedFields, sameItem } from './same-value.ts'

/** What followers of a topic know, and what has to be said to bring them up to date; by the topic's shape. */

export class FollowedValue<State extends object> {
  state: State

  constructor(state: State) {
    this.state = state
  }

  /** @returns the fields that changed; null when none did. Every field of the state is given each time. */
  change(next: State): ValueDelta<State> | null {
    const delta = changedFields(this.state, next)
    if (delta !== null) this.state = { ...this.state, ...delta }
    return delta
  }
}

export class FollowedTable<Row extends object> {
  private readonly rows = new Map<string, Row>()
  private readonly keyOf: (row: Row) => string

  constructor(keyOf: (row: Row) => string, rows: Iterable<Row>) {
    this.keyOf = keyOf
    for (const row of rows) this.rows.set(keyOf(row), row)
  }

  get state(): TableState<Row> {
    return { rows: [...this.rows.values()] }
  }

  get(key: string): Row | undefined {
    return this.rows.get(key)
  }

  /** Whether the row says what its followers know of it. */
  same(row: Row): boolean {
    const before = this.rows.get(this.keyOf(row))
    return before !== undefined && changedFields(before, row) === null
  }

  /** Takes rows, some of them changed or new; those that are not given stay. @returns null when nothing changed */
  update(next: Iterable<Row>): TableDelta<Row> | null {
    return this.take(next, null)
  }

  /** Takes all rows there are; those that are not given are gone. */
  replace(next: Iterable<Row>): TableDelta<Row> | null {
    return this.take(next, new Set(this.rows.keys()))
  }

  private take(next: Iterable<Row>, left: Set<string> | null): TableDelta<Row> | null {
    const set: Row[] = []
    const patch: (readonly [string, Partial<Row>])[] = []
    for (const row of next) {
      const key = this.keyOf(row)
      left?.delete(key)
      const before = this.rows.get(key)
      if (before === row) continue
      if (before === undefined) {
        set.push(row)
        this.rows.set(key, row)
        continue
      }
      const fields = changedFields(before, row)
      if (fields === null) continue
      patch.push([key, fields])
      this.rows.set(key, row)
    }
    const gone = [...(left ?? [])]
    for (const key of gone) this.rows.delete(key)
    if (set.length + patch.length + gone.length === 0) return null
    return {
      ...(set.length > 0 && { set }),
      ...(patch.length > 0 && { patch }),
      ...(gone.length > 0 && { gone }),
    }
  }
}

/** Lines with ascending numbers, of which the newest are kept whether anybody follows them or not. */
export class KeptLog<Line> {
  private lines: Line[] = []
  /** Lines that have ever been added. */
  private added = 0

  add(line: Line): void {
    this.added++
    this.lines.push(line)
    // Cut now and then, so that a line does not cost a copy of all of them.
    if (this.lines.length >= 2 * LOG_LINES) this.lines = this.lines.slice(-LOG_LINES)
  }

  get total(): number {
    return this.added
  }

  get state(): LogState<Line> {
    return { lines: this.lines.slice(-LOG_LINES) }
  }

  /** What came after the first `known` lines; of more than a snapshot has, the newest. */
  since(known: number): LogDelta<Line> | null {
    const missing = Math.min(this.added - known, LOG_LINES)
    return missing <= 0 ? null : { add: this.lines.slice(-missing) }
  }
}

/** Where the followers of a series stand. The series itself is kept by whoever makes it. */
export class FollowedSeries<Item extends { readonly start: number }> {
  private last: Item | null

  constructor(items: readonly Item[]) {
    this.last = items.at(-1) ?? null
  }

  /** From where on the followers may not know how it stands; everything before is as they have it. */
  get openFrom(): number {
    return this.last?.start ?? Number.NEGATIVE_INFINITY
  }

  /** @param tail everything that starts at `openFrom` or later. @returns null when it says nothing new */
  change(tail: readonly Item[]): SeriesDelta<Item> | null {
    const known = tail[0] !== undefined && sameItem(tail[0], this.last)
    const items = known ? tail.slice(1) : tail
    this.last = tail.at(-1) ?? this.last
    return items.length === 0 ? null : { items }
  }
}
