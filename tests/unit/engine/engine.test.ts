import { describe, expect, test } from 'vitest'
import { createEngine, type Engine } from '../../../src-main/engine/engine.ts'
import { type Profile, profileSchema } from '../../../src-main/engine/profiles/profile.ts'
import type { Decision } from '../../../src-shared/domain/decision.ts'
import type { FillInput, FillRole } from '../../../src-shared/domain/engine-input.ts'
import { ticker } from '../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, type SessionDay, utcMs } from '../../../src-shared/domain/time.ts'
import type { Side } from '../../../src-shared/domain/vote.ts'
import { barAt, series } from '../../support/engine-history.ts'
import { decide, defaultProfile, engineOf, epochOf, instrumentsOf, sessionsFrom } from '../../support/engine-inputs.ts'
import type { SlotBars } from '../../support/generated-bars.ts'

const AAPL = ticker('AAPL')
const sessions = sessionsFrom('2024-03-04', '2024-03-06')
const instruments = instrumentsOf('SPY', 'AAPL')

/**
 * `default` with the bar so low that in a range every stretched price is entered, up to the close: what an entry is
 * held back for can then be seen alone.
 */
function eagerProfile(): Profile {
  const base = defaultProfile()
  return profileSchema.parse({
    ...base,
    regime: { ...base.regime, range: { ...base.regime.range, earlyBars: 0 } },
    candidate: { extremePriceZ: 0.000001 },
    timeOfDay: { ...base.timeOfDay, cutoffMinutes: 0 },
    consensus: { minimumAgreeing: 1, minimumOwnAgreeing: 0, minimumScore: 0, minimumEdgesWithData: 1 },
  })
}

function eagerEngine(): Engine {
  const engine = createEngine()
  engine.apply({ ...epochOf(instruments, sessions, ['AAPL']), profileData: eagerProfile() })
  return engine
}

/** SPY stands still; AAPL falls by a cent and a half a bar, or rises: always stretched, one way. */
function slotsOf(side: Side, day: SessionDay, from: number, to: number): readonly SlotBars[] {
  const step = side === 'long' ? -0.015 : 0.015
  return series(to - from, (index): SlotBars => {
    const slot = from + index
    const close = 200 + slot * step
    const own = barAt(day, slot, { open: close - step, close, high: close + 0.05, low: close - 0.05 })
    const spy = barAt(day, slot, { close: 500 })
    return { start: own.start, bars: [spy, own].map((bar, at) => ({ symbol: instruments[at]!.symbol, bar })) }
  })
}

function fillAt(time: number, role: FillRole, side: Side, quantity = 100): FillInput {
  const levels = role === 'entry' ? { entry: { atr: 1, stop: side === 'long' ? 190 : 210 } } : {}
  return { kind: 'fill', symbol: AAPL, time: utcMs(time), role, side, quantity, price: 200, ...levels }
}

const answerOf = ({ action }: Decision): string => (action.kind === 'enter' ? `enter ${action.side}` : action.why)

