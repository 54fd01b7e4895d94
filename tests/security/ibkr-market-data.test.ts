import { EventName } from '@stoqey/ib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FollowedBar } from '../../src-main/market/live-market.ts'
import { refuseBar } from '../../src-shared/domain/bar.ts'
import { ticker } from '../../src-shared/domain/ids.ts'
import { MINUTE_MS, SECOND_MS } from '../../src-shared/domain/time.ts'
import { runs } from '../support/properties.ts'
import { settle } from '../unit/broker/ibkr/market/support/held-clock.ts'
import { openMarket } from '../unit/broker/ibkr/market/support/open-market.ts'
import { DAYS } from '../unit/broker/ibkr/market/support/truth.ts'

/** Bad input of the boundary to TWS, as far as market data goes: what the client library hands on unchecked. */

const INTC = ticker('INTC')
const [, DAY] = DAYS
if (DAY === undefined) throw new Error('two sessions are needed')
const seconds = (minute: number): string => String((DAY.open + minute * MINUTE_MS) / SECOND_MS)

/** A market in which every question for history is answered by these bars. */
async function answeringBars(rows: readonly (readonly unknown[])[]) {
  const market = await openMarket()
  const inner = market.link.onAsked
  market.link.onAsked = (asked) => {
    if (asked.kind !== 'history') return inner(asked)
    market.clock.after(10, () => {
      for (const row of rows) market.link.emit(EventName.historicalData, asked.id, ...row)
      market.link.emit(EventName.historicalData, asked.id, 'finished-a-b', -1, -1, -1, -1, -1)
    })
  }
  const ask = async () => {
    const answer = market.live.history({
      ...{ symbol: INTC, barSize: '5m', until: null, bars: 9, regularHoursOnly: true },
    })
    await market.clock.pass(10 * SECOND_MS)
    return answer
  }
  return { ...market, ask }
}

const GOOD = [seconds(0), 10, 11, 9, 10, 500] as const

test.each([
  ['a price that is no number', [seconds(5), Number.NaN, 11, 9, 10, 500]],
  ['a price that is missing', [seconds(5), undefined, 11, 9, 10, 500]],
  ['a price of −1', [seconds(5), -1, 11, -1, 10, 500]],
  ['a price of 1e300', [seconds(5), 1e300, 1e300, 9, 10, 500]],
  ['an open above the high', [seconds(5), 12, 11, 9, 10, 500]],
  ['a negative volume', [seconds(5), 10, 11, 9, 10, -1]],
  ['a volume of 1e18', [seconds(5), 10, 11, 9, 10, 1e18]],
  ['a time that is no time', ['soon', 10, 11, 9, 10, 500]],
  ['a time far in the future', ['99999999999', 10, 11, 9, 10, 500]],
  ['a time before the calendar', ['000000001', 10, 11, 9, 10, 500]],
  ['a time beside the slots', [seconds(7), 10, 11, 9, 10, 500]],
  ['a time outside the session', [seconds(-30), 10, 11, 9, 10, 500]],
  ['the same bar again', [...GOOD]],
  ['an earlier bar', [seconds(-5), 10, 11, 9, 10, 500]],
] as const)('history with %s loses that bar, and says so', async (_what, row) => {
  const { ask, link, live } = await answeringBars([GOOD, row])
  const answer = await ask()
  expect(answer.ok && answer.value.map(({ volume }) => volume)).toEqual([500])
  expect(link.reports.some((text) => /left out/.test(text))).toBe(true)
  live.close()
})

test('an update of a stream with nonsense in it is left out and said, and the stream goes on', async () => {
  const { live, link, clock } = await openMarket()
  const heard: FollowedBar[] = []
  live.followBars([INTC], DAY.open, (bar) => heard.push(bar))
  await clock.pass(SECOND_MS)
  const id = link.of('history')[0]?.id
  const before = heard.length
  link.emit(EventName.historicalDataUpdate, id, seconds(45), Number.NaN, 11, 9, 10, 500)
  link.emit(EventName.historicalDataUpdate, id, seconds(45), 10, 9, 11, 10, 500)
  link.emit(EventName.historicalDataUpdate, id, 'x'.repeat(10_000), 10, 11, 9, 10, 500)
  expect(heard.length).toBe(before)
  expect(link.reports.length).toBeGreaterThan(0)
  expect(Math.max(...link.reports.map(({ length }) => length))).toBeLessThan(300)
  await clock.pass(MINUTE_MS)
  expect(heard.length).toBeGreaterThan(before)
  live.close()
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, -5, 1e300, undefined, 'text', null])(
  'a quote tick of %s changes nothing',
  async (value) => {
    const { live, link, clock, batches, hear } = await openMarket()
    live.followQuotes([INTC], hear)
    await clock.pass(10)
    const id = link.of('quotes')[0]?.id
    for (const type of [1, 2, 4, 9]) link.emit(EventName.tickPrice, id, type, value, false)
    for (const type of [0, 3, 5, 8]) link.emit(EventName.tickSize, id, type, value)
    for (const type of [46, 49]) link.emit(EventName.tickGeneric, id, type, value)
    link.emit(EventName.marketDataType, id, value)
    await settle()
    expect(batches).toEqual([])
    live.close()
  },
)

