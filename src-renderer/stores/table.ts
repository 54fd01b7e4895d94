import { createStore, type StoreApi } from 'zustand/vanilla'
import { applyTable, type TableDelta, type TableState } from '../../src-shared/contract/streams.ts'

/** Rows by key. `rows` and `keys` change only when something in them does; an unchanged row stays the same object. */
export interface Table<Row> {
  /** In the order of their keys' first appearance. */
  readonly rows: readonly Row[]
  readonly byKey: ReadonlyMap<string, Row>
  /** The same array as long as no row comes or goes. */
  readonly keys: readonly string[]
  /** Whether the engine has said what there is. */
  readonly known: boolean
}

export interface TableStore<Row> {
  readonly store: StoreApi<Table<Row>>
  readonly handlers: { snapshot(state: TableState<Row>): void; delta(delta: TableDelta<Row>): void }
}

const sameKeys = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((key, index) => key === other[index])

export function createTable<Row>(keyOf: (row: Row) => string): TableStore<Row> {
  const store = createStore<Table<Row>>(() => ({ rows: [], byKey: new Map(), keys: [], known: false }))
  const put = ({ rows }: TableState<Row>): void => {
    const keys = rows.map(keyOf)
    const before = store.getState().keys
    store.setState({
      rows,
      byKey: new Map(rows.map((row) => [keyOf(row), row])),
      keys: sameKeys(before, keys) ? before : keys,
      known: true,
    })
  }
  return {
    store,
    handlers: {
      snapshot: put,
      delta: (delta) => put(applyTable(store.getState(), delta, keyOf)),
    },
  }
}
