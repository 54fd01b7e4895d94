import { type Quantity, quantity } from '../../../src-shared/domain/quantity.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import { type Refusal, refusal } from '../risk/refusals.ts'

interface Sizing {
  /** Fraction of the account. */
  readonly size: number
  /** Dollars: what the account is worth, may buy for, and may put into one position. */
  readonly account: number
  readonly buyingPower: number
  readonly maxPositionDollars: number
  /** Dollars: the most that a share can cost. */
  readonly price: number
}

/** Whole shares for a fraction of the account, clamped to the position limit and to buying power. */
export function sizeOf({ size, account, buyingPower, maxPositionDollars, price }: Sizing): Result<Quantity, Refusal> {
  const dollars = Math.max(0, Math.min(size * account, maxPositionDollars, buyingPower))
  const shares = Math.floor(dollars / price)
  if (shares >= 1) return { ok: true, value: quantity(shares) }
  return { ok: false, error: refusal('no-shares', { dollars, price }) }
}
