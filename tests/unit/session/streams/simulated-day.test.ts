import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunningSession } from '../../../../src-main/session/session-observer.ts'
import { CockpitStreams } from '../../../../src-main/session/streams/cockpit-streams.ts'
import type { TradingEvent } from '../../../../src-main/trading/journal/trading-event.ts'
import { waitingBrackets } from '../../../../src-main/trading/state/desk-state.ts'
import { dayViews } from '../../../../src-main/trading/views/positions.ts'
import type { TopicState } from '../../../../src-shared/contract/topics.ts'
import type { ActivityLine } from '../../../../src-shared/contract/views/activity.ts'
import type { Bar } from '../../../../src-shared/domain/bar.ts'
import type { Decision } from '../../../../src-shared/domain/decision.ts'
import { type Ticker, ticker } from '../../../../src-shared/domain/ids.ts'
import { demoCockpit } from '../../../support/session/demo-cockpit.ts'
import { HandSchedule } from '../../../support/session/hand-schedule.ts'
import { Mirror, parseMessage } from '../../../support/session/mirror.ts'

const NVDA = ticker('NVDA')
const ALWAYS = [
  ...['status', 'watchlist', 'cards', 'orders', 'positions', 'activity'],
  ...['symbol/NVDA', 'scorecard/NVDA', 'candles/NVDA/1m', 'candles/NVDA/5m', 'candles/NVDA/15m', 'candles/NVDA/D'],
]

/** Topics that say much and little at a time: some of it is checked against the contract. */
const OFTEN = /^(candles|watchlist|status|positions)/

/** Streams that note beside what they show what they were told, and look closely now and then. */
class WatchedStreams extends CockpitStreams {
  session: RunningSession | null = null
  readonly mirrors = ALWAYS.map((topic) => new Mirror(topic))
  readonly bars: Bar[] = []
  readonly decided: Decision[] = []
  readonly told: TradingEvent[] = []
  /** Called at moments at which nothing is on its way. */
  atRest: () => void = () => {}
  private steps = 0

  override begin(session: RunningSession): void {
    super.begin(session)
    this.session = session
    for (const mirror of this.mirrors) {
      const following = this.follow(mirror.topic, (message) => {
        mirror.take(message)
        const often = OFTEN.test(mirror.topic) && message.type === 'delta'
        if (!often || mirror.messages % 7 === 1) parseMessage(message)
      })
      if (!following.ok) throw new Error(following.error.message)
    }
  }

  override bar(symbol: Ticker, bar: Bar): void {
    super.bar(symbol, bar)
    if (symbol === NVDA) this.bars.push(bar)
  }

  override step(...step: Parameters<CockpitStreams['step']>): void {
    super.step(...step)
    if (++this.steps % 20 !== 0) return
    this.flush()
    this.atRest()
  }

  override decisions(decisions: readonly Decision[]): void {
    super.decisions(decisions)
    this.decided.push(...decisions)
    this.flush()
    this.atRest()
  }

  override trading(event: TradingEvent): void {
    super.trading(event)
    this.told.push(event)
  }

  mirror<State>(topic: string): State {
    const found = this.mirrors.find((mirror) => mirror.topic === topic)
    return found?.state as State
  }

  /** What somebody would see who begins to follow now. */
  fresh(topic: string): unknown {
    const mirror = new Mirror(topic)
    const following = this.follow(topic, mirror.take)
    if (following.ok) following.value.stop()
    return mirror.state
  }
}

const folder = mkdtempSync(join(tmpdir(), 'streams-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Without what only the passing of operator time changes. */
const withoutTime = (state: unknown): unknown =>
  JSON.parse(JSON.stringify(state, (key, value) => (key === 'left' ? 0 : value)))

const sorted = (state: unknown): unknown => {
  const { rows, ...rest } = state as { rows?: readonly object[] }
  if (rows === undefined) return state
  return { ...rest, rows: rows.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1)) }
}

