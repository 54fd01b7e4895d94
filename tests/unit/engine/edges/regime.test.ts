import { describe, expect, test } from 'vitest'
import { classifyRegime, measureRegime, voteRegime } from '../../../../src-main/engine/edges/regime.ts'
import type { Regime, RegimeMeasures } from '../../../../src-shared/domain/decision.ts'
import { historyOf, type SlotValues, series } from '../../../support/engine-history.ts'
import { defaultProfile } from '../../../support/engine-inputs.ts'

const profile = defaultProfile()
const calm = { day: 0, short: 0, medium: 0, consistency: 0, lean: 0, atrPercent: 0.001, early: false } as const
type Inputs = Parameters<typeof classifyRegime>[0]
const classify = (inputs: Partial<Inputs>): readonly [Regime, number] => {
  const { regime, confidence } = classifyRegime({ ...calm, ...inputs }, profile)
  return [regime, confidence]
}

describe('the table of regimes', () => {
  test('calls high volatility above 0.6 % a bar, not at it, and before everything else', () => {
    expect(classify({ atrPercent: 0.006 })).toEqual(['RANGE_BOUND', 70])
    expect(classify({ atrPercent: 0.0060001 })).toEqual(['HIGH_VOLATILITY', 80])
    expect(classify({ atrPercent: 0.01, day: 0.02, consistency: 1, lean: 1 })).toEqual(['HIGH_VOLATILITY', 80])
  })

  test('calls a strong trend above 1 % with a consistency of 0.40 or more and the lean of the day', () => {
    expect(classify({ day: 0.0101, consistency: 0.4, lean: 1 })).toEqual(['STRONG_TREND_UP', 66])
    expect(classify({ day: -0.0101, consistency: 0.4, lean: -1 })).toEqual(['STRONG_TREND_DOWN', 66])
    expect(classify({ day: 0.01, consistency: 0.4, lean: 1 })).toEqual(['RANGE_BOUND', 70])
    expect(classify({ day: 0.0101, consistency: 0.35, lean: 1 })).toEqual(['RANGE_BOUND', 70])
    expect(classify({ day: 0.0101, consistency: 0.4, lean: -1 })).toEqual(['RANGE_BOUND', 70])
  })

  test('makes a strong trend the surer the more consistent, up to 90, in whole hundredths', () => {
    const sureness = series(13, (index) => classify({ day: 0.02, consistency: (index + 8) / 20, lean: 1 })[1])
    expect(sureness).toEqual([66, 68, 70, 72, 74, 76, 78, 80, 82, 84, 86, 88, 90])
  })

  test('calls a trend above 0.3 % when both returns go the same way', () => {
    expect(classify({ day: 0.0031, short: 0.0001, medium: 0.0001 })).toEqual(['TREND_UP', 60])
    expect(classify({ day: -0.0031, short: -0.0001, medium: -0.0001 })).toEqual(['TREND_DOWN', 60])
    expect(classify({ day: 0.003, short: 0.0001, medium: 0.0001 })).toEqual(['RANGE_BOUND', 70])
    expect(classify({ day: 0.0031, short: 0, medium: 0.0001 })).toEqual(['RANGE_BOUND', 70])
    expect(classify({ day: 0.0031, short: 0.0001, medium: 0 })).toEqual(['RANGE_BOUND', 70])
  })

  test('calls a reversal beyond 0.5 % against a short return beyond 0.2 %', () => {
    expect(classify({ day: -0.0051, short: 0.0021 })).toEqual(['REVERSAL_UP', 50])
    expect(classify({ day: 0.0051, short: -0.0021 })).toEqual(['REVERSAL_DOWN', 50])
    expect(classify({ day: -0.005, short: 0.0021 })).toEqual(['RANGE_BOUND', 70])
    expect(classify({ day: -0.0051, short: 0.002 })).toEqual(['RANGE_BOUND', 70])
  })

  test('calls the rest a range, less surely in the first bars', () => {
    expect(classify({})).toEqual(['RANGE_BOUND', 70])
    expect(classify({ early: true })).toEqual(['RANGE_BOUND', 50])
  })

  test('knows nothing when a missing return decides, and the regime when it does not', () => {
    const missing = { short: Number.NaN, medium: Number.NaN }
    expect(classify({ ...missing, day: 0.0031 })).toEqual(['UNKNOWN', 0])
    expect(classify({ day: 0.0031, short: 0.001, medium: Number.NaN })).toEqual(['UNKNOWN', 0])
    expect(classify({ day: 0.0031, short: -0.001, medium: Number.NaN })).toEqual(['RANGE_BOUND', 70])
    expect(classify({ ...missing, day: 0.001 })).toEqual(['RANGE_BOUND', 70])
    expect(classify({ ...missing, day: 0.02, consistency: 0.5, lean: 1 })).toEqual(['STRONG_TREND_UP', 70])
    expect(classifyRegime({ ...calm, ...missing, day: -0.006 }, profile).unknownBecause).toBe('missing-slot')
  })
})

