import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SessionProfile } from '../../src-main/engine/indicators/session-profile.ts'
import { valueArea } from '../../src-main/engine/indicators/value-area.ts'
import { toTicks } from '../../src-shared/domain/price.ts'
import { profileOf } from '../support/oracle/value-area.ts'
import { runs } from '../support/properties.ts'
import { hasQuarter, NEEDS_QUARTER, recordedQuarter } from '../support/recorded-bars.ts'

interface RangeBar {
  readonly low: number
  readonly high: number
  readonly volume: number
}

/** Bars around $100 in ticks of a penny: narrow and wide ones, on few prices and over many dollars. */
const rangeBars = fc
  .record({ spread: fc.constantFrom(3, 20, 90, 120, 400, 9_000), most: fc.constantFrom(1, 50, 1_000_000) })
  .chain(({ spread, most }) =>
    fc.array(
      fc.record({
        low: fc.integer({ min: 10_000, max: 10_000 + spread }),
        length: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: spread })),
        volume: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: most })),
      }),
      { minLength: 1, maxLength: 40 },
    ),
  )
  .map((bars) => bars.map(({ low, length, volume }): RangeBar => ({ low, high: low + length, volume })))

function sessionOf(bars: readonly RangeBar[]): SessionProfile {
  const profile = new SessionProfile(100)
  for (const { low, high, volume } of bars) profile.add(low, high, volume)
  return profile
}

const totalOf = (bars: readonly RangeBar[]): number => bars.reduce((sum, { volume }) => sum + volume, 0)
const binsOf = (profile: SessionProfile): readonly number[] => [...profile.bins.subarray(0, profile.count)]
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

/** Volume between two ticks, both included, counted bar by bar. */
function volumeBetween(bars: readonly RangeBar[], from: number, to: number): number {
  return sumOf(
    bars.map(({ low, high, volume }) => {
      const ticks = Math.max(0, Math.min(high, to) - Math.max(low, from) + 1)
      return (volume * ticks) / (high - low + 1)
    }),
  )
}

describe('the session profile', () => {
  test('keeps all volume in at most 100 bins, the smallest power of two wide, whatever the order of the bars', () => {
    fc.assert(
      fc.property(rangeBars, (bars) => {
        const profile = sessionOf(bars)
        const total = totalOf(bars)
        const low = Math.min(...bars.map((bar) => bar.low))
        const high = Math.max(...bars.map((bar) => bar.high))
        expect([profile.lowTick, profile.highTick]).toEqual([low, high])
        expect(sumOf(binsOf(profile))).toBeCloseTo(total, total > 1_000 ? 4 : 8)
        const binsAt = (k: number): number => Math.floor(high / k) - Math.floor(low / k) + 1
        expect(profile.count).toBe(binsAt(profile.binTicks))
        expect(profile.count).toBeLessThanOrEqual(100)
        expect(Math.log2(profile.binTicks) % 1).toBe(0)
        if (profile.binTicks > 1) expect(binsAt(profile.binTicks / 2)).toBeGreaterThan(100)

        const backwards = sessionOf([...bars].reverse())
        expect(backwards.binTicks).toBe(profile.binTicks)
        for (const [bin, volume] of binsOf(backwards).entries()) {
          expect(Math.abs(volume - profile.bins[bin]!)).toBeLessThanOrEqual(1e-9 * Math.max(1, total))
        }
      }),
      runs(400),
    )
  })

  test('holds in each bin what the bars traded there', () => {
    fc.assert(
      fc.property(rangeBars, (bars) => {
        const profile = sessionOf(bars)
        const k = profile.binTicks
        for (const [bin, volume] of binsOf(profile).entries()) {
          const from = (profile.first + bin) * k
          expect(Math.abs(volume - volumeBetween(bars, from, from + k - 1))).toBeLessThanOrEqual(
            1e-9 * Math.max(1, totalOf(bars)),
          )
        }
      }),
      runs(200),
    )
  })

  test('is copied whole: adding to the copy leaves the original as it was', () => {
    fc.assert(
      fc.property(rangeBars, rangeBars, (bars, more) => {
        const profile = sessionOf(bars)
        const before = JSON.stringify([valueArea(profile, 0.01, 0.7), binsOf(profile), profile.binTicks])
        const copy = profile.clone()
        for (const { low, high, volume } of more) copy.add(low, high, volume)
        expect(JSON.stringify([valueArea(profile, 0.01, 0.7), binsOf(profile), profile.binTicks])).toBe(before)
        expect(valueArea(copy, 0.01, 0.7)).toEqual(valueArea(sessionOf([...bars, ...more]), 0.01, 0.7))
      }),
      runs(200),
    )
  })
})

