import { BAR_REFUSAL_TEXT, type Bar, refuseBar } from '../../../../src-shared/domain/bar.ts'
import { SECOND_MS, type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'
import { sessionAt } from '../../../market/calendar.ts'
import { BAR_SIZES, type BarSize } from '../../../market/live-market.ts'
import { isPlausibleTime, sessionOfLabel } from './history-window.ts'
import type { RawBar } from './market-router.ts'

/** No share has ever cost this much, dollars, and no day had this many of them. */
const ABSURD_PRICE = 1e7
const ABSURD_VOLUME = 1e12

export type ReadBar = { readonly bar: Bar } | { readonly refused: string }

export interface BarRules {
  readonly barSize: BarSize
  readonly regularHoursOnly: boolean
  /** Market time. */
  readonly now: UtcMs
}

/** The start of a bar as TWS labels it with date format 2; null when it is none. */
function startOf(label: unknown, now: number): UtcMs | null {
  const text = String(label)
  if (/^\d{9,11}$/.test(text)) {
    const time = Number(text) * SECOND_MS
    return isPlausibleTime(time, now) ? utcMs(time) : null
  }
  return sessionOfLabel(text)?.open ?? null
}

/**
 * Reads and checks one bar.
 * @param lastStart start of the bar before it, null for the first
 */
export function readBar(raw: RawBar, rules: BarRules, lastStart: UtcMs | null): ReadBar {
  const start = startOf(raw.time, rules.now)
  if (start === null) return { refused: `its time ${JSON.stringify(String(raw.time).slice(0, 40))} is none` }
  const { open, high, low, close, volume } = raw
  const bar: Bar = { start, open: num(open), high: num(high), low: num(low), close: num(close), volume: num(volume) }
  const code = refuseBar(bar, lastStart)
  if (code !== null) return { refused: BAR_REFUSAL_TEXT[code] }
  if (bar.high > ABSURD_PRICE) return { refused: 'its price is absurd' }
  if (bar.volume > ABSURD_VOLUME) return { refused: 'its volume is absurd' }
  if (rules.regularHoursOnly && !isOnSlot(start, rules.barSize)) return { refused: BAR_REFUSAL_TEXT['outside-session'] }
  return { bar }
}

const num = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN)

function isOnSlot(start: UtcMs, barSize: BarSize): boolean {
  const session = sessionAt(start)
  if (session === null) return false
  if (barSize === '1d') return start === session.open
  // IBKR's hours begin on the full hour, after a first half one.
  return barSize === '1h' || (start - session.open) % BAR_SIZES[barSize] === 0
}

/** End of a bar: a day's, and any that the session's close cuts short, ends with the session. */
export function endOfBar(start: UtcMs, barSize: BarSize, regularHoursOnly: boolean): number {
  const end = start + BAR_SIZES[barSize]
  const session = barSize === '1d' || regularHoursOnly ? sessionAt(start) : null
  return session === null ? end : Math.min(end, session.close)
}
