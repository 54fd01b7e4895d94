import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  commissionInCents,
  DEFAULT_COMMISSION,
  DEFAULT_SLIPPAGE,
  priceAfterSlippage,
} from '../../../../src-main/simulator/exchange/costs.ts'

describe('slippage', () => {
  test('costs one tick and one basis point, rounded to the worse tick', () => {
    expect(priceAfterSlippage(200, true, 0.01, DEFAULT_SLIPPAGE)).toBe(200.03)
    expect(priceAfterSlippage(200, false, 0.01, DEFAULT_SLIPPAGE)).toBe(199.97)
    expect(priceAfterSlippage(150, true, 0.01, DEFAULT_SLIPPAGE)).toBe(150.03)
  })

  test('is nothing where it is configured to be nothing', () => {
    expect(priceAfterSlippage(187.7, true, 0.01, { ticks: 0, basisPoints: 0 })).toBe(187.7)
  })

  test('never turns a sale into a gift', () => {
    expect(priceAfterSlippage(0.01, false, 0.01, DEFAULT_SLIPPAGE)).toBe(0.01)
  })

  test('is never in our favour and never more than two ticks and a basis point', () => {
    const cents = fc.integer({ min: 100, max: 1_000_000 })
    fc.assert(
      fc.property(cents, fc.boolean(), (hundredths, buying) => {
        const market = hundredths / 100
        const cost = (buying ? 1 : -1) * (priceAfterSlippage(market, buying, 0.01, DEFAULT_SLIPPAGE) - market)
        expect(cost).toBeGreaterThan(0)
        expect(cost).toBeLessThanOrEqual(0.02 + market / 10_000 + 1e-9)
      }),
      { seed: 1, numRuns: 500 },
    )
  })
})

describe('the commission', () => {
  test.each([
    ['half a cent a share', 1_000, 50, 500],
    ['a dollar at least', 10, 50, 100],
    ['one per cent of the value at most, also under a dollar', 10, 0.2, 2],
    ['whole cents', 333, 50, 167],
  ])('is %s', (_, quantity, price, cents) => {
    expect(commissionInCents(quantity, price, DEFAULT_COMMISSION)).toBe(cents)
  })
})
