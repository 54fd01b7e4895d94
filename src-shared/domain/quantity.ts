import type { Brand } from './brand.ts'

/** A whole, non-negative number of shares. The side says in which direction. */
export type Quantity = Brand<number, 'Quantity'>

/** @throws RangeError when `shares` is not a whole number ≥ 0. */
export function quantity(shares: number): Quantity {
  if (!Number.isSafeInteger(shares) || shares < 0) throw new RangeError(`not a quantity of shares: ${shares}`)
  return shares as Quantity
}
