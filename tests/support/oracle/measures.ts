import type { Bar } from '../../../src-shared/domain/bar.ts'
import type { OracleBar } from './market-record.ts'

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

export function sampleDeviation(values: readonly number[]): number {
  const middle = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1))
}

/** Mean true range of the last min(14, n − 1) bars; 0 with a single bar. */
export function averageTrueRange(bars: readonly Bar[]): number {
  const ranges: number[] = []
  for (let index = Math.max(1, bars.length - 14); index < bars.length; index++) {
    const bar = bars[index] as Bar
    const before = bars[index - 1] as Bar
    ranges.push(Math.max(bar.high - bar.low, Math.abs(bar.high - before.close), Math.abs(bar.low - before.close)))
  }
  return ranges.length === 0 ? 0 : mean(ranges)
}

/** The bars of the newest bar's session. */
export function sessionOf(bars: readonly OracleBar[]): readonly OracleBar[] {
  const session = bars.at(-1)?.slot.session
  return bars.filter(({ slot }) => slot.session === session)
}

/** Closes of the last 50 bars as if no session had opened with a gap: earlier ones are scaled by open / previous close. */
export function closesWithoutGaps(bars: readonly OracleBar[]): readonly number[] {
  const first = Math.max(0, bars.length - 50)
  const closes: number[] = []
  let factor = 1
  for (let index = bars.length - 1; index >= first; index--) {
    const bar = bars[index] as OracleBar
    closes.unshift(bar.close * factor)
    const before = bars[index - 1]
    if (before !== undefined && before.slot.session !== bar.slot.session) factor *= bar.open / before.close
  }
  return closes
}

/** One-bar returns of the last 50 bars; a session's first is close / open − 1. */
export function returnsWithoutGaps(bars: readonly OracleBar[]): readonly number[] {
  const first = Math.max(0, bars.length - 50)
  return bars.slice(first).map((bar, index) => {
    const before = bars[first + index - 1]
    const fresh = before === undefined || before.slot.session !== bar.slot.session
    return bar.close / (fresh ? bar.open : before.close) - 1
  })
}

/** z of the newest value against those before it; 0 when their deviation is below `flat`, or there is none. */
export function zOfNewest(
  values: readonly number[],
  flat: (before: readonly number[], newest: number) => number,
): number {
  const before = values.slice(0, -1)
  const newest = values.at(-1)
  if (newest === undefined || before.length < 10) return 0
  const deviation = sampleDeviation(before)
  return deviation < flat(before, newest) || deviation === 0 ? 0 : (newest - mean(before)) / deviation
}

/** Session-anchored average of (high + low + close) / 3 by volume, dollars; the close while nothing has traded. */
export function vwapOf(bars: readonly OracleBar[]): number {
  const today = sessionOf(bars)
  const volume = today.reduce((sum, bar) => sum + bar.volume, 0)
  const traded = today.reduce((sum, bar) => sum + ((bar.high + bar.low + bar.close) / 3) * bar.volume, 0)
  return volume === 0 ? (bars.at(-1)?.close ?? 0) : traded / volume
}

/** Gains over gains and losses of the last 14 changes, 0 to 100; 50 with fewer changes or none. */
export function rsiOf(bars: readonly OracleBar[]): number {
  if (bars.length < 15) return 50
  const closes = bars.slice(-15).map(({ close }) => close)
  const changes = closes.slice(1).map((close, index) => close - (closes[index] as number))
  const gained = changes.reduce((sum, change) => sum + Math.max(0, change), 0)
  const lost = changes.reduce((sum, change) => sum + Math.max(0, -change), 0)
  return gained + lost === 0 ? 50 : (100 * gained) / (gained + lost)
}
