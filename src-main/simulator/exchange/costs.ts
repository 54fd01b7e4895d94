import { ceilToTick, floorToTick, type Price } from '../../../src-shared/domain/price.ts'

/** What an order that takes the market's price pays beside it. */
export interface Slippage {
  /** Half the spread, in ticks. */
  readonly ticks: number
  /** On top, in hundredths of a per cent of the price. */
  readonly basisPoints: number
}

export interface CommissionRates {
  /** Dollars. */
  readonly perShare: number
  /** Dollars an order. */
  readonly minimum: number
  /** Fraction of the trade's value; it also caps the minimum. */
  readonly maximumFraction: number
}

/** One tick of half-spread and one basis point: cautious for liquid US stocks. */
export const DEFAULT_SLIPPAGE: Slippage = { ticks: 1, basisPoints: 1 }

/** IBKR Pro, fixed pricing, US stocks (interactivebrokers.com, Commissions, Stocks); exchange fees are left out. */
export const DEFAULT_COMMISSION: CommissionRates = { perShare: 0.005, minimum: 1, maximumFraction: 0.01 }

/**
 * What an order that takes the market's price pays (`buying`) or gets: the market's price worsened by the slippage, on
 * the tick, never better than the market's price. It may lie outside the bar's range by as much.
 * @param market dollars a share.
 */
export function priceAfterSlippage(market: number, buying: boolean, tick: number, slippage: Slippage): Price {
  const worse = slippage.ticks * tick + (market * slippage.basisPoints) / 10_000
  if (buying) return ceilToTick(market + worse, tick)
  const got = floorToTick(market - worse, tick)
  return got > 0 ? got : floorToTick(market, tick)
}

/** The commission of one order in whole cents. @param price dollars a share. */
export function commissionInCents(quantity: number, price: number, rates: CommissionRates): number {
  const asked = Math.max(rates.minimum, rates.perShare * quantity)
  return Math.round(Math.min(asked, rates.maximumFraction * price * quantity) * 100)
}
