import type { Schedule } from '../../../../src-main/simulator/virtual-clock.ts'

/** Operator time that passes when a test says so. */
export interface ManualTime {
  monotonic(): number
  readonly schedule: Schedule
  /** Lets so many ms pass; everything that falls due in them is run at its moment. */
  pass(ms: number): void
  /** What waits to be run. */
  readonly timers: number
}

export function createManualTime(): ManualTime {
  let now = 1_000
  const waiting = new Set<{ readonly at: number; readonly run: () => void }>()
  return {
    monotonic: () => now,
    schedule(ms, run) {
      const timer = { at: now + ms, run }
      waiting.add(timer)
      return () => waiting.delete(timer)
    },
    pass(ms) {
      const end = now + ms
      while (true) {
        const [next] = [...waiting].filter(({ at }) => at <= end).toSorted((one, other) => one.at - other.at)
        if (next === undefined) break
        waiting.delete(next)
        now = Math.max(now, next.at)
        next.run()
      }
      now = end
    },
    get timers() {
      return waiting.size
    },
  }
}
