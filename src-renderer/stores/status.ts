import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { applyValue } from '../../src-shared/contract/streams.ts'
import type { Status } from '../../src-shared/contract/views/status.ts'
import { onEngine } from './engine.ts'

const store = createStore<{ readonly status: Status | null }>(() => ({ status: null }))

onEngine((client) =>
  client.follow('status', 'status', {
    snapshot: (status) => store.setState({ status }),
    delta: (delta) => {
      const { status } = store.getState()
      if (status !== null) store.setState({ status: applyValue(status, delta) })
    },
  }),
)

/** A part of the session's state; null before the first word of the engine. Draws again only when that part changes. */
export const useStatus = <Part>(select: (status: Status) => Part): Part | null =>
  useStore(store, ({ status }) => (status === null ? null : select(status)))

/** The state as it is now, for what happens on a key. */
export const currentStatus = (): Status | null => store.getState().status
