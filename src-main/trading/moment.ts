import { MINUTE_MS, type UtcMs } from '../../src-shared/domain/time.ts'
import type { MarketClock, OperatorClock } from '../market/clock.ts'

/** One moment on all clocks (market/clock.ts). */
export interface Moment {
  /** Market time. */
  readonly market: UtcMs
  /** Operator time: the wall clock. */
  readonly operator: UtcMs
  /** Operator time in milliseconds since an arbitrary moment, never decreasing. It does not survive a restart. */
  readonly monotonic: number
  /** How far market time is behind the latest that has been seen, ms; 0 unless its clock has gone back. */
  readonly behind: number
}

/** Market time that goes back by more than this is no jump of a clock: a gateway has a time of its own. */
const ANOTHER_MARKET_MS = 12 * 60 * MINUTE_MS

/** Reads the clocks, and sees when that of the market has been set back. */
export class Moments {
  private readonly market: MarketClock
  private readonly operator: OperatorClock
  /** Market time. */
  private latest = 0

  constructor(market: MarketClock, operator: OperatorClock) {
    this.market = market
    this.operator = operator
  }

  now(): Moment {
    const market = this.market.now()
    this.latest = market < this.latest - ANOTHER_MARKET_MS ? market : Math.max(this.latest, market)
    const { operator } = this
    return { market, operator: operator.now(), monotonic: operator.monotonic(), behind: this.latest - market }
  }
}
