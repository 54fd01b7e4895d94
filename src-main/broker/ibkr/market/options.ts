import type { UtcMs } from '../../../../src-shared/domain/time.ts'
import type { Disposer } from '../../broker.ts'

/** The market's clock with timers. On a real gateway it is the wall clock, on ours it may be fast or paused. */
export interface MarketTime {
  now(): UtcMs
  /** Runs once, when market time has reached `time`. @returns cancels it. */
  at(time: UtcMs, run: () => void): Disposer
}

export interface LiveMarketOptions {
  readonly marketTime: MarketTime
  /** Market-data lines that the account has; default 100. */
  readonly lines?: number
  /** Bars that TWS may keep up to date by itself; default and most 40. */
  readonly streams?: number
  /**
   * When quotes are handed out: `turn` as soon as what the socket brought in this turn of the event loop is decoded,
   * `mark` only when the owner calls `flush` (a simulated market whose outcome must not depend on the machine's pace).
   */
  readonly flush?: 'turn' | 'mark'
  /** Exchange on which a symbol has its primary listing, where SMART alone is ambiguous. */
  readonly primaryExchanges?: Readonly<Record<string, string>>
  /** Dollars: scans leave out what costs less or more. */
  readonly scanPrices?: { readonly above: number; readonly below: number }
  /** Runs something at the end of this turn of the event loop; default `setImmediate`. */
  readonly defer?: (run: () => void) => void
}
