import type { z } from 'zod'
import type { statusSchema } from '../../../src-shared/contract/views/status.ts'
import type { SymbolData } from '../../../src-shared/contract/views/symbol-data.ts'
import type { WindowStates } from '../window-feed.ts'
import { GATEWAYS, NO_GATEWAY } from './gateway.ts'
import {
  AGREEING,
  armedOn,
  cardsOn,
  DIFFERING,
  FIRST_ARMING,
  LOCKED_ARMING,
  MARGIN,
  madeArming,
  ordersOn,
  positionsOn,
  REAL_ARMING,
  SHUT_ARMING,
} from './live.ts'
import { NOW } from './made-market.ts'
import { BROKEN, DAYS, reviewQuery, VERIFIED } from './review.ts'
import { cardsRefusedBy, madeStatus, tradeTopic, WATCHLIST } from './trade.ts'

type StatusChange = Partial<z.input<typeof statusSchema>>

/** The Trade state with another status. */
const withStatus = (change: StatusChange): WindowStates => ({
  topic: (id) => (id === 'status' ? madeStatus(change) : tradeTopic(id)),
  query: reviewQuery(VERIFIED),
})

/** What a session says of itself whose market is behind TWS. */
const AT_TWS: StatusChange = {
  source: { kind: 'gateway', name: 'TWS or IB Gateway at 127.0.0.1:7497' },
  account: { id: 'DU1234567', class: 'paper' },
  clock: null,
}

/** What is wrong with the data of the symbols that it names, and of all where it is a function. */
type DataOf = (symbol: string) => SymbolData | null

/** The Trade state on a market behind TWS. @param dataOf null: live */
function atTws(which: keyof typeof GATEWAYS, change: StatusChange = {}, dataOf: DataOf = () => null): WindowStates {
  const labelled = (item: object, symbol: string): object => {
    const data = dataOf(symbol)
    return data === null ? item : { ...item, data }
  }
  return {
    topic: (id) => {
      const [name, symbol = ''] = id.split('/')
      switch (name) {
        case 'status':
          return madeStatus({ ...AT_TWS, ...change })
        case 'gateway':
          return GATEWAYS[which]
        case 'watchlist':
          return { rows: WATCHLIST.map((row) => labelled(row, row.symbol)) }
        case 'symbol':
          return labelled(Object(tradeTopic(id)), symbol)
        case 'cards':
          return { rows: cardsRefusedBy((of) => refusalOf(of, dataOf(of))) }
        default:
          return tradeTopic(id)
      }
    },
    query: reviewQuery(VERIFIED),
  }
}

const REFUSED_BY: Partial<Readonly<Record<SymbolData['label'], string>>> = {
  delayed: 'not-live-data',
  frozen: 'not-live-data',
  stale: 'feed-lost',
  halted: 'symbol-halted',
}

function refusalOf(symbol: string, data: SymbolData | null): { code: string; message: string } | null {
  const code = data === null ? undefined : REFUSED_BY[data.label]
  if (data === null || code === undefined) return null
  return { code, message: code === 'not-live-data' ? `The data of ${symbol} is ${data.label}, not live.` : data.says }
}

/** A session at TWS that nothing has answered yet. */
const beforeAnswer = (which: keyof typeof GATEWAYS): WindowStates => {
  const { topic, query } = beforeDecisions({
    ...AT_TWS,
    state: { phase: 'connecting' },
    day: null,
    nextDecision: null,
    data: { age: null, lost: 'TWS has not answered yet.' },
  })
  return {
    topic: (id) => (id === 'gateway' ? GATEWAYS[which] : id === 'watchlist' ? { rows: [] } : topic(id)),
    query,
  }
}

const LOST = 'Market data is lost: TWS has lost IBKR’s servers.'
const STALE: SymbolData = { label: 'stale', words: 'stale', says: LOST }
const CUT = 'Market data is lost: the connection to TWS was cut.'

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
      case 'gateway':
        return NO_GATEWAY
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

