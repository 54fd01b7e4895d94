import { setTimeout as delay } from 'node:timers/promises'
import type { OperatorTime } from '../../../src-main/market/clock.ts'
import { type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import { sessionsFrom } from '../engine-inputs.ts'

/** So many times as fast as the wall clock. */
const PACE = 20
export const PACED_SESSIONS = sessionsFrom('2024-01-03', '2024-01-04')
/** Minutes after the open at which it begins. */
const FROM = 12

/** Operator and market time of several processes, which run together, faster than the wall clock. */
export class PacedTime implements OperatorTime {
  private readonly begun: number

  /** @param begun wall clock, ms: the same in every process */
  constructor(begun: number) {
    this.begun = begun
  }

  now(): UtcMs {
    return utcMs(this.begun + this.monotonic())
  }

  monotonic(): number {
    return (Date.now() - this.begun) * PACE
  }

  /** Market time. */
  market(): UtcMs {
    return utcMs(PACED_SESSIONS.at(-1)!.open + FROM * 60_000 + this.monotonic())
  }

  after(ms: number, run: () => void): () => void {
    const timer = setTimeout(run, Math.ceil(ms / PACE))
    return () => clearTimeout(timer)
  }

  async pass(ms: number): Promise<void> {
    await delay(Math.ceil(ms / PACE))
  }
}
