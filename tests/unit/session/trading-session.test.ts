import { describe, expect, it } from 'vitest'
import type { MarketEvent } from '../../../src-main/market/market-data.ts'
import type { Recorder } from '../../../src-main/session/recorder.ts'
import { recordNothing } from '../../../src-main/session/recorder.ts'
import { runSession } from '../../../src-main/session/trading-session.ts'
import { createFillModel, type SimulatedFill } from '../../../src-main/simulator/fills/fill-model.ts'
import type { Bar } from '../../../src-shared/domain/bar.ts'
import type { Decision } from '../../../src-shared/domain/decision.ts'
import type { EngineInput } from '../../../src-shared/domain/engine-input.ts'
import { PENNY } from '../../../src-shared/domain/price.ts'
import { ENGINE_BAR_MS, MINUTE_MS, type SessionDay, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import { epochOf, instrumentsOf, sessionsFrom, WIDE } from '../../support/engine-inputs.ts'
import { generateSlots } from '../../support/generated-bars.ts'

const instruments = instrumentsOf(...WIDE)
const traded = instruments.filter(({ kind }) => kind === 'stock').map(({ symbol }) => symbol)

/** What a session did, in the order in which it did it. */
interface Story {
  readonly inputs: EngineInput[]
  readonly decisions: Decision[]
  readonly fills: SimulatedFill[]
  readonly refused: string[]
  readonly corrected: string[]
}

/** Runs a market through a session. @param decideFrom what lies before it only warms up */
async function played(
  events: Iterable<MarketEvent>,
  sessions: readonly SessionDay[],
  decideFrom: UtcMs = utcMs(0),
  recorder: Partial<Recorder> = {},
): Promise<Story> {
  const story: Story = { inputs: [], decisions: [], fills: [], refused: [], corrected: [] }
  await runSession({
    events,
    epoch: epochOf(instruments, sessions, traded),
    decideFrom,
    book: createFillModel({ account: 500_000, maxPositionDollars: 10_000, shorting: true, tickOf: () => PENNY }),
    recorder: {
      ...recordNothing,
      input: (input) => story.inputs.push(input),
      barRefused: (symbol, _bar, refusal) => story.refused.push(`${symbol} ${refusal}`),
      barCorrected: (symbol) => story.corrected.push(symbol),
      ...recorder,
    },
    observer: {
      onSession: () => {},
      onDecision: (decision) => story.decisions.push(decision),
      onFill: (fill) => story.fills.push(fill),
      onSlotEnd: () => {},
    },
  })
  return story
}

/** A generated market as its source tells it. @param change lets a test spoil single bars; null drops one */
function* eventsOf(
  seed: number,
  sessions: readonly SessionDay[],
  change: (symbol: string, bar: Bar) => Bar | null = (_symbol, bar) => bar,
): Generator<MarketEvent> {
  for (const day of sessions) {
    const end = day.close
    const slots = [...generateSlots(seed, instruments, sessions)].filter(
      ({ start }) => start >= day.open && start < end,
    )
    yield { kind: 'session', day }
    for (const { start, bars } of slots) {
      for (const { symbol, bar } of bars) {
        const changed = change(symbol, bar)
        if (changed !== null) yield { kind: 'bar', symbol, bar: changed }
      }
      yield { kind: 'slot-end', time: utcMs(Math.min(start + ENGINE_BAR_MS, end)) }
    }
  }
}

const days = sessionsFrom('2024-03-04', '2024-03-07')
const [first, second, third] = days
if (first === undefined || second === undefined || third === undefined) throw new Error('three sessions')

describe('a trading session', () => {
  it('feeds warm-up bars and decides none of them', async () => {
    const { inputs, decisions } = await played(eventsOf(1, days), days, third.open)
    expect(inputs.filter(({ kind }) => kind === 'bar')).toHaveLength(4 * 78 * instruments.length)
    expect(decisions).toHaveLength(2 * 78 * traded.length)
    expect(Math.min(...decisions.map(({ barStart }) => barStart))).toBe(third.open)
  })

  it('records each input before the engine takes it, and every fill before the barrier of its bar', async () => {
    const { inputs, fills } = await played(eventsOf(1, days), days)
    expect(fills.length).toBeGreaterThan(2)
    expect(inputs[0]?.kind).toBe('epoch')
    for (const [index, input] of inputs.entries()) {
      if (input.kind !== 'fill') continue
      const barrier = inputs.slice(index).find(({ kind }) => kind === 'barrier')
      const bar = inputs.slice(0, index).findLast((before) => before.kind === 'bar')
      if (barrier?.kind !== 'barrier' || bar?.kind !== 'bar') throw new Error('a fill lies between bar and barrier')
      expect(barrier.barStart).toBe(bar.bar.start)
      expect(input.time).toBeGreaterThanOrEqual(bar.bar.start)
      expect(input.time).toBeLessThan(bar.bar.start + ENGINE_BAR_MS)
    }
  })

  it('is flat from five minutes before each close', async () => {
    const { fills } = await played(eventsOf(2, days), days)
    const opened = fills.filter(({ input }) => input.role === 'entry')
    expect(fills).toHaveLength(2 * opened.length)
    for (const { input } of fills) {
      const day = days.find(({ open, close }) => input.time >= open && input.time < close)
      expect(day).toBeDefined()
      expect(input.time).toBeLessThanOrEqual((day?.close ?? 0) - 5 * MINUTE_MS)
    }
  })

  it('is flat before an early close too, and opens nothing in its last half hour', async () => {
    const short = sessionsFrom('2024-07-01', '2024-07-03')
    const early = short[2]
    if (early === undefined) throw new Error('3 July 2024 is a session')
    expect(early.close - early.open).toBe(210 * MINUTE_MS)
    const { fills, decisions } = await played(eventsOf(3, short), short)
    const late = decisions.filter(({ barStart }) => barStart + ENGINE_BAR_MS >= early.close - 30 * MINUTE_MS)
    expect(late.filter(({ action }) => action.kind === 'enter')).toEqual([])
    const last = fills.filter(({ input }) => input.time > early.open).map(({ input }) => input.time)
    expect(Math.max(...last)).toBeLessThanOrEqual(early.close - 5 * MINUTE_MS)
  })

  it('names a symbol without a bar in the barrier, and does not decide it', async () => {
    const missingAt = second.open + 3 * ENGINE_BAR_MS
    const events = eventsOf(1, days, (symbol, bar) => (symbol === 'NVDA' && bar.start === missingAt ? null : bar))
    const { inputs, decisions } = await played(events, days)
    const barrier = inputs.find((input) => input.kind === 'barrier' && input.barStart === missingAt)
    expect(barrier).toMatchObject({ missing: ['NVDA'] })
    const decided = decisions.filter(({ barStart }) => barStart === missingAt).map(({ symbol }) => symbol)
    expect(decided).toEqual(traded.filter((symbol) => symbol !== 'NVDA'))
  })

  it('lets a bar that the engine refuses fill nothing', async () => {
    const entry = (await played(eventsOf(1, days), days)).fills.find(({ input }) => input.role === 'entry')?.input
    if (entry === undefined) throw new Error('the market has an entry')
    const broken = (symbol: string, bar: Bar): Bar =>
      symbol === entry.symbol && bar.start === entry.time ? { ...bar, low: bar.high + 1 } : bar
    const { fills, refused } = await played(eventsOf(1, days, broken), days)
    expect(refused).toContain(`${entry.symbol} range-broken`)
    expect(fills.map(({ input }) => input)).not.toContainEqual(
      expect.objectContaining({ time: entry.time, symbol: entry.symbol }),
    )
  })

  it('records a bar that comes after its slot was decided as a correction, and decides nothing again', async () => {
    const late = [...eventsOf(1, days)]
    const at = late.findIndex(
      (event) => event.kind === 'bar' && event.symbol === 'NVDA' && event.bar.start === second.open,
    )
    const [bar] = late.splice(at, 1)
    const end = late.findIndex((event) => event.kind === 'slot-end' && event.time === second.open + ENGINE_BAR_MS)
    if (bar === undefined) throw new Error('NVDA opens the second session')
    late.splice(end + 1, 0, bar)
    const { corrected, decisions } = await played(late, days)
    expect(corrected).toEqual(['NVDA'])
    const slot = decisions.filter(({ barStart }) => barStart === second.open)
    expect(slot).toHaveLength(traded.length - 1)
  })

  it('ends at once when an input cannot be recorded, before the engine takes it', async () => {
    let recorded = 0
    const input = (): void => {
      if (++recorded === 100) throw new Error('the disk is full')
    }
    await expect(played(eventsOf(1, days), days, utcMs(0), { input })).rejects.toThrow('the disk is full')
    expect(recorded).toBe(100)
  })
})
