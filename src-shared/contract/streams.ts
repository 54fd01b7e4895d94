/**
 * How the state of a topic travels: a snapshot, then numbered deltas. Each shape has one rule by which a delta changes
 * a state, used by both ends.
 */

/** One object; a delta carries the fields that changed. */
export type ValueDelta<State> = Partial<State>

/** Rows by their key, in no order; a delta carries new rows, changed fields of known ones, and what is gone. */
export interface TableDelta<Row> {
  readonly set?: readonly Row[]
  readonly patch?: readonly (readonly [key: string, fields: Partial<Row>])[]
  readonly gone?: readonly string[]
}
export interface TableState<Row> {
  readonly rows: readonly Row[]
}

/** Lines that are only ever added, oldest first; a snapshot has the newest `LOG_LINES` of them. */
export interface LogDelta<Line> {
  readonly add: readonly Line[]
}
export interface LogState<Line> {
  readonly lines: readonly Line[]
}
export const LOG_LINES = 500

/** A series by its start, ascending; a delta adds at its end, and replaces what has the same start. */
export interface SeriesDelta<Item> {
  readonly items: readonly Item[]
}
export interface SeriesState<Item> {
  readonly items: readonly Item[]
}

export const applyValue = <State extends object>(state: State, delta: ValueDelta<State>): State => ({
  ...state,
  ...delta,
})

/** Unchanged rows keep their identity. A patch of a row that is not there is ignored. */
export function applyTable<Row>(
  { rows }: TableState<Row>,
  { set = [], patch = [], gone = [] }: TableDelta<Row>,
  keyOf: (row: Row) => string,
): TableState<Row> {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]))
  for (const key of gone) byKey.delete(key)
  for (const row of set) byKey.set(keyOf(row), row)
  for (const [key, fields] of patch) {
    const row = byKey.get(key)
    if (row !== undefined) byKey.set(key, { ...row, ...fields })
  }
  return { rows: [...byKey.values()] }
}

export function applyLog<Line>({ lines }: LogState<Line>, { add }: LogDelta<Line>): LogState<Line> {
  return { lines: [...lines, ...add].slice(-LOG_LINES) }
}

export function applySeries<Item extends { readonly start: number }>(
  { items }: SeriesState<Item>,
  delta: SeriesDelta<Item>,
): SeriesState<Item> {
  const from = delta.items[0]?.start
  if (from === undefined) return { items }
  return { items: [...items.filter(({ start }) => start < from), ...delta.items] }
}
