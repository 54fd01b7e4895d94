import type { Bar } from '../../../../src-shared/domain/bar.ts'
import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import type { Result } from '../../../../src-shared/domain/result.ts'
import type { UtcMs } from '../../../../src-shared/domain/time.ts'
import type { BarSize, LiveMarket, MarketFailure } from '../../../market/live-market.ts'
import { endOfBar, type HistorySlice } from './slices.ts'

/**
 * The bars of one slice that are over by `now`, ascending. What the market gives beyond the slice is left out.
 * @param until the moment up to which to ask; a slice that ends in the future asks up to now
 */
export async function fetchSlice(
  market: Pick<LiveMarket, 'history'>,
  symbol: Ticker,
  barSize: BarSize,
  { from, until, bars }: HistorySlice,
  now: UtcMs,
  signal: AbortSignal,
): Promise<Result<readonly Bar[], MarketFailure>> {
  const request = { symbol, barSize, until: until > now ? null : until, bars, regularHoursOnly: true }
  const history = await market.history(request, signal)
  if (!history.ok) return saysNoBars(history.error) ? { ok: true, value: [] } : history
  const within = history.value.filter((bar) => bar.start >= from && bar.start < until && endOfBar(bar, barSize) <= now)
  return { ok: true, value: within }
}

/** IBKR's words (162) for a stretch of time in which it has no bars, e.g. before a stock was listed. */
const saysNoBars = ({ code, message }: MarketFailure): boolean =>
  code === 'refused' && /returned no data/i.test(message)
