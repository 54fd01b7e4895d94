import type { PriceKind } from './history-query.ts'
import type { TapeBar } from './symbol-day.ts'

/** Floating-point dust of a price in cents. */
const DUST = 1e-6

/**
 * A bar of trades as one of another price: the book's bid and ask follow from the trade, so that each of its prices
 * does. Only trades have volume, average price and count; the others say −1, as TWS does.
 * @param halfSpread cents, as the exchange has it
 */
export function barOfPrices(bar: TapeBar, kind: PriceKind, halfSpread: number): TapeBar {
  if (kind === 'TRADES') return bar
  const convert = CONVERSIONS[kind](halfSpread)
  const { start, open, high, low, close } = bar
  const prices = { open: convert(open), high: convert(high), low: convert(low), close: convert(close) }
  return { start, ...prices, volume: -1, wap: -1, count: -1 }
}

export const bidOf = (price: number, halfSpread: number): number =>
  Math.max(0, Math.floor(price * 100 + DUST) - halfSpread) / 100
export const askOf = (price: number, halfSpread: number): number => (Math.ceil(price * 100 - DUST) + halfSpread) / 100

const CONVERSIONS: Readonly<Record<Exclude<PriceKind, 'TRADES'>, (half: number) => (price: number) => number>> = {
  BID: (half) => (price) => bidOf(price, half),
  ASK: (half) => (price) => askOf(price, half),
  MIDPOINT: (half) => (price) => Math.round((bidOf(price, half) + askOf(price, half)) * 50 * 100) / 10_000,
}
