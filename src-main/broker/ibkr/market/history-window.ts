import { BarSizeSetting } from '@stoqey/ib'
import { SECOND_MS, type SessionDay, sessionDate, type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'
import { FIRST_DATE, previousSession, sessionAt, sessionOn } from '../../../market/calendar.ts'
import { exchangeDate } from '../../../market/exchange-time.ts'
import { BAR_SIZES, type BarSize } from '../../../market/live-market.ts'

/** A reply of more bars holds the process up (measured: 5,000 bars up to 0.75 s). */
const SLICE_BARS = 1_000
/** Longest duration in days that TWS takes; beyond it wants years. */
const MOST_DAYS = 365
const DAY_MS = 24 * 60 * 60 * SECOND_MS
/** US stocks trade from 04:00 to 20:00 with the extended hours. */
const EXTENDED_DAY_MS = 16 * 60 * 60 * SECOND_MS
/** IBKR gives bars of a few seconds for at most an hour at a time. */
const SHORT_BAR_WINDOW_MS = 60 * 60 * SECOND_MS
const SHORT_BAR_MS = 30 * SECOND_MS

export const IBKR_BAR_SIZES: Readonly<Record<BarSize, BarSizeSetting>> = {
  '5s': BarSizeSetting.SECONDS_FIVE,
  '1m': BarSizeSetting.MINUTES_ONE,
  '5m': BarSizeSetting.MINUTES_FIVE,
  '15m': BarSizeSetting.MINUTES_FIFTEEN,
  '1h': BarSizeSetting.HOURS_ONE,
  '1d': BarSizeSetting.DAYS_ONE,
}

/** Bars for which IBKR's hard pacing holds. */
export const isShort = (size: BarSize): boolean => BAR_SIZES[size] <= SHORT_BAR_MS

/** What a history request says about time. */
export interface HistoryWindow {
  /** `yyyymmdd-hh:mm:ss` in UTC; empty: now. */
  readonly end: string
  readonly duration: string
  /**
   * Start of the first bar that is meant, where the window is measured in seconds: what comes before it may be part of
   * a bar. Null where whole days are asked for.
   */
  readonly from: UtcMs | null
  /** Where earlier bars would end, when there are none in it. */
  readonly before: UtcMs
}

interface Wanted {
  readonly barSize: BarSize
  /** Null: now. */
  readonly until: UtcMs | null
  readonly bars: number
  readonly regularHoursOnly: boolean
}

/** A moment as IBKR takes it in UTC. */
const endText = (time: number): string => {
  const text = new Date(time).toISOString()
  return `${text.slice(0, 10).replaceAll('-', '')}-${text.slice(11, 19)}`
}

/**
 * The last regular session that began before a moment.
 * @returns null before the calendar begins
 */
function sessionBefore(time: UtcMs): SessionDay | null {
  const date = exchangeDate(time)
  if (date <= FIRST_DATE) return null
  const today = sessionOn(date)
  if (today !== null && today.open < time) return today
  const earlier = previousSession(date)
  return earlier.date <= FIRST_DATE ? null : earlier
}

/** Slots that begin in a session, a shorter last one included. */
const slotsOf = (session: SessionDay, until: number, size: number): number =>
  Math.max(0, Math.ceil((Math.min(until, session.close) - session.open) / size))

/**
 * The window of one request: it ends at or before `until` and holds the newest of the bars that are wanted, never more
 * than `SLICE_BARS`. It may hold fewer than wanted; the caller goes on before its first bar.
 * @returns null when there can be none (the calendar has no session before that moment)
 */
export function windowFor(wanted: Wanted, now: UtcMs): HistoryWindow | null {
  const until = utcMs(Math.min(wanted.until ?? now, now))
  const session = sessionBefore(until)
  if (session === null) return null
  const bars = Math.max(1, Math.min(wanted.bars, SLICE_BARS))
  if (wanted.barSize === '1d') return daysOfBars(bars, wanted.until, session, until, now)
  return wanted.regularHoursOnly
    ? regularWindow(wanted.barSize, bars, session, until, now)
    : extendedWindow(wanted.barSize, bars, until, now)
}

const endOf = (end: number, now: number): string => (end >= now ? '' : endText(end))

function daysOfBars(bars: number, asked: UtcMs | null, session: SessionDay, until: number, now: number): HistoryWindow {
  // The day under way is no bar yet, but it counts as a day.
  const days = Math.min(bars + (until < session.close ? 1 : 0), MOST_DAYS)
  const end = asked === null ? '' : endOf(Math.min(until, session.close), now)
  return { end, duration: `${days} D`, from: null, before: utcMs(until - days * DAY_MS) }
}

function regularWindow(barSize: BarSize, bars: number, session: SessionDay, until: number, now: number): HistoryWindow {
  const size = BAR_SIZES[barSize]
  const end = Math.min(until, session.close)
  const whole = Math.floor((end - session.open) / size)
  if (isShort(barSize) || bars <= whole) {
    // Inside one session seconds say what is wanted; one more bar, since the first may be cut by the window's edge.
    const most = isShort(barSize) ? SHORT_BAR_WINDOW_MS / size - 1 : SLICE_BARS - 1
    const first = session.open + Math.max(0, whole - Math.min(bars, most)) * size
    const seconds = Math.ceil((end - first + size) / SECOND_MS)
    return { end: endOf(end, now), duration: `${seconds} S`, from: utcMs(first), before: utcMs(first) }
  }
  // Counted session by session, since the newest may be short or not over; a bar under way is in the answer all the same.
  let covered = end < session.close ? whole : slotsOf(session, end, size)
  let first = session
  let days = 1
  for (; covered < bars && days < MOST_DAYS && first.date > FIRST_DATE; days += 1) {
    const earlier = previousSession(first.date)
    const slots = slotsOf(earlier, earlier.close, size)
    if (covered + 1 + slots > SLICE_BARS) break
    covered += slots
    first = earlier
  }
  return { end: endOf(end, now), duration: `${days} D`, from: null, before: first.open }
}

function extendedWindow(barSize: BarSize, bars: number, until: number, now: number): HistoryWindow {
  const size = BAR_SIZES[barSize]
  const end = endOf(until, now)
  const perDay = EXTENDED_DAY_MS / size
  if (isShort(barSize)) {
    const ms = Math.min((bars + 1) * size, SHORT_BAR_WINDOW_MS)
    const first = utcMs(Math.ceil((until - ms) / size) * size)
    return { end, duration: `${ms / SECOND_MS} S`, from: first, before: first }
  }
  const days = Math.max(1, Math.min(Math.ceil(bars / perDay), Math.floor(SLICE_BARS / perDay), MOST_DAYS))
  return { end, duration: `${days} D`, from: null, before: utcMs(until - days * DAY_MS) }
}

/** How to ask for the five-minute bars of regular hours from `from` to now. */
export interface Since {
  /** At most so many bars begin from then on. */
  readonly bars: number
  /** Of one request that ends now; null: more than `SLICE_BARS`, to be asked for in slices. */
  readonly duration: string | null
}

export function sinceWindow(from: UtcMs, now: UtcMs): Since {
  const size = BAR_SIZES['5m']
  const underWay = sessionAt(now)
  if (underWay !== null && from >= underWay.open) {
    const bars = Math.max(1, Math.ceil((now - from) / size))
    return { bars, duration: `${((bars + 1) * size) / SECOND_MS} S` }
  }
  let session = sessionBefore(now)
  if (session === null) return { bars: 0, duration: '1 D' }
  let bars = slotsOf(session, now, size)
  let days = 1
  while (session.open > from && session.date > FIRST_DATE) {
    session = previousSession(session.date)
    if (session.close <= from) break
    bars += slotsOf(session, session.close, size)
    days += 1
  }
  return { bars, duration: bars > SLICE_BARS ? null : `${days} D` }
}

/** Moments at which a bar can begin: within the calendar, and not in the future by more than a day. */
export function isPlausibleTime(time: number, now: number): boolean {
  return Number.isSafeInteger(time) && time >= EARLIEST && time <= now + DAY_MS
}
const EARLIEST = Date.parse(`${FIRST_DATE}T00:00:00Z`) + DAY_MS

/** `yyyymmdd`, as day bars are labelled, → its session; null for anything else. */
export function sessionOfLabel(label: string): SessionDay | null {
  const parts = /^(\d{4})(\d{2})(\d{2})$/.exec(label)
  if (parts === null) return null
  const date = `${parts[1]}-${parts[2]}-${parts[3]}`
  const time = Date.parse(`${date}T00:00:00Z`)
  if (!Number.isFinite(time) || time < EARLIEST || new Date(time).toISOString().slice(0, 10) !== date) return null
  return sessionOn(sessionDate(date))
}
