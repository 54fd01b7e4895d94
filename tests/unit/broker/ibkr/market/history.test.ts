import { EventName } from '@stoqey/ib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openLiveMarket } from '../../../../../src-main/broker/ibkr/market/open-live-market.ts'
import { sessionsBetween } from '../../../../../src-main/market/calendar.ts'
import type { BarSize, HistoryRequest } from '../../../../../src-main/market/live-market.ts'
import { ticker } from '../../../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, MINUTE_MS, SECOND_MS, sessionDate, utcMs } from '../../../../../src-shared/domain/time.ts'
import { runs } from '../../../../support/properties.ts'
import { HeldClock } from './support/held-clock.ts'
import { RecordingLink } from './support/recording-link.ts'
import { endOf, ScriptedTws } from './support/scripted-tws.ts'
import { DAYS, truth } from './support/truth.ts'

const [FIRST, SECOND, THIRD] = DAYS
if (FIRST === undefined || SECOND === undefined || THIRD === undefined) throw new Error('three sessions are needed')
const INTC = ticker('INTC')

async function connected(now: number, delay = 200) {
  const clock = new HeldClock(now)
  const link = new RecordingLink(clock)
  const tws = new ScriptedTws(link, clock)
  tws.delay = delay
  const live = openLiveMarket(link, { marketTime: clock })
  await link.connect()
  return { clock, link, tws, live }
}

const request = (change: Partial<HistoryRequest> = {}): HistoryRequest => ({
  ...{ symbol: INTC, barSize: '5m' as BarSize, until: null, bars: 20, regularHoursOnly: true },
  ...change,
})

test('history gives the newest bars that have ended, ascending, and not the one under way', async () => {
  const { clock, live } = await connected(SECOND.open + 47 * MINUTE_MS)
  const answer = live.history(request())
  await clock.pass(5 * SECOND_MS)
  const expected = truth('INTC', FIRST.open, clock.now()).filter(({ start }) => start + ENGINE_BAR_MS <= clock.now())
  expect(await answer).toEqual({ ok: true, value: expected.slice(-20) })
})

test('any number of bars until any moment comes whole: no gap, no double, nothing that ends later', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 0, max: 60 * 24 * 2 }),
      async (bars, minute) => {
        const { clock, live } = await connected(THIRD.close)
        const until = utcMs(FIRST.open + 10 * MINUTE_MS + minute * MINUTE_MS)
        const answer = live.history(request({ bars, until }))
        await clock.pass(30 * SECOND_MS)
        const expected = truth('INTC', FIRST.open, THIRD.close).filter(({ start }) => start + ENGINE_BAR_MS <= until)
        expect(await answer).toEqual({ ok: true, value: expected.slice(-bars) })
      },
    ),
    runs(60),
  )
})

/** A TWS whose bars have a price that says when they began, for as long as the calendar goes. */
function endlessHistory(link: RecordingLink, clock: HeldClock, barMs: number): number[] {
  const counts: number[] = []
  const days = sessionsBetween(sessionDate('2023-06-01'), sessionDate('2024-01-04'))
  const starts = days.flatMap(({ open, close }) =>
    Array.from({ length: Math.ceil((close - open) / barMs) }, (_, slot) => open + slot * barMs),
  )
  const inner = link.onAsked
  link.onAsked = (asked) => {
    if (asked.kind !== 'history') return inner(asked)
    clock.after(100, () => {
      const end = asked.end === '' ? clock.now() : endOf(asked.end)
      const amount = Number.parseInt(asked.duration, 10)
      const open = days.filter((day) => day.open < end).at(-amount)?.open ?? 0
      const from = asked.duration.endsWith('D') ? open : end - amount * SECOND_MS
      const found = starts.filter((start) => start >= from && start < end)
      counts.push(found.length)
      for (const start of found) link.emit(EventName.historicalData, asked.id, String(start / 1_000), 5, 6, 4, 5, 100)
      link.emit(EventName.historicalData, asked.id, 'finished-a-b', -1, -1, -1, -1, -1)
    })
  }
  return counts
}

test.each([
  ['5m', 5_000, 5 * MINUTE_MS],
  ['1m', 3_000, MINUTE_MS],
  ['5s', 2_500, 5 * SECOND_MS],
] as const)(
  '%s bars beyond 1,000 are asked for in slices and joined without a gap or a double',
  async (barSize, bars, ms) => {
    const { clock, link, live } = await connected(THIRD.close + MINUTE_MS)
    const counts = endlessHistory(link, clock, ms)
    const answer = live.history(request({ barSize, bars }))
    await clock.pass(600 * SECOND_MS)
    const result = await answer
    if (!result.ok) throw new Error(result.error.message)
    const days = sessionsBetween(sessionDate('2023-06-01'), sessionDate('2024-01-04'))
    const starts = days.flatMap(({ open, close }) =>
      Array.from({ length: (close - open) / ms }, (_, slot) => open + slot * ms),
    )
    expect(result.value.map(({ start }) => start)).toEqual(starts.slice(-bars))
    expect(Math.max(...counts)).toBeLessThanOrEqual(1_000)
  },
)

test('day bars are labelled by their date and start at the open of their session', async () => {
  const { clock, link, live } = await connected(THIRD.close + MINUTE_MS)
  const inner = link.onAsked
  link.onAsked = (asked) => {
    if (asked.kind !== 'history') return inner(asked)
    clock.after(100, () => {
      for (const day of ['20240102', '20240103', '20240104']) {
        link.emit(EventName.historicalData, asked.id, day, 5, 6, 4, 5, 100)
      }
      link.emit(EventName.historicalData, asked.id, 'finished-a-b', -1, -1, -1, -1, -1)
    })
  }
  const answer = live.history(request({ barSize: '1d', bars: 3 }))
  await clock.pass(SECOND_MS)
  const result = await answer
  expect(result.ok && result.value.map(({ start }) => start)).toEqual([FIRST.open, SECOND.open, THIRD.open])
})

