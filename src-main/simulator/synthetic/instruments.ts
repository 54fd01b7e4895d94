import { type Ticker, ticker } from '../../../src-shared/domain/ids.ts'
import { MARKET_SYMBOL } from '../../../src-shared/domain/instrument.ts'

interface Character {
  readonly symbol: Ticker
  /** The price about which the first day begins, dollars. */
  readonly price: number
  /** How far it moves when the market moves by 1. */
  readonly beta: number
  /** Shares on an ordinary day. */
  readonly dailyVolume: number
}

interface SyntheticStock extends Character {
  readonly sectorEtf: Ticker
}

const etf = (symbol: string, price: number, beta: number, dailyVolume: number): Character => ({
  symbol: ticker(symbol),
  price,
  beta,
  dailyVolume,
})

const stock = (sector: string, symbol: string, price: number, beta: number, dailyVolume: number): SyntheticStock => ({
  symbol: ticker(symbol),
  sectorEtf: ticker(sector),
  price,
  beta,
  dailyVolume,
})

/**
 * The market, its breadth and the four sectors. Here and below the names are real, so that the universe's sectors and
 * related symbols apply; prices, betas and volumes are rough, and every bar is invented.
 */
export const SYNTHETIC_ETFS: readonly Character[] = [
  etf(MARKET_SYMBOL, 560, 1, 60_000_000),
  etf('QQQ', 480, 1.2, 38_000_000),
  etf('IWM', 220, 1.1, 30_000_000),
  etf('SMH', 240, 1.5, 8_000_000),
  etf('XLK', 225, 1.1, 7_000_000),
  etf('XLF', 46, 1, 36_000_000),
  etf('XLE', 89, 0.8, 15_000_000),
]

/** The twelve that the demo trades. */
export const SYNTHETIC_STOCKS: readonly SyntheticStock[] = [
  stock('SMH', 'NVDA', 128, 1.7, 210_000_000),
  stock('SMH', 'AMD', 156, 1.5, 42_000_000),
  stock('SMH', 'INTC', 36, 1.3, 48_000_000),
  stock('XLK', 'AAPL', 226, 1.1, 46_000_000),
  stock('XLK', 'MSFT', 418, 1, 19_000_000),
  stock('XLK', 'GOOGL', 167, 1.2, 22_000_000),
  stock('XLF', 'JPM', 212, 0.95, 8_500_000),
  stock('XLF', 'BAC', 44, 1, 32_000_000),
  stock('XLF', 'GS', 498, 1.05, 2_100_000),
  stock('XLE', 'XOM', 117, 0.7, 14_000_000),
  stock('XLE', 'CVX', 147, 0.75, 7_500_000),
  stock('XLE', 'OXY', 54, 0.95, 9_000_000),
]

export const SECTOR_ETFS: readonly Ticker[] = [...new Set(SYNTHETIC_STOCKS.map(({ sectorEtf }) => sectorEtf))]

/** In feed order: the market first, then the other ETFs, then the stocks. */
export const SYNTHETIC_SYMBOLS: readonly Character[] = [...SYNTHETIC_ETFS, ...SYNTHETIC_STOCKS]
