import { fromTicks, toTicks } from '../../src-shared/domain/price.ts'

/** Pixels between two prices of the axis, at least. */
const LEAST_GAP = 38

/** What a step may be times a power of ten. */
const ROUND = [1, 2, 2.5, 5, 10] as const

interface Scale {
  /** Dollars at the bottom and at the top. */
  readonly low: number
  readonly high: number
  /** Pixels from one to the other. */
  readonly height: number
  /** The price step, dollars. */
  readonly tick: number
}

/** Round prices for the axis, ascending: whole price steps, evenly spaced, as close as they can be read. Dollars. */
export function priceTicks({ low, high, height, tick }: Scale): number[] {
  if (!(high > low && height > 0)) return []
  const step = stepFor((LEAST_GAP * (high - low)) / (height * tick))
  const prices: number[] = []
  for (let at = Math.ceil(low / tick / step) * step; at <= toTicks(high, tick); at += step) {
    prices.push(fromTicks(at, tick))
  }
  return prices
}

/** The smallest round number of price steps that is at least `least`. */
function stepFor(least: number): number {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, least))))
  const step = ROUND.map((factor) => factor * power).find((each) => each >= least && Number.isInteger(each))
  return step ?? 10 * power
}
