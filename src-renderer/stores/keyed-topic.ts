import { useEffect } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { TopicId } from '../../src-shared/contract/topic-ids.ts'
import type { TopicDelta, TopicName, TopicState } from '../../src-shared/contract/topics.ts'
import type { Disposer } from '../bridge/transport.ts'
import { engine, onEngine } from './engine.ts'

/** Whoever steps through symbols with a held key would flood the engine; at most so often a kind changes its topic, ms. */
const SWITCH_MS = 150

interface Entry<State> {
  readonly store: StoreApi<{ readonly state: State | null }>
  users: number
  end: Disposer | null
}

/** Topics of one kind that are followed while something shows them, each once however many show it. */
export function createKeyedTopic<Name extends TopicName>(
  name: Name,
  apply: (state: TopicState<Name>, delta: TopicDelta<Name>) => TopicState<Name>,
): (topic: TopicId | null) => TopicState<Name> | null {
  const entries = new Map<TopicId, Entry<TopicState<Name>>>()
  const none = createStore<{ readonly state: TopicState<Name> | null }>(() => ({ state: null }))
  let switchedAt = Number.NEGATIVE_INFINITY

  const entryOf = (topic: TopicId): Entry<TopicState<Name>> => {
    let entry = entries.get(topic)
    if (entry === undefined) {
      entry = { store: createStore(() => ({ state: null })), users: 0, end: null }
      entries.set(topic, entry)
    }
    return entry
  }

  const follow = (topic: TopicId, entry: Entry<TopicState<Name>>): void => {
    const { store } = entry
    switchedAt = performance.now()
    entry.end = engine().follow(name, topic, {
      snapshot: (state) => store.setState({ state }),
      delta: (delta) => {
        const { state } = store.getState()
        if (state !== null) store.setState({ state: apply(state, delta) })
      },
      gone: () => store.setState({ state: null }),
    })
  }

  /** Follows soon, unless the topic is not wanted any more by then. */
  const followSoon = (topic: TopicId, entry: Entry<TopicState<Name>>): void => {
    const wait = switchedAt + SWITCH_MS - performance.now()
    if (wait <= 0) {
      follow(topic, entry)
      return
    }
    const timer = setTimeout(() => follow(topic, entry), wait)
    entry.end = () => clearTimeout(timer)
  }

  const retain = (topic: TopicId): Disposer => {
    const entry = entryOf(topic)
    entry.users += 1
    if (entry.users === 1) followSoon(topic, entry)
    return () => {
      entry.users -= 1
      if (entry.users > 0) return
      entry.end?.()
      entry.end = null
      // The entry stays: another component may be about to show it. What it showed is old from now on.
      entry.store.setState({ state: null })
    }
  }

  onEngine(() => () => {
    for (const entry of entries.values()) {
      entry.end?.()
      entry.end = null
    }
  })

  return function useKeyedTopic(topic) {
    useEffect(() => (topic === null ? undefined : retain(topic)), [topic])
    return useStore(topic === null ? none : entryOf(topic).store, ({ state }) => state)
  }
}
