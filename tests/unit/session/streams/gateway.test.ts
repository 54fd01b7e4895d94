import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { StreamMessage } from '../../../../src-main/session/cockpit-service.ts'
import type { RunningSession } from '../../../../src-main/session/session-observer.ts'
import { CockpitStreams } from '../../../../src-main/session/streams/cockpit-streams.ts'
import { GATEWAY_MS } from '../../../../src-main/session/streams/gateway-show.ts'
import { GATEWAY_MESSAGES, gatewaySchema } from '../../../../src-shared/contract/views/gateway.ts'
import { accountId, ticker } from '../../../../src-shared/domain/ids.ts'
import { utcMs } from '../../../../src-shared/domain/time.ts'
import { demoCockpit } from '../../../support/session/demo-cockpit.ts'
import { HandSchedule } from '../../../support/session/hand-schedule.ts'
import { marketState } from '../../../support/session/market-states.ts'
import { Mirror } from '../../../support/session/mirror.ts'

const NOW = Date.UTC(2026, 10, 20, 15)

/** Streams of no session yet, with a clock that the test moves. */
function streamsAlone() {
  const schedule = new HandSchedule()
  const clock = { now: NOW }
  const streams = new CockpitStreams({ schedule: schedule.schedule, now: () => utcMs(clock.now) })
  return { schedule, clock, streams }
}

/** The same with a session of the demo market, whose first step has passed. */
function demoStreams() {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-streams-'))
  const alone = streamsAlone()
  let begun: RunningSession | null = null
  const begin = alone.streams.begin.bind(alone.streams)
  alone.streams.begin = (session) => {
    begun = session
    begin(session)
  }
  const cockpit = demoCockpit({ database: join(folder, 'audit.db'), observer: alone.streams })
  onTestFinished(async () => {
    await cockpit.close()
    rmSync(folder, { recursive: true, force: true })
  })
  expect(cockpit.start().ok).toBe(true)
  return { ...alone, session: () => begun! }
}

const followed = (streams: CockpitStreams, topic = 'gateway') => {
  const mirror = new Mirror(topic)
  const heard: StreamMessage[] = []
  const following = streams.follow(topic, (message) => {
    heard.push(message)
    mirror.take(message)
  })
  if (!following.ok) throw new Error(following.error.message)
  return { mirror, heard, ...following.value }
}

describe('the connection to TWS', () => {
  test('is nothing where the market needs none', () => {
    const { streams } = demoStreams()
    expect(followed(streams).mirror.state).toMatchObject({ link: null, messages: [], notices: [] })
  })

  test('can be followed before a session has begun, for whoever has to be told what to switch on', () => {
    const { streams } = streamsAlone()
    expect(streams.follow('gateway', () => {}).ok).toBe(false)
    streams.market(marketState({ state: 'reconnecting', reason: 'Nothing listens.', attempts: 2 }))
    expect(followed(streams).mirror.state).toMatchObject({
      at: NOW,
      link: { state: 'reconnecting', reason: 'Nothing listens.', attempts: 2, beenReady: false },
    })
    expect(streams.follow('status', () => {})).toMatchObject({ ok: false, error: { code: 'not-running' } })
  })

  test('goes on under the session that begins, which finds what was said before', () => {
    const { streams } = demoStreams()
    streams.market(marketState())
    const { mirror } = followed(streams)
    expect(mirror.epoch).not.toBe('')
    expect(mirror.state).toMatchObject({ link: { state: 'ready', beenReady: true } })
  })

  test('remembers that it has been ready: a connection that was lost is no first run', () => {
    const { streams } = streamsAlone()
    streams.market(marketState())
    streams.market(marketState({ state: 'reconnecting', attempts: 9 }))
    expect(followed(streams).mirror.state).toMatchObject({ link: { state: 'reconnecting', beenReady: true } })
  })

  test('takes an account by its id while nobody knows whose gateway it is, and for simulated behind our own', () => {
    const accounts = [accountId('DU1234567'), accountId('DF1'), accountId('U7654321')]
    const { streams: alone } = streamsAlone()
    alone.market(marketState({ accounts }))
    expect(followed(alone).mirror.state).toMatchObject({
      link: { accounts: [{ class: 'paper' }, { class: 'paper' }, { class: 'real' }] },
    })
    const { streams: ours } = demoStreams()
    ours.market(marketState({ accounts }))
    expect(followed(ours).mirror.state).toMatchObject({
      link: { accounts: [{ class: 'simulated' }, { class: 'simulated' }, { class: 'simulated' }] },
    })
  })

  test('shows the newest messages, never more than the contract has', () => {
    const { streams } = streamsAlone()
    const message = (at: number) => ({ at, code: 2108, severity: 'info', text: `Message ${at}.` }) as const
    streams.market(marketState({ messages: Array.from({ length: 400 }, (_, at) => message(400 - at)) }))
    const shown = gatewaySchema.parse(followed(streams).mirror.state).messages
    expect(shown).toHaveLength(GATEWAY_MESSAGES)
    expect(shown[0]).toEqual(message(400))
  })
})

