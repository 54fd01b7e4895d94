import { describe, expect, test } from 'vitest'
import { armingFacts, type FactSources } from '../../../src-main/session/arming-facts.ts'
import { activeVenue } from '../../../src-main/trading/active-venue.ts'
import type { DeskView } from '../../../src-main/trading/desk-context.ts'
import { QuoteBoard } from '../../../src-main/trading/risk/quote-board.ts'
import { ExpiryWatch } from '../../../src-main/trading/staging/expiry.ts'
import { EMPTY_DESK } from '../../../src-main/trading/state/desk-state.ts'
import { type AccountId, accountId, ticker } from '../../../src-shared/domain/ids.ts'
import { MARKET_SYMBOL } from '../../../src-shared/domain/instrument.ts'
import { MINUTE_MS, SECOND_MS, utcMs } from '../../../src-shared/domain/time.ts'
import { ScriptedBroker } from '../../support/scripted-broker.ts'
import { configurationOf } from '../../support/session/demo-cockpit.ts'
import { LIVE_DAY } from '../../support/session/live-log.ts'
import { marketState } from '../../support/session/market-states.ts'

const PAPER = accountId('DU1234567')
const REAL = accountId('U1234567')
const SIM = accountId('SIM1000001')
const NOON = utcMs(LIVE_DAY.open + 150 * MINUTE_MS)
const NOW = 1_000_000

const venueOf = (account: AccountId, book: 'account' | 'simulated' = 'account') =>
  activeVenue({
    book: book === 'account' ? { kind: 'account', account } : { kind: 'simulated' },
    account,
    broker: new ScriptedBroker({ account, now: () => NOON, redeem: () => ({ ok: true, value: null }) }),
  })

interface Ground {
  readonly market?: number
  readonly accounts?: readonly AccountId[]
  readonly tripped?: DeskView['state']['tripped']
}

const quotes = new QuoteBoard()

function deskOf({ market = NOON, accounts = [PAPER], tripped = new Map() }: Ground): DeskView {
  return {
    state: { ...EMPTY_DESK, tripped },
    venues: [venueOf(SIM, 'simulated'), ...accounts.map((account) => venueOf(account))],
    quotes,
    expiry: new ExpiryWatch(),
    limitsOf: () => {
      throw new Error('limits are no fact of arming')
    },
    now: () => ({ market: utcMs(market), operator: NOON, monotonic: NOW, behind: 0 }),
  }
}

function factsOf(ground: Ground = {}, sources: Partial<FactSources> = {}) {
  return armingFacts({
    config: configurationOf().config,
    source: { kind: 'gateway', inRealTime: true },
    desk: deskOf(ground),
    auditTrouble: () => null,
    engineTrouble: () => null,
    today: () => LIVE_DAY,
    elsewhere: () => new Map(),
    market: () => marketState(),
    lostSince: () => null,
    listed: () => null,
    controllerSilentMs: () => null,
    probeMissing: () => null,
    ...sources,
  })
}

describe('the accounts that can be armed', () => {
  const classesOf = (kind: FactSources['source']['kind']) =>
    factsOf({ accounts: [PAPER, REAL] }, { source: { kind, inRealTime: true }, market: () => null }).accounts.map(
      (account) => account.class,
    )

  test('are those of the broker, never the simulated book', () => {
    expect(factsOf({ accounts: [PAPER] }).accounts).toEqual([{ id: PAPER, class: 'paper', tripped: null }])
    expect(factsOf({ accounts: [] }).accounts).toEqual([])
  })

  test('are classed by their id, and by whose gateway it is', () => {
    expect(classesOf('gateway')).toEqual(['paper', 'real'])
    expect(classesOf('demo')).toEqual(['simulated', 'simulated'])
    expect(classesOf('replay')).toEqual(['simulated', 'simulated'])
  })

  test('are not there any more when a broker that is ready names them no more; while it is away they stay', () => {
    const named = { accounts: [REAL] }
    const ids = (market: FactSources['market']) =>
      factsOf({ accounts: [PAPER, REAL] }, { market }).accounts.map(({ id }) => id)
    expect(ids(() => marketState(named))).toEqual([REAL])
    expect(ids(() => marketState({ ...named, state: 'reconnecting' }))).toEqual([PAPER, REAL])
    expect(ids(() => null)).toEqual([PAPER, REAL])
  })

  test('carry the breaker of their own book', () => {
    const tripped = new Map([[PAPER, { profit: -1_010, limit: 1_000 }]])
    const { accounts } = factsOf({ accounts: [PAPER, REAL], tripped }, { market: () => null })
    expect(accounts.map((account) => account.tripped)).toEqual([{ profit: -1_010, limit: 1_000 }, null])
  })

  test('of another process say so', () => {
    const elsewhere = () => new Map([[REAL, 'Another cockpit looks after it.']])
    expect(factsOf({ accounts: [PAPER] }, { elsewhere }).accounts.at(-1)).toEqual({
      ...{ id: REAL, class: 'real', tripped: null },
      elsewhere: 'Another cockpit looks after it.',
    })
  })
})

