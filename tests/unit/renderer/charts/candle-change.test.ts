import { describe, expect, test } from 'vitest'
import { firstChange } from '../../../../src-renderer/charts/candle-change.ts'
import type { Candle } from '../../../../src-shared/contract/views/symbol.ts'

const candle = (start: number, close = 10): Candle => ({
  ...{ start, close, open: 10, high: 11, low: 9, volume: 100 },
  ...{ vwap: 10, atr: null },
})
const history = [candle(1), candle(2), candle(3)]

describe('new candles', () => {
  test('that are the same ones change nothing', () => {
    expect(firstChange(history, history)).toBeNull()
    expect(firstChange(history, [...history])).toBeNull()
  })

  test('change from the forming one on', () => {
    expect(firstChange(history, [...history.slice(0, 2), candle(3, 10.5)])).toBe(2)
  })

  test('change from the added one on', () => {
    expect(firstChange(history, [...history, candle(4)])).toBe(3)
  })

  test('are another series when there are fewer, or others', () => {
    expect(firstChange(history, history.slice(0, 2))).toBe(0)
    expect(firstChange(history, [candle(7), candle(8), candle(9)])).toBe(0)
  })

  test('are all new at first', () => {
    expect(firstChange([], history)).toBe(0)
  })
})
