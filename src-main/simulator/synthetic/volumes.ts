import type { Ticker } from '../../../src-shared/domain/ids.ts'
import { volumeShape } from './curves.ts'
import { type DayFrame, STEP_MS, STEPS_PER_BAR, sampled } from './day-frame.ts'
import { PLANNED_MINUTES } from './day-types.ts'

/** A busy or a quiet day, as a factor. */
const DAY_FACTOR = [0.85, 1.2] as const
/** Standard deviation of a bar's factor, which stays above the floor. */
const BAR_NOISE = 0.2
const BAR_FLOOR = 0.4
const STEP_FACTOR = [0.4, 1.6] as const
const PLANNED_STEPS = (PLANNED_MINUTES * 60_000) / STEP_MS

/** How an ordinary day's shares spread over the steps of this one, for all symbols alike. */
export function volumeCurve(frame: DayFrame): Float64Array {
  const shape = sampled(volumeShape, frame.steps)
  const mean = shape.reduce((sum, value) => sum + value, 0) / shape.length
  return shape.map((value) => value / mean / PLANNED_STEPS)
}

/**
 * The shares that trade in each step.
 * @param daily shares on an ordinary day.
 * @param story a factor for each step; null without one.
 */
export function stepVolumes(
  frame: DayFrame,
  symbol: Ticker,
  daily: number,
  curve: Float64Array,
  story: Float64Array | null,
): Int32Array {
  const random = frame.random.stream(`volume ${symbol}`)
  const busy = daily * random.uniform(...DAY_FACTOR)
  const volumes = new Int32Array(frame.steps)
  let bar = 1
  for (let step = 0; step < volumes.length; step++) {
    if (step % STEPS_PER_BAR === 0) bar = Math.max(BAR_FLOOR, 1 + BAR_NOISE * random.gaussian())
    const factor = bar * random.uniform(...STEP_FACTOR) * (story?.[step] ?? 1)
    volumes[step] = Math.round(busy * curve[step]! * factor)
  }
  return volumes
}
