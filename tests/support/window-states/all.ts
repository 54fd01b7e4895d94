import type { z } from 'zod'
import type { statusSchema } from '../../../src-shared/contract/views/status.ts'
import type { WindowStates } from '../window-feed.ts'
import { BROKEN, DAYS, reviewQuery, VERIFIED } from './review.ts'
import { madeStatus, tradeTopic, WATCHLIST } from './trade.ts'

type StatusChange = Partial<z.input<typeof statusSchema>>

/** The Trade state with another status. */
const withStatus = (change: StatusChange): WindowStates => ({
  topic: (id) => (id === 'status' ? madeStatus(change) : tradeTopic(id)),
  query: reviewQuery(VERIFIED),
})

/** A session before its first decision: symbols, and nothing said of them. */
const beforeDecisions = (change: StatusChange): WindowStates => ({
  topic: (id) => {
    const [name] = id.split('/')
    switch (name) {
      case 'status':
        return madeStatus({
          regime: null,
          profit: { realised: 0, unrealised: 0, commissions: 0, profit: 0, lossLimit: 1_000, tripped: false },
          ...change,
        })
      case 'watchlist':
        return {
          rows: WATCHLIST.map((row) => ({ ...row, card: null, staged: false, shares: 0, profit: null, spark: [] })),
        }
      case 'cards':
      case 'orders':
      case 'positions':
        return { rows: [] }
      case 'activity':
        return { lines: [] }
      case 'candles':
        return { items: [] }
      case 'symbol':
        return { ...Object(tradeTopic(id)), profile: null, prior: null, vetoLifts: null, markers: [] }
      default:
        return null
    }
  },
  query: reviewQuery(VERIFIED, []),
})

/** Every state by its name. */
export const WINDOW_STATES: Readonly<Record<string, WindowStates>> = {
  trade: withStatus({}),
  empty: beforeDecisions({}),
  'warming-up': beforeDecisions({
    state: { phase: 'warming-up', done: 420, total: 1_092 },
    day: null,
    nextDecision: null,
  }),
  paper: withStatus({ mode: 'live-paper', account: { id: 'DU1234567', class: 'paper' } }),
  real: withStatus({ mode: 'live-real', account: { id: 'U7654321', class: 'real' } }),
  simulated: withStatus({ mode: 'live-simulated' }),
  stale: withStatus({ data: { age: 48_000, lost: 'No bars have come for 48 seconds.' } }),
  tripped: withStatus({
    tradingState: 'reducing',
    profit: { realised: -940, unrealised: -71, commissions: 9, profit: -1_020, lossLimit: 1_000, tripped: true },
  }),
  failed: withStatus({
    state: {
      phase: 'failed',
      message: 'The audit cannot be written: the disk is full. No order is sent until it can; stops go on working.',
    },
    audit: { events: 641, failure: 'the disk is full' },
  }),
  broken: { topic: tradeTopic, query: reviewQuery(BROKEN) },
  'audit-unreadable': {
    topic: tradeTopic,
    query: () => ({ ok: false, error: { code: 'audit-unreadable', message: 'The audit cannot be read.' } }),
  },
  'one-day': { topic: tradeTopic, query: reviewQuery(VERIFIED, DAYS.slice(0, 1)) },
}
