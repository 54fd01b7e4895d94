/**
 * z-score of the newest value against the mean and sample deviation of the values before it.
 * Two passes over at most 50 values: exact enough that nothing drifts over a million bars.
 *
 * @param values oldest first, the newest at `count − 1`
 * @param minimum fewest values before the newest; below it the score is 0
 * @param isFlat says from deviation, newest and mean whether the values are too flat to be measured (score 0)
 */
export function zScore(
  values: Float64Array,
  count: number,
  minimum: number,
  isFlat: (deviation: number, newest: number, mean: number) => boolean,
): number {
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
  return isFlat(deviation, newest, mean) ? 0 : (newest - mean) / deviation
}
