import { describe, expect, test } from 'vitest'
import { endDisarmedEntries, tripBreaker } from '../../../src-main/trading/exits/end-of-day.ts'
import { dayProfit } from '../../../src-main/trading/risk/exposure.ts'
import { stopRef } from '../../../src-main/trading/staging/bracket-orders.ts'
import { SIMULATED_BOOK } from '../../../src-shared/domain/book.ts'
import { orderRef } from '../../../src-shared/domain/ids.ts'
import { sessionDate, utcMs } from '../../../src-shared/domain/time.ts'
import { AAPL, ACCOUNT, atMinute, DATE, DAY, entering, Harness, NVDA, SHORT_DAY } from './harness.ts'

const fresh = async (day = DAY, limits = {}): Promise<Harness> => {
  const harness = new Harness({ limits })
  await harness.begin(day)
  return harness
}

describe.each([
  ['a full day', DAY, 16],
  ['an early close', SHORT_DAY, 13],
] as const)('%s', (_, day, hour) => {
  test('ends waiting and working entries half an hour before the close', async () => {
    const harness = await fresh(day)
    const ref = await harness.enter(entering(AAPL, 100))
    harness.decide(entering(NVDA, 200))
    await harness.goTo(utcMs(atMinute(DATE, hour - 1, 30) - 1))
    expect(harness.waiting()).toHaveLength(1)
    expect(harness.seen('cancel')).toEqual([])
    await harness.goTo(atMinute(DATE, hour - 1, 30))
    expect(harness.facts('order-expired')).toMatchObject([{ reason: 'cut-off' }])
    expect(harness.seen('cancel')).toMatchObject([{ ref }])
    await harness.settle()
    expect(harness.desk.state.live.size).toBe(0)
  })

  test('is flat five minutes before the close, whether bars come or not', async () => {
    const harness = await fresh(day)
    await harness.hold(entering(AAPL, 100), 100)
    await harness.goTo(utcMs(atMinute(DATE, hour - 1, 55) - 1))
    expect(harness.seen('reduce')).toEqual([])
    await harness.goTo(atMinute(DATE, hour - 1, 55))
    const [close] = harness.seen('reduce')
    expect(close?.order).toMatchObject({ role: 'close', quantity: 99 })
    expect(harness.facts('close-wanted')).toMatchObject([{ reason: 'end of day' }])
    await harness.settle()
    harness.broker.fill(close!.order.ref, 99, 100)
    await harness.settle()
    expect(harness.shares(AAPL)).toBe(0)
  })
})

test('a position that a late fill makes after that is closed as well', async () => {
  const harness = await fresh()
  const ref = await harness.enter(entering(AAPL, 100))
  harness.broker.fill(ref, 99, 100)
  await harness.goTo(atMinute(DATE, 15, 56))
  expect(harness.facts('close-wanted')).toEqual([])
  await harness.settle()
  expect(harness.facts('close-wanted')).toMatchObject([{ symbol: 'AAPL', reason: 'end of day' }])
  expect(harness.seen('reduce')).toMatchObject([{ order: { role: 'close', quantity: 99 } }])
})

test('what is still held at the close is closed when the next session opens', async () => {
  const harness = await fresh()
  await harness.hold(entering(AAPL, 100), 100)
  harness.broker.setConnection({ state: 'reconnecting', reason: 'The socket was closed.' })
  await harness.goTo(atMinute(DATE, 15, 55))
  await harness.goTo(atMinute(DATE, 16, 1))
  harness.broker.setConnection({ state: 'ready', reason: 'It is back.' })
  await harness.flush()
  expect(harness.seen('reduce')).toEqual([])
  const next = {
    date: sessionDate('2024-11-18'),
    open: atMinute('2024-11-18', 9, 30),
    close: atMinute('2024-11-18', 16, 0),
    openMinute: 570,
  }
  harness.clock.market = next.open
  harness.desk.startDay(next)
  expect(harness.seen('reduce')).toMatchObject([{ order: { role: 'close', quantity: 99 } }])
})