describe('the regime of SPY', () => {
  const spy = (...days: readonly SlotValues[]): ReturnType<typeof historyOf> => historyOf(days, { symbol: 'SPY' })
  const measure = (days: readonly SlotValues[], ordinal: number, slotIndex: number): RegimeMeasures =>
    measureRegime(spy(...days), [], ordinal, slotIndex, profile)

  test('is unknown under 21 closes and where its bar is missing', () => {
    expect(measure([series(20, () => 500)], 19, 19)).toMatchObject({ regime: 'UNKNOWN', unknownBecause: 'few-closes' })
    expect(measure([series(21, () => 500)], 20, 20)).toMatchObject({ regime: 'RANGE_BOUND', unknownBecause: null })
    expect(measure([series(21, () => 500)], 21, 21)).toMatchObject({ regime: 'UNKNOWN', unknownBecause: 'no-market' })
    expect(measureRegime(undefined, [], 30, 30, profile)).toMatchObject({ confidence: 0, unknownBecause: 'no-market' })
  })

  test('measures the day from its open, consistency over 20 changes and the lean of their majority', () => {
    // 14 rises, 4 falls, 2 unchanged.
    const steps = [1, 1, 1, -1, 1, 1, 1, -1, 1, 1, 1, -1, 1, 1, 1, -1, 1, 1, 0, 0]
    let price = 500
    const closes = [500, ...steps.map((step) => (price += step / 10))]
    const measures = measure([closes.map((close, slot) => (slot === 0 ? { close, open: 499 } : close))], 20, 20)
    expect(measures).toMatchObject({ consistency: 0.5, lean: 1, day: closes[20]! / 499 - 1 })
    expect(measures.short).toBe(closes[20]! / closes[15]! - 1)
    expect(measures.medium).toBe(closes[20]! / closes[0]! - 1)
  })

  test('is less sure of a range in the first six slots of a session', () => {
    const yesterday = series(78, () => 500)
    const confidences = series(8, (last) => {
      return measure([yesterday, series(last + 1, () => 500)], 78 + last, last).confidence
    })
    expect(confidences).toEqual([50, 50, 50, 50, 50, 50, 70, 70])
  })
})

