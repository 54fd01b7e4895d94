import { describe, expect, test } from 'vitest'
import { createBarBuilder, tradeUpdate } from '../../../../src-main/market/bar-builder.ts'
import type { MarketData, MarketEvent } from '../../../../src-main/market/market-data.ts'
import { pathOfBar } from '../../../../src-main/simulator/exchange/bar-path.ts'
import {
  recordedSteps,
  type SteppedEvent,
  syntheticSteps,
  timeOfStepped,
} from '../../../../src-main/simulator/exchange/steps.ts'
import { createRandom } from '../../../../src-main/simulator/random.ts'
import { demoPlan } from '../../../../src-main/simulator/synthetic/shipped-day.ts'
import { createSyntheticMarket } from '../../../../src-main/simulator/synthetic/synthetic-market.ts'
import type { Bar } from '../../../../src-shared/domain/bar.ts'
import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, utcMs } from '../../../../src-shared/domain/time.ts'
import { THREE_DAYS } from '../synthetic/sessions.ts'
import { AAPL, MONDAY, MSFT } from './trading-floor.ts'

const barAt = (slot: number, [open, high, low, close, volume]: readonly number[]): Bar => ({
  start: utcMs(MONDAY.open + slot * ENGINE_BAR_MS),
  open: open!,
  high: high!,
  low: low!,
  close: close!,
  volume: volume!,
})

const BARS: readonly Bar[] = [
  barAt(0, [187.17, 188.44, 186.35, 187.73, 4_575_934]),
  barAt(1, [187.76, 187.76, 187.76, 187.76, 0]),
  barAt(2, [100, 110, 100, 110, 3]),
  barAt(3, [110, 110, 100, 100, 60]),
  barAt(4, [45.1249, 45.1251, 45.1249, 45.1251, 812]),
  barAt(5, [10, 12, 9, 11, 1_234.75]),
]

/** The bars that a bar builder makes of the steps' trades. */
function rebuilt(events: readonly SteppedEvent[]): Map<Ticker, Bar[]> {
  const made = new Map<Ticker, { bars: Bar[]; builder: ReturnType<typeof createBarBuilder> }>()
  const makeBuilder = (): ReturnType<typeof createBarBuilder> =>
    createBarBuilder({
      interval: 5,
      sessionAt: (time) => THREE_DAYS.find(({ open, close }) => open <= time && time < close) ?? null,
      updateMs: 0,
      graceMs: 0,
    })
  for (const event of events) {
    if (event.kind === 'step') {
      for (const { symbol, price, shares } of event.trades) {
        const entry = made.get(symbol) ?? { bars: [], builder: makeBuilder() }
        made.set(symbol, entry)
        const added = entry.builder.add(tradeUpdate(event.time, price, shares))
        if (!added.ok) throw new Error(added.error.message)
      }
    } else if (event.kind === 'slot-end') {
      for (const { bars, builder } of made.values()) {
        const bar = builder.onClock(event.time)
        if (bar !== null) bars.push(bar)
      }
    }
  }
  return new Map([...made].map(([symbol, { bars }]) => [symbol, bars]))
}

const recorded = (bars: readonly Bar[]): MarketData => ({
  origin: 'recorded',
  symbols: [AAPL, MSFT],
  sessions: [MONDAY],
  *events(): Iterable<MarketEvent> {
    yield { kind: 'session', day: MONDAY }
    for (let end: number = MONDAY.open + ENGINE_BAR_MS; end <= MONDAY.close; end += ENGINE_BAR_MS) {
      for (const bar of bars.filter(({ start }) => start + ENGINE_BAR_MS === end)) {
        yield { kind: 'bar', symbol: AAPL, bar }
        if (bar.volume > 1_000) yield { kind: 'bar', symbol: MSFT, bar }
      }
      yield { kind: 'slot-end', time: utcMs(end) }
    }
  },
})

