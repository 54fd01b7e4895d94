import { describe, expect, it } from 'vitest'
import { ticker } from '../../../src-shared/domain/ids.ts'
import { type DataQuality, isCrossedOrEmpty, type Quote } from '../../../src-shared/domain/quote.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'

const quoteOf = (bid: number | null, ask: number | null, quality: DataQuality = 'live'): Quote => ({
  symbol: ticker('NVDA'),
  time: utcMs(0),
  bid,
  ask,
  last: 100,
  bidSize: 100,
  askSize: 100,
  quality,
  halted: false,
})

describe('a quote', () => {
  it('can be priced on when bid and ask are there and do not cross', () => {
    expect(isCrossedOrEmpty(quoteOf(99.99, 100.01))).toBe(false)
    // Locked, not crossed.
    expect(isCrossedOrEmpty(quoteOf(100, 100))).toBe(false)
  })

  it('cannot be priced on when the bid is above the ask', () => {
    expect(isCrossedOrEmpty(quoteOf(100.01, 100))).toBe(true)
  })

  it('cannot be priced on when a side is missing', () => {
    expect(isCrossedOrEmpty(quoteOf(null, 100))).toBe(true)
    expect(isCrossedOrEmpty(quoteOf(100, null))).toBe(true)
  })

  it('says nothing here of its quality: that is a gate of its own', () => {
    const qualities: readonly DataQuality[] = ['live', 'frozen', 'delayed', 'delayed-frozen']
    expect(qualities.map((quality) => isCrossedOrEmpty(quoteOf(99, 100, quality)))).toEqual([
      false,
      false,
      false,
      false,
    ])
  })
})
