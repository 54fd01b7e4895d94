import { describe, expect, test } from 'vitest'
import { createSyntheticMarket } from '../../src-main/simulator/synthetic/synthetic-market.ts'
import { epochOf, instrumentsOf, sessionsFrom, WIDE } from '../support/engine-inputs.ts'
import { CALM, generateSlots, ROUGH } from '../support/generated-bars.ts'
import { hasQuarter, NEEDS_QUARTER, QUARTER_SYMBOLS, recordedQuarter, slotted } from '../support/recorded-bars.ts'
import { compareWithOracle } from '../support/strategy-comparison.ts'

const TRADED = ['SPY', 'NVDA', 'AMD', 'GOOGL', 'JPM', 'XOM']

/** What a comparison has to have come across before its agreement means anything. */
const SEEN = [
  ...['RS STRONG_LONG', 'RS LONG', 'RS NEUTRAL', 'RS SHORT', 'RS STRONG_SHORT', 'RS ABSTAIN'],
  ...['ST LONG', 'ST NEUTRAL', 'ST SHORT', 'ST VETO_LONG', 'ST VETO_SHORT', 'ST ABSTAIN'],
  ...['VP LONG', 'VP NEUTRAL', 'VP SHORT', 'VP VETO_LONG', 'VP VETO_SHORT', 'VP ABSTAIN'],
  ...['CA STRONG_LONG', 'CA LONG', 'CA NEUTRAL', 'CA SHORT', 'CA STRONG_SHORT', 'CA VETO_LONG', 'CA ABSTAIN'],
  ...['TD LONG', 'TD NEUTRAL', 'TD SHORT', 'TD VETO_BOTH'],
  ...['RG STRONG_LONG', 'RG LONG', 'RG NEUTRAL', 'RG SHORT', 'RG STRONG_SHORT', 'RG VETO_BOTH'],
  ...['UNKNOWN', 'STRONG_TREND_UP', 'STRONG_TREND_DOWN', 'TREND_UP', 'TREND_DOWN', 'REVERSAL_DOWN', 'RANGE_BOUND'],
  ...['enter long', 'enter short', 'veto', 'few-agree', 'few-own-edges', 'weak-score', 'no-extreme', 'regime-forbids'],
  ...['warming-up', 'position-open', 'stopped-out', 'hold', 'moveStop'],
]

describe('the engine decides what a naive reading of the strategy decides, field by field', () => {
  const instruments = instrumentsOf(...WIDE)
  const seen = new Set<string>()

  for (const [name, seed, roughness] of [
    ['calm', 1, CALM],
    ['rough', 2, ROUGH],
  ] as const) {
    test(`on ${name} generated bars, an early close among them`, () => {
      const sessions = sessionsFrom('2024-11-25', '2024-12-02')
      const slots = generateSlots(seed, instruments, sessions, roughness)
      const comparison = compareWithOracle(epochOf(instruments, sessions, TRADED), slots, 199)
      for (const what of comparison.seen.keys()) seen.add(what)
      expect(comparison.differences).toEqual([])
      expect(comparison.flips).toBeGreaterThan(10)
    })
  }

  test('and these bars led to every kind of vote, regime and hold that is not very rare', () => {
    expect(SEEN.filter((what) => !seen.has(what))).toEqual([])
  })

  test('on synthetic days', async () => {
    const sessions = sessionsFrom('2024-07-02', '2024-07-03')
    const market = createSyntheticMarket(3, [
      { session: sessions[0]!, type: 'trend' },
      { session: sessions[1]!, type: 'mixed' },
    ])
    const { slots } = await slotted(market)
    const epoch = epochOf(instrumentsOf(...market.symbols), sessions, TRADED)
    const { differences, decisions } = compareWithOracle(epoch, slots, 97)
    expect(differences).toEqual([])
    expect(decisions).toBe(6 * (78 + 42))
  })

  test.skipIf(!hasQuarter)(`on two weeks of ${NEEDS_QUARTER}`, async () => {
    const { sessions, slots } = await recordedQuarter()
    const epoch = epochOf(instrumentsOf(...QUARTER_SYMBOLS), sessions, ['AAPL', 'NVDA', 'GOOGL'])
    const { differences, decisions } = compareWithOracle(epoch, slots.slice(0, 10 * 78), 499)
    expect(differences).toEqual([])
    expect(decisions).toBe(3 * 10 * 78)
  })
})
