import { useStore } from 'zustand'
import type { OrderView, PositionView } from '../../src-shared/contract/views/orders.ts'
import { onEngine } from './engine.ts'
import { createTable } from './table.ts'

const orders = createTable<OrderView>(({ ref }) => ref)
const positions = createTable<PositionView>(({ key }) => key)
onEngine((client) => client.follow('orders', 'orders', orders.handlers))
onEngine((client) => client.follow('positions', 'positions', positions.handlers))

/** Approved orders. */
export const useOrders = (): readonly OrderView[] => useStore(orders.store, ({ rows }) => rows)

/** Open positions. */
export const usePositions = (): readonly PositionView[] => useStore(positions.store, ({ rows }) => rows)

/** The position in one symbol, of several the one in an account; null without one. */
export const usePosition = (symbol: string | null): PositionView | null =>
  useStore(positions.store, ({ rows }) => {
    const held = rows.filter((position) => position.symbol === symbol)
    return held.find(({ book }) => book.kind === 'account') ?? held[0] ?? null
  })