test('answers to ids that nobody asked, after a cancel, or twice, are dropped', async () => {
  const { live, link, clock, tws } = await openMarket()
  tws.delay = 30_000
  const abort = new AbortController()
  const request = { symbol: INTC, barSize: '5m', until: null, bars: 5, regularHoursOnly: true } as const
  const given = live.history(request, abort.signal)
  await clock.pass(SECOND_MS)
  const old = link.of('history')[0]?.id
  abort.abort()
  expect((await given).ok).toBe(false)
  tws.delay = 10
  const kept = live.history(request)
  for (const id of [old, 7, -1, Number.NaN, undefined]) {
    link.emit(EventName.historicalData, id, ...GOOD)
    link.emit(EventName.historicalData, id, 'finished-a-b', -1, -1, -1, -1, -1)
    link.emit(EventName.historicalDataUpdate, id, ...GOOD)
    link.emit(EventName.contractDetails, id, {})
    link.emit(EventName.scannerData, id, 0, {})
    link.emit(EventName.tickPrice, id, 1, 5)
  }
  await clock.pass(10 * SECOND_MS)
  const answer = await kept
  const again = link.of('history').at(-1)?.id
  link.emit(EventName.historicalData, again, ...GOOD)
  link.emit(EventName.historicalData, again, 'finished-a-b', -1, -1, -1, -1, -1)
  expect(answer.ok && answer.value).toHaveLength(5)
  live.close()
})

test.each([
  {},
  { contract: {} },
  { contract: { symbol: 'INTC', conId: Number.NaN }, minTick: 0.01 },
  { contract: { symbol: 'INTC', conId: -5 }, minTick: 0.01 },
  { contract: { symbol: 'INTC', conId: 5 }, minTick: Number.NaN },
  { contract: { symbol: 'INTC', conId: 5 }, minTick: 0 },
  { contract: { symbol: 'INTC', conId: 5, secType: 'OPT' }, minTick: 0.01 },
  { contract: { symbol: 'INTC', conId: 5, currency: 'EUR' }, minTick: 0.01 },
])('contract details that cannot be meant are none: %j', async (details) => {
  const { live, link, clock } = await openMarket()
  link.onAsked = ({ kind, id }) => {
    if (kind !== 'contract') return
    clock.after(1, () => {
      link.emit(EventName.contractDetails, id, details)
      link.emit(EventName.contractDetailsEnd, id)
    })
  }
  const answer = live.contract(INTC)
  await clock.pass(10)
  expect(await answer).toMatchObject({ ok: false, error: { code: 'unknown-contract' } })
  live.close()
})

test('rows of a scan that cannot be meant are left out', async () => {
  const { live, link } = await openMarket()
  const answer = live.scan('gainers', 10)
  const id = link.of('scan')[0]?.id
  for (const [rank, details] of [
    [0, {}],
    [1, { contract: { symbol: 'not a ticker at all', conId: 1 } }],
    [-1, { contract: { symbol: 'INTC', conId: 1 } }],
    [Number.NaN, { contract: { symbol: 'INTC', conId: 1 } }],
    [2, { contract: { symbol: 'INTC', conId: Number.NaN } }],
    [3, { contract: { symbol: 'AMD', conId: 9 } }],
  ] as const) {
    link.emit(EventName.scannerData, id, rank, details, '', '', '')
  }
  link.emit(EventName.scannerDataEnd, id)
  expect(await answer).toEqual({ ok: true, value: [{ rank: 0, symbol: 'AMD', contractId: 9 }] })
  live.close()
})

test('whatever comes for an open stream or line, only whole bars and possible quotes get through, and nothing throws', async () => {
  const value = fc.oneof(
    fc.double(),
    fc.integer({ min: -10, max: 1_000 }),
    fc.constantFrom(undefined, null, '', 'x', Number.MAX_VALUE),
  )
  const time = fc.oneof(
    fc.integer({ min: 0, max: 70 }).map((slot) => seconds(slot * 5)),
    fc.string(),
    fc.double(),
  )
  const bar = fc.tuple(time, value, value, value, value, value)
  await fc.assert(
    fc.asyncProperty(fc.array(bar, { maxLength: 40 }), fc.array(fc.tuple(fc.nat(100), value)), async (bars, ticks) => {
      const { live, link, clock, batches, hear } = await openMarket()
      const heard: FollowedBar[] = []
      live.followBars([INTC], DAY.open, (told) => heard.push(told))
      live.followQuotes([INTC], hear)
      await clock.pass(SECOND_MS)
      const stream = link.of('history')[0]?.id
      const line = link.of('quotes')[0]?.id
      for (const row of bars) link.emit(EventName.historicalDataUpdate, stream, ...row)
      for (const [type, tick] of ticks) {
        link.emit(EventName.tickPrice, line, type, tick)
        link.emit(EventName.tickSize, line, type, tick)
        link.emit(EventName.tickGeneric, line, type, tick)
      }
      await clock.pass(SECOND_MS)
      for (const told of heard) expect(refuseBar(told.bar, null)).toBeNull()
      for (const { bid, ask, last, bidSize } of batches.flat()) {
        for (const price of [bid, ask, last]) expect(price === null || (price > 0 && price < 1e7)).toBe(true)
        expect(bidSize >= 0 && bidSize < 1e12).toBe(true)
      }
      expect(link.reports.filter((text) => /failed/.test(text))).toEqual([])
      live.close()
    }),
    runs(60),
  )
})