describe('a simulated day, with somebody who approves two cards of three', () => {
  const streams = new WatchedStreams({ schedule: new HandSchedule().schedule })
  const differing: string[] = []
  const profits: { readonly shown: number; readonly desk: number }[] = []
  const profiles: { readonly shown: unknown; readonly measured: unknown }[] = []
  let cardsSeen = 0
  let votesSeen = 0
  let rests = 0

  beforeAll(async () => {
    streams.atRest = () => {
      rests++
      const { session } = streams
      if (session === null) return
      const status = streams.mirror<TopicState<'status'>>('status')
      const [day] = dayViews(session.desk)
      profits.push({ shown: status.profit.profit, desk: day?.profit ?? Number.NaN })
      for (const card of streams.mirror<TopicState<'cards'>>('cards').rows) {
        cardsSeen++
        if (card.votes !== null && card.votes.agreeing >= 4) votesSeen++
      }
      const decision = streams.decided.findLast(({ symbol }) => symbol === NVDA)
      const measured = decision?.measures.volumeProfile
      if (measured !== undefined && 'poc' in measured && measured.source === 'session') {
        const { profile } = streams.mirror<TopicState<'symbol'>>('symbol/NVDA')
        const { poc, valueHigh, valueLow } = measured
        profiles.push({
          shown: { poc: profile?.poc, valueHigh: profile?.valueHigh, valueLow: profile?.valueLow },
          measured: { poc, valueHigh, valueLow },
        })
      }
      if (rests % 11 !== 0) return
      for (const topic of ALWAYS) {
        // The clock of a status goes on between two looks.
        if (topic === 'status') continue
        const [mirrored, fresh] = [streams.mirror(topic), streams.fresh(topic)].map((state) =>
          sorted(withoutTime(state)),
        )
        if (JSON.stringify(mirrored) !== JSON.stringify(fresh)) differing.push(topic)
      }
    }
    let cards = 0
    const trading = streams.trading.bind(streams)
    streams.trading = (event) => {
      trading(event)
      if (event.kind !== 'order-staged' || ++cards % 3 === 0) return
      const { ref, revision } = event.staged
      setImmediate(() => cockpit.command(`approve-${ref}`, { kind: 'approve', ref, revision }, 'test'))
    }
    const cockpit = demoCockpit({
      database: join(folder, 'audit.db'),
      observer: streams,
      flags: { speed: '100000' },
    })
    expect(cockpit.start().ok).toBe(true)
    expect(await cockpit.finished).toEqual({ kind: 'finished' })
    streams.flush()
    await cockpit.close()
  }, 60_000)

  test('comes without a gap in any topic', () => {
    expect(streams.mirrors.flatMap(({ gaps }) => gaps)).toEqual([])
    for (const mirror of streams.mirrors) expect(mirror.messages, mirror.topic).toBeGreaterThan(5)
  })

  test('shows whoever followed from the beginning what a newcomer sees', () => {
    expect(rests).toBeGreaterThan(200)
    expect(differing).toEqual([])
  })

  test('shows the profit of the desk at every moment', () => {
    expect(profits.filter(({ shown, desk }) => shown !== desk)).toEqual([])
    expect(new Set(profits.map(({ shown }) => shown)).size).toBeGreaterThan(20)
  })

  test("shows the engine's own point of control and value area", () => {
    expect(profiles.length).toBeGreaterThan(200)
    expect(profiles.filter(({ shown, measured }) => JSON.stringify(shown) !== JSON.stringify(measured))).toEqual([])
  })

  test('shows cards with the votes behind them while they wait', () => {
    expect(cardsSeen).toBeGreaterThan(0)
    expect(votesSeen).toBe(cardsSeen)
    expect(waitingBrackets(streams.session!.desk.state)).toEqual([])
    expect(streams.mirror<TopicState<'cards'>>('cards').rows).toEqual([])
  })

  test('leaves the five-minute candles of its bars', () => {
    const { items } = streams.mirror<TopicState<'candles'>>('candles/NVDA/5m')
    const shown = items.map(({ start, open, high, low, close, volume }) => ({ start, open, high, low, close, volume }))
    expect(shown).toEqual(streams.bars)
    const decided = streams.decided.filter(({ symbol }) => symbol === NVDA)
    expect(items.at(-1)?.vwap).toBeCloseTo(decided.at(-1)?.vwap ?? 0, 9)
    expect(items.slice(-decided.length).map(({ atr }) => atr)).toEqual(decided.map(({ atr }) => atr))
  })

  test('leaves one-minute and quarter-hour candles that come to the same', () => {
    const today = streams.bars.slice(-78)
    const volume = today.reduce((sum, bar) => sum + bar.volume, 0)
    for (const frame of ['1m', '15m', 'D'] as const) {
      const { items } = streams.mirror<TopicState<'candles'>>(`candles/NVDA/${frame}`)
      const count = { '1m': 390, '15m': 26, D: 1 }[frame]
      const last = items.slice(-count)
      expect(last[0]?.start).toBe(today[0]?.start)
      expect(last.reduce((sum, candle) => sum + candle.volume, 0)).toBe(volume)
      expect(Math.max(...last.map(({ high }) => high))).toBe(Math.max(...today.map(({ high }) => high)))
      expect(last.at(-1)?.close).toBe(today.at(-1)?.close)
    }
  })

  test('leaves a watchlist that knows every symbol, its votes and its profit', () => {
    const { rows } = streams.mirror<TopicState<'watchlist'>>('watchlist')
    const traded = rows.filter(({ role }) => role === 'traded')
    expect(traded).toHaveLength(12)
    expect(rows.map(({ place }) => place).toSorted((one, other) => one - other)).toEqual(rows.map((_, place) => place))
    for (const row of traded) {
      expect(row.spark).toHaveLength(78)
      expect(row.card).not.toBeNull()
      expect(row.priorClose).not.toBeNull()
    }
    const sum = rows.reduce((cents, { profit }) => cents + Math.round((profit ?? 0) * 100), 0)
    expect(sum / 100).toBe(streams.mirror<TopicState<'status'>>('status').profit.profit)
    expect(rows.filter(({ role }) => role === 'context').every(({ card }) => card === null)).toBe(true)
  })

  test('tells each new veto of a candidate once, and every fill with what it earned', () => {
    const lines = streams.mirror<TopicState<'activity'>>('activity').lines
    const numbers = lines.map(({ number }) => number)
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index))
    const of = (subject: ActivityLine['subject']): readonly ActivityLine[] =>
      lines.filter((line) => line.subject === subject)
    expect(of('decision').every(({ mark, text }) => mark === 'veto' && /^(Long|Short) vetoed by /.test(text))).toBe(
      true,
    )
    expect(of('fill')).toHaveLength(streams.told.filter(({ kind }) => kind === 'execution').length)
    const earned = of('fill').reduce((cents, { amount }) => cents + Math.round((amount ?? 0) * 100), 0)
    expect(earned / 100).toBe(streams.mirror<TopicState<'status'>>('status').profit.realised)
  })

  test('leaves a scorecard with thirty bars of votes and sentences without gaps', () => {
    const scorecard = streams.mirror<TopicState<'scorecard'>>('scorecard/NVDA')
    expect(scorecard.matrix).toHaveLength(30)
    expect(scorecard.matrix.at(-1)?.barStart).toBe(scorecard.decided?.barStart)
    expect(scorecard.decided?.verdict).toMatch(/^[A-Z].*\.$/)
    for (const card of scorecard.cards) {
      expect(card.edges.map(({ edge }) => edge)).toEqual(['RG', 'RS', 'ST', 'VP', 'CA', 'TD'])
    }
  })

  test('leaves on the chart what was decided and what came of it', () => {
    const { markers } = streams.mirror<TopicState<'symbol'>>('symbol/NVDA')
    const candidates = streams.decided.filter(({ symbol, candidate }) => symbol === NVDA && candidate !== null)
    const stopped = candidates.filter(({ action }) => action.kind === 'hold' && action.why !== 'position-open')
    const kinds = (kind: string): number => markers.filter((marker) => marker.kind === kind).length
    expect(kinds('vetoed') + kinds('short-of-consensus')).toBeLessThanOrEqual(stopped.length)
    expect(kinds('vetoed')).toBe(
      candidates.filter(({ action }) => action.kind === 'hold' && action.why === 'veto').length,
    )
  })
})
