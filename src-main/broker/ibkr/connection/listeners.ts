import type { Disposer } from '../../broker.ts'

/** Runs what belongs to others, so that nothing they throw gets out. */
export type Contain = (run: () => unknown) => void

/** @param failed told of what was thrown, or of the rejection of a promise that came back */
export function createContain(failed: (error: unknown) => void): Contain {
  return (run) => {
    try {
      const result = run()
      if (result instanceof Promise) result.catch(failed)
    } catch (error) {
      failed(error)
    }
  }
}

/** Listeners by what they listen to. */
export interface Listeners<Key, Args extends readonly unknown[]> {
  add(key: Key, listener: (...args: Args) => void): Disposer
  has(key: Key): boolean
  /** One after the other, in the order in which they came; those that are disposed of meanwhile are left out. */
  tell(key: Key, ...args: Args): void
  count(): number
  clear(): void
}

export function createListeners<Key, Args extends readonly unknown[]>(contain: Contain): Listeners<Key, Args> {
  type Entry = { readonly listener: (...args: Args) => void }
  const entries = new Map<Key, Set<Entry>>()
  return {
    add(key, listener) {
      const entry: Entry = { listener }
      const set = entries.get(key) ?? new Set()
      entries.set(key, set.add(entry))
      return () => {
        const current = entries.get(key)
        if (current?.delete(entry) && current.size === 0) entries.delete(key)
      }
    },
    has: (key) => entries.has(key),
    tell(key, ...args) {
      const set = entries.get(key)
      if (set === undefined) return
      for (const entry of [...set]) if (set.has(entry)) contain(() => entry.listener(...args))
    },
    count: () => [...entries.values()].reduce((sum, set) => sum + set.size, 0),
    clear: () => entries.clear(),
  }
}
