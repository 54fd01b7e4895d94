import { ENGINE_BAR_MS, type SessionDay } from '../../../src-shared/domain/time.ts'
import type { Random } from '../random.ts'
import { noisePath, volatilityShape } from './curves.ts'
import { type DayType, type Direction, PLANNED_MINUTES } from './day-types.ts'

export const STEP_MS = 5_000
export const STEPS_PER_BAR = ENGINE_BAR_MS / STEP_MS

/** What all symbols of one day share. */
export interface DayFrame {
  readonly type: DayType
  readonly direction: Direction
  /** Steps of five seconds in the session. */
  readonly steps: number
  /** The relative size of each step's price changes. */
  readonly volatility: Float64Array
  /** The day's own source; whoever draws takes a stream of it. */
  readonly random: Random
}

/**
 * @param random the day's own source: nothing else may draw from it.
 * @throws RangeError for a session shorter than a bar.
 */
export function dayFrame(session: SessionDay, type: DayType, direction: Direction, random: Random): DayFrame {
  const steps = Math.floor((session.close - session.open) / ENGINE_BAR_MS) * STEPS_PER_BAR
  if (!(steps > 0)) throw new RangeError(`the session of ${session.date} is shorter than a bar`)
  return { type, direction, steps, volatility: sampled(volatilityShape, steps), random }
}

/** Minutes of the planned 390 that one step covers: an early close runs through the same plan faster. */
export const minutesPerStep = (frame: DayFrame): number => PLANNED_MINUTES / frame.steps

/** Steps nearest to so many minutes of the plan. */
export const stepsOf = (frame: DayFrame, plannedMinutes: number): number =>
  Math.round(plannedMinutes / minutesPerStep(frame))

/**
 * Noise that follows the day's volatility; the label names its source.
 * @param deviation of one bar's change where the shape is 1, a fraction.
 */
export function dayNoise(frame: DayFrame, label: string, deviation: number, halfLifeMinutes: number): Float64Array {
  const perStep = deviation / Math.sqrt(STEPS_PER_BAR)
  return noisePath(frame.random.stream(label), perStep, halfLifeMinutes / minutesPerStep(frame), frame.volatility)
}

/** A shape of the elapsed share of the session (0 to 1), at each step. */
export function sampled(shape: (t: number) => number, steps: number): Float64Array {
  return Float64Array.from({ length: steps }, (_, step) => shape((step + 0.5) / steps))
}