describe('its changes', () => {
  test('are sent at once, and then at most once a quarter of a second, the newest last', () => {
    const { streams, schedule } = streamsAlone()
    streams.market(marketState())
    const { heard, mirror } = followed(streams)
    for (let perSecond = 1; perSecond <= 40; perSecond++) {
      streams.market(marketState({ outgoing: { perSecond, waiting: 0 } }))
    }
    expect(heard.slice(1)).toMatchObject([{ delta: { outgoing: { perSecond: 1 } } }])
    expect(schedule.delays).toContain(GATEWAY_MS)
    schedule.runAll()
    expect(heard).toHaveLength(3)
    expect(mirror.state).toMatchObject({ outgoing: { perSecond: 40 } })
    expect(mirror.gaps).toEqual([])
  })

  test('carry only what has changed, and the moment at which it was said', () => {
    const { streams, clock } = streamsAlone()
    streams.market(marketState())
    const { heard } = followed(streams)
    clock.now += 5_000
    streams.market(marketState({ latency: 15 }))
    expect(heard.at(-1)).toMatchObject({ type: 'delta', delta: { latency: 15, at: NOW + 5_000 } })
    expect(Object.keys(Object(heard.at(-1)).delta).sort()).toEqual(['at', 'latency'])
  })

  test('are none when the same is said again', () => {
    const { streams, schedule, clock } = streamsAlone()
    streams.market(marketState())
    const { heard } = followed(streams)
    clock.now += 5_000
    streams.market(marketState())
    schedule.runAll()
    expect(heard).toHaveLength(1)
  })

  test('keep no timer once nobody follows, and nothing back from who comes next', () => {
    const { streams, schedule } = streamsAlone()
    streams.market(marketState())
    const { stop } = followed(streams)
    streams.market(marketState({ latency: 1 }))
    streams.market(marketState({ latency: 2 }))
    stop()
    expect(schedule.delays).toEqual([])
    expect(followed(streams).mirror.state).toMatchObject({ latency: 2 })
  })
})

describe('what is said of a symbol', () => {
  const notice = (kind: 'partial' | 'blocked' | 'restored', message: string) =>
    ({ symbol: ticker('NVDA'), kind, message }) as const

  test('stands in the panel until it is restored, the newest of each', () => {
    const { streams } = demoStreams()
    const { mirror } = followed(streams)
    streams.notice(notice('partial', 'Two bars did not come.'))
    streams.notice(notice('blocked', 'Its volumes come in lots.'))
    expect(mirror.state).toMatchObject({ notices: [{ symbol: 'NVDA', kind: 'blocked' }] })
    streams.notice(notice('restored', 'All is well.'))
    expect(mirror.state).toMatchObject({ notices: [] })
    expect(mirror.gaps).toEqual([])
  })

  test('labels its row and its chart with the next batch', () => {
    const { streams, schedule } = demoStreams()
    const rows = followed(streams, 'watchlist')
    const symbol = followed(streams, 'symbol/NVDA')
    const said = { label: 'blocked', words: 'blocked', says: 'Its volumes come in lots.' }
    streams.notice(notice('blocked', said.says))
    schedule.runAll()
    expect(rows.mirror.state).toMatchObject({
      rows: expect.arrayContaining([expect.objectContaining({ symbol: 'NVDA', data: said })]),
    })
    expect(symbol.mirror.state).toMatchObject({ data: said })
  })

  test('can be read when its session is over, and is forgotten with the next market', () => {
    const { streams } = streamsAlone()
    streams.market(marketState())
    streams.notice(notice('partial', 'Two bars did not come.'))
    streams.end()
    const { mirror } = followed(streams)
    expect(mirror.state).toMatchObject({ link: { beenReady: true }, notices: [{ symbol: 'NVDA' }] })
    streams.market(marketState({ state: 'connecting' }))
    expect(mirror.state).toMatchObject({ link: { state: 'connecting', beenReady: false }, notices: [] })
  })
})

describe('symbols that come and go while a session runs', () => {
  test('come and go in the watchlist, and what follows one that went is told so', () => {
    const { streams, schedule, session } = demoStreams()
    const rows = followed(streams, 'watchlist')
    const chart = followed(streams, 'candles/AMD/5m')
    const { instruments } = session().facts
    streams.symbols(instruments.filter(({ symbol }) => symbol !== 'AMD'))
    schedule.runAll()
    const symbolsShown = (): string[] => Object(rows.mirror.state).rows.map((row: { symbol: string }) => row.symbol)
    expect(symbolsShown()).not.toContain('AMD')
    expect(chart.mirror.ended).toBe('unknown-topic')
    expect(streams.follow('symbol/AMD', () => {}).ok).toBe(false)
    streams.symbols(instruments)
    schedule.runAll()
    expect(symbolsShown()).toContain('AMD')
    expect(new Set(symbolsShown()).size).toBe(instruments.length)
    expect(streams.follow('symbol/AMD', () => {}).ok).toBe(true)
    expect(rows.mirror.gaps).toEqual([])
  })
})
