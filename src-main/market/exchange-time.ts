import { DateTime, IANAZone } from 'luxon'
import { MINUTE_MS, type SessionDate, sessionDate, type UtcMs, utcMs } from '../../src-shared/domain/time.ts'

/** The exchange's zone; its clock changes come from the IANA database that Node carries. */
const ZONE = IANAZone.create('America/New_York')
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** Enough for a decade of regular hours; beyond it the cache starts anew instead of growing for ever. */
const CACHED_HOURS = 30_000

const offsets = new Map<number, number>()

/** Local time less UTC, ms. Clock changes in New York fall on full UTC hours, so one value stands for the hour. */
function offsetAt(time: number): number {
  const hour = Math.floor(time / HOUR_MS)
  const known = offsets.get(hour)
  if (known !== undefined) return known
  if (offsets.size >= CACHED_HOURS) offsets.clear()
  const offset = ZONE.offset(hour * HOUR_MS) * MINUTE_MS
  offsets.set(hour, offset)
  return offset
}

const toLocal = (time: number): number => time + offsetAt(time)

/** The exchange's calendar date at a moment. */
export function exchangeDate(time: UtcMs): SessionDate {
  return sessionDate(new Date(toLocal(time)).toISOString().slice(0, 10))
}

/** Whole minutes after the exchange's midnight (570 at 09:30). */
export function exchangeMinute(time: UtcMs): number {
  const local = toLocal(time)
  return Math.floor((local - Math.floor(local / DAY_MS) * DAY_MS) / MINUTE_MS)
}

/** The exchange's wall clock without a zone, as bar files write it: `2024-01-02T09:30:00`. */
export function exchangeLabel(time: UtcMs): string {
  return new Date(toLocal(time)).toISOString().slice(0, 19)
}

/** A date's midnight on the local clock (ms as if it were UTC), and the offsets at its beginning and its end. */
interface LocalDate {
  readonly midnight: number
  readonly before: number
  readonly after: number
}

const dates = new Map<string, LocalDate>()

/** Null when `date` is none. */
function localDate(date: string): LocalDate | null {
  const known = dates.get(date)
  if (known !== undefined) return known
  const start = DateTime.fromISO(date, { zone: ZONE })
  if (!start.isValid) return null
  const before = start.offset * MINUTE_MS
  const after = start.plus({ days: 1 }).offset * MINUTE_MS
  const found = { midnight: start.toMillis() + before, before, after }
  dates.set(date, found)
  return found
}

const LABEL = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?$/

/**
 * Reads an exchange-local label: `2024-01-02T09:30:00`, a space for the T, seconds optional.
 * Of an hour that happens twice (clocks going back) the first is meant; in one that never happens (clocks going
 * forward) the label moves on by that hour. Neither is near a session.
 * @returns null when the text is anything else; a zone (`Z`, `-05:00`) is not accepted.
 */
export function utcFromLabel(label: string): UtcMs | null {
  const parts = LABEL.exec(label)
  if (parts === null) return null
  const date = parts[1] ?? ''
  const hour = Number(parts[2])
  const minute = Number(parts[3])
  const second = Number(parts[4] ?? 0)
  if (hour > 23 || minute > 59 || second > 59) return null
  const day = localDate(date)
  if (day === null) return null
  const local = day.midnight + ((hour * 60 + minute) * 60 + second) * 1_000
  // luxon would settle a doubtful hour by the offset of the day on which the program runs.
  const byStart = local - day.before
  const byEnd = local - day.after
  return utcMs(day.before === day.after || toLocal(byStart) === local || toLocal(byEnd) !== local ? byStart : byEnd)
}

/**
 * The moment of an exchange-local date and time (`'2024-01-02'`, `'09:30'` or `'09:30:00'`).
 * @throws RangeError when there is no such date or time.
 */
export function utcFromExchange(date: string, time: string): UtcMs {
  const moment = utcFromLabel(`${date}T${time}`)
  if (moment === null) throw new RangeError(`not an exchange date and time: ${date} ${time}`)
  return moment
}
