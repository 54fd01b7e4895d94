import { useStore } from 'zustand'
import type { Card } from '../../src-shared/contract/views/orders.ts'
import { useBeat } from './beat.ts'
import { onEngine } from './engine.ts'
import { createTable } from './table.ts'

const table = createTable<Card>(({ ref }) => ref)

/** When each card ends, by the window's monotonic clock: `left` counts from the moment at which it came. */
const ends = new Map<string, number>()
const note = (ref: string, left: number): void => {
  ends.set(ref, performance.now() + left)
}

onEngine((client) =>
  client.follow('cards', 'cards', {
    snapshot: (state) => {
      ends.clear()
      for (const { ref, left } of state.rows) note(ref, left)
      table.handlers.snapshot(state)
    },
    delta: (delta) => {
      for (const { ref, left } of delta.set ?? []) note(ref, left)
      for (const [ref, { left }] of delta.patch ?? []) if (left !== undefined) note(ref, left)
      for (const ref of delta.gone ?? []) ends.delete(ref)
      table.handlers.delta(delta)
    },
  }),
)

/** Staged orders that wait, oldest first. */
export const useCards = (): readonly Card[] => useStore(table.store, ({ rows }) => rows)

/** The cards as they are now, for what happens on a key. */
export const currentCards = (): readonly Card[] => table.store.getState().rows

/** Cards count down here between two words of the engine; the engine alone decides when one is over. */
export const clock = {
  /** Operator ms that `card` has left, at least 0. */
  left: ({ ref, left }: Pick<Card, 'ref' | 'left'>): number => {
    const end = ends.get(ref)
    return end === undefined ? left : Math.max(0, end - performance.now())
  },
}

/** What is left of a card in whole seconds, up; draws again once a second. */
export const useSecondsLeft = (card: Card): number => useBeat(() => Math.ceil(clock.left(card) / 1_000))
