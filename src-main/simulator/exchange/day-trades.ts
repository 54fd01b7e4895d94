import type { Ticker } from '../../../src-shared/domain/ids.ts'

/** Three day trades in five sessions are free; accounts of 25,000 dollars and more are not held back (FINRA 4210). */
const FREE_DAY_TRADES = 3
const EXEMPT_CENTS = 2_500_000

interface Trade {
  readonly symbol: Ticker
  /** Bought, or sold when negative. */
  readonly shares: number
}

/**
 * Day trades among a session's trades: how often shares that were opened in it were closed in it, closings that follow
 * each other in one symbol being one.
 */
export function countDayTrades(trades: readonly Trade[], held: (symbol: Ticker) => number): number {
  const symbols = new Map<Ticker, { shares: number; opened: number; closing: boolean }>()
  let count = 0
  for (const { symbol, shares } of trades) {
    const state = symbols.get(symbol) ?? { shares: held(symbol), opened: 0, closing: false }
    const closed = state.shares * shares < 0 ? Math.min(Math.abs(state.shares), Math.abs(shares)) : 0
    if (closed > 0 && state.opened > 0 && !state.closing) count += 1
    const opened = Math.abs(shares) - closed
    symbols.set(symbol, {
      shares: state.shares + shares,
      opened: Math.max(0, state.opened - closed) + opened,
      closing: closed > 0 && opened === 0,
    })
  }
  return count
}

/** @param used day trades of this session and the four before. @param equity cents. @returns null: no limit applies */
export const dayTradesLeft = (used: () => number, equity: number): number | null =>
  equity >= EXEMPT_CENTS ? null : Math.max(0, FREE_DAY_TRADES - used())
