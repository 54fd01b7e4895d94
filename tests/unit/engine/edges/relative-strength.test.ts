import { describe, expect, test } from 'vitest'
import { measureRelativeStrength, voteRelativeStrength } from '../../../../src-main/engine/edges/relative-strength.ts'
import type { RelativeStrengthMeasures, TradeKind } from '../../../../src-shared/domain/decision.ts'
import { ticker } from '../../../../src-shared/domain/ids.ts'
import { historyOf, series } from '../../../support/engine-history.ts'
import { defaultProfile } from '../../../support/engine-inputs.ts'

const profile = defaultProfile()

/** A symbol that went from 100 to 100 + `gain` in 20 bars. */
const mover = (symbol: string, gain: number): ReturnType<typeof historyOf> =>
  historyOf([[...series(20, () => 100), 100 + gain]], { symbol })
const spy = mover('SPY', 1)
const xlk = mover('XLK', 2)
const others = (...gains: readonly number[]): ReturnType<typeof historyOf>[] =>
  gains.map((gain, index) => mover(['MSFT', 'GOOGL', 'META', 'CRM', 'ORCL', 'ADBE'][index]!, gain))

describe('relative strength', () => {
  test('compares 20-bar returns with the sector ETF and with SPY', () => {
    const own = mover('AAPL', 5)
    const measures = measureRelativeStrength(own, xlk, spy, [own, ...others(1, 2, 3, 4)], 20, profile)
    expect(measures).toEqual({
      own: 105 / 100 - 1,
      versusSector: 105 / 100 - 1 - (102 / 100 - 1),
      versusMarket: 105 / 100 - 1 - (101 / 100 - 1),
      sector: 'XLK',
      sectorIsMarket: false,
      percentile: 100,
      stocks: 5,
    })
  })

  test('takes the market for a sector without data, and says which it took', () => {
    const own = mover('AAPL', 5)
    const stocks = [own, ...others(1, 2, 3, 4)]
    const short = historyOf([[...series(20, () => null), 100]], { symbol: 'XLK' })
    for (const sector of [undefined, short]) {
      const measures = measureRelativeStrength(own, sector, spy, stocks, 20, profile)
      expect(measures).toMatchObject({
        sector: 'SPY',
        sectorIsMarket: true,
        versusSector: 105 / 100 - 1 - (101 / 100 - 1),
      })
    }
  })

  test('ranks a stock by those below it and half of those beside it', () => {
    const own = mover('AAPL', 3)
    const percentileAmong = (...gains: readonly number[]): number => {
      const measures = measureRelativeStrength(own, xlk, spy, [own, ...others(...gains)], 20, profile)
      return 'absent' in measures ? Number.NaN : measures.percentile
    }
    expect(percentileAmong(1, 2, 4, 5)).toBe(50)
    expect(percentileAmong(3, 3, 3, 3)).toBe(50)
    expect(percentileAmong(1, 3, 4, 5)).toBe(37.5)
    expect(percentileAmong(4, 5, 6, 7)).toBe(0)
    expect(percentileAmong(1, 2, 2, 1)).toBe(100)
  })

  test('abstains under 5 stocks, those without a return not counted', () => {
    const own = mover('AAPL', 3)
    const young = historyOf([[null, ...series(20, () => 100)]], { symbol: 'ORCL' })
    expect(measureRelativeStrength(own, xlk, spy, [own, ...others(1, 2, 4), young], 20, profile)).toEqual({
      absent: 'few-stocks',
    })
  })

  test('abstains without its own or the market’s return, and says which', () => {
    const stocks = others(1, 2, 3, 4, 5)
    const gappy = historyOf([[null, ...series(20, () => 100)]])
    const holed = historyOf([[...series(20, () => 100)], series(21, (slot) => (slot === 0 ? null : 100))])
    expect(measureRelativeStrength(gappy, xlk, spy, stocks, 20, profile)).toEqual({ absent: 'few-closes' })
    expect(measureRelativeStrength(holed, xlk, spy, stocks, 98, profile)).toEqual({ absent: 'missing-slot' })
    expect(measureRelativeStrength(mover('AAPL', 1), xlk, undefined, stocks, 20, profile)).toEqual({
      absent: 'no-market',
    })
  })

  test('includes an ETF that is traded in its own comparison, and no other', () => {
    const measures = measureRelativeStrength(xlk, undefined, spy, others(1, 3, 4, 5), 20, profile)
    expect(measures).toMatchObject({ stocks: 5, percentile: 25 })
  })
})

describe('the vote of relative strength', () => {
  const voteOf = (
    values: Partial<RelativeStrengthMeasures>,
    kind: TradeKind = 'momentum',
  ): readonly [string, number] => {
    const neutral = { own: 0, versusSector: 0, versusMarket: 0, percentile: 50, stocks: 12 }
    const measures = { ...neutral, sector: ticker('XLK'), sectorIsMarket: false }
    const { vote, confidence } = voteRelativeStrength({ ...measures, ...values }, kind, profile)
    return [vote, confidence]
  }

  test('is strong above the 90th percentile with more than 1 % over the sector', () => {
    expect(voteOf({ percentile: 91, versusSector: 0.0101 })).toEqual(['STRONG_LONG', 90])
    expect(voteOf({ percentile: 9, versusSector: -0.0101 })).toEqual(['STRONG_SHORT', 90])
    expect(voteOf({ percentile: 90, versusSector: 0.0101 })).toEqual(['LONG', 60])
    expect(voteOf({ percentile: 91, versusSector: 0.01 })).toEqual(['LONG', 60])
  })

  test('is plain above the 70th percentile with more than 0.5 % over the sector', () => {
    expect(voteOf({ percentile: 71, versusSector: 0.0051 })).toEqual(['LONG', 60])
    expect(voteOf({ percentile: 29, versusSector: -0.0051 })).toEqual(['SHORT', 60])
    expect(voteOf({ percentile: 70, versusSector: 0.0051 })).toEqual(['NEUTRAL', 50])
    expect(voteOf({ percentile: 71, versusSector: 0.005 })).toEqual(['NEUTRAL', 50])
    expect(voteOf({ percentile: 29, versusSector: 0.0051 })).toEqual(['NEUTRAL', 50])
  })

  test('is a veto, before everything else, where stock and market disagree about the sector', () => {
    expect(voteOf({ percentile: 95, versusSector: 0.0201, versusMarket: -0.0101 })).toEqual(['VETO_LONG', 70])
    expect(voteOf({ percentile: 5, versusSector: -0.0201, versusMarket: 0.0101 })).toEqual(['VETO_SHORT', 70])
    expect(voteOf({ percentile: 95, versusSector: 0.02, versusMarket: -0.0101 })).toEqual(['STRONG_LONG', 90])
    expect(voteOf({ percentile: 95, versusSector: 0.0201, versusMarket: -0.01 })).toEqual(['STRONG_LONG', 90])
  })

  test('is neutral for mean reversion, but for the veto', () => {
    expect(voteOf({ percentile: 99, versusSector: 0.03 }, 'meanReversion')).toEqual(['NEUTRAL', 50])
    expect(voteOf({ versusSector: 0.0201, versusMarket: -0.0101 }, 'meanReversion')).toEqual(['VETO_LONG', 70])
  })

  test('is none without data', () => {
    expect(voteRelativeStrength({ absent: 'few-stocks' }, 'momentum', profile)).toEqual({
      vote: 'ABSTAIN',
      confidence: 0,
    })
  })
})