describe('after a stop-out', () => {
  const [today, tomorrow] = [sessions[0]!, sessions[1]!]

  /** Stops out of a position of `held` side within slot `at` and tells what each following bar of `side` decides. */
  function answersAfter(role: FillRole, held: Side, side: Side, at: number, count: number): readonly string[] {
    const engine = eagerEngine()
    for (const slot of slotsOf(side, today, 0, at)) decide(engine, slot)
    const start = today.open + at * ENGINE_BAR_MS
    engine.apply(fillAt(start, 'entry', held))
    engine.apply(fillAt(start + 1_000, role, held))
    return slotsOf(side, today, at, at + count).flatMap((slot) => decide(engine, slot).map(answerOf))
  }

  test('no entry on the same side follows at the stop-out’s bar and the next three', () => {
    const waits = series(4, () => 'stopped-out')
    expect(answersAfter('stop', 'long', 'long', 40, 6)).toEqual([...waits, 'enter long', 'enter long'])
    expect(answersAfter('stop', 'short', 'short', 40, 6)).toEqual([...waits, 'enter short', 'enter short'])
  })

  test('the other side is free at once', () => {
    expect(answersAfter('stop', 'short', 'long', 40, 2)).toEqual(['enter long', 'enter long'])
  })

  test('a target or a close by hand holds nothing back', () => {
    expect(answersAfter('target', 'long', 'long', 40, 2)).toEqual(['enter long', 'enter long'])
    expect(answersAfter('close', 'long', 'long', 40, 2)).toEqual(['enter long', 'enter long'])
  })

  test('the next session is free', () => {
    const engine = eagerEngine()
    for (const slot of slotsOf('long', today, 0, 77)) decide(engine, slot)
    const last = today.open + 77 * ENGINE_BAR_MS
    engine.apply(fillAt(last, 'entry', 'long'))
    engine.apply(fillAt(last + 60_000, 'stop', 'long'))
    for (const slot of slotsOf('long', today, 77, 78)) decide(engine, slot)
    expect(slotsOf('long', tomorrow, 0, 2).flatMap((slot) => decide(engine, slot).map(answerOf))).toEqual([
      'enter long',
      'enter long',
    ])
  })

  test('the bars count from the newest stop-out', () => {
    const engine = eagerEngine()
    for (const slot of slotsOf('long', today, 0, 40)) decide(engine, slot)
    for (const at of [40, 42]) {
      const start = today.open + at * ENGINE_BAR_MS
      engine.apply(fillAt(start, 'entry', 'long'))
      engine.apply(fillAt(start + 1_000, 'stop', 'long'))
    }
    const answers = slotsOf('long', today, 40, 48).flatMap((slot) => decide(engine, slot).map(answerOf))
    expect(answers.indexOf('enter long')).toBe(6)
  })

  test('the rest goes on after a restart that restores it', () => {
    const engine = eagerEngine()
    for (const slot of slotsOf('long', today, 0, 40)) decide(engine, slot)
    const stoppedOut = { side: 'long', time: utcMs(today.open + 39 * ENGINE_BAR_MS) } as const
    engine.apply({ kind: 'position', symbol: AAPL, position: null, stoppedOut })
    const answers = slotsOf('long', today, 40, 44).flatMap((slot) => decide(engine, slot).map(answerOf))
    expect(answers).toEqual(['stopped-out', 'stopped-out', 'stopped-out', 'enter long'])
  })

  test('a position that is still partly open is a position first', () => {
    const engine = eagerEngine()
    for (const slot of slotsOf('long', today, 0, 40)) decide(engine, slot)
    const start = today.open + 40 * ENGINE_BAR_MS
    engine.apply(fillAt(start, 'entry', 'long'))
    engine.apply(fillAt(start + 1_000, 'stop', 'long', 60))
    const [decision] = decide(engine, slotsOf('long', today, 40, 41)[0]!)
    expect(answerOf(decision!)).toBe('position-open')
    expect(engine.position(AAPL)).toMatchObject({ quantity: 40 })
  })
})

describe('an open position', () => {
  const day = sessions[0]!

  test('counts closes from the bar of its fill on, and answers with its stop on that very bar', () => {
    const engine = eagerEngine()
    for (const slot of slotsOf('long', day, 0, 40)) decide(engine, slot)
    engine.apply({
      ...fillAt(day.open + 40 * ENGINE_BAR_MS, 'entry', 'long'),
      price: 197,
      entry: { atr: 1, stop: 194.5 },
    })
    // The bar closes at 199.4: 2.4 ATR over the fill.
    const [decision] = decide(engine, slotsOf('long', day, 40, 41)[0]!)
    expect(decision?.exit).toEqual({ kind: 'moveStop', price: 198 })
    expect(engine.position(AAPL)).toMatchObject({ bestClose: 199.4, stop: 198 })
  })

  test('can be restored, replaced and taken away by an input', () => {
    const engine = eagerEngine()
    const position = { side: 'long', quantity: 7, average: 198, atr: 1, stop: 197, bestClose: 201 } as const
    engine.apply({ kind: 'position', symbol: AAPL, position, stoppedOut: null })
    expect(engine.position(AAPL)).toEqual(position)
    const [decision] = decide(engine, slotsOf('long', day, 0, 1)[0]!)
    expect(decision).toMatchObject({ exit: { kind: 'moveStop', price: 199.5 }, action: { why: 'position-open' } })
    engine.apply({ kind: 'position', symbol: AAPL, position: null, stoppedOut: null })
    expect(engine.position(AAPL)).toBeNull()
  })

  test('does not move its stop while its symbol has no bar', () => {
    const engine = eagerEngine()
    const position = { side: 'long', quantity: 7, average: 198, atr: 1, stop: 197, bestClose: 201 } as const
    engine.apply({ kind: 'position', symbol: AAPL, position, stoppedOut: null })
    const [slot] = slotsOf('long', day, 0, 1)
    expect(decide(engine, { ...slot!, bars: slot!.bars.slice(0, 1) })).toEqual([])
    expect(engine.position(AAPL)).toEqual(position)
  })
})

