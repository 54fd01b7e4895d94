import { DateTime } from 'luxon'
import {
  MINUTE_MS,
  type SessionDate,
  type SessionDay,
  sessionDate,
  type UtcMs,
  utcMs,
} from '../../src-shared/domain/time.ts'
import { EXCEPTIONS } from './calendar-exceptions.ts'
import { FIRST_YEAR, rulesOfYear, type YearRules } from './calendar-rules.ts'
import { exchangeDate, utcFromExchange } from './exchange-time.ts'

/** The calendar of the New York Stock Exchange's regular sessions: rules plus a table of exceptions. */

const OPEN_MINUTE = 9 * 60 + 30
const CLOSE_MINUTE = 16 * 60
const EARLY_CLOSE_MINUTE = 13 * 60

/** The first date that the calendar knows. It has no last one; closures that nobody has announced yet are not in it. */
export const FIRST_DATE: SessionDate = sessionDate(`${FIRST_YEAR}-01-01`)

const years = new Map<number, YearRules>()

function yearOf(date: string): YearRules {
  const year = Number(date.slice(0, 4))
  let rules = years.get(year)
  if (rules === undefined) {
    rules = rulesOfYear(year)
    years.set(year, rules)
  }
  return rules
}

function dayOf(date: SessionDate): DateTime {
  const day = DateTime.fromISO(date, { zone: 'utc' })
  if (!(day.isValid && day.toISODate() === date)) throw new RangeError(`not a calendar date: ${date}`)
  if (date < FIRST_DATE) throw new RangeError(`the calendar begins on ${FIRST_DATE}, before it is ${date}`)
  return day
}

/**
 * Why there is no session on a date: `'weekend'`, the holiday's name or the reason of a one-off closure.
 * @returns null for a trading day.
 * @throws RangeError when `date` is no date, or lies before `FIRST_DATE`.
 */
export function closureOn(date: SessionDate): string | null {
  if (dayOf(date).weekday > 5) return 'weekend'
  const exception = EXCEPTIONS.get(date)
  if (exception?.kind === 'closed') return exception.reason
  return yearOf(date).holidays.get(date) ?? null
}

function makeSession(date: SessionDate): SessionDay | null {
  if (closureOn(date) !== null) return null
  const exception = EXCEPTIONS.get(date)
  const hours = exception?.kind === 'hours' ? exception : undefined
  const openMinute = hours?.open ?? OPEN_MINUTE
  const closeMinute = hours?.close ?? (yearOf(date).earlyCloses.has(date) ? EARLY_CLOSE_MINUTE : CLOSE_MINUTE)
  // Clocks change on Sundays, so that minutes after midnight are minutes of the wall clock on every trading day.
  const midnight = utcFromExchange(date, '00:00')
  return {
    date,
    open: utcMs(midnight + openMinute * MINUTE_MS),
    close: utcMs(midnight + closeMinute * MINUTE_MS),
    openMinute,
  }
}

const sessions = new Map<SessionDate, SessionDay | null>()

/**
 * The regular session of a date, or null when the exchange is closed.
 * @throws RangeError when `date` is no date, or lies before `FIRST_DATE`.
 */
export function sessionOn(date: SessionDate): SessionDay | null {
  const known = sessions.get(date)
  if (known !== undefined) return known
  const session = makeSession(date)
  sessions.set(date, session)
  return session
}

let lastFound: SessionDay | null = null

/**
 * The regular session that is under way at a moment (half-open: at the close it is over), or null.
 * @throws RangeError for a moment before `FIRST_DATE`.
 */
export function sessionAt(time: UtcMs): SessionDay | null {
  if (lastFound !== null && lastFound.open <= time && time < lastFound.close) return lastFound
  const session = sessionOn(exchangeDate(time))
  if (session === null || time < session.open || time >= session.close) return null
  lastFound = session
  return session
}

const shift = (date: SessionDate, days: number): SessionDate => {
  const day = dayOf(date).plus({ days }).toISODate()
  if (day === null) throw new RangeError(`no date lies ${days} days from ${date}`)
  return sessionDate(day)
}

/**
 * All sessions from one date to another, both included, ascending.
 * @throws RangeError when a date is none, or lies before `FIRST_DATE`.
 */
export function sessionsBetween(from: SessionDate, to: SessionDate): SessionDay[] {
  const found: SessionDay[] = []
  for (let date = from; date <= to; date = shift(date, 1)) {
    const session = sessionOn(date)
    if (session !== null) found.push(session)
  }
  return found
}

/** The first session after a date, that date not included. @throws RangeError as `sessionOn` does. */
export function nextSession(date: SessionDate): SessionDay {
  for (let next = shift(date, 1); ; next = shift(next, 1)) {
    const session = sessionOn(next)
    if (session !== null) return session
  }
}

/** The last session before a date, that date not included. @throws RangeError when the calendar has none before it. */
export function previousSession(date: SessionDate): SessionDay {
  for (let previous = shift(date, -1); ; previous = shift(previous, -1)) {
    const session = sessionOn(previous)
    if (session !== null) return session
  }
}
