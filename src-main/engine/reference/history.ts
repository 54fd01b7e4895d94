/** One five-minute bar as the original reads it: nothing is checked. */
export interface ReferenceBar {
  /** Start of the interval in exchange time, `2024-01-02T09:30:00`. */
  readonly label: string
  /** Dollars a share. */
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  /** Shares. */
  readonly volume: number
}

/** The day as the original keeps it: prices in dollars, volume in shares. */
export interface DayRange {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly volume: number
}

/** What is kept of one symbol: at most 500 bars, across days, and its day. Never empty. */
export interface History {
  readonly bars: readonly ReferenceBar[]
  readonly day: DayRange
}

const HISTORY_BARS = 500
const LAST_OPENING_LABEL = '09:35'

/** `HH:MM` of a label; such texts compare in the order of time. */
export const timeOfLabel = (label: string): string => label.slice(11, 16)

/** The history with one more bar. */
export function withBar(history: History | undefined, bar: ReferenceBar): History {
  const bars = [...(history?.bars ?? []), bar].slice(-HISTORY_BARS)
  return { bars, day: dayWithBar(history?.day, bar) }
}

/** A quirk of the original: the 09:35 bar starts the day once more, so the 09:30 bar never counts for long. */
function dayWithBar(day: DayRange | undefined, bar: ReferenceBar): DayRange {
  if (day === undefined || timeOfLabel(bar.label) <= LAST_OPENING_LABEL) {
    return { open: bar.open, high: bar.high, low: bar.low, volume: bar.volume }
  }
  return {
    open: day.open,
    high: Math.max(day.high, bar.high),
    low: Math.min(day.low, bar.low),
    volume: day.volume + bar.volume,
  }
}

export const closesOf = (history: History): readonly number[] => history.bars.map((bar) => bar.close)

/**
 * The value `places` from the end, 1 being the newest (Python's `values[-places]`).
 * @throws RangeError when there are fewer values: callers ask for the length first.
 */
export function fromEnd<Value>(values: readonly Value[], places: number): Value {
  const value = values[values.length - places]
  if (value === undefined) throw new RangeError(`${values.length} values have none ${places} from the end`)
  return value
}

export const hasBars = (history: History | undefined, least: number): history is History =>
  history !== undefined && history.bars.length >= least

/**
 * Change as a fraction of where it began. Mathematically `to / from − 1`, but written as the original computes it, so
 * that thresholds are met or missed by the same floating-point dust.
 */
export const changeFrom = (from: number, to: number): number => (to - from) / from

/** Change of the close over `places` closes, the newest included: the original's n-bar return spans n − 1 bars. */
export const returnOver = ({ bars }: History, places: number): number =>
  changeFrom(fromEnd(bars, places).close, fromEnd(bars, 1).close)
