import { describe, expect, test } from 'vitest'
import { measureStatistics, voteStatistics } from '../../../../src-main/engine/edges/statistics.ts'
import type { Regime, StatisticsMeasures } from '../../../../src-shared/domain/decision.ts'
import { type BarValues, historyOf, type SlotValues, series } from '../../../support/engine-history.ts'
import { defaultProfile, sessionsFrom } from '../../../support/engine-inputs.ts'

const profile = defaultProfile()
const sessions = sessionsFrom('2024-03-04', '2024-03-06')

function measured(days: readonly SlotValues[]): StatisticsMeasures {
  const measures = measureStatistics(historyOf(days, { sessions }), profile)
  if ('absent' in measures) throw new Error(measures.absent)
  return measures
}

function zOf(values: readonly number[]): number {
  const before = values.slice(0, -1)
  const mean = before.reduce((sum, value) => sum + value, 0) / before.length
  const squares = before.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return (values.at(-1)! - mean) / Math.sqrt(squares / (before.length - 1))
}

describe('the statistics of a symbol', () => {
  test('need 20 closes, and score nothing when those are all the same', () => {
    expect(measureStatistics(historyOf([series(19, () => 100)]), profile)).toEqual({ absent: 'few-closes' })
    expect(measured([series(20, () => 100)])).toEqual({ price: 0, volume: 0, momentum: 0 })
  })

  test('look at the newest value and the 49 before it', () => {
    const closes = series(60, (index) => 100 + ((index * 7) % 11))
    const volumes = series(60, (index) => 1_000 + ((index * 5) % 13))
    const bars = closes.map((close, index): BarValues => ({ close, volume: volumes[index]! }))
    const changes = closes.slice(1).map((close, index) => close / closes[index]! - 1)
    expect(measured([bars])).toEqual({
      price: expect.closeTo(zOf(closes.slice(-50)), 10),
      volume: expect.closeTo(zOf(volumes.slice(-50)), 10),
      momentum: expect.closeTo(zOf(changes.slice(-50)), 10),
    })
  })

  test('do not see a gap overnight: a day later at twice the price measures the same', () => {
    const closes = series(25, (index) => 100 + ((index * 7) % 11))
    const bars = (factor: number): BarValues[] =>
      closes.map((close, index) => ({ close: close * factor, open: (closes[index - 1] ?? 101) * factor }))
    const gapless = measured([[...bars(1).slice(0, 25)], [{ close: 104, open: closes[24]! }, ...bars(1).slice(1)]])
    const gapped = measured([[...bars(1).slice(0, 25)], [{ close: 208, open: 2 * closes[24]! }, ...bars(2).slice(1)]])
    expect(gapped.price).toBeCloseTo(gapless.price, 9)
    expect(gapped.momentum).toBeCloseTo(gapless.momentum, 9)
  })

  test('adjust over every session break in the window', () => {
    // Each day opens at 10/11 of the close before, twice.
    const day = (from: number): SlotValues => series(12, (slot) => ({ close: from + slot / 11, open: from }))
    const measures = measured([day(110), day((111 * 10) / 11), day((((111 * 10) / 11 + 1) * 10) / 11)])
    const closes = [0, 1, 2].flatMap((index) => {
      const first = [110, (111 * 10) / 11, (((111 * 10) / 11 + 1) * 10) / 11][index]!
      return series(12, (slot) => (first + slot / 11) * (10 / 11) ** (2 - index))
    })
    expect(measures.price).toBeCloseTo(zOf(closes), 9)
  })

  test('take close / open − 1 for a session’s first return', () => {
    const quiet = series(40, (slot) => ({ close: 100 + (slot % 2) / 10 }))
    const measures = measured([quiet, [{ open: 150, close: 153 }]])
    const changes = [0, ...quiet.slice(1).map(({ close }, index) => close / quiet[index]!.close - 1), 153 / 150 - 1]
    expect(measures.momentum).toBeCloseTo(zOf(changes), 9)
  })

  test('use the stored bars, whatever slots are missing', () => {
    const closes = series(30, (index) => 100 + ((index * 7) % 11))
    const gappy = closes.flatMap((close, index) => (index % 3 === 1 ? [null, close] : [close]))
    const [whole, holed] = [measured([closes]), measured([gappy])]
    expect(holed).toEqual(whole)
  })

  test('are 0 where nothing varies', () => {
    expect(measured([[...series(30, () => 100), 105]]).price).toBe(0)
    expect(measured([[...series(30, () => 100), 105]]).momentum).toBe(0)
    const volumes = (...last: readonly number[]): SlotValues =>
      [...series(30, () => 5_000), ...last].map((volume, slot) => ({ close: 100 + (slot % 2), volume }))
    expect(measured([volumes(9_000)]).volume).toBe(0)
    const silent = series(30, (slot) => ({ close: 100 + (slot % 2), volume: 0 }))
    expect(measured([silent]).volume).toBe(0)
    expect(measured([[...silent, { close: 100, volume: 700 }]]).volume).toBe(0)
  })
})

