import type { Status } from '../../../../src-shared/contract/views/status.ts'
import type { WatchRow } from '../../../../src-shared/contract/views/watchlist.ts'
import { ticker } from '../../../../src-shared/domain/ids.ts'
import { utcMs } from '../../../../src-shared/domain/time.ts'

/** A dry run on a demo day, at 10:42:07 New York time. */
export const STATUS: Status = {
  mode: 'dry-run',
  tradingState: 'active',
  automaticApproval: false,
  managed: { positions: 0, entries: 0 },
  account: { id: 'DU1234567', class: 'simulated' },
  source: { kind: 'demo', name: 'demo' },
  session: 'session-1',
  state: { phase: 'running' },
  time: utcMs(Date.UTC(2023, 10, 15, 15, 42, 7)),
  window: 'mid-morning',
  day: {
    date: '2023-11-15',
    open: utcMs(Date.UTC(2023, 10, 15, 14, 30)),
    close: utcMs(Date.UTC(2023, 10, 15, 21)),
  },
  nextDecision: utcMs(Date.UTC(2023, 10, 15, 15, 45)),
  clock: null,
  regime: null,
  profit: { realised: 242.4, unrealised: 77, commissions: 7, profit: 312.4, lossLimit: 1_000, tripped: false },
  connection: { state: 'ready', reason: '' },
  data: { age: 300, lost: null },
  audit: { events: 641, failure: null },
}

export const WATCHED: WatchRow = {
  symbol: ticker('NVDA'),
  place: 0,
  role: 'traded',
  decimals: 2,
  last: 487.32,
  priorClose: 481.49,
  spark: [],
  card: null,
  staged: false,
  shares: 0,
  profit: null,
  data: { label: 'live', words: '', says: '' },
}
