import { describe, expect, it } from 'vitest'
import { weigh } from '../../src-main/engine/reference/consensus.ts'
import type { ReferencePosition } from '../../src-main/engine/reference/exits.ts'
import { takeBar } from '../../src-main/engine/reference/exits.ts'
import { type History, type ReferenceBar, withBar } from '../../src-main/engine/reference/history.ts'
import { createReference } from '../../src-main/engine/reference/reference.ts'
import { readRegime } from '../../src-main/engine/reference/regime.ts'
import { measureStatistics, voteStatistics } from '../../src-main/engine/reference/statistics.ts'
import { voteTimeOfDay } from '../../src-main/engine/reference/time-of-day.ts'
import { measureProfile, roundHalfEven } from '../../src-main/engine/reference/volume-profile.ts'
import { cast } from '../../src-main/engine/reference/votes.ts'
import { slotLabel } from './made-input.ts'

const MAPS = { index: ['SPY', 'QQQ'], sectorOf: { AMD: 'SMH' }, relatedTo: {} }

const barAt = (slot: number, close: number, volume = 1_000): ReferenceBar => ({
  label: slotLabel('2024-01-02', slot),
  open: close,
  high: close,
  low: close,
  close,
  volume,
})

function historyOf(bars: readonly ReferenceBar[]): History {
  const [first, ...rest] = bars
  if (first === undefined) throw new Error('a history is never empty')
  return rest.reduce<History>(withBar, withBar(undefined, first))
}

const closesHistory = (closes: readonly number[]): History => historyOf(closes.map((close, i) => barAt(i, close)))

describe('history of the original', () => {
  it('starts the day once more with the 09:35 bar', () => {
    expect(closesHistory([10, 11]).day).toEqual({ open: 11, high: 11, low: 11, volume: 1_000 })
    expect(closesHistory([10, 11, 9]).day).toEqual({ open: 11, high: 11, low: 9, volume: 2_000 })
  })

  it('keeps the last 500 bars', () => {
    const history = closesHistory(Array.from({ length: 501 }, (_, i) => i + 1))
    expect(history.bars).toHaveLength(500)
    expect(history.bars[0]?.close).toBe(2)
  })
})

describe('regime of the original', () => {
  it('is unknown under 20 bars, fails with exactly 20, and is read from 21 on', () => {
    const flat = Array.from({ length: 21 }, () => 100)
    expect(readRegime(closesHistory(flat.slice(2)))).toEqual({ regime: 'UNKNOWN', confidence: 0 })
    expect(readRegime(closesHistory(flat.slice(1)))).toBeNull()
    expect(readRegime(closesHistory(flat))).toEqual({ regime: 'RANGE_BOUND', confidence: 0.7 })
  })

  it('does not call exactly 16 rising of 20 changes a strong trend', () => {
    const climb = (rising: number): History => {
      const closes = [100]
      for (let i = 0; i < 20; i++) closes.push((closes.at(-1) ?? 0) + (i < 20 - rising ? -0.01 : 0.1))
      return closesHistory(closes)
    }
    expect(readRegime(climb(16))?.regime).toBe('TREND_UP')
    expect(readRegime(climb(17))).toEqual({ regime: 'STRONG_TREND_UP', confidence: 0.78 })
  })
})

describe('statistics of the original', () => {
  it('measures the newest value against those before it only', () => {
    const closes = Array.from({ length: 49 }, (_, i) => (i % 2 === 0 ? 99 : 101))
    const { price } = measureStatistics(closesHistory([...closes, 110]), 1, 100)
    const mean = (99 * 25 + 101 * 24) / 49
    const deviation = Math.sqrt((25 * (99 - mean) ** 2 + 24 * (101 - mean) ** 2) / 48)
    expect(price).toBeCloseTo((110 - mean) / deviation, 12)
  })

  it('has strict thresholds', () => {
    const seen = { price: 2, volume: 0, momentum: 1.6, rangePercentile: 50, extension: 0, extreme: 'none' } as const
    expect(voteStatistics(seen, 'RANGE_BOUND')).toEqual(cast('NEUTRAL', 0.4))
    expect(voteStatistics(seen, 'TREND_UP')).toEqual(cast('NEUTRAL', 0.4))
    expect(voteStatistics({ ...seen, price: 2.01 }, 'RANGE_BOUND')).toEqual(cast('SHORT', 0.7))
    expect(voteStatistics({ ...seen, price: 1.99 }, 'TREND_UP')).toEqual(cast('LONG', 0.6))
  })
})

describe('volume profile of the original', () => {
  it('rounds halves to the even neighbour', () => {
    expect([0.5, 1.5, 2.5, 1877.5, 1878.5, 2.4, 2.6].map(roundHalfEven)).toEqual([0, 2, 2, 1878, 1878, 2, 3])
  })

  /** 20 bars: the given closes and volumes, the rest without volume at the first close. */
  const profileOf = (points: readonly (readonly [number, number])[]) => {
    const padding = Array.from({ length: 20 - points.length }, () => [points[0]?.[0] ?? 0, 0] as const)
    return measureProfile(historyOf([...points, ...padding].map(([close, volume], i) => barAt(i, close, volume))), 1)
  }

  it('takes the bin that was seen first as the POC of equals', () => {
    expect(
      profileOf([
        [12, 500],
        [10, 500],
        [11, 100],
      ]).poc,
    ).toBeCloseTo(12, 9)
    expect(
      profileOf([
        [10, 500],
        [12, 500],
        [11, 100],
      ]).poc,
    ).toBeCloseTo(10, 9)
  })

  it('grows the value area to the lower neighbour on a tie, and to the larger one otherwise', () => {
    const tied = profileOf([
      [11, 500],
      [10, 250],
      [12, 250],
    ])
    expect([tied.valueLow, tied.valueHigh]).toEqual([10, 11])
    const larger = profileOf([
      [11, 500],
      [10, 249],
      [12, 251],
    ])
    expect([larger.valueLow, larger.valueHigh]).toEqual([11, 12])
  })

  it('compares the close with bins at k · 0.1, dust included', () => {
    const { valueHigh, place } = profileOf([
      [0.3, 500],
      [0.3, 100],
    ])
    expect(valueHigh).toBe(3 * 0.1)
    expect(place).toBe('below')
  })
})

