import { describe, expect, test } from 'vitest'
import { averageTrueRange } from '../../../../src-main/engine/indicators/true-range.ts'
import { historyOf, series } from '../../../support/engine-history.ts'

describe('the average true range', () => {
  test('of a single bar is 0', () => {
    expect(averageTrueRange(historyOf([[{ close: 10, high: 12, low: 9 }]]), 14)).toBe(0)
  })

  test('takes the larger of the range and the distances to the close before', () => {
    const first = { close: 10, high: 10, low: 10 }
    expect(averageTrueRange(historyOf([[first, { close: 11, high: 11.5, low: 10.5 }]]), 14)).toBe(1.5)
    expect(averageTrueRange(historyOf([[first, { close: 9, high: 9.5, low: 8 }]]), 14)).toBe(2)
    expect(averageTrueRange(historyOf([[first, { close: 10, high: 10.5, low: 9.25 }]]), 14)).toBe(1.25)
  })

  test('is a simple mean over as many bars as there are, less the first, and over the last 14 at most', () => {
    const ranges = (count: number): readonly { close: number; high: number; low: number }[] =>
      series(count, (index) => ({ close: 100, high: 100 + index, low: 100 }))
    expect(averageTrueRange(historyOf([ranges(4)]), 14)).toBe((1 + 2 + 3) / 3)
    expect(averageTrueRange(historyOf([ranges(15)]), 14)).toBe((1 + 14) / 2)
    expect(averageTrueRange(historyOf([ranges(16)]), 14)).toBe((2 + 15) / 2)
  })

  test('counts the overnight gap, and the stored bars whatever slots are missing', () => {
    expect(averageTrueRange(historyOf([[100], [103]]), 14)).toBe(3)
    expect(averageTrueRange(historyOf([[100, null, null, 104]]), 14)).toBe(4)
  })
})