describe('breadth', () => {
  /** SPY rises 20 bars in a row, by 0.02 % each: with the open at 495 the day is up enough for a trend. */
  const rising = (factor: number): SlotValues => series(21, (slot) => ({ close: 500 + slot * factor, open: 500 }))
  const spy = historyOf([[{ close: 500, open: 495 }, ...rising(0.1).slice(1)]], { symbol: 'SPY' })
  const qqq = (values: SlotValues): ReturnType<typeof historyOf> => historyOf([values], { symbol: 'QQQ' })
  const iwm = (values: SlotValues): ReturnType<typeof historyOf> => historyOf([values], { symbol: 'IWM' })
  const confidence = (...others: readonly ReturnType<typeof historyOf>[]): number =>
    measureRegime(spy, others, 20, 20, profile).confidence

  test('adds 5 for an index that goes with the regime, takes 10 for one that does not', () => {
    expect(measureRegime(spy, [], 20, 20, profile).regime).toBe('STRONG_TREND_UP')
    expect(confidence()).toBe(90)
    expect(confidence(qqq(rising(0.1)))).toBe(95)
    expect(confidence(qqq(rising(-0.1)))).toBe(80)
    expect(confidence(qqq(rising(0.1)), iwm(rising(-0.1)))).toBe(85)
    expect(confidence(qqq(rising(-0.1)), iwm(rising(-0.1)))).toBe(70)
  })

  test('takes 10 for an index that stands still', () => {
    expect(confidence(qqq(rising(0)))).toBe(80)
  })

  test('ends at 95', () => {
    expect(confidence(qqq(rising(0.1)), iwm(rising(0.1)))).toBe(95)
  })

  test('changes nothing for an index without data', () => {
    const late = qqq([...series(20, () => null), 400])
    expect(confidence(late)).toBe(90)
    expect(measureRegime(spy, [late], 20, 20, profile).breadth).toEqual([{ symbol: 'QQQ', change: null, effect: 0 }])
  })

  test('is not asked for regimes without a direction', () => {
    const flat = historyOf([series(21, () => 500)], { symbol: 'SPY' })
    expect(measureRegime(flat, [qqq(rising(-0.1))], 20, 20, profile)).toMatchObject({ confidence: 70, breadth: [] })
  })

  test('looks back 5 bars in a reversal', () => {
    // Down 1 % by bar 15, then up 0.4 % in 5 bars; QQQ fell over 20 bars and rose over the last 5.
    const dip = series(21, (slot) => (slot <= 15 ? 500 - slot / 3 : 495 + (slot - 15) * 0.4))
    const market = historyOf([dip], { symbol: 'SPY' })
    const measures = measureRegime(market, [qqq(dip)], 20, 20, profile)
    expect(measures).toMatchObject({ regime: 'REVERSAL_UP', confidence: 55 })
    expect(measures.breadth[0]?.change).toBe(dip[20]! / dip[15]! - 1)
  })
})

describe('the vote of the regime', () => {
  const voteOf = (regime: Regime, confidence: number, side: 'long' | 'short'): string =>
    voteRegime({ ...unread, regime, confidence }, side, profile).vote
  const unread: RegimeMeasures = {
    regime: 'UNKNOWN',
    confidence: 0,
    unknownBecause: null,
    day: null,
    short: null,
    medium: null,
    consistency: null,
    lean: 0,
    atrPercent: null,
    breadth: [],
  }

  test('is strong above 70, plain above 50, neutral from 50 down', () => {
    // 60 + 5 + 5: in floating point 0.6 + 0.05 + 0.05 would be above 0.7.
    expect(voteOf('TREND_UP', 60 + 5 + 5, 'long')).toBe('LONG')
    expect(voteOf('TREND_UP', 71, 'long')).toBe('STRONG_LONG')
    expect(voteOf('TREND_UP', 51, 'long')).toBe('LONG')
    expect(voteOf('REVERSAL_DOWN', 50, 'short')).toBe('NEUTRAL')
  })

  test('goes with the candidate in a range', () => {
    expect(voteOf('RANGE_BOUND', 70, 'short')).toBe('SHORT')
    expect(voteOf('RANGE_BOUND', 70, 'long')).toBe('LONG')
    expect(voteOf('RANGE_BOUND', 50, 'long')).toBe('NEUTRAL')
  })

  test('forbids both sides when the regime is unknown or wild', () => {
    expect(voteOf('UNKNOWN', 0, 'long')).toBe('VETO_BOTH')
    expect(voteOf('HIGH_VOLATILITY', 80, 'short')).toBe('VETO_BOTH')
  })
})
