import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endOfBar, isSlot, slicesOf } from '../../../../../src-main/hosts/cli/history/slices.ts'
import { sessionsBetween } from '../../../../../src-main/market/calendar.ts'
import { BAR_SIZES, type BarSize } from '../../../../../src-main/market/live-market.ts'
import { type SessionDay, sessionDate, utcMs } from '../../../../../src-shared/domain/time.ts'

/** 3 July is a half day, 4 July a holiday. */
const SESSIONS = sessionsBetween(sessionDate('2024-07-01'), sessionDate('2024-07-12'))
const SIZES = Object.keys(BAR_SIZES) as BarSize[]
const AFTERWARDS = utcMs(SESSIONS.at(-1)!.close + 1)

/** Every start of a bar in a session. */
function startsOf({ open, close }: SessionDay, size: BarSize): number[] {
  if (size === '1d') return [open]
  return Array.from({ length: Math.ceil((close - open) / BAR_SIZES[size]) }, (_, slot) => open + slot * BAR_SIZES[size])
}

describe('a history cut into requests', () => {
  it.each(SIZES)('covers every bar of %s once, with at most 1,000 a request', (size) => {
    const slices = slicesOf(SESSIONS, size, null, AFTERWARDS)
    const covered = SESSIONS.flatMap((session) => startsOf(session, size)).map(
      (start) => slices.filter(({ from, until }) => from <= start && start < until).length,
    )
    expect(new Set(covered)).toEqual(new Set([1]))
    for (const { from, until, bars } of slices) {
      const within = SESSIONS.flatMap((session) => startsOf(session, size)).filter(
        (start) => from <= start && start < until,
      )
      expect(bars).toBeGreaterThanOrEqual(within.length)
      expect(bars).toBeLessThanOrEqual(1_000)
    }
  })

  it('goes on after the last bar that is there, wherever that is, without one twice or left out', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SIZES.filter((size) => size !== '5s')), fc.nat(), (size, pick) => {
        const starts = SESSIONS.flatMap((session) => startsOf(session, size))
        const index = pick % starts.length
        const slices = slicesOf(SESSIONS, size, utcMs(starts[index]!), AFTERWARDS)
        const left = starts.filter((start) => slices.some(({ from, until }) => from <= start && start < until))
        expect(left).toEqual(starts.slice(index + 1))
      }),
    )
  })

  it('asks for nothing that has not begun', () => {
    const noon = utcMs(SESSIONS[1]!.open + 150 * 60_000)
    expect(slicesOf(SESSIONS, '1d', null, noon)).toHaveLength(1)
    expect(slicesOf(SESSIONS, '1d', null, noon)[0]?.until).toBe(SESSIONS[1]!.close)
    expect(slicesOf(SESSIONS, '5m', SESSIONS[0]!.close, SESSIONS[1]!.open)).toEqual([])
  })

  it('ends a bar at the close at the latest, a day at its close', () => {
    const half = SESSIONS[2]!
    expect(endOfBar({ start: half.open }, '1d')).toBe(half.close)
    expect(endOfBar({ start: utcMs(half.close - 60_000) }, '1h')).toBe(half.close)
    expect(endOfBar({ start: half.open }, '5m')).toBe(half.open + 300_000)
  })

  it('knows the slots of a session, an hour also by the clock as TWS cuts it', () => {
    const { open, close } = SESSIONS[0]!
    expect(isSlot(open, '5m')).toBe(true)
    expect(isSlot(utcMs(open + 60_000), '5m')).toBe(false)
    expect(isSlot(close, '5m')).toBe(false)
    expect(isSlot(utcMs(open + 30 * 60_000), '1h')).toBe(true)
    expect(isSlot(utcMs(open + 60_000), '1d')).toBe(false)
    expect(isSlot(utcMs(open - 300_000), '5m')).toBe(false)
  })
})
