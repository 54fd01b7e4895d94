import { describe, expect, test } from 'vitest'
import { edgeReason } from '../../../../src-main/engine/reasons/edge-reasons.ts'
import type { Abstention, Decision, Measures, RegimeMeasures } from '../../../../src-shared/domain/decision.ts'
import { ticker } from '../../../../src-shared/domain/ids.ts'
import type { EdgeCode, Side } from '../../../../src-shared/domain/vote.ts'
import { barAt, series } from '../../../support/engine-history.ts'
import {
  decide,
  defaultProfile,
  engineOf,
  epochOf,
  instrumentsOf,
  sessionsFrom,
} from '../../../support/engine-inputs.ts'

const profile = defaultProfile()

/** Any decision of the engine, to put measures into. */
const someDecision: Decision = (() => {
  const instruments = instrumentsOf('SPY', 'NVDA')
  const [day] = sessionsFrom('2024-03-04', '2024-03-04')
  const engine = engineOf(epochOf(instruments, [day!], ['NVDA']))
  const decisions = series(40, (slot) => {
    const bar = barAt(day!, slot, { close: 100 + (slot % 7) / 10 })
    return decide(engine, { start: bar.start, bars: instruments.map(({ symbol }) => ({ symbol, bar })) })
  })
  return decisions.at(-1)![0]!
})()

const reasonOf = (
  edge: EdgeCode,
  measures: Partial<Measures>,
  side: Side = 'long',
  more: Partial<Decision> = {},
): string =>
  edgeReason({ ...someDecision, ...more, measures: { ...someDecision.measures, ...measures } }, edge, side, profile)

describe('the reason of relative strength', () => {
  const measures = {
    own: 0.02,
    versusSector: 0.0123,
    versusMarket: -0.0045,
    sector: ticker('SMH'),
    sectorIsMarket: false,
    percentile: 91.67,
    stocks: 13,
  }

  test('tells the lead over sector and market and the rank', () => {
    expect(reasonOf('RS', { relativeStrength: measures }, 'long', { tradeKind: 'momentum' })).toBe(
      'Up 1.23 % against SMH over 20 bars, down 0.45 % against SPY; 92nd percentile of 13 stocks',
    )
  })

  test('says that it does not count for mean reversion', () => {
    expect(reasonOf('RS', { relativeStrength: measures }, 'long', { tradeKind: 'meanReversion' })).toMatch(
      /not counted/,
    )
  })

  test('says when the market stands for a sector without data', () => {
    const alone = { ...measures, sector: ticker('SPY'), sectorIsMarket: true }
    expect(reasonOf('RS', { relativeStrength: alone })).toMatch(/against SPY over 20 bars, in place of its sector;/)
  })

  test('does not say so of a symbol whose sector is SPY itself', () => {
    // Gold and silver have SPY for their sector, and its bars are there.
    const instruments = instrumentsOf('SPY', 'GLD', 'AAPL', 'MSFT', 'GOOGL', 'NVDA')
    const [day] = sessionsFrom('2024-03-04', '2024-03-04')
    const engine = engineOf(epochOf(instruments, [day!], ['GLD']))
    const [decision] = series(30, (slot) => {
      const bar = barAt(day!, slot, { close: 100 + (slot % 7) / 10 })
      return decide(engine, { start: bar.start, bars: instruments.map(({ symbol }) => ({ symbol, bar })) })
    }).at(-1)!
    expect(decision?.measures.relativeStrength).toMatchObject({ sector: 'SPY', stocks: 5 })
    expect(edgeReason(decision!, 'RS', 'long', profile)).not.toMatch(/in place of/)
  })
})

describe('the reason of the statistics', () => {
  test('tells where the price is and how unusual move and volume are', () => {
    expect(reasonOf('ST', { statistics: { price: 2.34, momentum: 1.55, volume: -0.72 } })).toBe(
      'Price is 2.3 σ above its 50-bar mean; last move +1.6 σ, volume −0.7 σ',
    )
    expect(reasonOf('ST', { statistics: { price: -2.34, momentum: -1.24, volume: 3 } })).toBe(
      'Price is 2.3 σ below its 50-bar mean; last move −1.2 σ, volume +3.0 σ',
    )
  })
})

