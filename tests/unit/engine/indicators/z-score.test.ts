import { describe, expect, test } from 'vitest'
import { zScore } from '../../../../src-main/engine/indicators/z-score.ts'

const never = (): boolean => false
const scoreOf = (...values: readonly number[]): number =>
  zScore(Float64Array.from(values), values.length, 10, 1e-6, never)

describe('the z-score', () => {
  test('measures the newest value in sample deviations of the values before it, itself left out', () => {
    // 1…10: mean 5.5, sample variance 82.5 / 9.
    expect(scoreOf(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)).toBeCloseTo(5.5 / Math.sqrt(82.5 / 9), 12)
    expect(scoreOf(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 5.5)).toBe(0)
    expect(scoreOf(10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)).toBeCloseTo(-5.5 / Math.sqrt(82.5 / 9), 12)
  })

  test('does not depend on how large the values are, as far as doubles carry', () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    expect(scoreOf(...values.map((value) => 1e9 + value))).toBeCloseTo(scoreOf(...values), 5)
  })

  test('is 0 with fewer than 10 values before the newest', () => {
    expect(scoreOf(1, 2, 3, 4, 5, 6, 7, 8, 9, 100)).toBe(0)
    expect(scoreOf(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100)).toBeGreaterThan(0)
  })

  test('is 0 where the values are called too flat to be measured', () => {
    const values = Float64Array.from([5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 6])
    const flat = zScore(values, 11, 10, 1e-6, (deviation, newest, mean, limit) => {
      expect([deviation, newest, mean, limit]).toEqual([0, 6, 5, 1e-6])
      return true
    })
    expect(flat).toBe(0)
  })

  test('reads only as many values as it is told', () => {
    const values = Float64Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1e9, 1e9])
    expect(zScore(values, 11, 10, 1e-6, never)).toBeCloseTo(5.5 / Math.sqrt(82.5 / 9), 12)
  })
})
