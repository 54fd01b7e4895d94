import { describe, expect, test } from 'vitest'
import { SessionProfile } from '../../../../src-main/engine/indicators/session-profile.ts'

function profileOf(...bars: readonly (readonly [low: number, high: number, volume: number])[]): SessionProfile {
  const profile = new SessionProfile(100)
  for (const [low, high, volume] of bars) profile.add(low, high, volume)
  return profile
}

const binsOf = (profile: SessionProfile): readonly number[] => [...profile.bins.subarray(0, profile.count)]

describe('the session profile', () => {
  test("spreads a bar's volume evenly over the ticks from its low to its high", () => {
    expect(binsOf(profileOf([10_000, 10_003, 40]))).toEqual([10, 10, 10, 10])
    expect(binsOf(profileOf([10_000, 10_000, 40]))).toEqual([40])
    expect(binsOf(profileOf([10_000, 10_003, 40], [10_002, 10_005, 8]))).toEqual([10, 10, 12, 12, 2, 2])
  })

  test('has bins of one tick up to 100 ticks, of two beyond', () => {
    const hundred = profileOf([10_000, 10_099, 100])
    expect([hundred.binTicks, hundred.count]).toEqual([1, 100])
    const more = profileOf([10_000, 10_100, 101])
    expect([more.binTicks, more.count]).toEqual([2, 51])
    // The last bin has one tick of the range only.
    expect(binsOf(more).at(-1)).toBe(1)
    expect(binsOf(more)[0]).toBe(2)
  })

  test('aligns bins at multiples of their width, which can ask for a wider one', () => {
    // 200 ticks would be 100 bins of two; from an odd tick on they touch 101.
    expect(profileOf([10_000, 10_199, 200]).binTicks).toBe(2)
    const odd = profileOf([10_001, 10_200, 200])
    expect([odd.binTicks, odd.count, odd.first * odd.binTicks]).toEqual([4, 51, 10_000])
    expect(binsOf(odd).slice(0, 2)).toEqual([3, 4])
  })

  test('merges bins in pairs as the range grows, in both directions, and loses nothing', () => {
    const profile = profileOf([10_001, 10_004, 4])
    expect(binsOf(profile)).toEqual([1, 1, 1, 1])
    profile.add(10_120, 10_120, 7)
    expect(profile.binTicks).toBe(2)
    // Ticks 10000–10001, 10002–10003, 10004–10005.
    expect(binsOf(profile).slice(0, 3)).toEqual([1, 2, 1])
    expect(binsOf(profile).at(-1)).toBe(7)
    profile.add(9_850, 9_850, 5)
    expect(profile.binTicks).toBe(4)
    expect(binsOf(profile)[0]).toBe(5)
    expect(binsOf(profile).reduce((sum, volume) => sum + volume, 0)).toBe(16)
    expect(profile.totalVolume).toBe(16)
    expect([profile.lowTick, profile.highTick]).toEqual([9_850, 10_120])
  })

  test('counts bars without volume as range', () => {
    const profile = profileOf([10_000, 10_001, 2], [10_004, 10_005, 0])
    expect(binsOf(profile)).toEqual([1, 1, 0, 0, 0, 0])
  })
})
