import type { Bar } from '../../../src-shared/domain/bar.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import type { SessionDay } from '../../../src-shared/domain/time.ts'
import type { Measures } from './candidate.ts'

/** Sessions that the average true range and the average volume are taken over. */
const ATR_DAYS = 14
const VOLUME_DAYS = 20
/** Daily bars to ask for: the longer of the two, the day itself, and the session before for the first true range. */
export const DAILY_BARS = VOLUME_DAYS + 2

interface Histories {
  /** Daily bars, ascending; the day's own may be there, unfinished. */
  readonly daily: readonly Bar[]
  /** Bars within the day, ascending, where no daily bar has it yet. */
  readonly intraday: readonly Bar[]
  /** The newest price, dollars; null: the bars have it. */
  readonly last: number | null
}

/** Whether `daily` has the session's own bar. */
export const hasDay = (daily: readonly Bar[], day: SessionDay): boolean => daily.some((bar) => isOf(bar, day))

const isOf = ({ start }: Bar, { open, close }: SessionDay): boolean => start >= open && start < close

/**
 * Measures a stock in a session against the sessions before it. Where there are fewer of these than the averages want,
 * they are taken over what there is, and say so.
 * @returns the measures, or why there are none, words that go on after the symbol
 */
export function measure({ daily, intraday, last }: Histories, day: SessionDay): Result<Measures, string> {
  const before = daily.filter(({ start }) => start < day.open)
  const previous = before.at(-1)
  if (previous === undefined || before.length < 2) {
    return { ok: false, error: `has ${before.length === 0 ? 'no' : 'only one'} daily bar before ${day.date}` }
  }
  const dayBars = hasDay(daily, day) ? daily : intraday
  const today = wholeOf(dayBars.filter((bar) => isOf(bar, day)))
  if (today === null) return { ok: false, error: `has no bar of ${day.date} that is over` }
  const newest = last ?? today.close
  const high = Math.max(today.high, newest)
  const low = Math.min(today.low, newest)
  const { close } = previous
  const ranges = trueRanges(before).slice(-ATR_DAYS)
  const volumes = before.slice(-VOLUME_DAYS).map(({ volume }) => volume)
  return {
    ok: true,
    value: {
      last: newest,
      previousClose: close,
      open: today.open,
      high,
      low,
      move: newest / close - 1,
      range: (high - low) / close,
      gap: today.open / close - 1,
      atr: mean(ranges) / close,
      atrDays: ranges.length,
      averageVolume: mean(volumes),
      volumeDays: volumes.length,
      dayVolume: today.volume,
    },
  }
}

/** Bars as one bar; null of none. */
function wholeOf(bars: readonly Bar[]): Bar | null {
  const first = bars[0]
  const last = bars.at(-1)
  if (first === undefined || last === undefined) return null
  const high = Math.max(...bars.map((bar) => bar.high))
  const low = Math.min(...bars.map((bar) => bar.low))
  const volume = bars.reduce((sum, bar) => sum + bar.volume, 0)
  return { ...first, high, low, close: last.close, volume }
}

/** Dollars; one fewer than bars, because the first has no close before it. */
const trueRanges = (bars: readonly Bar[]): number[] =>
  bars.slice(1).map(({ high, low }, index) => {
    const close = bars[index]?.close ?? low
    return Math.max(high, close) - Math.min(low, close)
  })

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