describe('the engine decides nothing yet', () => {
  const day = sessions[0]!

  test('under 30 bars, though it shows all six votes for both sides', () => {
    const engine = engineOf(epochOf(instruments, sessions, ['AAPL']))
    const decisions = slotsOf('long', day, 0, 30).flatMap((slot) => decide(engine, slot))
    expect(decisions.map(answerOf).slice(0, 29)).toEqual(series(29, () => 'warming-up'))
    expect(answerOf(decisions[29]!)).not.toBe('warming-up')
    expect(decisions[0]?.cards.map(({ side, votes }) => [side, Object.keys(votes).length])).toEqual([
      ['long', 6],
      ['short', 6],
    ])
  })

  test('while the price has not moved at all', () => {
    const engine = eagerEngine()
    const still = series(40, (slot): SlotBars => {
      const bar = barAt(day, slot, { close: 200 })
      return { start: bar.start, bars: instruments.map(({ symbol }) => ({ symbol, bar })) }
    })
    const decisions = still.flatMap((slot) => decide(engine, slot))
    expect(answerOf(decisions.at(-1)!)).toBe('no-range')
    expect(decisions.at(-1)).toMatchObject({ atr: 0, measures: { volumeProfile: { absent: 'no-range' } } })
  })

  test('for a symbol whose bar is missing', () => {
    const engine = engineOf(epochOf(instruments, sessions))
    const [slot] = slotsOf('long', day, 0, 1)
    const decisions = decide(engine, { ...slot!, bars: slot!.bars.slice(0, 1) })
    expect(decisions.map(({ symbol }) => symbol)).toEqual(['SPY'])
  })
})

describe('a decision', () => {
  test('is plain data: JSON carries it whole, and it does not change afterwards', () => {
    const engine = engineOf(epochOf(instruments, sessions))
    const decisions = slotsOf('long', sessions[0]!, 0, 60).map((slot) => {
      const made = decide(engine, slot)
      return { made, written: JSON.stringify(made) }
    })
    for (const { made, written } of decisions) {
      expect(JSON.parse(written)).toEqual(made)
      expect(JSON.stringify(made)).toBe(written)
    }
  })

  test('names its profile, its bar and how many bars it rests on, at most 500', () => {
    const days = sessionsFrom('2024-03-04', '2024-03-12')
    const engine = engineOf(epochOf(instruments, days, ['AAPL']))
    const last = days.flatMap((day) => slotsOf('long', day, 0, 78).map((slot) => decide(engine, slot))).at(-1)
    expect(last?.[0]).toMatchObject({
      symbol: 'AAPL',
      profile: 'default',
      profileHash: 'hash of the test',
      bars: 500,
      barStart: days.at(-1)!.close - ENGINE_BAR_MS,
    })
  })

  test('comes for every traded symbol in the order in which they are traded, for context symbols never', () => {
    const all = instrumentsOf('SPY', 'NVDA', 'AAPL', 'QQQ')
    const engine = engineOf(epochOf(all, sessions, ['NVDA', 'AAPL', 'SPY']))
    const bar = barAt(sessions[0]!, 0, { close: 100 })
    const bars = [...all].reverse().map(({ symbol }) => ({ symbol, bar }))
    expect(decide(engine, { start: bar.start, bars }).map(({ symbol }) => symbol)).toEqual(['NVDA', 'AAPL', 'SPY'])
  })
})

