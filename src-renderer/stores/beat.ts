import { useSyncExternalStore } from 'react'

const BEAT_MS = 250
const beats = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function onBeat(listener: () => void): () => void {
  beats.add(listener)
  timer ??= setInterval(() => {
    for (const beat of beats) beat()
  }, BEAT_MS)
  return () => {
    beats.delete(listener)
    if (beats.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** What `read` says now, read again a few times a second; draws when it says something else. All share one timer. */
export const useBeat = <Value extends string | number | boolean | null>(read: () => Value): Value =>
  useSyncExternalStore(onBeat, read)
