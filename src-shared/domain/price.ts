import type { Brand } from './brand.ts'

/** Dollars a share. */
export type Price = Brand<number, 'Price'>

/** The smallest price step of an instrument, in dollars. */
export type TickSize = Brand<number, 'TickSize'>

export const price = (dollars: number): Price => dollars as Price
export const tickSize = (dollars: number): TickSize => dollars as TickSize

/** A penny: the step of US shares at or above one dollar (SEC Rule 612 of Regulation NMS). */
export const PENNY: TickSize = tickSize(0.01)

const stepsPerDollar = (tick: number): number => Math.round(1 / tick)
const dividesDollar = (tick: number): boolean => Math.abs(stepsPerDollar(tick) * tick - 1) < 1e-9

/** The number of whole ticks nearest to `dollars`. */
export function toTicks(dollars: number, tick: number): number {
  return Math.round(dividesDollar(tick) ? dollars * stepsPerDollar(tick) : dollars / tick)
}

/** The price of a tick count, the double nearest to its decimal writing (18770 ticks of a penny are 187.7, not 187.70000000000002). */
export function fromTicks(ticks: number, tick: number): Price {
  return price(dividesDollar(tick) ? ticks / stepsPerDollar(tick) : ticks * tick)
}

/** Slack for a price that is on its tick but for floating-point dust, in ticks. */
const TICK_DUST = 1e-6

/** The tick at or below `dollars`. */
export function floorToTick(dollars: number, tick: number): Price {
  return fromTicks(Math.floor(dollars / tick + TICK_DUST), tick)
}

/** The tick at or above `dollars`. */
export function ceilToTick(dollars: number, tick: number): Price {
  return fromTicks(Math.ceil(dollars / tick - TICK_DUST), tick)
}

/** The tick nearest to `dollars`. */
export function roundToTick(dollars: number, tick: number): Price {
  return fromTicks(toTicks(dollars, tick), tick)
}
