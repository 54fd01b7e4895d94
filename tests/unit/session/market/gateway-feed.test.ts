import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sessionsBetween } from '../../../../src-main/market/calendar.ts'
import { GatewayFeed } from '../../../../src-main/session/market/gateway-feed.ts'
import type { MarketStage, SessionEvent } from '../../../../src-main/session/market/market-source.ts'
import type { Bar } from '../../../../src-shared/domain/bar.ts'
import { type Ticker, ticker } from '../../../../src-shared/domain/ids.ts'
import { PENNY } from '../../../../src-shared/domain/price.ts'
import {
  ENGINE_BAR_MS,
  MINUTE_MS,
  SECOND_MS,
  sessionDate,
  type UtcMs,
  utcMs,
} from '../../../../src-shared/domain/time.ts'
import { ScriptedMarket } from '../../../support/session/scripted-market.ts'

const sessions = sessionsBetween(sessionDate('2024-11-11'), sessionDate('2024-11-15'))
const [, , , before, today] = sessions
const OPEN = today!.open
const [SPY, AAPL] = [ticker('SPY'), ticker('AAPL')]

const barAt = (start: number, close = 100): Bar => ({
  start: utcMs(start),
  ...{ open: 100, high: Math.max(100, close), low: Math.min(100, close), close, volume: 10 },
})

/** Every bar of the sessions, as history has it at a moment: the one under way included. */
const everyBar = (now: UtcMs) => (): Bar[] =>
  sessions
    .flatMap(({ open, close }) =>
      Array.from({ length: (close - open) / ENGINE_BAR_MS }, (_, slot) => barAt(open + slot * ENGINE_BAR_MS)),
    )
    .filter(({ start }) => start < now)

let over: AbortController
let told: { connecting: number; warmedUp: [number, number][]; notices: string[] }
let feed: GatewayFeed | null = null

beforeEach(() => {
  over = new AbortController()
  told = { connecting: 0, warmedUp: [], notices: [] }
})

afterEach(() => {
  feed?.close()
  feed = null
})

function stage(resume: MarketStage['resume'] = null): MarketStage {
  return {
    clock: null,
    resume,
    over: over.signal,
    held: () => [],
    note: () => {},
    connecting: () => told.connecting++,
    warmedUp: (done, total) => told.warmedUp.push([done, total]),
    market: () => {},
    notice: ({ message }) => told.notices.push(message),
    redeem: () => ({ ok: false, error: { code: 'not-ours', message: 'nothing is sent here' } }),
    accounts: () => {},
    gatewayRequest: () => {},
    undecidable: () => {},
  }
}

function feedOn(market: ScriptedMarket, now: UtcMs, resume: MarketStage['resume'] = null): GatewayFeed {
  const instruments = [SPY, AAPL].map((symbol) => ({
    ...({ symbol, tick: PENNY, kind: 'stock', sectorEtf: null, related: [] } as const),
  }))
  feed = new GatewayFeed({
    market,
    source: { instruments, traded: [SPY, AAPL], sessions },
    stage: stage(resume),
    now: () => now,
    choice: null,
  })
  return feed
}

async function historyOf(market: ScriptedMarket, now: UtcMs, resume: MarketStage['resume'] = null) {
  const events: SessionEvent[] = []
  for await (const event of feedOn(market, now, resume).history()) events.push(event)
  return events
}

const kinds = (events: readonly SessionEvent[], kind: SessionEvent['kind']) =>
  events.filter((each) => each.kind === kind)
const lastBarOf = (events: readonly SessionEvent[]): number => {
  const last = kinds(events, 'bar').at(-1)
  return last?.kind === 'bar' ? last.bar.start : 0
}
const at = (ms: number): UtcMs => utcMs(OPEN + ms)

