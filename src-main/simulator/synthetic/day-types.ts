import type { Random } from '../random.ts'
import type { Knot } from './curves.ts'

export const DAY_TYPES = ['mixed', 'trend', 'range', 'reversal'] as const
/** What the market as a whole does in a day. */
export type DayType = (typeof DAY_TYPES)[number]
export type Direction = 1 | -1

/** The session for which the knots are written, minutes; a shorter day runs through the same plan faster. */
export const PLANNED_MINUTES = 390

type Range = readonly [from: number, to: number]

/** How a day of one type differs from another. Counts are of stocks or events, both ends included. */
interface DayCharacter {
  /** Multiplies the knots. */
  readonly scale: Range
  /** Multiplies the stocks' own deviations. */
  readonly ownNoise: number
  readonly spikes: Range
  /** In own deviations of a bar. */
  readonly spikeSize: Range
}

export const DAY_CHARACTER: Readonly<Record<DayType, DayCharacter>> = {
  mixed: { scale: [0.9, 1.12], ownNoise: 0.9, spikes: [6, 6], spikeSize: [9, 13] },
  trend: { scale: [0.82, 1], ownNoise: 1.35, spikes: [2, 3], spikeSize: [6, 8] },
  range: { scale: [0.9, 1.12], ownNoise: 1.45, spikes: [9, 9], spikeSize: [9, 13] },
  reversal: { scale: [0.9, 1.12], ownNoise: 1.25, spikes: [2, 3], spikeSize: [9, 13] },
}

/** Up: a quiet first half, a rise to the afternoon's high, then half of it is lost. */
const MIXED: readonly Knot[] = [
  [0, 0],
  [25, 0.15],
  [60, -0.13],
  [95, 0.13],
  [135, -0.1],
  [170, 0.02],
  [195, 0.22],
  [230, 0.52],
  [265, 0.8],
  [300, 1.02],
  [318, 0.98],
  [345, 0.52],
  [365, 0.4],
  [390, 0.44],
]

const TREND: readonly Knot[] = [
  [0, 0],
  [20, 0.18],
  [45, 0.32],
  [75, 0.18],
  [105, 0.32],
  [135, 0.54],
  [165, 0.46],
  [215, 0.5],
  [265, 0.88],
  [310, 1.12],
  [335, 1.02],
  [390, 1.16],
]

const REVERSAL: readonly Knot[] = [
  [0, 0],
  [135, -0.95],
  [390, 0.66],
]

/** Swings of 0.10 to 0.16 % about the open, with a period of about 90 minutes. */
function rangeKnots(random: Random): Knot[] {
  const knots: Knot[] = [[0, 0]]
  let side: Direction = 1
  let minute = random.uniform(18, 28)
  while (minute < PLANNED_MINUTES - 20) {
    knots.push([minute, side * random.uniform(0.1, 0.16)])
    side = side === 1 ? -1 : 1
    minute += random.uniform(40, 50)
  }
  knots.push([PLANNED_MINUTES, side * random.uniform(0, 0.08)])
  return knots
}

/** The market's plan of a day, in minutes of the planned session and per cent from the open. */
export function marketKnots(type: DayType, direction: Direction, random: Random): Knot[] {
  const scale = direction * random.uniform(...DAY_CHARACTER[type].scale)
  const plan = { mixed: MIXED, trend: TREND, reversal: REVERSAL, range: null }[type] ?? rangeKnots(random)
  return plan.map(([minute, percent]) => [minute, scale * percent])
}
