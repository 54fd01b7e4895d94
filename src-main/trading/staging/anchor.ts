import { ceilToTick, floorToTick, type Price, roundToTick, type TickSize } from '../../../src-shared/domain/price.ts'
import { type Side, signOf } from '../../../src-shared/domain/vote.ts'
import type { BracketPlan } from './staged-order.ts'

/** The tick at or beyond a stop's price, on the side that is farther from the market. @param dollars a share. */
export function stopOnTick(side: Side, dollars: number, tick: TickSize): Price {
  return side === 'long' ? floorToTick(dollars, tick) : ceilToTick(dollars, tick)
}

/** The tighter of two stops of a position. */
export function tighterStop(side: Side, one: Price, other: Price): Price {
  const sign = signOf(side)
  return sign * one >= sign * other ? one : other
}

/** Stop and target as far from an average price as the plan has them from its own, so that R holds. */
export function anchoredLevels(
  side: Side,
  average: number,
  { stopDistance, targetDistance }: Pick<BracketPlan, 'stopDistance' | 'targetDistance'>,
  tick: TickSize,
): { readonly stop: Price; readonly target: Price } {
  const sign = signOf(side)
  return {
    stop: stopOnTick(side, average - sign * stopDistance, tick),
    target: roundToTick(average + sign * targetDistance, tick),
  }
}