describe('the reason of the volume profile', () => {
  const inside = {
    source: 'session',
    poc: 100.005,
    valueHigh: 101,
    valueLow: 99,
    structure: 0.5,
    place: 'inside',
    fromPoc: -1.25,
    beyondHigh: -2,
    beyondLow: -1,
    accepted: false,
  } as const

  test('tells where the price stands to value and to the POC', () => {
    expect(reasonOf('VP', { volumeProfile: inside })).toMatch(
      /^Inside today's value area, 1\.[23] ATR below its POC 100\.0/,
    )
    const prior = { ...inside, source: 'prior', place: 'above', fromPoc: 2, beyondHigh: 1 } as const
    expect(reasonOf('VP', { volumeProfile: prior })).toMatch(/^Above the prior session's value area/)
    expect(reasonOf('VP', { volumeProfile: { ...prior, accepted: true } })).toMatch(/accepted/)
  })

  test('shows a POC on a half tick as it is', () => {
    expect(reasonOf('VP', { volumeProfile: inside })).toContain('POC 100.005')
  })

  test('says of a chase how far from value it is', () => {
    const far = { ...inside, place: 'above', fromPoc: 6, beyondHigh: 3.14 } as const
    const veto = { vote: 'VETO_LONG', confidence: 50 } as const
    const card = { ...someDecision.cards[0], side: 'long' as const }
    const decision = { cards: [{ ...card, votes: { ...card.votes, VP: veto } }] as const }
    expect(reasonOf('VP', { volumeProfile: far }, 'long', decision)).toBe(
      "Price is 3.1 ATR beyond today's value area: the stop would lie outside value",
    )
  })
})

describe('the reason of the related symbols', () => {
  const related = (...changes: readonly (readonly [string, number])[]): Measures['crossAsset'] => ({
    related: changes.map(([symbol, change]) => ({ symbol: ticker(symbol), change })),
    rising: changes.filter(([, change]) => change > 0.001).length,
    falling: changes.filter(([, change]) => change < -0.001).length,
  })

  test('names who confirms, who contradicts and who does neither', () => {
    const crossAsset = related(['AMD', 0.01], ['SMH', 0.002], ['TSM', -0.004], ['MU', 0.0001])
    expect(reasonOf('CA', { crossAsset })).toBe('AMD and SMH confirm, TSM contradicts, MU is flat over 10 bars')
    expect(reasonOf('CA', { crossAsset }, 'short')).toBe(
      'TSM confirms, AMD and SMH contradict, MU is flat over 10 bars',
    )
  })
})

describe('the reason of the regime', () => {
  const regime = (values: Partial<RegimeMeasures>): Partial<Measures> => ({
    regime: {
      regime: 'RANGE_BOUND',
      confidence: 70,
      unknownBecause: null,
      day: 0.0031,
      short: 0.0011,
      medium: 0.0021,
      consistency: 0.45,
      lean: 1,
      atrPercent: 0.001,
      breadth: [],
      ...values,
    },
  })
  const breadth = [
    { symbol: ticker('QQQ'), change: 0.01, effect: 5 },
    { symbol: ticker('IWM'), change: -0.01, effect: -10 },
  ]

  test('tells the numbers of its row, and who agrees', () => {
    expect(reasonOf('RG', regime({}))).toBe('SPY up 0.31 % since the open, without a trend')
    expect(reasonOf('RG', regime({ regime: 'TREND_UP', breadth }))).toBe(
      'SPY up 0.31 % since the open, up 0.11 % over 5 bars and up 0.21 % over 20; QQQ agrees, IWM does not agree',
    )
    expect(reasonOf('RG', regime({ regime: 'STRONG_TREND_DOWN', day: -0.012, lean: -1 }))).toBe(
      'SPY down 1.20 % since the open and a net 9 of its last 20 bars fell',
    )
    expect(reasonOf('RG', regime({ regime: 'REVERSAL_DOWN', day: 0.006, short: -0.003 }))).toBe(
      'SPY up 0.60 % since the open but down 0.30 % over 5 bars',
    )
    expect(reasonOf('RG', regime({ regime: 'HIGH_VOLATILITY', atrPercent: 0.0071 }))).toBe(
      'SPY moves 0.71 % a bar, more than 0.60 %: too wild to trade',
    )
  })

  test('tells why nothing is known', () => {
    for (const unknownBecause of ['few-closes', 'missing-slot', 'no-market'] as const) {
      expect(reasonOf('RG', regime({ regime: 'UNKNOWN', unknownBecause }))).toMatch(/^The market's regime is unknown: /)
    }
  })
})

describe('the reason of the time of day', () => {
  const at = (window: Measures['timeOfDay']['window'], minute: number, minutesToClose: number): Partial<Measures> => ({
    timeOfDay: { window, minute, minutesToClose },
  })

  test('names the window, its end and what it favours', () => {
    expect(reasonOf('TD', at('opening-drive', 575, 385))).toBe('Opening drive until 10:00, favours momentum')
    expect(reasonOf('TD', at('lunch', 700, 260))).toBe('Lunch until 13:30, favours no trade')
  })

  test('counts the minutes that are left near the close', () => {
    expect(reasonOf('TD', at('no-new-entries', 935, 25))).toMatch(/^Too near the close at 15:35: 25 minutes are left/)
    expect(reasonOf('TD', at('after-close', 960, 0))).toBe('After the close: no entries')
  })
})

describe('an edge that abstains', () => {
  test('says why in a sentence of its own, whatever the cause', () => {
    const causes: readonly Abstention[] = [
      ...([
        'few-closes',
        'missing-slot',
        'no-market',
        'few-stocks',
        'no-profile',
        'no-volume',
        'few-peers',
        'no-range',
      ] as const),
    ]
    const sentences = causes.map((absent) => {
      const reasons = new Set([
        reasonOf('RS', { relativeStrength: { absent } }),
        reasonOf('ST', { statistics: { absent } }),
        reasonOf('VP', { volumeProfile: { absent } }),
        reasonOf('CA', { crossAsset: { absent } }),
      ])
      expect(reasons.size).toBe(1)
      return [...reasons][0]!
    })
    expect(new Set(sentences).size).toBe(causes.length)
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z][a-zA-Z ,]+$/)
  })
})