describe('the breaker', () => {
  const loss = async (limits = {}): Promise<Harness> => {
    const harness = await fresh(DAY, { maxDailyLossDollars: 200, ...limits })
    const ref = await harness.hold(entering(AAPL, 100), 100)
    harness.broker.fill(stopRef(ref), 99, 98.5)
    await harness.settle()
    return harness
  }

  test('counts realised, unrealised and commissions of our own', async () => {
    const harness = await loss()
    await harness.hold(entering(NVDA, 200), 200)
    harness.quote(NVDA, 199)
    const profit = dayProfit(harness.desk.state, SIMULATED_BOOK, (symbol) => harness.desk.view.quotes.price(symbol))
    expect(profit).toEqual({ realised: -148.5, unrealised: -49, commissions: 3, profit: -200.5 })
  })

  test('ends waiting and working entries and refuses the rest of the day, in words', async () => {
    const harness = await loss()
    const ref = await harness.enter(entering(NVDA, 200))
    harness.decide(entering(AAPL, 100))
    harness.limits = { ...harness.limits, maxDailyLossDollars: 150 }
    harness.desk.passTime()
    expect(harness.facts('breaker-tripped')).toMatchObject([{ profit: -150.5, limit: 150 }])
    expect(harness.facts('order-expired')).toMatchObject([{ reason: 'breaker' }])
    expect(harness.seen('cancel')).toMatchObject([{ ref }])
    harness.decide(entering(AAPL, 100))
    expect(harness.facts('entry-refused').at(-1)).toMatchObject({
      code: 'breaker-tripped',
      message: 'The breaker is tripped until the next session: the day stood at -150.50 dollars, the limit is -150.00.',
    })
  })

  test('leaves stops and closes alone', async () => {
    const harness = await fresh(DAY, { maxDailyLossDollars: 50 })
    await harness.hold(entering(AAPL, 100), 100)
    harness.quote(AAPL, 99)
    await harness.pass(100)
    expect(harness.facts('breaker-tripped')).toHaveLength(1)
    expect(harness.seen('cancel')).toEqual([])
    harness.command({ kind: 'flatten' })
    expect(harness.seen('reduce')).toHaveLength(1)
  })

  test('stays tripped over a restart, and until the next session', async () => {
    const first = await loss({ maxDailyLossDollars: 140 })
    expect(first.facts('breaker-tripped')).toHaveLength(1)
    const second = first.restart()
    await second.begin()
    second.decide(entering(NVDA, 200))
    expect(second.facts('entry-refused')[0]?.code).toBe('breaker-tripped')
    const next = {
      date: sessionDate('2024-11-18'),
      open: atMinute('2024-11-18', 9, 30),
      close: atMinute('2024-11-18', 16, 0),
      openMinute: 570,
    }
    second.clock.market = next.open
    second.desk.startDay(next)
    second.decide(entering(NVDA, 200, { at: next.open }))
    expect(second.waiting()).toHaveLength(1)
  })

  test('that has not seen the newest price yet is still asked at the door', async () => {
    const harness = await fresh(DAY, { maxDailyLossDollars: 50 })
    await harness.hold(entering(AAPL, 100), 100)
    harness.decide(entering(NVDA, 200))
    const { ref } = harness.card()
    harness.quote(AAPL, 99)
    expect(harness.refusal({ kind: 'approve', ref, revision: 1 })).toEqual({
      code: 'daily-loss',
      message: 'The day stands at -100.00 dollars; the daily loss limit is 50.00.',
    })
  })

  test('disarms when it trips in an account, and not when it trips in the simulated book', async () => {
    const harness = await fresh()
    harness.desk.changeMode('live-paper', 'armed')
    harness.limits = { ...harness.limits, maxDailyLossDollars: 0 }
    const { now, quotes, limitsOf } = harness.desk.view
    const world = { now: now(), quotes, limitsOf, newRef: () => orderRef('new') }
    const [venue] = harness.desk.view.venues
    const { state } = harness.desk
    expect(tripBreaker(state, venue!, world)).toMatchObject([{ fact: { kind: 'breaker-tripped' } }])
    expect(tripBreaker(state, { ...venue!, book: { kind: 'account', account: ACCOUNT } }, world)).toMatchObject([
      { fact: { kind: 'breaker-tripped' } },
      { fact: { kind: 'mode-changed', mode: 'dry-run', reason: 'the breaker is tripped' } },
    ])
  })
})

test('entries of an account end as soon as nothing is armed', async () => {
  const harness = await fresh()
  const ref = await harness.enter(entering(AAPL, 100))
  const known = harness.order(ref)!
  const book = { kind: 'account', account: ACCOUNT } as const
  const [venue] = harness.desk.view.venues
  const state = { ...harness.desk.state, live: new Map([[ref, { ...known, order: { ...known.order, book } }]]) }
  expect(endDisarmedEntries(state, { ...venue!, book })).toMatchObject([{ fact: { kind: 'cancel-wanted', ref } }])
  expect(endDisarmedEntries({ ...state, mode: 'live-paper', account: book.account }, { ...venue!, book })).toEqual([])
  expect(endDisarmedEntries(harness.desk.state, venue!)).toEqual([])
})
