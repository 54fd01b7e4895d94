import { describe, expect, test } from 'vitest'
import { measureVolumeProfile, voteVolumeProfile } from '../../../../src-main/engine/edges/volume-profile.ts'
import type { Regime, TradeKind, VolumeProfileMeasures } from '../../../../src-shared/domain/decision.ts'
import type { Side } from '../../../../src-shared/domain/vote.ts'
import { historyOf, type SlotValues, series } from '../../../support/engine-history.ts'
import { defaultProfile } from '../../../support/engine-inputs.ts'

const profile = defaultProfile()
const measure = (days: readonly SlotValues[], atr = 0.5): ReturnType<typeof measureVolumeProfile> =>
  measureVolumeProfile(historyOf(days), atr, profile)

describe('the volume profile of a symbol', () => {
  const yesterday = series(20, () => 90)

  test('is the prior session’s until the session’s twelfth bar, from which on it is the session’s', () => {
    expect(measure([yesterday, series(11, () => 100)])).toMatchObject({ source: 'prior', poc: 90, place: 'above' })
    expect(measure([yesterday, series(12, () => 100)])).toMatchObject({ source: 'session', poc: 100, place: 'inside' })
  })

  test('counts the bars that are there for the initial balance, not the slots', () => {
    const holed = [...series(5, () => null), ...series(11, () => 100)]
    expect(measure([yesterday, holed])).toMatchObject({ source: 'prior' })
  })

  test('is absent without a prior session, without volume and without a range to measure in', () => {
    expect(measure([series(11, () => 100)])).toEqual({ absent: 'no-profile' })
    expect(measure([series(12, () => ({ close: 100, volume: 0 }))])).toEqual({ absent: 'no-volume' })
    expect(measure([yesterday, series(12, () => 100)], 0)).toEqual({ absent: 'no-range' })
  })

  test('says of a prior session without volume that there was no volume, not that there was no session', () => {
    const silent = series(20, () => ({ close: 90, volume: 0 }))
    expect(measure([silent, series(5, () => 100)])).toEqual({ absent: 'no-volume' })
  })

  test('puts a price at the edge of the value area inside it, one tick beyond outside', () => {
    // 100.00–100.01 holds everything; the last bar only moves the price.
    const value = series(12, (slot) => ({ close: 100 + (slot % 2) / 100, open: 100, high: 100.01, volume: 5_000 }))
    const bars = (last: number): SlotValues => [...value, { close: last, volume: 0 }]
    expect(measure([bars(100.01)])).toMatchObject({ valueHigh: 100.01, valueLow: 100, place: 'inside' })
    expect(measure([bars(100.0)])).toMatchObject({ place: 'inside' })
    expect(measure([bars(100.04)])).toMatchObject({ valueHigh: 100.01, valueLow: 100, place: 'above' })
    expect(measure([bars(99.97)])).toMatchObject({ valueHigh: 100.01, valueLow: 100, place: 'below' })
    const narrow = [...series(12, () => 100), { close: 100.01, volume: 0 }]
    expect(measure([narrow])).toMatchObject({ valueHigh: 100, place: 'above' })
  })

  test('measures distances in ATR', () => {
    const bars = [...series(12, () => 100), { close: 100.5, volume: 0 }]
    expect(measure([bars], 0.25)).toMatchObject({ fromPoc: 2, beyondHigh: 2, beyondLow: -2, structure: 0 })
  })

  test('sees six closes in a row beyond value as accepted, five not, and one on its edge neither', () => {
    const value = series(30, () => ({ close: 100, volume: 100_000 }))
    const above = (count: number): SlotValues => [...value, ...series(count, () => ({ close: 101, volume: 1 }))]
    expect(measure([above(6)])).toMatchObject({ place: 'above', accepted: true })
    expect(measure([above(5)])).toMatchObject({ place: 'above', accepted: false })
    expect(measure([[...above(5), 100, ...series(5, () => 101)]])).toMatchObject({ accepted: false })
    const below = [...value, ...series(6, () => ({ close: 99, volume: 1 }))]
    expect(measure([below])).toMatchObject({ place: 'below', accepted: true })
  })

  test('does not count the prior session’s closes for acceptance', () => {
    const risen = [...series(30, () => ({ close: 100, volume: 100_000 })), ...series(6, () => 101)]
    expect(measure([risen, series(5, () => 101)])).toMatchObject({ source: 'prior', place: 'above', accepted: false })
    expect(measure([risen, series(6, () => 101)])).toMatchObject({ source: 'prior', place: 'above', accepted: true })
  })
})