describe('symbols that come and go', () => {
  test('are decided from their first bars on, and not after they have left', () => {
    const engine = engineOf(epochOf(instrumentsOf('SPY'), sessions, []))
    const [first, second, third] = slotsOf('long', sessions[0]!, 0, 3)
    expect(engine.apply({ kind: 'bar', symbol: AAPL, bar: first!.bars[1]!.bar })).toMatchObject({ kind: 'refused' })
    expect(decide(engine, first!)).toEqual([])
    engine.apply({ kind: 'symbols', add: instrumentsOf('AAPL'), remove: [], traded: [AAPL] })
    expect(decide(engine, second!)).toMatchObject([{ symbol: 'AAPL', bars: 1 }])
    engine.apply({ kind: 'symbols', add: [], remove: [AAPL], traded: [] })
    expect(engine.flipDistances(AAPL)).toBeNull()
    expect(decide(engine, third!)).toEqual([])
  })

  test('are not added twice, not traded without bars, and not let go while they hold a position', () => {
    const engine = engineOf(epochOf(instruments, sessions, ['AAPL']))
    const change = (add: string[], remove: string[], traded: string[]) => () =>
      engine.apply({
        kind: 'symbols',
        add: instrumentsOf(...add),
        remove: remove.map(ticker),
        traded: traded.map(ticker),
      })
    engine.apply(fillAt(sessions[0]!.open, 'entry', 'long'))
    expect(change(['AAPL'], [], ['AAPL'])).toThrow('AAPL is added although it is known')
    expect(change([], [], ['AAPL', 'MSFT'])).toThrow('MSFT is to be traded but has no bars fed')
    expect(change(['MSFT'], ['AAPL'], ['MSFT'])).toThrow('AAPL holds a position and must stay traded')
    // None of them changed anything.
    expect(decide(engine, slotsOf('long', sessions[0]!, 0, 1)[0]!)).toMatchObject([{ symbol: 'AAPL' }])
  })

  test('leave the others’ history alone', () => {
    const engine = engineOf(epochOf(instruments, sessions, ['AAPL']))
    const slots = slotsOf('long', sessions[0]!, 0, 40)
    for (const slot of slots.slice(0, 39)) decide(engine, slot)
    engine.apply({ kind: 'symbols', add: instrumentsOf('MSFT'), remove: [], traded: [AAPL] })
    expect(decide(engine, slots[39]!)).toMatchObject([{ bars: 40 }])
  })
})

describe('a broken log is a bug and throws', () => {
  const epoch = epochOf(instruments, sessions, ['AAPL'])
  const bar = barAt(sessions[0]!, 0, { close: 200 })

  test('an input before the first epoch', () => {
    expect(() => createEngine().apply({ kind: 'bar', symbol: AAPL, bar })).toThrow(/epoch/)
    expect(() => createEngine().apply({ kind: 'barrier', barStart: bar.start, missing: [] })).toThrow(/epoch/)
    expect(() => createEngine().apply(fillAt(bar.start, 'entry', 'long'))).toThrow(/epoch/)
    expect(() => createEngine().position(AAPL)).toThrow(/epoch/)
    expect(() => createEngine().flipDistances(AAPL)).toThrow(/epoch/)
  })

  test('an epoch whose profile does not validate, and the epoch before goes on', () => {
    const engine = engineOf(epoch)
    expect(() => engine.apply({ ...epoch, profileData: { id: 'default' } })).toThrow()
    expect(engine.apply({ kind: 'bar', symbol: AAPL, bar })).toEqual({ kind: 'none' })
  })

  test('a traded symbol without an instrument', () => {
    expect(() => engineOf({ ...epoch, traded: [ticker('ZZZZ')] })).toThrow(/ZZZZ/)
  })

  test('a barrier that no slot begins with', () => {
    const engine = engineOf(epoch)
    expect(() => engine.apply({ kind: 'barrier', barStart: utcMs(bar.start + 1), missing: [] })).toThrow(/barrier/)
  })

  test('a fill without a position', () => {
    const engine = engineOf(epoch)
    for (const role of ['stop', 'target', 'close'] as const) {
      expect(() => engine.apply(fillAt(bar.start, role, 'long'))).toThrow(RangeError)
    }
    expect(engine.position(AAPL)).toBeNull()
  })
})
