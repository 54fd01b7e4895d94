import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../../src-main/simulator/random.ts'
import { type DayFrame, dayFrame, STEPS_PER_BAR } from '../../../../src-main/simulator/synthetic/day-frame.ts'
import type { DayType } from '../../../../src-main/simulator/synthetic/day-types.ts'
import { SYNTHETIC_STOCKS } from '../../../../src-main/simulator/synthetic/instruments.ts'
import { planStories } from '../../../../src-main/simulator/synthetic/stories.ts'
import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import { FULL_DAY } from './sessions.ts'

const SEEDS = Array.from({ length: 40 }, (_, index) => index + 1)
const DEVIATION = 0.001

function frameOf(type: DayType, seed: number): DayFrame {
  return dayFrame(FULL_DAY, type, 1, createRandom(seed))
}

/** Sectors that rise all day: spikes have to point down. */
function storiesOf(
  frame: DayFrame,
  deviation: number,
): ReadonlyMap<Ticker, { price: Float64Array; volume: Float64Array }> {
  const deviations = new Map(SYNTHETIC_STOCKS.map(({ symbol }) => [symbol, deviation]))
  const rising = Float64Array.from({ length: frame.steps }, (_, step) => step / 1e6)
  return planStories(frame, deviations, () => rising)
}

/** First steps of the stretches that trade on spike volume (2.8×, 4.2× within a run). */
function spikeStarts(volume: Float64Array): number[] {
  const spiking = (step: number): boolean => (volume[step] ?? 1) > 2
  return [...volume.keys()].filter((step) => spiking(step) && !spiking(step - 1))
}

describe('spikes', () => {
  test.each<[type: DayType, least: number, most: number]>([
    ['range', 9, 9],
    ['mixed', 6, 6],
    ['trend', 2, 3],
    ['reversal', 2, 3],
  ])('come as often as the strategy says on a %s day', (type, least, most) => {
    for (const seed of SEEDS) {
      const stories = [...storiesOf(frameOf(type, seed), DEVIATION).values()]
      const count = stories.reduce((sum, { volume }) => sum + spikeStarts(volume).length, 0)
      expect(count).toBeGreaterThanOrEqual(least)
      expect(count).toBeLessThanOrEqual(most)
    }
  })

  test('last one and a half bars, go against the sector, and 42 % of them stay', () => {
    let seen = 0
    for (const seed of SEEDS) {
      for (const { price, volume } of storiesOf(frameOf('mixed', seed), DEVIATION).values()) {
        const [start, second] = spikeStarts(volume)
        // Only stocks with one spike and no run: nothing else moves them.
        if (start === undefined || second !== undefined || volume.some((factor) => factor === 1.5)) continue
        const height = price[start + 1.5 * STEPS_PER_BAR - 1]!
        expect(height).toBeLessThanOrEqual(-9 * DEVIATION)
        expect(height).toBeGreaterThanOrEqual(-13 * DEVIATION)
        expect(volume.filter((factor) => factor === 2.8).length).toBe(1.5 * STEPS_PER_BAR)
        if (start < 1_000) expect(price.at(-1)! / height).toBeCloseTo(0.42, 2)
        seen++
      }
    }
    expect(seen).toBeGreaterThan(50)
  })
})

describe('runs', () => {
  // Without deviations of their own the spikes have no height, and only runs move a price.
  const runsOf = (seed: number): Float64Array[] =>
    [...storiesOf(frameOf('trend', seed), 0).values()].map(({ price }) => price).filter((price) => price.some(Boolean))

  test('one or two stocks run with the day and one to three against it', () => {
    for (const seed of SEEDS) {
      const runs = runsOf(seed)
      const along = runs.filter((price) => price.some((value) => value > 0)).length
      expect([1, 2]).toContain(along)
      expect([1, 2, 3]).toContain(runs.length - along)
    }
  })

  test('about half of them fade', () => {
    const runs = SEEDS.flatMap(runsOf)
    const faded = runs.filter((price) => {
      const peak = Math.max(...price.map(Math.abs))
      return Math.abs(price.at(-1)!) < 0.6 * peak
    })
    expect(faded.length / runs.length).toBeGreaterThan(0.3)
    expect(faded.length / runs.length).toBeLessThan(0.7)
  })
})
