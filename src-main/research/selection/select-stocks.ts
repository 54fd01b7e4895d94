import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import { MINUTE_MS, type SessionDay, type UtcMs } from '../../../src-shared/domain/time.ts'
import { previousSession, sessionOn } from '../../market/calendar.ts'
import { exchangeDate } from '../../market/exchange-time.ts'
import type { LiveMarket, LiveQuote, MarketFailure, Scan } from '../../market/live-market.ts'
import { SCANS } from '../../market/live-market.ts'
import type { Schedule } from '../../simulator/virtual-clock.ts'
import type { Candidate, CandidateSource, Selection } from './candidate.ts'
import { firstQuotes } from './first-quotes.ts'
import { type Found, judged, ranked, unmeasured } from './judge.ts'
import { DAILY_BARS, hasDay, measure } from './measure.ts'

/** As much of a market as a selection needs. */
export type SelectionMarket = Pick<LiveMarket, 'time' | 'scan' | 'history' | 'followQuotes'>

interface SelectionOptions {
  /** How many symbols to trade at most; what is kept counts, but is never dropped for it. */
  readonly top: number
  /** What is traded now: it is looked at again even if nothing else names it. */
  readonly traded?: readonly Ticker[]
  /** Symbols with a position or a working order. */
  readonly keep?: readonly Ticker[]
  /** Rows of each of IBKR's scans, up to 50. */
  readonly rowsPerScan?: number
  readonly schedule: Schedule
  readonly onProgress?: (done: number, total: number) => void
  readonly signal?: AbortSignal
}

const ROWS_PER_SCAN = 20
/** Histories asked for at a time; the market paces them besides. */
const AT_ONCE = 8
/** In a session's first half hour bars of five minutes would leave out too much of it: only those that are over come. */
const EARLY_MS = 30 * MINUTE_MS
const WITHIN_EARLY_DAY = { barSize: '1m', bars: 30 } as const
/** As many as a whole session has. */
const WITHIN_DAY = { barSize: '5m', bars: 78 } as const
/** Quotes are asked for of the best only, to be sparing with market-data lines. */
const QUOTED_BEYOND_TOP = 5

/** Without these nothing can be said of any symbol, so they end the whole selection. */
const FATAL: readonly MarketFailure['code'][] = ['not-connected', 'cancelled']

const CANCELLED: MarketFailure = { code: 'cancelled', message: 'The selection was cancelled.' }

/**
 * Chooses the stocks to trade: IBKR's scans merged with the universe, each measured in the session that is under way
 * (or the last one), filtered and ranked. Every candidate comes back with its numbers and what it failed by.
 * @param universe the symbols of the universe file
 */
export async function selectStocks(
  market: SelectionMarket,
  universe: readonly Ticker[],
  options: SelectionOptions,
): Promise<Result<Selection, MarketFailure>> {
  const { top, keep = [], schedule, onProgress, signal } = options
  const time = await market.time()
  if (!time.ok) return time
  const day = sessionBegunBy(time.value)
  const gathered = await gather(market, universe, options)
  if (!gathered.ok) return gathered
  const { found, notices } = gathered.value
  const within = time.value < day.open + EARLY_MS ? WITHIN_EARLY_DAY : WITHIN_DAY
  const measured = await measureAll(found, (one) => measureOne(market, one, day, within, signal), onProgress, signal)
  if (!measured.ok) return measured
  const finalists = ranked(measured.value.map((measuring) => measuring.judge(null)))
    .filter(({ rank }) => rank !== null && rank <= top + QUOTED_BEYOND_TOP)
    .map(({ symbol }) => symbol)
  // Outside the session a quote tells of other trades than the day that was measured.
  const isOpen = time.value < day.close
  const quotes = isOpen ? await firstQuotes(market, finalists, schedule, signal) : new Map<Ticker, LiveQuote>()
  if (signal?.aborted) return { ok: false, error: CANCELLED }
  const candidates = ranked(measured.value.map(({ symbol, judge }) => judge(quotes.get(symbol) ?? null)))
  const best = candidates.filter(({ rank }) => rank !== null).map(({ symbol }) => symbol)
  const others = best.filter((symbol) => !keep.includes(symbol)).slice(0, Math.max(0, top - keep.length))
  return { ok: true, value: { time: time.value, day: day.date, candidates, selected: [...keep, ...others], notices } }
}

