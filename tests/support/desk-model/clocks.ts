import type { MarketClock, OperatorClock } from '../../../src-main/market/clock.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'

interface Alarm {
  readonly at: number
  readonly run: () => void
}

/** Market and operator time, moved by hand. Nothing happens by itself. */
export class ModelClocks {
  readonly operator: OperatorClock = { now: () => utcMs(this.wall), monotonic: () => this.monotonic }
  readonly marketClock: MarketClock = { now: () => utcMs(this.market) }
  market: number
  wall = Date.parse('2026-03-02T15:00:00Z')
  monotonic = 1_000
  private slept = 0
  private alarms: Alarm[] = []

  constructor(market: number) {
    this.market = market
  }

  setAlarm = (ms: number, run: () => void): (() => void) => {
    const alarm = { at: this.monotonic + ms, run }
    this.alarms.push(alarm)
    return () => {
      const index = this.alarms.indexOf(alarm)
      if (index >= 0) this.alarms.splice(index, 1)
    }
  }

  /** Takes the next alarm that is due by a moment of operator time; null when there is none. */
  due(until: number): Alarm | null {
    let next: Alarm | null = null
    for (const alarm of this.alarms) if (alarm.at <= until && (next === null || alarm.at < next.at)) next = alarm
    if (next !== null) this.alarms.splice(this.alarms.indexOf(next), 1)
    return next
  }

  /** The process has died. */
  forgetAlarms(): void {
    this.alarms = []
  }

  pass(ms: number): void {
    this.monotonic += ms
    this.wall += ms
    this.market += ms
  }

  /** How long it has really been, sleep included, ms. */
  get real(): number {
    return this.monotonic + this.slept
  }

  /** The machine sleeps: its monotonic clock stands still. */
  suspend(ms: number): void {
    this.slept += ms
    this.wall += ms
    this.market += ms
  }
}
