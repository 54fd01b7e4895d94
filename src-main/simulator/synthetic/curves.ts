import type { Random } from '../random.ts'
import { exponential, halfLifeDecay } from './exact-math.ts'

/** One point of a day's plan: minutes from the open, per cent from the open's price. */
export type Knot = readonly [minute: number, percent: number]

/**
 * The relative size of price changes at `t`, the elapsed share of the session (0 to 1): about 2.9 at the open, 0.75 at
 * noon, 1.35 at the close.
 */
export function volatilityShape(t: number): number {
  return 0.75 + 1.2 * exponential(-t / 0.018) + exponential(-t / 0.16) + 0.6 * exponential((t - 1) / 0.015)
}

/** The volume at `t` in units of about the day's mean: 4.5 at the open, 0.7 in the quiet hours, 5 at the close. */
export function volumeShape(t: number): number {
  return 0.7 + 2.4 * exponential(-t / 0.018) + 1.4 * exponential(-t / 0.16) + 4.3 * exponential((t - 1) / 0.015)
}

/** 0 to 1 with a soft start and end; flat outside. */
export function easedStep(u: number): number {
  if (u <= 0) return 0
  if (u >= 1) return 1
  return u * u * (3 - 2 * u)
}

/**
 * A curve through the knots, sampled at the end of each step: cubic pieces whose slopes are the harmonic means of their
 * neighbours (Fritsch and Carlson), so that it never overshoots a knot and every turning point is one that was asked for.
 * @param knots ascending minutes, the first at 0 and the last at the plan's end; values in per cent.
 * @returns fractions.
 */
export function curveThrough(knots: readonly Knot[], steps: number): Float64Array {
  const slopes = knotSlopes(knots)
  const curve = new Float64Array(steps)
  const minutesPerStep = knots.at(-1)![0] / steps
  let piece = 0
  for (let step = 0; step < steps; step++) {
    const minute = (step + 1) * minutesPerStep
    while (piece < knots.length - 2 && minute > knots[piece + 1]![0]) piece++
    const [fromMinute, from] = knots[piece]!
    const [toMinute, to] = knots[piece + 1]!
    const width = toMinute - fromMinute
    const u = Math.min(1, (minute - fromMinute) / width)
    const eased = easedStep(u)
    const leave = u * (1 - u) * (1 - u) * width * slopes[piece]!
    const arrive = u * u * (1 - u) * width * slopes[piece + 1]!
    curve[step] = (from + (to - from) * eased + leave - arrive) / 100
  }
  return curve
}

function knotSlopes(knots: readonly Knot[]): number[] {
  const rises = knots.slice(1).map(([minute, value], index) => {
    const [before, from] = knots[index]!
    return (value - from) / (minute - before)
  })
  return knots.map((_, index) => {
    const before = rises[index - 1] ?? rises[0]!
    const after = rises[index] ?? rises.at(-1)!
    return before * after > 0 ? (2 * before * after) / (before + after) : 0
  })
}

/**
 * An Ornstein–Uhlenbeck path from 0: noise that is pulled back to its middle.
 * @param deviation standard deviation of one step's change (a fraction) where the shape is 1.
 * @param halfLife in steps.
 * @param shape the relative size of each step's change.
 */
export function noisePath(random: Random, deviation: number, halfLife: number, shape: Float64Array): Float64Array {
  const keep = halfLifeDecay(1, halfLife)
  const perStep = deviation
  const path = new Float64Array(shape.length)
  let value = 0
  for (let step = 0; step < path.length; step++) {
    value = value * keep + perStep * shape[step]! * random.gaussian()
    path[step] = value
  }
  return path
}
