import { expect, test } from 'vitest'
import type { DayType } from '../../../src-main/simulator/synthetic/day-types.ts'
import { demoMarket, playLastDay, showsTheRange } from '../../support/demo-day.ts'

const SEEDS = Array.from({ length: 60 }, (_, index) => index + 1)

/** Entries a day over 60 seeds as strategy.md names them, with room for the sampling error of the mean (about 0.35). */
test.each<[type: DayType, from: number, to: number]>([
  ['mixed', 5.5, 7.5],
  ['trend', 8, 10.5],
  ['range', 6, 8],
  ['reversal', 7.3, 9.7],
])('a %s day leads to as many entries as the strategy expects', async (type, from, to) => {
  const days = []
  for (const seed of SEEDS) days.push(await playLastDay(demoMarket(seed, type)))
  const counts = days.map(({ entries }) => entries.length).sort((a, b) => a - b)
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
  const shown = days.filter(showsTheRange).length
  console.log(`${type}: ${mean.toFixed(2)} entries (${counts[0]} to ${counts.at(-1)}), ${shown} of 60 show the range`)
  expect(mean).toBeGreaterThan(from)
  expect(mean).toBeLessThan(to)
})
