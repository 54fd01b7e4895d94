import { describe, expect, test } from 'vitest'
import { candleAt, candleOf, sessionStarts } from '../../../../src-renderer/charts/sessions.ts'

const BAR = 300_000
const MONDAY = Date.UTC(2024, 10, 11, 14, 30)
const day = (open: number, count: number): { start: number }[] =>
  Array.from({ length: count }, (_, index) => ({ start: open + index * BAR }))

describe('a session on the chart', () => {
  test('begins with the first candle and after each night', () => {
    const candles = [...day(MONDAY, 78), ...day(MONDAY + 86_400_000, 10), ...day(MONDAY + 2 * 86_400_000, 1)]
    expect(sessionStarts(candles)).toEqual([0, 78, 88])
  })

  test('does not begin anew after a halt within the day', () => {
    expect(sessionStarts([{ start: MONDAY }, { start: MONDAY + 3 * 3_600_000 }])).toEqual([0])
  })
})

describe('a moment', () => {
  const candles = day(MONDAY, 5)
  test('lies in the candle that has begun', () => {
    expect(candleAt(candles, MONDAY)).toBe(0)
    expect(candleAt(candles, MONDAY + BAR - 1)).toBe(0)
    expect(candleAt(candles, MONDAY + BAR)).toBe(1)
    expect(candleAt(candles, MONDAY + 99 * BAR)).toBe(4)
  })
  test('before all candles lies at the first', () => {
    expect(candleAt(candles, MONDAY - 1)).toBe(0)
  })
})

describe('a mark', () => {
  const candles = day(MONDAY, 5)
  test('of a decision belongs to the candle that ended with it', () => {
    expect(candleOf(candles, { time: MONDAY + BAR })).toBe(0)
    expect(candleOf(candles, { time: MONDAY + 5 * BAR })).toBe(4)
  })
  test('of a fill belongs to the candle in which it happened', () => {
    expect(candleOf(candles, { time: MONDAY + BAR + 1 })).toBe(1)
  })
  test('from before all candles belongs to none', () => {
    expect(candleOf(candles, { time: MONDAY })).toBe(-1)
    expect(candleOf([], { time: MONDAY })).toBe(-1)
  })
})
