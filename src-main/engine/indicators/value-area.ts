import { fromTicks } from '../../../src-shared/domain/price.ts'
import type { SessionProfile } from './session-profile.ts'

/** Where a session's volume lies. Prices in dollars. */
export interface ValueArea {
  /** Point of control: the middle of the largest bin; may lie on a half tick. */
  readonly poc: number
  readonly valueHigh: number
  readonly valueLow: number
  /** 1 − half the coefficient of variation of the bins, clamped to 0…1. */
  readonly structure: number
}

/**
 * Bins are sums of volume divided by ticks, so what is equal on paper can differ in the last bits. Differences below
 * this fraction of the session's volume are none.
 */
const EQUAL_FRACTION = 1e-9

/** Under this many bins the spread of volume says nothing, and structure takes the middle value. */
const FEWEST_BINS_FOR_STRUCTURE = 3

/**
 * Point of control and value area of a profile (after the Market Profile handbook of the CBOT: from the POC outwards,
 * two rows against two rows, until the fraction of the volume is inside).
 * @returns null when no volume was traded.
 */
export function valueArea(profile: SessionProfile, tick: number, fraction: number): ValueArea | null {
  if (profile.count === 0 || profile.totalVolume <= 0) return null
  const poc = pointOfControl(profile)
  const { low, high } = grow(profile, poc, fraction)
  const k = profile.binTicks
  const lowest = (bin: number): number => Math.max(profile.lowTick, (profile.first + bin) * k)
  const highest = (bin: number): number => Math.min(profile.highTick, (profile.first + bin + 1) * k - 1)
  return {
    poc: fromTicks((lowest(poc) + highest(poc)) / 2, tick),
    valueHigh: fromTicks(highest(high), tick),
    valueLow: fromTicks(lowest(low), tick),
    structure: structureOf(profile),
  }
}

/** The largest bin; of equal ones the nearer to the middle of the range, then the lower. */
function pointOfControl(profile: SessionProfile): number {
  const { bins, count, binTicks: k, first, lowTick, highTick, totalVolume } = profile
  // Twice the distance from the bin's middle (of its part inside the range) to the range's middle, in ticks.
  const fromMiddle = (bin: number): number => {
    const lowest = Math.max(lowTick, (first + bin) * k)
    const highest = Math.min(highTick, (first + bin + 1) * k - 1)
    return Math.abs(lowest + highest - lowTick - highTick)
  }
  const dust = totalVolume * EQUAL_FRACTION
  let best = 0
  for (let bin = 1; bin < count; bin++) {
    const more = bins[bin]! - bins[best]!
    if (more > dust || (more >= -dust && fromMiddle(bin) < fromMiddle(best))) best = bin
  }
  return best
}

/** First and last bin of the value area. */
function grow(profile: SessionProfile, poc: number, fraction: number): { low: number; high: number } {
  const { bins, count, totalVolume } = profile
  const dust = totalVolume * EQUAL_FRACTION
  const wanted = totalVolume * fraction - dust
  let low = poc
  let high = poc
  let inside = bins[poc]!
  while (inside < wanted && (low > 0 || high < count - 1)) {
    // −1: nothing left on that side, so that it never wins.
    const above = high < count - 1 ? bins[high + 1]! + (high + 2 < count ? bins[high + 2]! : 0) : -1
    const below = low > 0 ? bins[low - 1]! + (low > 1 ? bins[low - 2]! : 0) : -1
    const grownUp = high - poc
    const grownDown = poc - low
    const tie = above >= 0 && below >= 0 && Math.abs(above - below) <= dust
    const takeAbove = tie ? grownUp <= grownDown : above > below
    const takeBelow = tie ? grownDown <= grownUp : below > above
    if (takeAbove) {
      inside += above
      high = Math.min(high + 2, count - 1)
    }
    if (takeBelow) {
      inside += below
      low = Math.max(low - 2, 0)
    }
  }
  return { low, high }
}

function structureOf(profile: SessionProfile): number {
  const { bins, count, totalVolume } = profile
  if (count < FEWEST_BINS_FOR_STRUCTURE) return 0.5
  const mean = totalVolume / count
  let squares = 0
  for (let bin = 0; bin < count; bin++) {
    const distance = bins[bin]! - mean
    squares += distance * distance
  }
  const variation = Math.sqrt(squares / (count - 1)) / mean
  return Math.min(1, Math.max(0, 1 - variation / 2))
}
