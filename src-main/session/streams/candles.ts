import type { TimeFrame } from '../../../src-shared/contract/topic-ids.ts'
import type { Candle } from '../../../src-shared/contract/views/symbol.ts'
import type { Bar } from '../../../src-shared/domain/bar.ts'
import { ENGINE_BAR_MS, MINUTE_MS, type SessionDay } from '../../../src-shared/domain/time.ts'

/** One session's bars of one symbol, and what is forming. */
export interface DayBars {
  readonly day: SessionDay
  /** Five minutes each, ascending. */
  readonly bars: readonly Bar[]
  /** ATR at the end of each bar, dollars, where it was decided. */
  readonly atrs: readonly (number | null)[]
  /** One minute each, ascending, the last one forming; only where the market was seen moving within its bars. */
  readonly minutes: readonly Bar[]
  /** The five minutes that are not over; null when nothing is known of them. */
  readonly forming: Bar | null
}

const QUARTER_MS = 3 * ENGINE_BAR_MS

type Trade = Pick<Bar, 'open' | 'high' | 'low' | 'close' | 'volume'>

/** Volume-weighted average of a session's prices so far, from bars as the engine does it. */
class RunningVwap {
  private priceVolume = 0
  private volume = 0

  add({ high, low, close, volume }: Trade): number {
    this.priceVolume += ((high + low + close) / 3) * volume
    this.volume += volume
    return this.volume > 0 ? this.priceVolume / this.volume : close
  }
}

/** The candles of one session that start at `from` or later. */
export function candlesOfDay(data: DayBars, frame: TimeFrame, from: number): Candle[] {
  switch (frame) {
    case '1m':
      return barCandles(data.minutes, null, from, MINUTE_MS, data.day.open)
    case '5m':
      return barCandles(withForming(data), data.atrs, from, ENGINE_BAR_MS, data.day.open)
    case '15m':
      return barCandles(withForming(data), data.atrs, from, QUARTER_MS, data.day.open)
    case 'D':
      return data.day.open < from ? [] : dayCandle(data)
  }
}

const withForming = ({ bars, forming }: DayBars): readonly Bar[] => (forming === null ? bars : [...bars, forming])

function barCandles(
  bars: readonly Bar[],
  atrs: readonly (number | null)[] | null,
  from: number,
  length: number,
  open: number,
): Candle[] {
  const vwap = new RunningVwap()
  const candles: Candle[] = []
  for (const [index, bar] of bars.entries()) {
    const average = vwap.add(bar)
    const start = open + Math.floor((bar.start - open) / length) * length
    if (start < from) continue
    const last = candles.at(-1)
    const atr = atrs?.[index] ?? null
    if (last?.start !== start) {
      candles.push({ start, ...ohlcv(bar), vwap: average, atr })
      continue
    }
    candles[candles.length - 1] = { start, ...joined(last, bar), vwap: average, atr: atr ?? last.atr }
  }
  return candles
}

function dayCandle(data: DayBars): Candle[] {
  const bars = withForming(data)
  const [first] = bars
  if (first === undefined) return []
  const day = bars.slice(1).reduce<Trade>(joined, ohlcv(first))
  return [{ start: data.day.open, ...day, vwap: null, atr: null }]
}

const ohlcv = ({ open, high, low, close, volume }: Trade): Trade => ({ open, high, low, close, volume })

const joined = (before: Trade, next: Trade): Trade => ({
  open: before.open,
  high: Math.max(before.high, next.high),
  low: Math.min(before.low, next.low),
  close: next.close,
  volume: before.volume + next.volume,
})
