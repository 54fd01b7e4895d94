import { portion } from './cents.ts'

/** Shares of one symbol with what was paid for them. */
export interface Position {
  /** Short ones negative. */
  readonly shares: number
  /** Cents paid for the shares held, negative for a short position: `cost / shares` is their exact average price. */
  readonly cost: number
  /** Cents of commission that opening them took. */
  readonly commissions: number
}

export const FLAT: Position = { shares: 0, cost: 0, commissions: 0 }

/** A trade and what it does to its position. */
interface Folded {
  readonly position: Position
  /** Cents of profit on the shares that it closed, before commissions; null when it closed none. */
  readonly realised: number | null
  /** The same, less the commissions of opening and of closing them. */
  readonly realisedNet: number | null
}

/**
 * A position after one more trade, at average cost. What is taken out of cost and commissions with a part of the shares
 * is rounded to the cent; the rest stays with the others, so that nothing is ever lost or made.
 * @param shares bought, or sold when negative.
 * @param price cents a share.
 * @param commission cents.
 */
export function fold(position: Position, shares: number, price: number, commission: number): Folded {
  const held = Math.abs(position.shares)
  const closing = position.shares * shares < 0 ? Math.min(held, Math.abs(shares)) : 0
  const sign = Math.sign(shares)
  const opening = shares - sign * closing
  if (closing === 0) {
    const { cost, commissions } = position
    return {
      position: {
        shares: position.shares + shares,
        cost: cost + shares * price,
        commissions: commissions + commission,
      },
      realised: null,
      realisedNet: null,
    }
  }
  const cost = portion(position.cost, closing, held)
  const opened = portion(position.commissions, closing, held)
  const closed = portion(commission, closing, Math.abs(shares))
  const realised = -sign * closing * price - cost
  return {
    position: {
      shares: position.shares + shares,
      cost: position.cost - cost + opening * price,
      commissions: position.commissions - opened + (commission - closed),
    },
    realised,
    realisedNet: realised - opened - closed,
  }
}