describe('what hardly varies', () => {
  /** 30 values that deviate by `size` from 1, ten deviations in the end. */
  const wobble = (size: number): readonly number[] => [
    ...series(30, (i) => (i % 2 === 0 ? 1 - size : 1 + size)),
    1 + 10 * size,
  ]

  test('has no score under a millionth: of the price, of the mean volume, and of returns as they are', () => {
    const prices = (size: number): SlotValues => wobble(size).map((value) => 100 * value)
    expect(measured([prices(0.9e-6)]).price).toBe(0)
    expect(measured([prices(1.1e-6)]).price).toBeGreaterThan(5)
    const volumes = (size: number): SlotValues => wobble(size).map((value) => ({ close: 100, volume: 1e9 * value }))
    expect(measured([volumes(0.9e-6)]).volume).toBe(0)
    expect(measured([volumes(1.1e-6)]).volume).toBeGreaterThan(5)
    // Closes that go up and down by 2 sizes have returns that deviate by about as much.
    expect(measured([prices(0.4e-6)]).momentum).toBe(0)
    expect(measured([prices(0.6e-6)]).momentum).toBeGreaterThan(4)
  })
})

describe('the vote of the statistics', () => {
  const voteOf = (regime: Regime, price: number, momentum: number, volume = 0): readonly [string, number] => {
    const { vote, confidence } = voteStatistics({ price, momentum, volume }, regime, profile)
    return [vote, confidence]
  }

  test('fades an extreme in a range', () => {
    expect(voteOf('RANGE_BOUND', 2.01, 1.51)).toEqual(['SHORT', 70])
    expect(voteOf('RANGE_BOUND', -2.01, -1.51)).toEqual(['LONG', 70])
    expect(voteOf('RANGE_BOUND', 2, 1.51)).toEqual(['NEUTRAL', 40])
    expect(voteOf('RANGE_BOUND', 2.01, 1.5)).toEqual(['NEUTRAL', 40])
    expect(voteOf('RANGE_BOUND', 2.01, -1.51)).toEqual(['NEUTRAL', 40])
  })

  test('goes with the momentum of a trend that is not stretched', () => {
    for (const regime of ['TREND_UP', 'STRONG_TREND_UP'] as const) {
      expect(voteOf(regime, 1.99, 1.51)).toEqual(['LONG', 60])
      expect(voteOf(regime, 2, 1.51)).toEqual(['NEUTRAL', 40])
      expect(voteOf(regime, 1.99, 1.5)).toEqual(['NEUTRAL', 40])
    }
    for (const regime of ['TREND_DOWN', 'STRONG_TREND_DOWN'] as const) {
      expect(voteOf(regime, -1.99, -1.51)).toEqual(['SHORT', 60])
      expect(voteOf(regime, -2, -1.51)).toEqual(['NEUTRAL', 40])
    }
    expect(voteOf('TREND_UP', -1, -1.6)).toEqual(['NEUTRAL', 40])
  })

  test('vetoes the trend’s own side when the price has run too far', () => {
    expect(voteOf('TREND_UP', 2.51, 0)).toEqual(['VETO_LONG', 60])
    expect(voteOf('STRONG_TREND_DOWN', -2.51, 0)).toEqual(['VETO_SHORT', 60])
    expect(voteOf('TREND_UP', 2.5, 0)).toEqual(['NEUTRAL', 40])
    expect(voteOf('TREND_UP', -2.51, 0)).toEqual(['NEUTRAL', 40])
  })

  test('goes with a surge of volume in any regime, after the rows above', () => {
    for (const regime of ['RANGE_BOUND', 'TREND_UP', 'REVERSAL_DOWN', 'UNKNOWN', 'HIGH_VOLATILITY'] as const) {
      expect(voteOf(regime, 0, 1.01, 2.01)).toEqual(['LONG', 50])
      expect(voteOf(regime, 0, -1.01, 2.01)).toEqual(['SHORT', 50])
      expect(voteOf(regime, 0, 1, 2.01)).toEqual(['NEUTRAL', 40])
      expect(voteOf(regime, 0, 1.01, 2)).toEqual(['NEUTRAL', 40])
    }
    expect(voteOf('RANGE_BOUND', 2.01, 1.51, 3)).toEqual(['SHORT', 70])
    expect(voteOf('TREND_UP', 1, 1.51, 3)).toEqual(['LONG', 60])
    expect(voteOf('TREND_UP', 2.6, 1.51, 3)).toEqual(['VETO_LONG', 60])
  })

  test('is none without data', () => {
    expect(voteStatistics({ absent: 'few-closes' }, 'RANGE_BOUND', profile).vote).toBe('ABSTAIN')
  })
})