describe('the value area', () => {
  test('holds at least 70 % of the volume and contains the POC', () => {
    fc.assert(
      fc.property(rangeBars, (bars) => {
        const profile = sessionOf(bars)
        const area = valueArea(profile, 0.01, 0.7)
        const total = totalOf(bars)
        if (area === null) {
          expect(total).toBe(0)
          return
        }
        expect(area.valueLow).toBeLessThanOrEqual(area.poc)
        expect(area.valueHigh).toBeGreaterThanOrEqual(area.poc)
        expect(area.valueLow).toBeGreaterThanOrEqual(profile.lowTick / 100)
        expect(area.valueHigh).toBeLessThanOrEqual(profile.highTick / 100)
        expect(area.structure).toBeGreaterThanOrEqual(0)
        expect(area.structure).toBeLessThanOrEqual(1)
        const inside = volumeBetween(bars, Math.round(area.valueLow * 100), Math.round(area.valueHigh * 100))
        expect(inside).toBeGreaterThanOrEqual(total * (0.7 - 1e-9))
      }),
      runs(600),
    )
  })

  test('is the one that the naive reading finds, tick by tick', () => {
    fc.assert(
      fc.property(rangeBars, (bars) => {
        const area = valueArea(sessionOf(bars), 0.01, 0.7)
        const dollars = bars.map(({ low, high, volume }) => ({ low: low / 100, high: high / 100, volume }))
        const expected = profileOf(dollars, 100)
        expect(area === null).toBe(expected === null)
        if (area === null || expected === null) return
        const { structure, ...levels } = area
        expect(levels).toEqual({ poc: expected.poc, valueHigh: expected.valueHigh, valueLow: expected.valueLow })
        expect(Math.abs(structure - expected.structure)).toBeLessThan(1e-9)
      }),
      runs(300),
    )
  })

  test.skipIf(!hasQuarter)(`holds at least 70 % and contains the POC, bar by bar, on ${NEEDS_QUARTER}`, async () => {
    const { slots } = await recordedQuarter()
    const sessions = new Map<string, RangeBar[]>()
    for (const { start, bars } of slots) {
      const day = new Date(start).toISOString().slice(0, 10)
      for (const { symbol, bar } of bars) {
        const key = `${symbol} ${day}`
        const range = { low: toTicks(bar.low, 0.01), high: toTicks(bar.high, 0.01), volume: bar.volume }
        sessions.set(key, [...(sessions.get(key) ?? []), range])
      }
    }
    expect(sessions.size).toBe(6 * 61)
    for (const bars of sessions.values()) {
      const profile = new SessionProfile(100)
      for (const [index, { low, high, volume }] of bars.entries()) {
        profile.add(low, high, volume)
        // The whole session, and a few states on the way there.
        if (index % 13 !== 12) continue
        const soFar = bars.slice(0, index + 1)
        const area = valueArea(profile, 0.01, 0.7)!
        const inside = volumeBetween(soFar, Math.round(area.valueLow * 100), Math.round(area.valueHigh * 100))
        expect(inside).toBeGreaterThanOrEqual(totalOf(soFar) * (0.7 - 1e-9))
        expect(area.poc >= area.valueLow && area.poc <= area.valueHigh).toBe(true)
        expect(profile.count).toBeLessThanOrEqual(100)
      }
    }
  })
})
