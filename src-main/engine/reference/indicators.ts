import { closesOf, fromEnd, type History } from './history.ts'

const ATR_BARS = 14
const RSI_CHANGES = 14
const SMALLEST_LOSS = 0.0001

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
export const mean = (values: readonly number[]): number => sum(values) / values.length

/** Standard deviation of a sample (n − 1 in the denominator). */
export function sampleDeviation(values: readonly number[]): number {
  const centre = mean(values)
  return Math.sqrt(sum(values.map((value) => (value - centre) ** 2)) / (values.length - 1))
}

/** Average true range in dollars: the simple mean over the last min(14, n − 1) bars; 0 with one bar. */
export function averageTrueRange(history: History): number {
  const { bars } = history
  const count = Math.min(ATR_BARS, bars.length - 1)
  if (count === 0) return 0
  const ranges = bars.slice(-count).map((bar, i) => {
    const previous = fromEnd(bars, count - i + 1).close
    return Math.max(bar.high - bar.low, Math.abs(bar.high - previous), Math.abs(bar.low - previous))
  })
  return mean(ranges)
}

/** Relative strength index of the last 14 changes, 0 to 100, on simple averages; 50 while there are fewer. */
export function relativeStrengthIndex(history: History): number {
  const closes = closesOf(history).slice(-(RSI_CHANGES + 1))
  if (closes.length <= RSI_CHANGES) return 50
  const changes = closes.slice(1).map((close, i) => close - fromEnd(closes, RSI_CHANGES + 1 - i))
  const gain = sum(changes.filter((change) => change > 0)) / RSI_CHANGES
  const loss = -sum(changes.filter((change) => change < 0)) / RSI_CHANGES
  return 100 - 100 / (1 + gain / Math.max(loss, SMALLEST_LOSS))
}

/** Volume-weighted average of the typical prices over the whole window, in dollars; the close without any volume. */
export function volumeWeightedPrice(history: History): number {
  const { bars } = history
  const volume = sum(bars.map((bar) => bar.volume))
  if (volume === 0) return fromEnd(bars, 1).close
  return sum(bars.map((bar) => ((bar.high + bar.low + bar.close) / 3) * bar.volume)) / volume
}