describe('the history of a live market', () => {
  test('is two sessions and what there is of today, each slot with its bars in feed order', async () => {
    const now = at(20 * MINUTE_MS + 10 * SECOND_MS)
    const events = await historyOf(new ScriptedMarket(everyBar(now)), now)
    expect(kinds(events, 'session')).toHaveLength(3)
    expect(kinds(events, 'slot-end')).toHaveLength(78 + 78 + 4)
    const [, first, second] = events
    expect([first, second]).toMatchObject([
      { kind: 'bar', symbol: SPY },
      { kind: 'bar', symbol: AAPL },
    ])
  })

  test('leaves a bar that may still change to those that are followed', async () => {
    const now = at(20 * MINUTE_MS + 3 * SECOND_MS)
    const market = new ScriptedMarket(everyBar(now))
    expect(lastBarOf(await historyOf(market, now))).toBe(at(10 * MINUTE_MS))
    feed?.follow()
    expect(market.followed?.since).toBe(at(15 * MINUTE_MS))
  })

  test('has a slot that was decided before a restart, however young it is', async () => {
    const now = at(20 * MINUTE_MS)
    const events = await historyOf(new ScriptedMarket(everyBar(now)), now, {
      until: now,
      decidedTo: now,
      tradedUntil: utcMs(0),
      gatewayRequests: () => [],
    })
    expect(lastBarOf(events)).toBe(at(15 * MINUTE_MS))
  })

  test('on a day without trading is that of two sessions, and bars are followed from the next open', async () => {
    const now = utcMs(before!.close + 60 * MINUTE_MS)
    const market = new ScriptedMarket(everyBar(now))
    expect(kinds(await historyOf(market, now), 'session')).toHaveLength(2)
    feed?.follow()
    expect(market.followed?.since).toBe(OPEN)
  })

  test('is asked for again when it could only not be had at the moment', async () => {
    const market = new ScriptedMarket(everyBar(OPEN))
    market.failures.set(AAPL, [
      { code: 'timed-out', message: 'No answer.' },
      { code: 'pacing', message: 'Too fast.' },
    ])
    await historyOf(market, OPEN)
    expect(market.asked.filter(({ symbol }) => symbol === AAPL)).toHaveLength(3)
    expect(told.notices).toEqual([])
  })

  test('that is refused leaves its symbol without a warm-up, which is said', async () => {
    const market = new ScriptedMarket(everyBar(OPEN))
    market.failures.set(AAPL, [{ code: 'no-permission', message: 'No permission for AAPL.' }])
    await historyOf(market, OPEN)
    expect(told.notices).toEqual(['No permission for AAPL.'])
  })

  test('shows how far it is', async () => {
    await historyOf(new ScriptedMarket(everyBar(OPEN)), OPEN)
    expect(told).toMatchObject({
      connecting: 1,
      warmedUp: [
        [0, 2],
        [1, 2],
        [2, 2],
      ],
    })
  })

  test('drops what is not listed any more, before anything else', async () => {
    const market = new ScriptedMarket(everyBar(OPEN))
    market.unlisted.add(AAPL)
    const [first, ...rest] = await historyOf(market, OPEN)
    expect(first).toMatchObject({ kind: 'symbols', add: [], remove: [AAPL], traded: [SPY] })
    expect(rest.some((event) => event.kind === 'bar' && event.symbol === AAPL)).toBe(false)
  })

  test('without the market’s own symbol is an error: nothing could be decided', async () => {
    const market = new ScriptedMarket(everyBar(OPEN))
    market.unlisted.add(SPY)
    await expect(historyOf(market, OPEN)).rejects.toThrow('There is no data of SPY')
  })

  test('is given up when the session ends while nobody answers', async () => {
    const market = new ScriptedMarket(everyBar(OPEN))
    market.say({ state: 'reconnecting', reason: 'Nobody answers.' })
    const ended = historyOf(market, OPEN)
    over.abort()
    expect(kinds(await ended, 'bar')).toEqual([])
  })
})

describe('what comes in', () => {
  const followed = (start: number, close: number, final = false, symbol: Ticker = SPY) => ({
    ...{ symbol, bar: barAt(start, close), final },
  })

  async function following(): Promise<[ScriptedMarket, GatewayFeed]> {
    const market = new ScriptedMarket(() => [])
    await historyOf(market, OPEN)
    feed!.follow()
    return [market, feed!]
  }
  const newsOf = (of: GatewayFeed) => [...of.news(OPEN)]

  test('keeps the newest version of a bar that forms, and the last one of the bar before', async () => {
    const [market, running] = await following()
    market.give(followed(OPEN, 101))
    market.give(followed(OPEN, 102))
    market.give(followed(OPEN + ENGINE_BAR_MS, 103))
    expect(newsOf(running)).toMatchObject([
      { kind: 'followed', bar: { start: OPEN, close: 102 }, final: false },
      { kind: 'followed', bar: { start: OPEN + ENGINE_BAR_MS, close: 103 }, final: false },
      { kind: 'moment' },
    ])
  })

  test('a final bar takes the place of the one that formed', async () => {
    const [market, running] = await following()
    market.give(followed(OPEN, 101))
    market.give(followed(OPEN, 102, true))
    expect(newsOf(running)).toMatchObject([{ bar: { close: 102 }, final: true }, { kind: 'moment' }])
  })

  test('a loss of the feed is told once, and so is its return', async () => {
    const [market, running] = await following()
    market.say({ state: 'degraded', reason: 'TWS has lost its servers.' })
    expect(newsOf(running)).toMatchObject([
      { kind: 'feed-lost', reason: 'TWS has lost its servers.' },
      { kind: 'moment' },
    ])
    expect(newsOf(running)).toMatchObject([{ kind: 'moment' }])
    market.say({ state: 'ready' })
    expect(newsOf(running)).toMatchObject([{ kind: 'feed-lost', reason: null }, { kind: 'moment' }])
  })

  test('wakes whoever waits for it', async () => {
    const [market, running] = await following()
    const woken = running.woken(60_000)
    market.give(followed(OPEN, 101))
    await woken
    expect(newsOf(running)).toHaveLength(2)
  })

  test('the end of the session wakes whoever waits, too', async () => {
    const [, running] = await following()
    const woken = running.woken(60_000)
    over.abort()
    await woken
  })

  test('closing it leaves nobody who listens', async () => {
    const [market, running] = await following()
    running.close()
    expect(market.heard).toBe(false)
  })
})