describe('the vote of the volume profile', () => {
  const inside: VolumeProfileMeasures = {
    source: 'session',
    poc: 100,
    valueHigh: 101,
    valueLow: 99,
    structure: 0.5,
    place: 'inside',
    fromPoc: 0,
    beyondHigh: -1,
    beyondLow: -1,
    accepted: false,
  }
  const above = { place: 'above', fromPoc: 3, beyondHigh: 1, beyondLow: -5 } as const
  const below = { place: 'below', fromPoc: -3, beyondHigh: -5, beyondLow: 1 } as const
  const voteOf = (
    values: Partial<VolumeProfileMeasures>,
    regime: Regime,
    side: Side = 'long',
    kind: TradeKind = 'meanReversion',
  ): readonly [string, number] => {
    const { vote, confidence } = voteVolumeProfile({ ...inside, ...values }, regime, side, kind, profile)
    return [vote, confidence]
  }

  test('goes with a trend that has left value on its side', () => {
    expect(voteOf(above, 'TREND_UP')).toEqual(['LONG', 60])
    expect(voteOf(above, 'STRONG_TREND_UP')).toEqual(['LONG', 60])
    expect(voteOf(below, 'TREND_DOWN')).toEqual(['SHORT', 60])
    expect(voteOf(below, 'STRONG_TREND_DOWN')).toEqual(['SHORT', 60])
    expect(voteOf(above, 'TREND_DOWN')).toEqual(['NEUTRAL', 40])
    expect(voteOf(below, 'STRONG_TREND_UP')).toEqual(['NEUTRAL', 40])
  })

  test('fades what lies outside value in a range, unless it is accepted there', () => {
    expect(voteOf(above, 'RANGE_BOUND')).toEqual(['SHORT', 50])
    expect(voteOf(below, 'RANGE_BOUND')).toEqual(['LONG', 50])
    expect(voteOf({ ...above, accepted: true }, 'RANGE_BOUND')).toEqual(['NEUTRAL', 40])
    expect(voteOf({ ...below, accepted: true }, 'RANGE_BOUND')).toEqual(['NEUTRAL', 40])
  })

  test('is neutral outside value in every other regime', () => {
    for (const regime of ['UNKNOWN', 'HIGH_VOLATILITY', 'REVERSAL_UP', 'REVERSAL_DOWN'] as const) {
      expect(voteOf(above, regime)).toEqual(['NEUTRAL', 40])
      expect(voteOf(below, regime)).toEqual(['NEUTRAL', 40])
    }
  })

  test('pulls a stretched price back to the POC inside value', () => {
    expect(voteOf({ fromPoc: 1.01 }, 'TREND_UP')).toEqual(['SHORT', 50])
    expect(voteOf({ fromPoc: -1.01 }, 'RANGE_BOUND')).toEqual(['LONG', 50])
    expect(voteOf({ fromPoc: 1 }, 'RANGE_BOUND')).toEqual(['NEUTRAL', 30])
    expect(voteOf({ fromPoc: -1 }, 'RANGE_BOUND')).toEqual(['NEUTRAL', 30])
  })

  test('says nothing about a profile without structure, below 0.3', () => {
    expect(voteOf({ fromPoc: 2, structure: 0.29 }, 'RANGE_BOUND')).toEqual(['NEUTRAL', 30])
    expect(voteOf({ fromPoc: 2, structure: 0.3 }, 'RANGE_BOUND')).toEqual(['SHORT', 50])
    expect(voteOf({ ...above, structure: 0.1 }, 'TREND_UP')).toEqual(['LONG', 60])
  })

  test('vetoes momentum more than 2.5 ATR beyond value, over everything else', () => {
    const far = { ...above, beyondHigh: 2.51 }
    expect(voteOf(far, 'TREND_UP', 'long', 'momentum')).toEqual(['VETO_LONG', 50])
    expect(voteOf({ ...above, beyondHigh: 2.5 }, 'TREND_UP', 'long', 'momentum')).toEqual(['LONG', 60])
    expect(voteOf({ ...below, beyondLow: 2.51 }, 'TREND_DOWN', 'short', 'momentum')).toEqual(['VETO_SHORT', 50])
    expect(voteOf(far, 'TREND_UP', 'short', 'momentum')).toEqual(['LONG', 60])
    expect(voteOf(far, 'RANGE_BOUND', 'long', 'meanReversion')).toEqual(['SHORT', 50])
  })

  test('is none, chasing or not, without data', () => {
    expect(voteVolumeProfile({ absent: 'no-profile' }, 'TREND_UP', 'long', 'momentum', profile)).toEqual({
      vote: 'ABSTAIN',
      confidence: 0,
    })
  })
})
