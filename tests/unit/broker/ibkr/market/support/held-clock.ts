import type { MarketTime } from '../../../../../../src-main/broker/ibkr/market/options.ts'
import type { OperatorTime } from '../../../../../../src-main/market/clock.ts'
import { type UtcMs, utcMs } from '../../../../../../src-shared/domain/time.ts'

interface Timer {
  readonly at: number
  readonly number: number
  readonly run: () => void
}

/** Lets promises that can go on do so. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Operator and market time that a test moves by hand; both are the same here. */
export class HeldClock implements OperatorTime, MarketTime {
  private timers: Timer[] = []
  private numbers = 0
  private time: number

  constructor(start: number) {
    this.time = start
  }

  now(): UtcMs {
    return utcMs(this.time)
  }

  monotonic(): number {
    return this.time
  }

  after(ms: number, run: () => void): () => void {
    return this.at(this.time + ms, run)
  }

  at(time: number, run: () => void): () => void {
    const timer: Timer = { at: time, number: this.numbers++, run }
    this.timers.push(timer)
    return () => {
      this.timers = this.timers.filter((other) => other !== timer)
    }
  }

  /** Timers that have not run. */
  get waiting(): number {
    return this.timers.length
  }

  /** Time passes; what is due runs at its moment, and what follows from it before the next. */
  async to(time: number): Promise<void> {
    for (;;) {
      await settle()
      const due = this.timers
        .filter(({ at }) => at <= time)
        .sort((a, b) => a.at - b.at || a.number - b.number)
        .at(0)
      if (due === undefined) break
      this.timers = this.timers.filter((timer) => timer !== due)
      this.time = Math.max(this.time, due.at)
      due.run()
    }
    this.time = Math.max(this.time, time)
    await settle()
  }

  pass(ms: number): Promise<void> {
    return this.to(this.time + ms)
  }
}
