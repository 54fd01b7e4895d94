import { afterEach, beforeEach, expect, test } from 'vitest'
import type { MarketEvent } from '../../../src-main/market/market-data.ts'
import type { Bar } from '../../../src-shared/domain/bar.ts'
import { ENGINE_BAR_MS, MINUTE_MS, type SessionDay, type UtcMs } from '../../../src-shared/domain/time.ts'
import { instrumentsOf, sessionsFrom, WIDE } from '../../support/engine-inputs.ts'
import { type AuditFolder, auditFolder, payloadsOf, replayOf } from '../../support/session/audit-folder.ts'
import { demoCockpit } from '../../support/session/demo-cockpit.ts'
import { WatchingObserver } from '../../support/session/watching-observer.ts'
import { eventsOf, generatedSource } from '../../support/session/wide-source.ts'

const instruments = instrumentsOf(...WIDE)
const stocks = instruments.filter(({ kind }) => kind === 'stock').map(({ symbol }) => symbol)
const days = sessionsFrom('2024-03-04', '2024-03-06')
const [first, second, third] = days as [SessionDay, SessionDay, SessionDay]

let folder: AuditFolder
let database: string

beforeEach(() => {
  folder = auditFolder()
  database = folder.file('session')
})

afterEach(() => folder.remove())

/** Plays a market headless to its end. */
async function played(sessions: readonly SessionDay[], events: () => Iterable<MarketEvent>, decideFrom?: UtcMs) {
  const observer = new WatchingObserver()
  const source = generatedSource(instruments, sessions, events, decideFrom)
  const cockpit = demoCockpit({ source, database, observer, headless: true })
  expect(cockpit.start()).toEqual({ ok: true, value: null })
  const end = await cockpit.finished
  await cockpit.close()
  return { observer, end }
}

test('earlier days are fed and not decided', async () => {
  const { observer } = await played(days, () => eventsOf(1, instruments, days), third.open)
  expect(observer.bars).toBe(3 * 78 * instruments.length)
  expect(observer.decided).toHaveLength(78 * stocks.length)
  expect(observer.phases).toEqual(['warming-up', 'running', 'finished'])
})

test('a symbol without a bar is named in the barrier, and not decided', async () => {
  const at = second.open + 3 * ENGINE_BAR_MS
  const dropped = (symbol: string, bar: Bar): Bar | null => (symbol === 'NVDA' && bar.start === at ? null : bar)
  const { observer } = await played(days, () => eventsOf(1, instruments, days, dropped))
  expect(payloadsOf(database, 'barrier').find(({ barStart }) => barStart === at)).toMatchObject({ missing: ['NVDA'] })
  const decided = observer.decided.filter(({ barStart }) => barStart === at).map(({ symbol }) => symbol)
  expect(decided).toEqual(stocks.filter((symbol) => symbol !== 'NVDA'))
})

test('a bar that the engine refuses is recorded with its refusal', async () => {
  const broken = (symbol: string, bar: Bar): Bar =>
    symbol === 'NVDA' && bar.start === second.open ? { ...bar, low: bar.high + 1 } : bar
  await played(days, () => eventsOf(1, instruments, days, broken))
  expect(payloadsOf(database, 'bar-refused')).toMatchObject([{ refusal: 'range-broken' }])
  expect(replayOf(database)).toMatchObject({ differences: [], broken: null })
})

test('everything is flat before an early close too, and nothing goes out in its last half hour', async () => {
  const short = sessionsFrom('2024-07-01', '2024-07-03')
  const early = short[2]!
  expect(early.close - early.open).toBe(210 * MINUTE_MS)
  const { observer } = await played(short, () => eventsOf(3, instruments, short))
  const timesOf = (kind: string): number[] =>
    observer.events.filter((event) => event.kind === kind).map(({ time }) => time)
  expect(timesOf('execution').length).toBeGreaterThan(10)
  for (const { close } of short) {
    const before = (times: number[]): number[] =>
      times.filter((time) => time > close - 390 * MINUTE_MS && time <= close)
    expect(Math.max(0, ...before(timesOf('order-intent')))).toBeLessThan(close - 30 * MINUTE_MS)
    expect(Math.max(0, ...before(timesOf('execution')))).toBeLessThan(close - 4 * MINUTE_MS)
  }
})

test('a market that cannot go on fails the session, which says so and is recorded as failed', async () => {
  function* breaking(): Generator<MarketEvent> {
    for (const event of eventsOf(1, instruments, days)) {
      if (event.kind === 'slot-end' && event.time > first.open + 30 * MINUTE_MS) throw new Error('The file is gone.')
      yield event
    }
  }
  const { observer, end } = await played(days, breaking)
  expect(end).toMatchObject({ kind: 'failed', message: 'The file is gone.' })
  expect(observer.state).toMatchObject({ phase: 'failed', message: expect.stringContaining('The file is gone.') })
  expect(payloadsOf(database, 'session-ended')).toEqual([{ reason: 'failed' }])
  expect(replayOf(database)).toMatchObject({ differences: [], broken: null })
})
