import type { Ticker } from './ids.ts'
import type { TickSize } from './price.ts'

/** What the engine needs to know of something that has bars. */
export interface Instrument {
  readonly symbol: Ticker
  readonly tick: TickSize
  readonly kind: 'stock' | 'etf'
  /** The ETF of its sector; null where the universe names none. */
  readonly sectorEtf: Ticker | null
  /** Symbols whose moves confirm or contradict this one's; empty: its sector's peers stand in. */
  readonly related: readonly Ticker[]
}

/** The market proxies: the regime is read from the first, its breadth from the others. */
export const MARKET_SYMBOL = 'SPY' as Ticker
export const BREADTH_SYMBOLS: readonly Ticker[] = ['QQQ', 'IWM'] as Ticker[]
