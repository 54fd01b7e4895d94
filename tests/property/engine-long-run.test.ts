import { describe, expect, test } from 'vitest'
import { createEngine } from '../../src-main/engine/engine.ts'
import type { Decision } from '../../src-shared/domain/decision.ts'
import { decide, epochOf, instrumentsOf, sessionsFrom } from '../support/engine-inputs.ts'
import { CALM, generateSlots, type SlotBars } from '../support/generated-bars.ts'
import { differences } from '../support/oracle/differences.ts'

const SYMBOLS = ['SPY', 'QQQ', 'IWM', 'SMH', 'XLK', 'NVDA', 'AMD', 'INTC', 'MU', 'AAPL', 'MSFT', 'GOOGL', 'META']
/** More than the 500 bars that the engine keeps. */
const KEPT_SESSIONS = 8

describe('a long run', () => {
  test('of a million bars leaves the same values as a fresh engine that saw the last days only', () => {
    const instruments = instrumentsOf(...SYMBOLS)
    const sessions = sessionsFrom('2020-01-02', '2023-12-29')
    const traded = ['NVDA', 'AAPL', 'SPY']
    const engine = createEngine()
    engine.apply(epochOf(instruments, sessions, traded))
    const freshFrom = sessions.at(-KEPT_SESSIONS)!.open
    const lastDay = sessions.at(-1)!.open
    const recent: SlotBars[] = []
    const late: Decision[] = []
    let bars = 0
    for (const slot of generateSlots(99, instruments, sessions, CALM)) {
      bars += slot.bars.length
      if (slot.start >= freshFrom) recent.push(slot)
      const decisions = decide(engine, slot)
      if (slot.start >= lastDay) late.push(...decisions)
    }
    expect(bars).toBeGreaterThan(1_000_000)

    const fresh = createEngine()
    fresh.apply(epochOf(instruments, sessions.slice(-KEPT_SESSIONS), traded))
    const early: Decision[] = []
    for (const slot of recent) {
      const decisions = decide(fresh, slot)
      if (slot.start >= lastDay) early.push(...decisions)
    }
    expect(late.length).toBe(78 * traded.length)
    expect(late.every((decision) => decision.bars === 500)).toBe(true)
    expect(differences(late, early)).toEqual([])
    for (const { symbol } of late.slice(-traded.length)) {
      expect(engine.flipDistances(symbol)).toEqual(fresh.flipDistances(symbol))
    }
  })
})
