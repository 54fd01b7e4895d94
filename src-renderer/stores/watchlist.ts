import { useStore } from 'zustand'
import type { WatchRow } from '../../src-shared/contract/views/watchlist.ts'
import { onEngine } from './engine.ts'
import { createTable, type Table } from './table.ts'

const table = createTable<WatchRow>(({ symbol }) => symbol)
onEngine((client) => client.follow('watchlist', 'watchlist', table.handlers))

/** One symbol's row; null while there is none. */
export const useWatchRow = (symbol: string | null): WatchRow | null =>
  useStore(table.store, ({ byKey }) => (symbol === null ? null : (byKey.get(symbol) ?? null)))

/** A part of all rows, for what orders or counts them. `select` should return the same value for the same rows. */
export const useWatchTable = <Part>(select: (table: Table<WatchRow>) => Part): Part => useStore(table.store, select)

/** The symbols in their configured order; the same array as long as none comes or goes. */
export const useWatchOrder = (): readonly string[] => useStore(table.store, ({ keys }) => keys)

/** The rows as they are now. */
export const currentWatchlist = (): Table<WatchRow> => table.store.getState()

/** Calls on each change of any row, without drawing anything. */
export const onWatchlist = (listener: () => void): (() => void) => table.store.subscribe(listener)
