import type { OperatorTime } from '../../../src-main/market/clock.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'

/** Operator time that stands still until the test moves it. */
export interface HeldTime extends OperatorTime {
  /** Runs every timer that falls due, at its moment and in order. */
  advance(ms: number): void
  /** Moves the clock without running a timer, as if the process had been held up. */
  stall(ms: number): void
  /** Timers that wait. */
  pending(): number
  /** Ms to the next timer; null when there is none. */
  untilNext(): number | null
}

const START = Date.UTC(2024, 0, 2, 14, 30)

export function holdTime(): HeldTime {
  let now = 0
  let sequence = 0
  const timers = new Map<number, { readonly due: number; readonly run: () => void }>()

  const earliest = (): readonly [number, { readonly due: number; readonly run: () => void }] | null => {
    let first: readonly [number, { readonly due: number; readonly run: () => void }] | null = null
    for (const entry of timers) if (first === null || entry[1].due < first[1].due) first = entry
    return first
  }
  return {
    now: () => utcMs(START + now),
    monotonic: () => now,
    after(ms, run) {
      const key = sequence++
      timers.set(key, { due: now + Math.max(0, ms), run })
      return () => void timers.delete(key)
    },
    advance(ms) {
      const until = now + ms
      for (let next = earliest(); next !== null && next[1].due <= until; next = earliest()) {
        timers.delete(next[0])
        now = Math.max(now, next[1].due)
        next[1].run()
      }
      now = until
    },
    stall(ms) {
      now += ms
    },
    pending: () => timers.size,
    untilNext() {
      const first = earliest()
      return first === null ? null : Math.max(0, first[1].due - now)
    },
  }
}
