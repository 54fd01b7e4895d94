import type { UtcMs } from '../../src-shared/domain/time.ts'

/** One moment on all clocks (market/clock.ts). */
export interface Moment {
  /** Market time. */
  readonly market: UtcMs
  /** Operator time: the wall clock. */
  readonly operator: UtcMs
  /** Operator time in milliseconds since an arbitrary moment, never decreasing. It does not survive a restart. */
  readonly monotonic: number
}
