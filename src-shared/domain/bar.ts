import type { UtcMs } from './time.ts'

/** Open, high, low, close and volume of one interval, in regular trading hours. */
export interface Bar {
  /** Start of the interval (its label). */
  readonly start: UtcMs
  /** Dollars a share. */
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  /** Shares traded. */
  readonly volume: number
}

/** Why a bar was not taken. */
export type BarRefusal =
  | 'not-finite'
  | 'not-positive'
  | 'range-broken'
  | 'volume-negative'
  | 'not-later'
  | 'outside-session'

export const BAR_REFUSAL_TEXT: Readonly<Record<BarRefusal, string>> = {
  'not-finite': 'a value is not a finite number',
  'not-positive': 'a price is not above zero',
  'range-broken': 'open or close lies outside low to high',
  'volume-negative': 'the volume is negative',
  'not-later': 'it does not come after the last bar of its symbol',
  'outside-session': 'it does not start on a five-minute slot of a regular session',
}

/**
 * Checks one bar on its own and against the start of its symbol's last bar (`null` for the first).
 * @returns the first rule that it breaks, or null.
 */
export function refuseBar(bar: Bar, lastStart: number | null): BarRefusal | null {
  const { start, open, high, low, close, volume } = bar
  // A sum is finite only if every term is (prices and volumes are far from overflow; Infinity − Infinity is NaN).
  if (!Number.isFinite(open + high + low + close + volume + start)) return 'not-finite'
  if (!(open > 0 && high > 0 && low > 0 && close > 0)) return 'not-positive'
  if (!(low <= open && low <= close && open <= high && close <= high)) return 'range-broken'
  if (volume < 0) return 'volume-negative'
  if (lastStart !== null && start <= lastStart) return 'not-later'
  return null
}
