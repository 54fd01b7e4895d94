import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { applyValue } from '../../src-shared/contract/streams.ts'
import type { ArmingView } from '../../src-shared/contract/views/arming.ts'
import { useBeat } from './beat.ts'
import { onEngine } from './engine.ts'

interface Known {
  readonly arming: ArmingView | null
  /** When armed and the lock of wrong tokens end, on this window's monotonic clock, ms; null: there is nothing to end. */
  readonly armedUntil: number | null
  readonly lockedUntil: number | null
}

const store = createStore<Known>(() => ({ arming: null, armedUntil: null, lockedUntil: null }))

const from = (left: number | null | undefined): number | null => (left == null ? null : performance.now() + left)

onEngine((client) =>
  client.follow('arming', 'arming', {
    snapshot: (arming) =>
      store.setState({ arming, armedUntil: from(arming.armed?.left), lockedUntil: from(arming.lockedOut) }),
    delta: (delta) => {
      const { arming } = store.getState()
      if (arming === null) return
      store.setState({
        arming: applyValue(arming, delta),
        // A time that is not told again goes on.
        ...('armed' in delta && { armedUntil: from(delta.armed?.left) }),
        ...('lockedOut' in delta && { lockedUntil: from(delta.lockedOut) }),
      })
    },
  }),
)

/** A part of arming; null before the first word of it. Draws again only when that part changes. */
export const useArming = <Part>(select: (arming: ArmingView) => Part): Part | null =>
  useStore(store, ({ arming }) => (arming === null ? null : select(arming)))

/** Arming as it is now, for what happens on a key. */
export const currentArming = (): ArmingView | null => store.getState().arming

const secondsUntil = (end: number | null): number | null =>
  end === null ? null : Math.max(0, Math.ceil((end - performance.now()) / 1_000))

/** Whole seconds for which it is armed yet; null while it is not. The engine alone decides when it is over. */
export const useArmedSeconds = (): number | null => useBeat(() => secondsUntil(store.getState().armedUntil))

/** Whole seconds for which wrong tokens lock arming yet; null: they do not. */
export const useLockedSeconds = (): number | null => useBeat(() => secondsUntil(store.getState().lockedUntil))
