import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { applyLog } from '../../src-shared/contract/streams.ts'
import type { ActivityLine } from '../../src-shared/contract/views/activity.ts'
import { type Disposer, listeners } from '../bridge/transport.ts'
import { onEngine } from './engine.ts'

interface Log {
  /** Oldest first. */
  readonly lines: readonly ActivityLine[]
  readonly known: boolean
}

const store = createStore<Log>(() => ({ lines: [], known: false }))
const fresh = listeners<[ActivityLine]>()

onEngine((client) =>
  client.follow('activity', 'activity', {
    snapshot: ({ lines }) => store.setState({ lines, known: true }),
    delta: (delta) => {
      store.setState(applyLog(store.getState(), delta))
      for (const line of delta.add) fresh.tell(line)
    },
  }),
)

/** What happened, oldest first, at most the contract's LOG_LINES. */
export const useActivity = (): readonly ActivityLine[] => useStore(store, ({ lines }) => lines)

/** Each line that happens from now on; not those of before. */
export const onActivity = (listener: (line: ActivityLine) => void): Disposer => fresh.add(listener)
