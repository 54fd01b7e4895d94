import { describe, expect, test } from 'vitest'
import { relativeStrengthIndex } from '../../../../src-main/engine/indicators/rsi.ts'
import { historyOf, series } from '../../../support/engine-history.ts'

describe('the relative strength index', () => {
  test('is the share of gains in all changes of the last 14', () => {
    // 7 rises of 3 and 7 falls of 1.
    const closes = series(15, (index) => 100 + (index % 2) + 2 * Math.ceil(index / 2))
    expect(relativeStrengthIndex(historyOf([closes]), 14)).toBeCloseTo(75, 12)
  })

  test('is 100 when all closes rose, 0 when all fell, 50 when nothing moved or too little is known', () => {
    expect(relativeStrengthIndex(historyOf([series(20, (index) => 100 + index)]), 14)).toBe(100)
    expect(relativeStrengthIndex(historyOf([series(20, (index) => 100 - index)]), 14)).toBe(0)
    expect(relativeStrengthIndex(historyOf([series(20, () => 100)]), 14)).toBe(50)
    expect(relativeStrengthIndex(historyOf([series(14, (index) => 100 + index)]), 14)).toBe(50)
  })
})