test('the same request at the same time goes out once', async () => {
  const { clock, link, live } = await connected(SECOND.open + 47 * MINUTE_MS)
  const answers = [live.history(request()), live.history(request()), live.history(request())]
  await clock.pass(5 * SECOND_MS)
  const [first, ...others] = await Promise.all(answers)
  for (const other of others) expect(other).toEqual(first)
  expect(link.of('history')).toHaveLength(new Set(link.of('history').map(({ end }) => end)).size)
})

test('a request that waits is taken out of the queue, and one that has gone is cancelled at TWS', async () => {
  const { clock, link, live } = await connected(SECOND.open + 47 * MINUTE_MS, 60_000)
  const symbols = ['A', 'B', 'C', 'D', 'E', 'F', 'G'].map(ticker)
  const aborts = symbols.map(() => new AbortController())
  const answers = symbols.map((symbol, at) => live.history(request({ symbol }), aborts[at]?.signal))
  await clock.pass(SECOND_MS)
  expect(live.state().history).toEqual({ open: 6, waiting: 1, nextAt: null })
  for (const abort of aborts.toReversed()) abort.abort()
  for (const answer of answers) expect(await answer).toMatchObject({ ok: false, error: { code: 'cancelled' } })
  await clock.pass(SECOND_MS)
  expect(link.of('history')).toHaveLength(6)
  expect(link.of('cancel-history')).toHaveLength(6)
  expect(live.state().history).toEqual({ open: 0, waiting: 0, nextAt: null })
})

test('what one of two has given up the other still gets', async () => {
  const { clock, live } = await connected(SECOND.open + 47 * MINUTE_MS)
  const abort = new AbortController()
  const given = live.history(request(), abort.signal)
  const kept = live.history(request())
  abort.abort()
  await clock.pass(5 * SECOND_MS)
  expect((await given).ok).toBe(false)
  expect((await kept).ok).toBe(true)
})

test('a complaint about pacing is answered by patience, not by a failure', async () => {
  const { clock, link, live } = await connected(SECOND.open + 47 * MINUTE_MS)
  const inner = link.onAsked
  let complaints = 2
  link.onAsked = (asked) => {
    if (asked.kind !== 'history' || complaints === 0) return inner(asked)
    complaints -= 1
    const text = 'Historical Market Data Service error message:API historical data query pacing violation'
    clock.after(50, () => link.fail(asked.id, 162, text))
  }
  const answer = live.history(request({ bars: 5 }))
  await clock.pass(60 * SECOND_MS)
  expect((await answer).ok).toBe(true)
  const [first, second, third] = link.of('history').map(({ at }) => at)
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(15_000)
  expect((third ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(30_000)
})

test.each([
  ['No market data permissions for NYSE STK', 'no-permission'],
  ['HMDS query returned no data: INTC@SMART Trades', 'refused'],
  ['API historical data query cancelled: 1002', 'cancelled'],
] as const)('162 is read by its text: %s', async (words, code) => {
  const { clock, link, live } = await connected(SECOND.open + 47 * MINUTE_MS)
  const inner = link.onAsked
  link.onAsked = (asked) => {
    if (asked.kind !== 'history') return inner(asked)
    clock.after(50, () => link.fail(asked.id, 162, `Historical Market Data Service error message:${words}`))
  }
  const answer = live.history(request({ bars: 100 }))
  await clock.pass(SECOND_MS)
  expect(await answer).toMatchObject({ ok: false, error: { code, message: expect.stringContaining(words) } })
})

test('an answer that does not come is a time-out, and TWS is told that nobody waits', async () => {
  const { clock, link, live } = await connected(SECOND.open + 47 * MINUTE_MS, 10 * 60_000)
  const answer = live.history(request())
  await clock.pass(61 * SECOND_MS)
  expect(await answer).toMatchObject({ ok: false, error: { code: 'timed-out' } })
  expect(link.of('cancel-history')).toHaveLength(1)
  expect(live.state().history.open).toBe(0)
})

test('what is open or waits when the connection goes ends as not connected', async () => {
  const { clock, tws, live } = await connected(SECOND.open + 47 * MINUTE_MS, 10 * 60_000)
  const answers = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'].map((name) =>
    live.history(request({ symbol: ticker(name) })),
  )
  await clock.pass(SECOND_MS)
  tws.drop()
  for (const answer of answers) expect(await answer).toMatchObject({ ok: false, error: { code: 'not-connected' } })
  expect(live.state().history).toEqual({ open: 0, waiting: 0, nextAt: null })
})

test('bars of an early close end with it', async () => {
  const early = sessionsBetween(sessionDate('2023-11-24'), sessionDate('2023-11-24'))[0]
  if (early === undefined) throw new Error('an early close is needed')
  const { clock, link, live } = await connected(early.close + MINUTE_MS)
  endlessHistory(link, clock, 5 * MINUTE_MS)
  const answer = live.history(request({ bars: 50 }))
  await clock.pass(10 * SECOND_MS)
  const result = await answer
  expect(result.ok && result.value.at(-1)?.start).toBe(early.close - 5 * MINUTE_MS)
  expect(result.ok && result.value.filter(({ start }) => start >= early.open)).toHaveLength(42)
})