describe('the connection', () => {
  test('is ready when the market is, and counts how long it has not been', () => {
    expect(factsOf().connection).toEqual({ ready: true, reason: 'Connected.', lostForMs: null })
    const market = () => marketState({ state: 'degraded', reason: 'A farm is down.' })
    expect(factsOf({}, { market, lostSince: () => NOW - 4_000 }).connection).toEqual({
      ...{ ready: false, reason: 'A farm is down.', lostForMs: 4_000 },
    })
  })

  test('is none before the market has said anything', () => {
    expect(factsOf({}, { market: () => null }).connection).toMatchObject({ ready: false })
  })

  test('of no account is reconciled with nothing', () => {
    expect(factsOf({ accounts: [] }).reconciled).toBe(false)
    expect(factsOf({ accounts: [PAPER] }).reconciled).toBe(false)
  })
})

describe('the clocks', () => {
  const skewOf = (inRealTime: boolean, market: FactSources['market']) =>
    factsOf({}, { source: { kind: 'gateway', inRealTime }, market }).skewMs

  test('of a market of this world are compared; not known is not right', () => {
    expect(skewOf(true, () => marketState({ skew: 2_400 }))).toBe(2_400)
    expect(skewOf(true, () => marketState({ skew: null }))).toBeNull()
    expect(skewOf(true, () => null)).toBeNull()
  })

  test('of one that is invented are one clock', () => {
    expect(skewOf(false, () => marketState({ skew: 9_000 }))).toBe(0)
  })
})

describe('the session', () => {
  const sessionAt = (market: number, sources: Partial<FactSources> = {}) => factsOf({ market }, sources).session

  test('is under way from its open on, and not at its close any more', () => {
    const { open, close } = LIVE_DAY
    expect([open - 1, open, close - 1, close].map((time) => sessionAt(time).open)).toEqual([false, true, true, false])
    expect(sessionAt(NOON, { today: () => null }).open).toBe(false)
  })

  test('closes in so many ms where market time is ours, and nobody knows when elsewhere', () => {
    expect(sessionAt(LIVE_DAY.close - 5_000).closesInMs).toBe(5_000)
    expect(sessionAt(LIVE_DAY.close).closesInMs).toBeNull()
    const source = { kind: 'demo', inRealTime: false } as const
    expect(sessionAt(LIVE_DAY.close - 5_000, { source }).closesInMs).toBeNull()
  })

  test('has hours that the broker told, or none are known', () => {
    const contract = {
      ...{ symbol: MARKET_SYMBOL, contractId: 1, name: '', primaryExchange: 'ARCA', tick: 0.01, kind: 'etf' as const },
    }
    expect(sessionAt(NOON).hoursKnown).toBe(false)
    expect(sessionAt(NOON, { listed: () => ({ ...contract, hours: null }) }).hoursKnown).toBe(false)
    const told = sessionAt(NOON, { listed: () => ({ ...contract, hours: [] }) })
    expect(told).toMatchObject({ hoursKnown: true, disagreement: expect.stringContaining('has not told') })
  })
})

test('data are as old as the newest quote of SPY, and lost when the feed is', () => {
  expect(factsOf().data).toEqual({ lost: null, ageMs: null, staleMs: 15 * SECOND_MS })
  const quote = { bid: 400, ask: 400.01, last: 400, halted: false, quality: 'live' } as const
  quotes.take({ ...quote, symbol: MARKET_SYMBOL, bidSize: 1, askSize: 1, time: NOON }, NOW - 700)
  quotes.take({ ...quote, symbol: ticker('AAPL'), bidSize: 1, askSize: 1, time: NOON }, NOW - 10)
  expect(factsOf().data).toMatchObject({ lost: null, ageMs: 700 })
  quotes.setLost('The socket is closed.')
  expect(factsOf().data.lost).toContain('The socket is closed.')
  quotes.setLost(null)
})

test('what cannot be written or decided is passed on as it is said', () => {
  const facts = factsOf({}, { auditTrouble: () => 'The disk is full.', engineTrouble: () => 'It failed.' })
  expect(facts).toMatchObject({ auditFailure: 'The disk is full.', engineFailure: 'It failed.' })
})
