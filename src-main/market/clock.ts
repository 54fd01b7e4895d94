import { performance } from 'node:perf_hooks'
import { type UtcMs, utcMs } from '../../src-shared/domain/time.ts'

/** Market time: bars, sessions, cut-offs, good-till dates. It may be simulated, fast or paused, and never goes back. */
export interface MarketClock {
  /** UTC ms. */
  now(): UtcMs
}

/** Operator time: arming, expiry of cards, heartbeats, staleness, skew. It is real whatever the market clock does. */
export interface OperatorClock {
  /** The wall clock, UTC ms. It may jump when the machine's clock is set. */
  now(): UtcMs
  /**
   * Milliseconds since an arbitrary moment, never decreasing. On Linux it stands still while the machine sleeps, so
   * whoever measures an expiry compares it with `now` and counts a gap between the two as a suspend.
   */
  monotonic(): number
}

/** The machine's own clocks. */
export const systemOperatorClock: OperatorClock = {
  now: () => utcMs(Date.now()),
  monotonic: () => performance.now(),
}

/** Operator time with timers on it, so that tests can hold it. */
export interface OperatorTime extends OperatorClock {
  /** Calls `run` once after so many ms. @returns cancels it */
  after(ms: number, run: () => void): () => void
}

/** The machine's own. */
export const systemOperatorTime: OperatorTime = {
  ...systemOperatorClock,
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
