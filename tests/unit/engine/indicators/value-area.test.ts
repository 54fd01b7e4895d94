import { describe, expect, test } from 'vitest'
import { SessionProfile } from '../../../../src-main/engine/indicators/session-profile.ts'
import { type ValueArea, valueArea } from '../../../../src-main/engine/indicators/value-area.ts'

const PENNY = 0.01

/** A session that traded these volumes on successive ticks from $100.00 up. */
function areaOf(...volumes: readonly number[]): ValueArea {
  const profile = new SessionProfile(100)
  for (const [index, volume] of volumes.entries()) profile.add(10_000 + index, 10_000 + index, volume)
  const area = valueArea(profile, PENNY, 0.7)
  if (area === null) throw new Error('no volume')
  return area
}

describe('the point of control', () => {
  test('is the price with the largest volume', () => {
    expect(areaOf(1, 2, 9, 2, 1).poc).toBe(100.02)
  })

  test('of equal volumes is the nearer to the middle of the range, and then the lower', () => {
    expect(areaOf(5, 1, 1, 5, 1).poc).toBe(100.03)
    expect(areaOf(5, 1, 1, 1, 5).poc).toBe(100)
    expect(areaOf(3, 3, 3, 3).poc).toBe(100.01)
  })

  test('of equal volumes is so too where the volumes came from different bars', () => {
    // 5/3 on each of 100.00–02 (in two bars) and 100.04–06 (in one).
    const profile = new SessionProfile(100)
    profile.add(10_000, 10_002, 4)
    profile.add(10_004, 10_006, 5)
    profile.add(10_000, 10_002, 1)
    expect(valueArea(profile, PENNY, 0.7)?.poc).toBe(100.02)
  })

  test('is the middle of its bin, on a half tick where the bin has two', () => {
    const profile = new SessionProfile(100)
    profile.add(10_000, 10_150, 0)
    profile.add(10_050, 10_051, 100)
    expect(valueArea(profile, PENNY, 0.7)).toMatchObject({ poc: 100.505, valueLow: 100.5, valueHigh: 100.51 })
  })

  test('and the value area leave out the part of an outer bin beyond the range', () => {
    const profile = new SessionProfile(100)
    // From an odd tick: the lowest bin of two holds one tick of the range.
    profile.add(10_001, 10_150, 0)
    profile.add(10_001, 10_001, 100)
    expect(valueArea(profile, PENNY, 0.7)).toMatchObject({ poc: 100.01, valueLow: 100.01, valueHigh: 100.01 })
  })
})

describe('the value area', () => {
  const span = ({ valueLow, valueHigh }: ValueArea): readonly number[] => [valueLow, valueHigh]

  test('ends with the POC alone when that holds 70 %', () => {
    expect(span(areaOf(15, 70, 15))).toEqual([100.01, 100.01])
  })

  test('takes the larger of the two bins above and the two below, both bins of it', () => {
    // POC 50; below 20 + 10, above 5 + 5.
    expect(span(areaOf(10, 20, 50, 5, 5, 10))).toEqual([100, 100.02])
    expect(span(areaOf(10, 5, 5, 50, 20, 10))).toEqual([100.03, 100.05])
  })

  test('breaks a tie for the side that has grown less', () => {
    // POC 30, then above 15 against 10; then 10 against 10: below, 55 of 70.
    expect(span(areaOf(2, 3, 6, 4, 30, 8, 7, 5, 5))).toEqual([100.02, 100.06])
    expect(span(areaOf(5, 5, 7, 8, 30, 4, 6, 3, 2))).toEqual([100.02, 100.06])
  })

  test('takes both sides where they are equal and have grown the same', () => {
    expect(span(areaOf(10, 10, 10, 40, 10, 10, 10))).toEqual([100.01, 100.05])
  })

  test('lets a lone last bin count alone against two on the other side', () => {
    // Below one bin of 15, above 8 + 6.
    expect(span(areaOf(15, 40, 8, 6, 5))).toEqual([100, 100.01])
    // Below one bin of 13: above wins.
    expect(span(areaOf(13, 40, 8, 6, 5))).toEqual([100.01, 100.03])
  })

  test('goes on with the other side when one is used up, empty bins or not', () => {
    expect(span(areaOf(40, 15, 5, 10, 10, 20))).toEqual([100, 100.04])
    expect(span(areaOf(30, 0, 0, 0, 0, 25, 0))).toEqual([100, 100.06])
  })

  test('stops at exactly 70 %, also where floating point falls a hair short of it', () => {
    // 2 on 100.01–03, 2 on 100.03–04, 1 on 100.00–01: 70 % of 5 is 3.5, and 100.01–03 holds 2 + 1 + 1/2.
    const profile = new SessionProfile(100)
    profile.add(10_001, 10_003, 2)
    profile.add(10_003, 10_012, 0)
    profile.add(10_003, 10_004, 2)
    profile.add(10_000, 10_001, 1)
    expect(valueArea(profile, PENNY, 0.7)).toMatchObject({ poc: 100.03, valueLow: 100.01, valueHigh: 100.03 })
  })

  test('sees a tie between two pairs that hold the same volume, however it came there', () => {
    // From 100.03: 4/3, 4/3, then the POC's 7/3, then 1, 5/3, 5/3, 5/3. Above and below 8/3 each: both are taken.
    const profile = new SessionProfile(100)
    profile.add(10_007, 10_009, 5)
    profile.add(10_003, 10_005, 4)
    profile.add(10_005, 10_006, 2)
    expect(valueArea(profile, PENNY, 0.7)).toMatchObject({ poc: 100.05, valueLow: 100.03, valueHigh: 100.09 })
  })

  test('is absent without volume', () => {
    const profile = new SessionProfile(100)
    expect(valueArea(profile, PENNY, 0.7)).toBeNull()
    profile.add(10_000, 10_010, 0)
    expect(valueArea(profile, PENNY, 0.7)).toBeNull()
  })
})

describe('the structure of a profile', () => {
  test('is 1 where the volume is even, less half the coefficient of variation elsewhere', () => {
    expect(areaOf(10, 10, 10, 10).structure).toBe(1)
    // Mean 20, sample deviation 10.
    expect(areaOf(10, 20, 30).structure).toBeCloseTo(0.75, 12)
  })

  test('counts the empty bins inside the range', () => {
    // Mean 12, sample deviation √((2·18² + 3·12²) / 4).
    expect(areaOf(30, 0, 0, 0, 30).structure).toBeCloseTo(1 - Math.sqrt((2 * 324 + 3 * 144) / 4) / 12 / 2, 12)
  })

  test('is never below 0', () => {
    expect(areaOf(100, 0, 0, 0, 0, 0, 0, 0, 0, 0).structure).toBe(0)
  })

  test('takes the middle value under 3 bins', () => {
    expect(areaOf(5).structure).toBe(0.5)
    expect(areaOf(5, 1).structure).toBe(0.5)
  })
})
