import { describe, expect, test } from 'vitest'
import { DAY_TYPES } from '../../src-main/simulator/synthetic/day-types.ts'
import { createSyntheticMarket } from '../../src-main/simulator/synthetic/synthetic-market.ts'
import { epochOf, instrumentsOf, sessionsFrom, WIDE } from '../support/engine-inputs.ts'
import { CALM, generateSlots, ROUGH, type SlotBars } from '../support/generated-bars.ts'
import { hasQuarter, NEEDS_QUARTER, QUARTER_SYMBOLS, recordedQuarter, slotted } from '../support/recorded-bars.ts'
import { compareWithOracle } from '../support/strategy-comparison.ts'

describe('the engine decides what the text of the strategy says', () => {
  const sessions = sessionsFrom('2024-11-22', '2024-12-05')
  const wide = instrumentsOf(...WIDE)

  for (const [name, roughness] of Object.entries({ calm: CALM, rough: ROUGH })) {
    for (const seed of [11, 12, 13, 14]) {
      test(`on generated bars, ${name}, seed ${seed}`, () => {
        const traded = ['SPY', 'XLF', 'NVDA', 'AMD', 'MU', 'AAPL', 'GOOGL', 'JPM', 'XOM', 'CVX']
        const slots = generateSlots(seed, wide, sessions, roughness)
        const { differences, decisions } = compareWithOracle(epochOf(wide, sessions, traded), slots, 97)
        expect(differences).toEqual([])
        expect(decisions).toBeGreaterThan(4_000)
      })
    }
  }

  /** Every price through `convert`, dollars to dollars; it must not change their order. */
  function* repriced(slots: Iterable<SlotBars>, convert: (dollars: number) => number): Generator<SlotBars> {
    for (const { start, bars } of slots) {
      const changed = bars.map(({ symbol, bar }) => {
        const { open, high, low, close } = bar
        return {
          symbol,
          bar: { ...bar, open: convert(open), high: convert(high), low: convert(low), close: convert(close) },
        }
      })
      yield { start, bars: changed }
    }
  }

  test.each([
    [
      'between two ticks, as adjusted data has them',
      (dollars: number) => Math.round((dollars / 1.0371) * 1e4) / 1e4,
      97,
    ],
    ['of a few dollars', (dollars: number) => Math.max(0.01, Math.round(dollars) / 100), 97],
    ['of thousands', (dollars: number) => Math.round(dollars * 2_000) / 100, 0],
  ])('on prices %s', (_, convert, flipEvery) => {
    const epoch = epochOf(wide, sessions.slice(0, 4), ['SPY', 'NVDA', 'AMD', 'JPM'])
    const slots = generateSlots(21, wide, epoch.sessions, ROUGH)
    // Trying every tick within 3 ATR of a price of thousands would take minutes.
    const { differences, decisions } = compareWithOracle(epoch, repriced(slots, convert), flipEvery)
    expect(differences).toEqual([])
    expect(decisions).toBeGreaterThan(900)
  })

  for (const type of DAY_TYPES) {
    test(`on synthetic days: two of warm-up, then ${type}`, async () => {
      const days = sessionsFrom('2024-07-01', '2024-07-03')
      const types = ['range', 'trend', type] as const
      const market = createSyntheticMarket(
        7,
        days.map((session, index) => ({ session, type: types[index] ?? type })),
      )
      const { slots } = await slotted(market)
      const { differences, entries } = compareWithOracle(epochOf(instrumentsOf(...market.symbols), days), slots, 97)
      expect(differences).toEqual([])
      expect(entries).toBeGreaterThan(0)
    })
  }

  test.skipIf(!hasQuarter)(`on every bar of ${NEEDS_QUARTER}`, async () => {
    const { sessions: days, slots } = await recordedQuarter()
    const epoch = epochOf(instrumentsOf(...QUARTER_SYMBOLS), days)
    const { differences, decisions } = compareWithOracle(epoch, slots, 997)
    expect(differences).toEqual([])
    expect(decisions).toBe(6 * 4_758)
  })
})
