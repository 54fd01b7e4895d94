/**
 * The exchange counts money and prices in whole cents, the price step of US shares at or above one dollar, so that its
 * sums are exact. Dollars exist at its edges only.
 */

/** Slack for a price that is on its cent but for floating-point dust, in cents. */
const DUST = 1e-6
/** Beyond this, a million dollars a share, a price is none: products with quantities have to stay exact. */
const MOST_CENTS = 1e8

/** Whole cents nearest to so many dollars. */
export const toCents = (dollars: number): number => Math.round(dollars * 100)

export const toDollars = (cents: number): number => cents / 100

/** Cents, whole where the price is but for dust; a fraction where the tape has one (a trade at half a cent). */
export function tapeCents(dollars: number): number {
  const cents = dollars * 100
  const whole = Math.round(cents)
  return Math.abs(cents - whole) < DUST ? whole : cents
}

/** The cents of an order's price. @returns null when it is not above zero, not on a cent or absurd. */
export function orderCents(dollars: number): number | null {
  const cents = tapeCents(dollars)
  return Number.isInteger(cents) && cents > 0 && cents <= MOST_CENTS ? cents : null
}

/** `total × part / whole` to the nearest integer, halves away from zero, exact whatever the size of the numbers. */
export function portion(total: number, part: number, whole: number): number {
  const product = total * part
  const doubled = 2 * Math.abs(product) + whole
  if (Number.isSafeInteger(doubled)) {
    const size = Math.floor(doubled / (2 * whole))
    return total < 0 ? -size : size
  }
  const size = (2n * BigInt(Math.abs(total)) * BigInt(part) + BigInt(whole)) / (2n * BigInt(whole))
  return total < 0 ? -Number(size) : Number(size)
}
