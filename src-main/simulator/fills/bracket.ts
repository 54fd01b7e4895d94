import type { Bar } from '../../../src-shared/domain/bar.ts'
import { ceilToTick, floorToTick, type Price, roundToTick } from '../../../src-shared/domain/price.ts'
import { type Side, signOf } from '../../../src-shared/domain/vote.ts'

/** The working children of a position. */
export interface Bracket {
  /** Stop order: takes the market's price once it is touched. Dollars. */
  readonly stop: Price
  /** Limit order: fills at its price or better. Dollars. */
  readonly target: Price
}

/** Which child a bar fills, and what the market offers it there (before slippage). */
interface ChildTouch {
  readonly role: 'stop' | 'target'
  readonly price: number
  /** Whether it fills with the bar's first trade; otherwise somewhere within the bar. */
  readonly atOpen: boolean
}

/** The tick at or beyond `price` on the side that is farther from the market. */
export function awayFromMarket(side: Side, price: number, tick: number): Price {
  return side === 'long' ? floorToTick(price, tick) : ceilToTick(price, tick)
}

/**
 * Stop and target as far from the fill as the decision had them from its close, so that R holds. The stop is rounded
 * away from the market, the target to the nearest tick.
 * @param decided the decision's levels, dollars.
 */
export function anchorBracket(
  side: Side,
  fill: number,
  decided: { readonly entry: number; readonly stop: number; readonly target: number },
  tick: number,
): Bracket {
  const sign = signOf(side)
  return {
    stop: awayFromMarket(side, fill - sign * Math.abs(decided.entry - decided.stop), tick),
    target: roundToTick(fill + sign * Math.abs(decided.target - decided.entry), tick),
  }
}

/**
 * What the bar does to the children. A bar does not tell which of two levels it touched first: both count as the stop.
 * A bar that opens beyond a level fills it at its open.
 */
export function touchOf(side: Side, { stop, target }: Bracket, bar: Bar): ChildTouch | null {
  const sign = signOf(side)
  const worst = side === 'long' ? bar.low : bar.high
  const best = side === 'long' ? bar.high : bar.low
  if (sign * worst <= sign * stop) {
    const atOpen = sign * bar.open <= sign * stop
    return { role: 'stop', price: atOpen ? bar.open : stop, atOpen }
  }
  if (sign * best >= sign * target) {
    const atOpen = sign * bar.open >= sign * target
    return { role: 'target', price: atOpen ? bar.open : target, atOpen }
  }
  return null
}
