/** Most decimals of a price step that any market has. */
const MOST_DECIMALS = 8

/** Decimals with which prices on a tick are written: 2 for pennies, and never fewer. @param tick dollars. */
export function decimalsOf(tick: number): number {
  for (let decimals = 2; decimals < MOST_DECIMALS; decimals++) {
    const scaled = tick * 10 ** decimals
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 && Math.round(scaled) > 0) return decimals
  }
  return MOST_DECIMALS
}
