import { describe, expect, test } from 'vitest'
import { candidateOf } from '../../../src-main/engine/candidate.ts'
import type { Regime } from '../../../src-shared/domain/decision.ts'
import { defaultProfile } from '../../support/engine-inputs.ts'

const profile = defaultProfile()

const candidateIn = (regime: Regime, price: number | null): ReturnType<typeof candidateOf> =>
  candidateOf(
    {
      regime,
      confidence: 60,
      unknownBecause: null,
      day: 0,
      short: 0,
      medium: 0,
      consistency: 0,
      lean: 0,
      atrPercent: 0,
      breadth: [],
    },
    price === null ? { absent: 'few-closes' } : { price, volume: 0, momentum: 0 },
    profile,
  )

describe('the candidate', () => {
  test('follows a regime with a direction, as momentum', () => {
    for (const regime of ['STRONG_TREND_UP', 'TREND_UP', 'REVERSAL_UP'] as const) {
      expect(candidateIn(regime, 0)).toEqual({ side: 'long', kind: 'momentum' })
    }
    for (const regime of ['STRONG_TREND_DOWN', 'TREND_DOWN', 'REVERSAL_DOWN'] as const) {
      expect(candidateIn(regime, null)).toEqual({ side: 'short', kind: 'momentum' })
    }
  })

  test('goes against a price more than 1.5 deviations off in a range, as mean reversion', () => {
    expect(candidateIn('RANGE_BOUND', 1.51)).toEqual({ side: 'short', kind: 'meanReversion' })
    expect(candidateIn('RANGE_BOUND', -1.51)).toEqual({ side: 'long', kind: 'meanReversion' })
    expect(candidateIn('RANGE_BOUND', 1.5)).toMatchObject({ side: null })
    expect(candidateIn('RANGE_BOUND', -1.5)).toMatchObject({ side: null })
    expect(candidateIn('RANGE_BOUND', null)).toMatchObject({ side: null })
  })

  test('does not exist where the regime is unknown or wild', () => {
    expect(candidateIn('UNKNOWN', 3).side).toBeNull()
    expect(candidateIn('HIGH_VOLATILITY', -3).side).toBeNull()
  })
})
