import { BREADTH_SYMBOLS, type Instrument, MARKET_SYMBOL } from '../../../src-shared/domain/instrument.ts'

/** The market and its breadth first, then the other ETFs, then the stocks; within these as they come. */
export function inFeedOrder(instruments: readonly Instrument[]): Instrument[] {
  const market = [MARKET_SYMBOL, ...BREADTH_SYMBOLS]
  const rank = ({ symbol, kind }: Instrument): number => {
    const index = market.indexOf(symbol)
    return index === -1 ? market.length + (kind === 'etf' ? 0 : 1) : index
  }
  return instruments.toSorted((a, b) => rank(a) - rank(b))
}
