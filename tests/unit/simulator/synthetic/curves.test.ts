import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../../src-main/simulator/random.ts'
import {
  curveThrough,
  easedStep,
  type Knot,
  noisePath,
  volatilityShape,
  volumeShape,
} from '../../../../src-main/simulator/synthetic/curves.ts'

describe('the shapes of a day', () => {
  test('volatility follows the strategy’s formula', () => {
    const t = 0.3
    const expected = 0.75 + 1.2 * Math.exp(-t / 0.018) + Math.exp(-t / 0.16) + 0.6 * Math.exp((t - 1) / 0.015)
    expect(volatilityShape(t)).toBeCloseTo(expected, 9)
    expect(volatilityShape(0)).toBeCloseTo(2.95, 6)
    expect(volatilityShape(1)).toBeCloseTo(1.35, 2)
  })

  test('volume is 4.5 times the day’s mean at the open and 5 times at the close', () => {
    expect(volumeShape(0)).toBeCloseTo(4.5, 6)
    expect(volumeShape(1)).toBeCloseTo(5, 2)
    expect(volumeShape(0.7)).toBeLessThan(0.75)
    const shares = Array.from({ length: 4_680 }, (_, step) => volumeShape((step + 0.5) / 4_680))
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeCloseTo(1, 1)
  })

  test('a soft step goes from 0 to 1 and stays there', () => {
    expect([-1, 0, 0.5, 1, 7].map(easedStep)).toEqual([0, 0, 0.5, 1, 1])
  })
})

describe('a curve through knots', () => {
  const knots: Knot[] = [
    [0, 0],
    [10, 0.4],
    [30, 0.5],
    [40, -0.2],
    [60, -0.2],
    [100, 1],
  ]

  test('meets every knot, as fractions', () => {
    const curve = curveThrough(knots, 1_000)
    for (const [minute, percent] of knots.slice(1)) expect(curve[minute * 10 - 1]).toBeCloseTo(percent / 100, 12)
  })

  test('never leaves the range of the two knots between which it lies', () => {
    const curve = curveThrough(knots, 1_000)
    for (const [index, value] of curve.entries()) {
      const minute = (index + 1) / 10
      const after = knots.findIndex(([at]) => at >= minute)
      const [low, high] = [knots[after - 1]![1], knots[after]![1]].sort((a, b) => a - b)
      expect(value * 100).toBeGreaterThanOrEqual(low! - 1e-9)
      expect(value * 100).toBeLessThanOrEqual(high! + 1e-9)
    }
  })
})

describe('noise', () => {
  test('spreads as far as an Ornstein–Uhlenbeck process does', () => {
    const halfLife = 300
    const path = noisePath(createRandom(1), 0.001, halfLife, new Float64Array(400_000).fill(1))
    const variance = path.reduce((sum, value) => sum + value * value, 0) / path.length
    const expected = 0.001 / Math.sqrt(1 - 0.25 ** (1 / halfLife))
    expect(Math.sqrt(variance) / expected).toBeGreaterThan(0.9)
    expect(Math.sqrt(variance) / expected).toBeLessThan(1.1)
  })

  test('stands still where the shape is 0', () => {
    expect(noisePath(createRandom(1), 0.001, 300, new Float64Array(10))).toEqual(new Float64Array(10))
  })
})
