/**
 * Whether a window's values are too flat to be measured. A function of its own for each kind of value, so that none is
 * made anew on every bar.
 */
export type IsFlat = (deviation: number, newest: number, mean: number, flat: number) => boolean

/**
 * z-score of the newest value against the mean and sample deviation of the values before it.
 * Two passes over at most 50 values: exact enough that nothing drifts over a million bars.
 *
 * @param values oldest first, the newest at `count − 1`
 * @param minimum fewest values before the newest; below it the score is 0
 * @param flat limit handed to `isFlat`; the score of flat values is 0
 */
export function zScore(values: Float64Array, count: number, minimum: number, flat: number, isFlat: IsFlat): number {
  const before = count - 1
  if (before < minimum) return 0
  let sum = 0
  for (let i = 0; i < before; i++) sum += values[i]!
  const mean = sum / before
  let squares = 0
  for (let i = 0; i < before; i++) {
    const distance = values[i]! - mean
    squares += distance * distance
  }
  const deviation = Math.sqrt(squares / (before - 1))
  const newest = values[before]!
  return isFlat(deviation, newest, mean, flat) ? 0 : (newest - mean) / deviation
}
