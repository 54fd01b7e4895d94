import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { applyValue } from '../../src-shared/contract/streams.ts'
import type { GatewayView } from '../../src-shared/contract/views/gateway.ts'
import { onEngine } from './engine.ts'

interface Known {
  readonly gateway: GatewayView | null
  /** When it was heard, on this window's monotonic clock, ms. */
  readonly heardAt: number
}

const store = createStore<Known>(() => ({ gateway: null, heardAt: 0 }))
const take = (gateway: GatewayView): void => store.setState({ gateway, heardAt: performance.now() })

onEngine((client) =>
  client.follow('gateway', 'gateway', {
    snapshot: take,
    delta: (delta) => {
      const { gateway } = store.getState()
      if (gateway !== null) take(applyValue(gateway, delta))
    },
  }),
)

/** A part of the connection to TWS; null before the first word of it. Draws again only when that part changes. */
export const useGateway = <Part>(select: (gateway: GatewayView) => Part): Part | null =>
  useStore(store, ({ gateway }) => (gateway === null ? null : select(gateway)))

/** Milliseconds until a moment on the engine's operator clock, which need not be this machine's. */
export function leftUntil(time: number): number {
  const { gateway, heardAt } = store.getState()
  return gateway === null ? 0 : time - gateway.at - (performance.now() - heardAt)
}