/** The newest session that has begun at a moment. */
function sessionBegunBy(time: UtcMs): SessionDay {
  const date = exchangeDate(time)
  const session = sessionOn(date)
  return session !== null && session.open <= time ? session : previousSession(date)
}

interface Gathered {
  readonly found: readonly Found[]
  readonly notices: readonly string[]
}

async function gather(
  market: SelectionMarket,
  universe: readonly Ticker[],
  { traded = [], keep = [], rowsPerScan = ROWS_PER_SCAN }: SelectionOptions,
): Promise<Result<Gathered, MarketFailure>> {
  const sources = new Map<Ticker, CandidateSource[]>()
  const notices: string[] = []
  const add = (symbol: Ticker, source: CandidateSource): void => {
    sources.set(symbol, [...(sources.get(symbol) ?? []), source])
  }
  for (const symbol of keep) add(symbol, 'kept')
  for (const symbol of traded) add(symbol, 'traded')
  const scans = Object.keys(SCANS) as Scan[]
  const answers = await Promise.all(scans.map(async (scan) => ({ scan, rows: await market.scan(scan, rowsPerScan) })))
  for (const { scan, rows } of answers) {
    if (rows.ok) for (const { symbol } of rows.value) add(symbol, scan)
    else if (FATAL.includes(rows.error.code)) return rows
    else notices.push(`The scan ${scan} gave nothing: ${rows.error.message}`)
  }
  for (const symbol of universe) add(symbol, 'universe')
  const found = [...sources].map(([symbol, of]) => ({ symbol, sources: [...new Set(of)] }))
  return { ok: true, value: { found, notices } }
}

/** A symbol whose bars are there, to be judged with or without a quote. */
interface Measured {
  readonly symbol: Ticker
  readonly judge: (quote: LiveQuote | null) => Candidate
}

async function measureAll(
  found: readonly Found[],
  measureIt: (found: Found) => Promise<Result<Measured, MarketFailure>>,
  onProgress: SelectionOptions['onProgress'],
  signal: AbortSignal | undefined,
): Promise<Result<readonly Measured[], MarketFailure>> {
  const measured: Measured[] = []
  const waiting = [...found]
  let fatal: MarketFailure | null = null
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (fatal !== null) return
      if (signal?.aborted) fatal = CANCELLED
      else {
        const one = await measureIt(next)
        if (one.ok) measured.push(one.value)
        else fatal = one.error
        onProgress?.(measured.length, found.length)
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return fatal === null ? { ok: true, value: measured } : { ok: false, error: fatal }
}

async function measureOne(
  market: SelectionMarket,
  found: Found,
  day: SessionDay,
  within: typeof WITHIN_DAY | typeof WITHIN_EARLY_DAY,
  signal: AbortSignal | undefined,
): Promise<Result<Measured, MarketFailure>> {
  const { symbol } = found
  const request = { symbol, until: null, regularHoursOnly: true }
  const daily = await market.history({ ...request, barSize: '1d', bars: DAILY_BARS }, signal)
  if (!daily.ok) return given(found, daily.error)
  const needsBars = !hasDay(daily.value, day)
  const intraday = needsBars ? await market.history({ ...request, ...within }, signal) : null
  if (intraday !== null && !intraday.ok) return given(found, intraday.error)
  const judge = (quote: LiveQuote | null): Candidate => {
    const histories = { daily: daily.value, intraday: intraday?.value ?? [], last: quote?.last ?? null }
    const measures = measure(histories, day)
    return measures.ok ? judged(found, measures.value, quote) : unmeasured(found, measures.error)
  }
  return { ok: true, value: { symbol, judge } }
}

/** A symbol without bars is a candidate that fell out; a market that is gone is the end. */
function given(found: Found, error: MarketFailure): Result<Measured, MarketFailure> {
  if (FATAL.includes(error.code)) return { ok: false, error }
  return { ok: true, value: { symbol: found.symbol, judge: () => unmeasured(found, error.message) } }
}
