import type { Ticker } from './ids.ts'
import type { UtcMs } from './time.ts'

/** How the broker labels its data (IBKR market data types 1 to 4). Anything but `live` gates entries. */
export type DataQuality = 'live' | 'frozen' | 'delayed' | 'delayed-frozen'

/** Best bid and offer and the last trade; null where the market shows none. */
export interface Quote {
  readonly symbol: Ticker
  readonly time: UtcMs
  /** Dollars a share. */
  readonly bid: number | null
  readonly ask: number | null
  readonly last: number | null
  /** Shares. */
  readonly bidSize: number
  readonly askSize: number
  readonly quality: DataQuality
  readonly halted: boolean
}

/** A quote on which nothing may be priced: a missing side, or a bid above the ask. */
export function isCrossedOrEmpty(quote: Quote): boolean {
  return quote.bid === null || quote.ask === null || quote.bid > quote.ask
}
