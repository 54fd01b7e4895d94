import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ticker } from '../../../src-shared/domain/ids.ts'
import { LIMITS, RESTRICT, type RiskLimits } from '../../../src-shared/domain/limits.ts'

test('the defaults are those of the safety rules', () => {
  const defaults = Object.fromEntries(Object.entries(LIMITS).map(([name, limit]) => [name, limit.default]))
  expect(defaults).toEqual({
    maxManualOrderShares: 100,
    maxPositionDollars: 10_000,
    maxGrossExposureDollars: 250_000,
    maxOpenPositions: 8,
    maxDailyLossDollars: 1_000,
    maxEntriesPerMinute: 10,
    maxLeverage: 2,
    maxMarginUse: 0.5,
    priceCollar: 0.01,
    staleAfterSeconds: 15,
    staleAfterGaps: 10,
    allowShorting: false,
    allowedSymbols: null,
  } satisfies RiskLimits)
})

describe('the more restrictive of two', () => {
  const symbol = fc.constantFrom('AAPL', 'NVDA', 'XOM', 'BRK B').map(ticker)
  const list = fc.option(fc.uniqueArray(symbol))
  const allows = (symbols: readonly string[] | null, one: string): boolean => symbols === null || symbols.includes(one)

  test('numbers is the lower one', () => {
    expect(RESTRICT['lower-wins'](5, 3)).toBe(3)
    expect(RESTRICT['lower-wins'](0, 3)).toBe(0)
  })

  test('switches is the answer that is named', () => {
    expect(RESTRICT['false-wins'](true, false)).toBe(false)
    expect(RESTRICT['false-wins'](true, true)).toBe(true)
    expect(RESTRICT['true-wins'](true, false)).toBe(true)
    expect(RESTRICT['true-wins'](false, false)).toBe(false)
  })

  test('lists allows a symbol exactly when both do, in whatever order they are taken', () => {
    fc.assert(
      fc.property(list, list, symbol, (one, other, wanted) => {
        const both = RESTRICT['both-must-list'](one, other)
        expect(allows(both, wanted)).toBe(allows(one, wanted) && allows(other, wanted))
        expect(new Set(RESTRICT['both-must-list'](other, one))).toEqual(new Set(both))
      }),
      { seed: 1 },
    )
  })

  test('lists with nothing in common allows nothing', () => {
    expect(RESTRICT['both-must-list']([ticker('AAPL')], [ticker('XOM')])).toEqual([])
  })
})
