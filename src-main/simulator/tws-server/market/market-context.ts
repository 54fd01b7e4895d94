import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../../../src-shared/domain/time.ts'
import type { SteppedEvent } from '../../exchange/steps.ts'
import type { ClientSession, GatewayContext } from '../service.ts'
import type { GatewayLimits, Violation } from '../sessions/limits.ts'
import type { FigureBook } from './day-figures.ts'
import type { HistoryStore } from './history-store.ts'
import type { Hours } from './trading-hours.ts'

/** What the account may see of the market: everything, prices of a quarter of an hour ago, or nothing. */
export type DataRights = 'live' | 'delayed' | 'none'

/** What the services of market data are given. */
export interface MarketContext extends GatewayContext {
  readonly history: HistoryStore
  readonly figures: FigureBook
  readonly limits: GatewayLimits
  readonly hours: (now: UtcMs) => Hours
  readonly rights: DataRights
  /** Whether sizes of ticks are in shares, as TWS tells them since 985, or in lots of 100. History is in shares. */
  readonly tickSizes: 'shares' | 'lots'
  /** Half the spread of the book in cents, as the exchange has it: bid and ask follow from a price. */
  readonly halfSpread: number
  /** Told of every event after the exchange has taken it. @returns ends it */
  onEvent(listener: (event: SteppedEvent) => void): () => void
  /** Whether a symbol's stream runs: a script can stop it without a word. */
  flows(symbol: Ticker): boolean
  /** A client broke a limit. */
  breach(session: ClientSession, limit: Violation['limit'], message: string): void
}
