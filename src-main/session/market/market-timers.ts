import type { UtcMs } from '../../../src-shared/domain/time.ts'
import type { Disposer } from '../../market/live-market.ts'

/** Timers on a market time that is told, not measured: they run when it has come to them, the earliest first. */
export class MarketTimers {
  private time: UtcMs
  private waiting: { readonly at: number; readonly run: () => void }[] = []

  constructor(time: UtcMs) {
    this.time = time
  }

  now(): UtcMs {
    return this.time
  }

  at(time: UtcMs, run: () => void): Disposer {
    const timer = { at: time, run }
    this.waiting.push(timer)
    return () => {
      this.waiting = this.waiting.filter((other) => other !== timer)
    }
  }

  /** Market time has come to `time`; one before an earlier one is ignored. */
  passTo(time: UtcMs): void {
    if (time > this.time) this.time = time
    const due = this.waiting.filter(({ at }) => at <= this.time).sort((one, other) => one.at - other.at)
    this.waiting = this.waiting.filter(({ at }) => at > this.time)
    for (const { run } of due) run()
  }
}
