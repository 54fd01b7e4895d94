import { expect } from 'vitest'
import { type Crash, resumeAndFinish, tradeUntilKilled } from './crash.ts'

/** Kills a trading process at a point of its day, starts again, and holds what comes to every promise there is. */
export async function expectNothingLost(crash: Crash): Promise<void> {
  expect(tradeUntilKilled(crash)).toBe('SIGKILL')
  const resumed = await resumeAndFinish(crash)
  const heardOf = <Value>(bySymbol: Readonly<Record<string, Value>>) =>
    Object.fromEntries(Object.entries(bySymbol).filter(([symbol]) => !resumed.unheard.includes(symbol)))
  expect(heardOf(resumed.after.positions)).toEqual(heardOf(resumed.before.positions))
  expect(heardOf(resumed.after.stops)).toEqual(heardOf(resumed.before.stops))
  expect(resumed.after.cards).toEqual(resumed.before.cards)
  expect(resumed.resumedAt).toBeGreaterThanOrEqual(resumed.stoppedAt)
  expect(resumed.doubled).toEqual([])
  expect(resumed.decisions).toBe(936)
  expect(resumed.left).toEqual([])
  expect(resumed.contradictions).toBe(0)
  expect(resumed.faults).toEqual([])
  expect(resumed.replay).toMatchObject({ decisions: 936, equal: 936, differences: [], broken: null })
}