describe('relative strength of the original', () => {
  /** 30 flat bars of each symbol in the given feed order. */
  const strengthOf = (order: readonly string[], symbol: string) => {
    const reference = createReference(MAPS)
    for (let slot = 0; slot < 30; slot++) for (const name of order) reference.update(name, barAt(slot, 100))
    return reference.decide(symbol).strength
  }

  it('puts equals in feed order and leaves the index symbols out', () => {
    expect(strengthOf(['SPY', 'QQQ', 'AMD', 'NVDA'], 'AMD').percentile).toBe(0)
    expect(strengthOf(['SPY', 'NVDA', 'QQQ', 'AMD'], 'AMD').percentile).toBe(50)
  })

  it('counts a sector ETF without bars as unmoved', () => {
    const reference = createReference(MAPS)
    for (let slot = 0; slot < 30; slot++) {
      reference.update('SPY', barAt(slot, 100 - slot))
      reference.update('AMD', barAt(slot, 100 + slot))
    }
    const own = (129 - 110) / 110
    expect(reference.decide('AMD').strength.versusSector).toBe(own)
  })
})

describe('time of day of the original', () => {
  it('goes by the label, half-open, and votes long whatever the side', () => {
    const votes = ['09:25', '09:30', '10:00', '10:30', '11:30', '13:30', '14:30', '15:30', '16:00'].map((time) => {
      const label = `2024-01-02T${time}:00`
      return [voteTimeOfDay(label, 'momentum').vote, voteTimeOfDay(label, 'meanReversion').vote]
    })
    expect(votes).toEqual([
      ['NEUTRAL', 'NEUTRAL'],
      ['LONG', 'NEUTRAL'],
      ['NEUTRAL', 'LONG'],
      ['LONG', 'LONG'],
      ['NEUTRAL', 'NEUTRAL'],
      ['LONG', 'LONG'],
      ['LONG', 'NEUTRAL'],
      ['NEUTRAL', 'NEUTRAL'],
      ['NEUTRAL', 'NEUTRAL'],
    ])
  })
})

describe('consensus of the original', () => {
  const neutral = cast('NEUTRAL', 0.5)
  const votes = { RS: neutral, ST: neutral, VP: neutral, CA: neutral, TD: neutral, RG: neutral }

  it('names the first veto of the side', () => {
    const vetoed = { ...votes, CA: cast('VETO_LONG', 0.7), ST: cast('VETO_LONG', 0.6) }
    expect(weigh(vetoed, 'long')).toEqual({ kind: 'veto', edge: 'ST' })
  })

  it('counts a veto of the other side as agreement, 99-fold', () => {
    const result = weigh({ ...votes, CA: cast('VETO_SHORT', 0.7), RG: cast('LONG', 0.6) }, 'long')
    expect(result).toEqual({ kind: 'insufficient', agreeing: 2, score: (99 * 0.7 + 0.6) / 6 })
  })

  it('enters at a score of exactly 0.5', () => {
    const long = cast('LONG', 0.75)
    expect(weigh({ ...votes, RS: long, ST: long, VP: long, CA: long }, 'long')).toMatchObject({
      kind: 'enter',
      score: 0.5,
    })
  })
})

describe('exits of the original', () => {
  const position: ReferencePosition = {
    side: 'long',
    entry: 100,
    entryLabel: slotLabel('2024-01-02', 40),
    stop: 97.5,
    target: 104,
    atr: 1,
    best: 100,
    trailing: false,
    regime: 'TREND_UP',
  }
  const short: ReferencePosition = { ...position, side: 'short', stop: 102.5, target: 96 }

  it('starts to trail at a profit of two ATR and never loosens the stop', () => {
    const before = takeBar(position, barAt(41, 101.99)).position
    expect(before).toMatchObject({ stop: 97.5, trailing: false, best: 101.99 })
    const on = takeBar(before, barAt(42, 102)).position
    expect(on).toMatchObject({ stop: 101, trailing: true })
    expect(takeBar(on, barAt(43, 103.5)).position.stop).toBe(102)
    expect(takeBar({ ...on, best: 103.5, stop: 102 }, barAt(43, 102.5)).position.stop).toBe(102)
  })

  it('mirrors for a short position', () => {
    expect(takeBar(short, barAt(41, 98)).position).toMatchObject({ stop: 99, trailing: true, best: 98 })
    expect(takeBar(short, { ...barAt(41, 100), high: 102.5 }).cause).toBe('stop')
  })

  it('stops before the target in a bar that touches both', () => {
    const wide = { ...barAt(41, 100), low: 97.5, high: 104 }
    expect(takeBar(position, wide).cause).toBe('stop')
    expect(takeBar(position, { ...wide, low: 97.51 }).cause).toBe('target')
  })

  it('names the end of the day in its last bar, whatever else was touched', () => {
    expect(takeBar(position, { ...barAt(77, 100), low: 97 }).cause).toBe('endOfDay')
    expect(takeBar(position, barAt(76, 100)).cause).toBeNull()
  })
})

describe('the reference as a whole', () => {
  it('refuses to decide a symbol that it never saw', () => {
    expect(() => createReference(MAPS).decide('AMD')).toThrow(RangeError)
  })
})