const HALTED: SymbolData = { label: 'halted', words: 'halted', says: 'Trading in AMD is halted: no entries.' }
const NOTICED: Readonly<Record<string, SymbolData>> = {
  TSLA: { label: 'partial', words: 'partial', says: 'Two bars of TSLA, 10:05 and 10:10, did not come.' },
  XOM: { label: 'blocked', words: 'blocked', says: 'XOM’s volumes come in lots of 100: switch that off in TWS.' },
  IWM: { label: 'frozen', words: 'frozen', says: 'The data of IWM is frozen, not live.' },
}

type Live = Readonly<{
  status?: StatusChange
  arming?: unknown
  reconciliation?: unknown
  /** Cards, orders and positions are this account's. */
  account?: string
  cards?: 'simulated'
}>

/** The Trade state on an account at TWS. */
const live = ({
  status = {},
  arming = madeArming(),
  reconciliation = AGREEING,
  account,
  cards,
}: Live): WindowStates => {
  const { topic, query } = atTws('ready', status)
  return {
    topic: (id) => {
      switch (id) {
        case 'arming':
          return arming
        case 'reconciliation':
          return reconciliation
        case 'cards':
          return account === undefined || cards === 'simulated' ? topic(id) : { rows: cardsOn(account) }
        case 'orders':
          return account === undefined ? topic(id) : { rows: ordersOn(account) }
        case 'positions':
          return account === undefined ? topic(id) : { rows: positionsOn(account) }
        default:
          return topic(id)
      }
    },
    query: (asked) => (asked.kind === 'margin' ? { ok: true, value: MARGIN } : query(asked)),
  }
}

const armed = (id: string, kind: 'simulated' | 'paper' | 'real', automaticApproval = false): WindowStates =>
  live({
    status: { mode: `live-${kind}`, account: { id, class: kind }, automaticApproval },
    arming: armedOn(id, kind, automaticApproval),
    account: id,
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
  'tws-first-run': beforeAnswer('first-run'),
  'tws-client-id-busy': beforeAnswer('client-id-busy'),
  'tws-connecting': beforeAnswer('connecting'),
  'tws-ready': atTws('ready'),
  'tws-busy': atTws('busy', {}, (symbol) => NOTICED[symbol] ?? null),
  'tws-degraded': atTws('degraded', { data: { age: 48_000, lost: LOST } }, () => STALE),
  'tws-reconnecting': atTws('reconnecting', { data: { age: 12_840_000, lost: CUT } }, () => ({ ...STALE, says: CUT })),
  'tws-delayed': atTws('delayed', {}, (symbol) => ({
    label: 'delayed',
    words: 'delayed',
    says: `There is no subscription to live data of ${symbol}: it comes about 15 minutes late.`,
  })),
  'tws-halted': atTws('ready', {}, (symbol) => (symbol === 'AMD' ? HALTED : null)),
  'arm-dialog-open': live({}),
  'arm-dialog-closed-gates': live({ arming: SHUT_ARMING, reconciliation: DIFFERING }),
  'arm-dialog-real': live({
    arming: REAL_ARMING,
    status: { account: { id: 'U7654321', class: 'real' } },
  }),
  'arm-dialog-first': live({ arming: FIRST_ARMING }),
  'arm-dialog-locked': live({ arming: LOCKED_ARMING }),
  'armed-simulated': armed('DU9000001', 'simulated'),
  'armed-paper': armed('DU1234567', 'paper', true),
  'armed-real': armed('U7654321', 'real'),
  margin: armed('DU1234567', 'paper'),
  'dry-run-with-live-positions': live({
    status: { managed: { positions: 3, entries: 0 } },
    account: 'DU1234567',
    cards: 'simulated',
  }),
  'reconciliation-differences': live({ reconciliation: DIFFERING }),
  'disarmed-banner': live({
    status: { managed: { positions: 3, entries: 0 } },
    account: 'DU1234567',
    cards: 'simulated',
    arming: madeArming({
      lastDisarm: {
        cause: 'connection-lost',
        sentence: 'Dry run: the connection was lost for more than 5 s.',
        at: NOW - 30_000,
      },
    }),
  }),
  'one-day': { topic: tradeTopic, query: reviewQuery(VERIFIED, DAYS.slice(0, 1)) },
}
