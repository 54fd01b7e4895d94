import { sessionsBetween } from '../../../../src-main/market/calendar.ts'
import type { HistoryRequest, LiveQuote, MarketFailure, Scan } from '../../../../src-main/market/live-market.ts'
import type { SelectionMarket } from '../../../../src-main/research/selection/select-stocks.ts'
import type { Bar } from '../../../../src-shared/domain/bar.ts'
import { type Ticker, ticker } from '../../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, MINUTE_MS, sessionDate, type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'

/** Sessions of February 2024, of which the last is under way. */
export const DAYS = sessionsBetween(sessionDate('2024-02-01'), sessionDate('2024-02-29'))
export const TODAY = DAYS.at(-1)!
export const NOON: UtcMs = utcMs(TODAY.open + 150 * MINUTE_MS)

/** What a stock did: every earlier day closes at 100 with a range of `range` dollars; today goes to `last`. */
export interface StockStory {
  readonly last?: number
  readonly open?: number
  /** Dollars from low to high of every earlier day. */
  readonly range?: number
  readonly volume?: number
  /** How many earlier days there are. */
  readonly days?: number
}

const PREVIOUS_CLOSE = 100

/** The daily bars of a story, today's unfinished one included. */
export function dailyBars({ last = 103, open = 101, range = 3, volume = 2_000_000, days = 20 }: StockStory): Bar[] {
  const before = DAYS.slice(0, -1)
    .slice(-days)
    .map(({ open: start }) => ({
      ...{ start, volume, open: PREVIOUS_CLOSE, close: PREVIOUS_CLOSE },
      ...{ high: PREVIOUS_CLOSE + range / 2, low: PREVIOUS_CLOSE - range / 2 },
    }))
  const today = {
    start: TODAY.open,
    open,
    high: Math.max(open, last),
    low: Math.min(open, last),
    close: last,
    volume: 1,
  }
  return [...before, today]
}

export const quoteOf = (symbol: string, last: number, more: Partial<LiveQuote> = {}): LiveQuote => ({
  symbol: ticker(symbol),
  time: NOON,
  bid: last - 0.01,
  ask: last + 0.01,
  last,
  bidSize: 100,
  askSize: 100,
  quality: 'live',
  halted: false,
  lastSize: 100,
  dayVolume: 1_000_000,
  previousClose: PREVIOUS_CLOSE,
  shortable: 'easy',
  ...more,
})

interface Script {
  readonly stocks: Readonly<Record<string, StockStory>>
  readonly scans?: Partial<Record<Scan, readonly string[] | MarketFailure>>
  readonly quotes?: Readonly<Record<string, LiveQuote>>
  readonly failures?: Readonly<Record<string, MarketFailure>>
  readonly time?: UtcMs
  /** Daily bars lack the day that is under way. */
  readonly lateDaily?: boolean
  readonly onHistory?: (request: HistoryRequest) => void
}

/** A market that answers from a script: what a gateway cannot be made to do at will. */
export function scriptedMarket(script: Script): SelectionMarket & { readonly followed: readonly Ticker[][] } {
  const { stocks, scans = {}, quotes = {}, failures = {}, time = NOON, lateDaily = false, onHistory } = script
  const followed: Ticker[][] = []
  return {
    followed,
    time: () => Promise.resolve({ ok: true, value: time }),
    scan(scan) {
      const rows = scans[scan] ?? []
      if (!isList(rows)) return Promise.resolve({ ok: false, error: rows })
      const value = rows.map((symbol, rank) => ({ rank, symbol: ticker(symbol), contractId: rank + 1 }))
      return Promise.resolve({ ok: true, value })
    },
    history(request) {
      onHistory?.(request)
      const { symbol, barSize } = request
      const failure = failures[symbol]
      if (failure !== undefined) return Promise.resolve({ ok: false, error: failure })
      const story = stocks[symbol]
      if (story === undefined) {
        return Promise.resolve({ ok: false, error: { code: 'unknown-contract', message: `${symbol} is not listed.` } })
      }
      const daily = dailyBars(story)
      if (barSize !== '1d') return Promise.resolve({ ok: true, value: withinDay(daily.at(-1)!) })
      return Promise.resolve({ ok: true, value: lateDaily ? daily.slice(0, -1) : daily })
    },
    followQuotes(symbols, listener) {
      followed.push([...symbols])
      listener(symbols.flatMap((symbol) => quotes[symbol] ?? quoteOf(symbol, stocks[symbol]?.last ?? 103)))
      return () => {}
    },
  }
}

const isList = (rows: readonly string[] | MarketFailure): rows is readonly string[] => Array.isArray(rows)

/** A day in two bars of five minutes. */
function withinDay(day: Bar): Bar[] {
  const first = { ...day, high: Math.max(day.open, day.low), low: day.low, close: day.low, volume: 0 }
  const second = { ...day, start: utcMs(day.start + ENGINE_BAR_MS), open: day.low }
  return [first, second]
}
