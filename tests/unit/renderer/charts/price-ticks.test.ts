import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { priceTicks } from '../../../../src-renderer/charts/price-ticks.ts'
import { runs } from '../../../support/properties.ts'

const scale = fc
  .record({
    low: fc.integer({ min: 1, max: 500_000 }),
    range: fc.integer({ min: 3, max: 90_000 }),
    height: fc.integer({ min: 120, max: 1_400 }),
    tick: fc.constantFrom(0.01, 0.05, 0.0001),
  })
  .map(({ low, range, height, tick }) => ({ low: low * tick, high: (low + range) * tick, height, tick }))

describe('the prices of the axis', () => {
  test('are far enough from each other to be read', () => {
    fc.assert(
      fc.property(scale, (asked) => {
        const prices = priceTicks(asked)
        const pixels = asked.height / (asked.high - asked.low)
        for (const [index, price] of prices.entries()) {
          const before = prices[index - 1]
          if (before !== undefined) expect((price - before) * pixels).toBeGreaterThanOrEqual(38 - 1e-6)
        }
      }),
      runs(300),
    )
  })

  test('lie within the axis, on whole price steps', () => {
    fc.assert(
      fc.property(scale, (asked) => {
        for (const price of priceTicks(asked)) {
          expect(price).toBeGreaterThanOrEqual(asked.low - asked.tick)
          expect(price).toBeLessThanOrEqual(asked.high + asked.tick)
          expect(Math.abs(price / asked.tick - Math.round(price / asked.tick))).toBeLessThan(1e-6)
        }
      }),
      runs(300),
    )
  })

  test('are round', () => {
    expect(priceTicks({ low: 477.6, high: 491.2, height: 700, tick: 0.01 })).toEqual([
      478, 479, 480, 481, 482, 483, 484, 485, 486, 487, 488, 489, 490, 491,
    ])
    expect(priceTicks({ low: 9.97, high: 10.52, height: 200, tick: 0.01 })).toEqual([10, 10.2, 10.4])
  })

  test('are none while there is no scale', () => {
    expect(priceTicks({ low: 10, high: 10, height: 200, tick: 0.01 })).toEqual([])
    expect(priceTicks({ low: 10, high: 11, height: 0, tick: 0.01 })).toEqual([])
  })
})
