import { afterEach, expect, test } from 'vitest'
import { sessionsBetween } from '../../src-main/market/calendar.ts'
import type { FollowedBar, LiveQuote } from '../../src-main/market/live-market.ts'
import { type SteppedEvent, syntheticSteps } from '../../src-main/simulator/exchange/steps.ts'
import { demoPlan } from '../../src-main/simulator/synthetic/shipped-day.ts'
import { createSyntheticMarket, type SyntheticMarket } from '../../src-main/simulator/synthetic/synthetic-market.ts'
import type { Bar } from '../../src-shared/domain/bar.ts'
import { type Ticker, ticker } from '../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, MINUTE_MS, SECOND_MS, sessionDate, type UtcMs, utcMs } from '../../src-shared/domain/time.ts'
import { type FloorMarket, MarketFloor } from '../support/ibkr-market/market-floor.ts'

/** The adapter's market data against the simulated gateway, over a socket. */

const SESSIONS = sessionsBetween(sessionDate('2024-11-13'), sessionDate('2024-11-15'))
const FIRST = SESSIONS.at(0)!
const DAY = SESSIONS.at(2)!
const AAPL = ticker('AAPL')
const SPY = ticker('SPY')

let synthetic: SyntheticMarket | null = null
const floors: MarketFloor[] = []
afterEach(async () => {
  for (const floor of floors.splice(0)) {
    expect(floor.failures).toEqual([])
    await floor.close()
  }
})

async function floorAt(minutes: number, options: Pick<FloorMarket, 'gateway' | 'live'> = {}): Promise<MarketFloor> {
  synthetic ??= createSyntheticMarket(1, demoPlan(SESSIONS))
  const floor = await MarketFloor.open({
    ...{ symbols: synthetic.symbols, sessions: SESSIONS, events: syntheticSteps(synthetic) },
    ...{ start: utcMs(DAY.open + minutes * MINUTE_MS), ...options },
  })
  floors.push(floor)
  return floor
}

/** The bars of the market itself, from its first day on, that have ended by `now`. */
function truth(symbol: Ticker, now: UtcMs): Bar[] {
  const bars: Bar[] = []
  for (const event of synthetic?.events() ?? []) {
    if (event.kind === 'bar' && event.symbol === symbol && event.bar.start + ENGINE_BAR_MS <= now) bars.push(event.bar)
  }
  return bars
}

const finals = (heard: readonly FollowedBar[], symbol: Ticker): Bar[] =>
  heard.filter((told) => told.final && told.symbol === symbol).map(({ bar }) => bar)

function expectTruth(heard: readonly FollowedBar[], symbols: readonly Ticker[], now: UtcMs): void {
  for (const symbol of symbols) expect(finals(heard, symbol), symbol).toEqual(truth(symbol, now))
}

test.each([178, 193])(
  'at version %i bars that are streamed, asked for at each close, and asked for later are the same',
  async (version) => {
    const floor = await floorAt(31, { gateway: { maxServerVersion: version }, live: { streams: 6 } })
    const heard: FollowedBar[] = []
    const symbols = synthetic?.symbols ?? []
    floor.live.followBars(symbols, FIRST.open, (bar) => heard.push(bar))
    await floor.connect()
    await floor.to(utcMs(DAY.open + 46 * MINUTE_MS))
    expectTruth(heard, symbols, floor.now())
    const asked = floor.live.history({
      ...{ symbol: AAPL, barSize: '5m', until: null, bars: 165, regularHoursOnly: true },
    })
    await floor.pass(3 * SECOND_MS)
    expect(await asked).toEqual({ ok: true, value: truth(AAPL, floor.now()) })
    expect(floor.live.state().streams).toEqual({ used: 6, most: 6 })
    expect(floor.gateway.stats().violations).toEqual([])
  },
)

test.each(['clean', 'reset', 'half-open'] as const)(
  'after a connection that ended %s bars go on without a gap, a double or a part of one',
  async (loss) => {
    const floor = await floorAt(31, { live: { streams: 4 } })
    const heard: FollowedBar[] = []
    const symbols = (synthetic?.symbols ?? []).slice(0, 8)
    floor.live.followBars(symbols, FIRST.open, (bar) => heard.push(bar))
    await floor.connect()
    await floor.to(utcMs(DAY.open + 33 * MINUTE_MS))
    await floor.drop(loss)
    await floor.to(utcMs(DAY.open + 36 * MINUTE_MS))
    await floor.whileNot(() => floor.link.connection().state === 'ready')
    await floor.to(utcMs(DAY.open + 46 * MINUTE_MS))
    expectTruth(heard, symbols, floor.now())
  },
)