const collect = async (events: AsyncIterable<SteppedEvent>): Promise<SteppedEvent[]> => {
  const all: SteppedEvent[] = []
  for await (const event of events) all.push(event)
  return all
}

describe('the steps within a bar', () => {
  test.each(BARS.map((bar) => [JSON.stringify(bar), bar] as const))('make exactly %s', (_, bar) => {
    for (let seed = 0; seed < 50; seed++) {
      const { prices, shares } = pathOfBar(bar, createRandom(seed))
      expect(prices[0]).toBe(bar.open)
      expect(prices.at(-1)).toBe(bar.close)
      expect(Math.max(...prices)).toBe(bar.high)
      expect(Math.min(...prices)).toBe(bar.low)
      expect(shares.reduce((sum, value) => sum + value, 0)).toBe(bar.volume)
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(0)
    }
  })

  test('trade at its high and its low, when there is volume for it', () => {
    const bar = BARS[3]!
    const { prices, shares } = pathOfBar(bar, createRandom(1))
    const traded = [...prices].filter((_, step) => shares[step]! > 0)
    expect(Math.max(...traded)).toBe(bar.high)
    expect(Math.min(...traded)).toBe(bar.low)
  })

  test('are pennies where the bar is', () => {
    const { prices } = pathOfBar(BARS[0]!, createRandom(3))
    for (const dollars of prices) expect(Math.abs(dollars * 100 - Math.round(dollars * 100))).toBeLessThan(1e-6)
  })

  test('depend on the seed, the symbol and the bar, not on what came before', async () => {
    const whole = await collect(recordedSteps(recorded(BARS), 5))
    const cut = await collect(recordedSteps(recorded(BARS.slice(3)), 5))
    const from = MONDAY.open + 3 * ENGINE_BAR_MS
    const steps = (events: SteppedEvent[]): SteppedEvent[] =>
      events.filter((event) => event.kind === 'step' && event.time > from)
    expect(steps(cut)).toEqual(steps(whole))
    expect(await collect(recordedSteps(recorded(BARS), 6))).not.toEqual(whole)
  })
})

describe('a market in steps', () => {
  test('of recorded bars makes these bars again', async () => {
    const events = await collect(recordedSteps(recorded(BARS.slice(0, 5)), 5))
    expect(rebuilt(events).get(AAPL)).toEqual(BARS.slice(0, 5))
  })

  test('of a synthetic market makes its bars again', () => {
    const market = createSyntheticMarket(3, demoPlan(THREE_DAYS))
    const bars = rebuilt([...syntheticSteps(market)])
    for (const symbol of market.symbols) {
      expect(bars.get(symbol)).toEqual(market.days.flatMap((day) => day.symbols.get(symbol)!.bars))
    }
  })

  test('says all that the market says, with the steps of a slot before its bars and nothing back in time', async () => {
    for (const [market, stepped] of [
      [[...(recorded(BARS).events() as Iterable<MarketEvent>)], await collect(recordedSteps(recorded(BARS), 5))],
      [
        [...createSyntheticMarket(3, demoPlan(THREE_DAYS)).events()],
        [...syntheticSteps(createSyntheticMarket(3, demoPlan(THREE_DAYS)))],
      ],
    ] as const) {
      expect(stepped.filter((event) => event.kind !== 'step')).toEqual(market)
      const times = stepped.map(timeOfStepped)
      expect(times.filter((time, index) => time < (times[index - 1] ?? 0))).toEqual([])
    }
  })

  test('has no steps where no symbol has a bar', async () => {
    const events = await collect(recordedSteps(recorded([BARS[2]!]), 5))
    const steps = events.filter((event) => event.kind === 'step')
    expect(steps.length).toBe(60)
    expect(steps[0]!.time).toBe(MONDAY.open + 2 * ENGINE_BAR_MS + 4_999)
    expect(steps[59]!.time).toBe(MONDAY.open + 3 * ENGINE_BAR_MS - 1)
  })
})
