/**
 * IEEE 754 fixes + − × ÷ to the last bit, but not exp and sin: engines and machines may differ there, and a price that
 * differs by a penny is another market. The synthetic market therefore computes them itself.
 */

const HALVINGS = 12

/** e^x for −700 < x < 700, with a relative error below 1e-11. */
export function exponential(x: number): number {
  const small = x / 2 ** HALVINGS
  let sum = 1
  for (let power = 7; power >= 1; power--) sum = 1 + (sum * small) / power
  for (let halving = 0; halving < HALVINGS; halving++) sum *= sum
  return sum
}

/** The sine of an angle in full turns, with an absolute error below 1e-11. */
export function sineOfTurns(turns: number): number {
  let part = turns - Math.round(turns)
  if (part > 0.25) part = 0.5 - part
  else if (part < -0.25) part = -0.5 - part
  const angle = part * 2 * Math.PI
  const square = angle * angle
  let sum = 1
  for (let factor = 18; factor >= 2; factor -= 2) sum = 1 - (sum * square) / (factor * (factor + 1))
  return angle * sum
}

/** What is left of 1 after `elapsed`, when half is left after `halfLife` (both in one unit). */
export function halfLifeDecay(elapsed: number, halfLife: number): number {
  return exponential((-Math.LN2 * elapsed) / halfLife)
}
