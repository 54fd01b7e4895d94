import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { LiveMarket, LiveQuote } from '../../market/live-market.ts'
import type { Schedule } from '../../simulator/virtual-clock.ts'

/** How long first quotes may take, operator ms. TWS answers within a second or two where it has anything to say. */
const WAIT_MS = 5_000

/**
 * The first full quote of each symbol, its line given back afterwards.
 * @returns what came in time: a symbol without any data is not in it, and one of which only a part came is in it so far
 */
export function firstQuotes(
  market: Pick<LiveMarket, 'followQuotes'>,
  symbols: readonly Ticker[],
  schedule: Schedule,
  signal?: AbortSignal,
): Promise<ReadonlyMap<Ticker, LiveQuote>> {
  const quotes = new Map<Ticker, LiveQuote>()
  if (symbols.length === 0 || signal?.aborted) return Promise.resolve(quotes)
  return new Promise((resolve) => {
    let ended = false
    const end = (): void => {
      if (ended) return
      ended = true
      stop()
      cancelTimer()
      signal?.removeEventListener('abort', end)
      resolve(quotes)
    }
    const isFull = (symbol: Ticker): boolean => {
      const quote = quotes.get(symbol)
      return quote !== undefined && (quote.halted || isWhole(quote))
    }
    const stop = market.followQuotes(symbols, (batch) => {
      for (const quote of batch) quotes.set(quote.symbol, quote)
      // Deferred: a market may tell at once what it knows, before it has returned what ends the subscription.
      if (symbols.every(isFull)) queueMicrotask(end)
    })
    const cancelTimer = schedule(WAIT_MS, end)
    signal?.addEventListener('abort', end)
  })
}

/** Prices and their sizes come in messages of their own. */
const isWhole = ({ last, bid, bidSize, ask, askSize, previousClose }: LiveQuote): boolean =>
  last !== null && bid !== null && ask !== null && previousClose !== null && bidSize > 0 && askSize > 0