test.each([1101, 1102])('after 1100 and %i bars go on without a gap, a double or a part of one', async (code) => {
  const floor = await floorAt(31, { live: { streams: 4 } })
  const heard: FollowedBar[] = []
  const symbols = (synthetic?.symbols ?? []).slice(0, 8)
  floor.live.followBars(symbols, FIRST.open, (bar) => heard.push(bar))
  await floor.connect()
  await floor.to(utcMs(DAY.open + 33 * MINUTE_MS))
  floor.gateway.notice(1100, 'Connectivity between IBKR and Trader Workstation has been lost.')
  for (const symbol of symbols) floor.gateway.setFlow(symbol, false)
  await floor.to(utcMs(DAY.open + 37 * MINUTE_MS))
  for (const symbol of symbols) floor.gateway.setFlow(symbol, true)
  if (code === 1101) floor.gateway.loseSubscriptions()
  floor.gateway.notice(code, 'Connectivity between IBKR and Trader Workstation has been restored.')
  await floor.whileNot(() => floor.link.connection().state === 'ready')
  await floor.to(utcMs(DAY.open + 46 * MINUTE_MS))
  expectTruth(heard, symbols, floor.now())
})

test('a stream that stops without a word loses no bar', async () => {
  const floor = await floorAt(31)
  const heard: FollowedBar[] = []
  floor.live.followBars([AAPL, SPY], FIRST.open, (bar) => heard.push(bar))
  await floor.connect()
  await floor.to(utcMs(DAY.open + 32 * MINUTE_MS))
  floor.gateway.setFlow(AAPL, false)
  await floor.to(utcMs(DAY.open + 41 * MINUTE_MS))
  expectTruth(heard, [AAPL, SPY], floor.now())
})

test('quotes show the book of the exchange, sizes, day volume, last close and what can be borrowed', async () => {
  const floor = await floorAt(31)
  const heard = new Map<Ticker, LiveQuote>()
  floor.live.followQuotes([AAPL, SPY], (quotes) => {
    for (const quote of quotes) heard.set(quote.symbol, quote)
  })
  await floor.connect()
  await floor.pass(20 * SECOND_MS)
  const { bid, ask, last, bidSize, askSize } = floor.gateway.exchange.quote(AAPL)
  expect(heard.get(AAPL)).toMatchObject({
    ...{ bid, ask, last, bidSize, askSize, quality: 'live', halted: false, shortable: 'easy' },
    ...{ dayVolume: floor.gateway.exchange.volume(AAPL), previousClose: expect.any(Number) },
  })
  expect(floor.live.state().lines).toEqual({ used: 2, most: 100 })
})

test('a halt is seen, and its end', async () => {
  const floor = await floorAt(31)
  let halted: boolean | null = null
  floor.live.followQuotes([AAPL], (quotes) => {
    halted = quotes.at(-1)?.halted ?? null
  })
  await floor.connect()
  await floor.pass(6 * SECOND_MS)
  expect(halted).toBe(false)
  floor.gateway.take({ kind: 'halt', time: floor.now(), symbol: AAPL, halted: true })
  await floor.settle()
  expect(halted).toBe(true)
  floor.gateway.take({ kind: 'halt', time: floor.now(), symbol: AAPL, halted: false })
  await floor.settle()
  expect(halted).toBe(false)
})

test('without live data delayed ones come, labelled in the quote and in a sentence', async () => {
  const floor = await floorAt(31, { gateway: { rights: 'delayed' } })
  let quality: string | null = null
  floor.live.followQuotes([AAPL], (quotes) => {
    quality = quotes.at(-1)?.quality ?? null
  })
  await floor.connect()
  await floor.pass(30 * SECOND_MS)
  expect(quality).toBe('delayed')
  expect(floor.notices).toMatchObject([{ symbol: 'AAPL', kind: 'delayed' }])
})

test('without any permission quotes and bars say so, and nothing is asked for without end', async () => {
  const floor = await floorAt(31, { gateway: { rights: 'none' } })
  floor.live.followQuotes([AAPL], () => {})
  floor.live.followBars([AAPL], FIRST.open, () => {})
  await floor.connect()
  await floor.pass(MINUTE_MS)
  const before = floor.asked
  await floor.pass(3 * MINUTE_MS)
  expect(floor.notices.map(({ kind }) => kind).toSorted()).toEqual(['blocked', 'partial'])
  // Heartbeats alone.
  expect(floor.asked - before).toBeLessThan(40)
})

test('day volumes in lots against bars in shares block the feed with a sentence', async () => {
  const floor = await floorAt(31, { gateway: { tickSizes: 'lots' } })
  floor.live.followQuotes([AAPL], () => {})
  floor.live.followBars([AAPL], FIRST.open, () => {})
  await floor.connect()
  await floor.to(utcMs(DAY.open + 36 * MINUTE_MS))
  expect(floor.notices).toMatchObject([{ symbol: 'AAPL', kind: 'blocked', message: expect.stringMatching(/lots/) }])
})

