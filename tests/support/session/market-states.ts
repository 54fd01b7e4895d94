import type { LiveMarketState } from '../../../src-main/market/live-market.ts'
import { accountId } from '../../../src-shared/domain/ids.ts'

/** The way to a market that is ready, with what is said otherwise. */
export const marketState = (change: Partial<LiveMarketState> = {}): LiveMarketState => ({
  state: 'ready',
  reason: 'Connected.',
  host: '127.0.0.1',
  port: 7497,
  client: 7,
  accounts: [accountId('DU1234567')],
  serverVersion: 193,
  attempts: 0,
  nextAttempt: null,
  lines: { used: 23, most: 100 },
  streams: { used: 23, most: 40 },
  history: { open: 0, waiting: 0, nextAt: null },
  outgoing: { perSecond: 3, waiting: 0 },
  latency: 12,
  skew: 140,
  farmsDown: [],
  messages: [],
  ...change,
})
