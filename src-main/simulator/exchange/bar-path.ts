import type { Bar } from '../../../src-shared/domain/bar.ts'
import type { Random } from '../random.ts'
import { STEPS_PER_BAR } from '../synthetic/day-frame.ts'

/** What could have happened within a bar: a price and the shares traded, step by step. */
export interface BarPath {
  /** Dollars. */
  readonly prices: Float64Array
  readonly shares: Float64Array
}

/** How far a step may stray from the straight way between two turning points, as a share of the bar's range. */
const STRAY = 0.12
const STEP_FACTOR = [0.4, 1.6] as const
const LAST = STEPS_PER_BAR - 1

/** A price that the bar must show, and the step that shows it. */
interface Anchor {
  readonly step: number
  readonly price: number
}

/**
 * A bar tells five numbers and not what happened in between. The path starts at its open, touches its high and its low,
 * ends at its close, stays between them and trades its volume, all of it exactly; what lies between is drawn.
 * @param random the bar's own source: nothing else may draw from it.
 */
export function pathOfBar(bar: Bar, random: Random): BarPath {
  const anchors = anchorsOf(bar, random)
  return { prices: pricesThrough(anchors, bar, random), shares: sharesOf(bar.volume, anchors, random) }
}

/** A bar that rises usually had its low first. */
function anchorsOf({ open, high, low, close }: Bar, random: Random): Anchor[] {
  const usual = random.chance(0.75)
  const lowFirst = close === open ? usual : close > open === usual
  const first = random.integer(1, LAST - 2)
  const second = random.integer(first + 1, LAST - 1)
  return [
    { step: 0, price: open },
    { step: first, price: lowFirst ? low : high },
    { step: second, price: lowFirst ? high : low },
    { step: LAST, price: close },
  ]
}

function pricesThrough(anchors: readonly Anchor[], { high, low }: Bar, random: Random): Float64Array {
  const prices = new Float64Array(STEPS_PER_BAR)
  const stray = (high - low) * STRAY
  for (const [index, to] of anchors.entries()) {
    const from = anchors[index - 1] ?? to
    const steps = to.step - from.step
    for (let step = from.step + 1; step < to.step; step++) {
      const straight = from.price + ((to.price - from.price) * (step - from.step)) / steps
      const drawn = Math.round((straight + random.uniform(-stray, stray)) * 100) / 100
      prices[step] = Math.min(high, Math.max(low, drawn))
    }
    prices[to.step] = to.price
  }
  return prices
}

/** Whole shares as far as the volume is whole; the four prices of the bar are traded first. */
function sharesOf(volume: number, anchors: readonly Anchor[], random: Random): Float64Array {
  const shares = new Float64Array(STEPS_PER_BAR)
  const weights = Array.from(shares, () => random.uniform(...STEP_FACTOR))
  const weight = weights.reduce((sum, value) => sum + value, 0)
  const anchored = Math.min(anchors.length, Math.floor(volume))
  for (const { step } of anchors.slice(0, anchored)) shares[step] = 1
  const rest = volume - anchored
  let passed = 0
  let given = 0
  for (let step = 0; step < LAST; step++) {
    passed += weights[step]!
    const until = Math.floor((rest * passed) / weight)
    shares[step]! += until - given
    given = until
  }
  shares[LAST]! += rest - given
  return shares
}