test('the scanner ranks what the market has done', async () => {
  const floor = await floorAt(61)
  await floor.connect()
  const answer = floor.live.scan('gainers', 5)
  await floor.pass(2 * SECOND_MS)
  const scanned = await answer
  expect(scanned.ok && scanned.value.length).toBe(5)
  expect(scanned.ok && scanned.value.map(({ rank }) => rank)).toEqual([0, 1, 2, 3, 4])
})

test('bars of every size that can be asked for come, ascending', async () => {
  const floor = await floorAt(121)
  await floor.connect()
  for (const barSize of ['5s', '1m', '5m', '15m', '1h', '1d'] as const) {
    const bars = barSize === '1d' ? 2 : 20
    const answer = floor.live.history({ symbol: AAPL, barSize, until: null, bars, regularHoursOnly: true })
    await floor.pass(30 * SECOND_MS)
    const history = await answer
    if (!history.ok) throw new Error(`${barSize}: ${history.error.message}`)
    const starts = history.value.map(({ start }) => start)
    expect([barSize, starts.length]).toEqual([barSize, barSize === '1h' ? Math.min(20, starts.length) : bars])
    expect(starts).toEqual([...new Set(starts)].toSorted((a, b) => a - b))
  }
  expect(floor.gateway.stats().violations).toEqual([])
})

test('a symbol that nobody lists is dropped with a sentence', async () => {
  const floor = await floorAt(31)
  await floor.connect()
  const answer = floor.live.contract(ticker('FB'))
  await floor.pass(SECOND_MS)
  expect(await answer).toMatchObject({ ok: false, error: { message: expect.stringMatching(/not listed any more/) } })
})

/** Trades of a hundred symbols, the same in each step, over three sessions; the first two without steps. */
function* hundredSymbols(symbols: readonly Ticker[]): Generator<SteppedEvent> {
  for (const day of SESSIONS) {
    yield { kind: 'session', day }
    for (let start: number = day.open; start < day.close; start += ENGINE_BAR_MS) {
      const bar = { start: utcMs(start), open: 50, high: 50, low: 50, close: 50, volume: 6_000 }
      if (day === DAY) {
        for (let step = 1; step <= 60; step += 1) {
          const trades = symbols.map((symbol) => ({ symbol, price: 50, shares: 100 }))
          yield { kind: 'step', time: utcMs(start + step * 5 * SECOND_MS - 1), trades }
        }
      }
      for (const symbol of symbols) yield { kind: 'bar', symbol, bar }
      yield { kind: 'slot-end', time: utcMs(start + ENGINE_BAR_MS) }
    }
  }
}

test('a hundred symbols keep to the lines, the histories and the message rate of TWS, and all warm up', async () => {
  const symbols = Array.from({ length: 105 }, (_, number) =>
    ticker(`S${String.fromCharCode(65 + Math.floor(number / 26), 65 + (number % 26))}`),
  )
  const floor = await MarketFloor.open({
    ...{ symbols, sessions: SESSIONS, events: hundredSymbols(symbols) },
    start: utcMs(DAY.open + 31 * MINUTE_MS),
  })
  floors.push(floor)
  const final = new Map<Ticker, number>()
  floor.live.followBars(symbols, FIRST.open, ({ symbol, final: over }) => {
    if (over) final.set(symbol, (final.get(symbol) ?? 0) + 1)
  })
  const quoted = new Set<Ticker>()
  floor.live.followQuotes(symbols, (quotes) => {
    for (const { symbol } of quotes) quoted.add(symbol)
  })
  let most = 0
  let perSecond = 0
  floor.live.onState(({ history, outgoing }) => {
    most = Math.max(most, history.open)
    perSecond = Math.max(perSecond, outgoing.perSecond)
  })
  await floor.connect()
  const began = floor.now()
  // Bars of two sessions and the slots of today that have ended.
  await floor.whileNot(() => symbols.every((symbol) => (final.get(symbol) ?? 0) >= 2 * 78 + 6))
  const warmUp = floor.now() - began
  await floor.to(utcMs(DAY.open + 36 * MINUTE_MS))
  expect(new Set(final.values())).toEqual(new Set([2 * 78 + 7]))
  expect(floor.gateway.stats().violations).toEqual([])
  expect(floor.live.state()).toMatchObject({ lines: { used: 100, most: 100 }, streams: { used: 40, most: 40 } })
  expect([quoted.size, floor.notices.filter(({ kind }) => kind === 'partial').length]).toEqual([100, 5])
  expect(most).toBeLessThanOrEqual(45)
  expect(perSecond).toBeLessThanOrEqual(45)
  expect(warmUp).toBeLessThan(60 * SECOND_MS)
})
