import { DateTime } from 'luxon'
import { type SessionDate, sessionDate, type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'
import type { ListedHours } from '../../../market/live-market.ts'

/** Far above what TWS sends, which is about a week. */
const MOST_DAYS = 60
/** `20240102:0930-20240102:1600`, by older versions `20240102:0930-1600`. */
const RANGE = /^(\d{4}-\d{2}-\d{2}) (\d{2}):(\d{2})$/

/** TWS's names of the exchange's zone that are none, or another one, in the zone database. */
const EASTERN = new Set(['EST', 'EDT', 'EST5EDT', 'US/Eastern'])

function zoneOf(text: unknown): string | null {
  // Older versions write `EST (Eastern Standard Time)`.
  const name = typeof text === 'string' ? (text.trim().split(' ')[0] ?? '') : ''
  if (EASTERN.has(name)) return 'America/New_York'
  return name.includes('/') && DateTime.local({ zone: name }).isValid ? name : null
}

function momentOf(date: string, time: string, zone: string): UtcMs | null {
  const label = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)} ${time.slice(0, 2)}:${time.slice(2)}`
  if (date.length !== 8 || time.length !== 4 || !RANGE.test(label)) return null
  const moment = DateTime.fromFormat(label, 'yyyy-MM-dd HH:mm', { zone })
  return moment.isValid ? utcMs(moment.toMillis()) : null
}

const dateOf = (digits: string): SessionDate | null => {
  const text = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`
  return /^\d{8}$/.test(digits) && DateTime.fromISO(text).isValid ? sessionDate(text) : null
}

/** The one session of a day of several ranges, which have to follow one another. */
function joined(ranges: readonly (readonly [UtcMs, UtcMs])[]): ListedHours['session'] | undefined {
  const [first, ...others] = ranges
  if (first === undefined) return undefined
  const [open, firstClose] = first
  let close = firstClose
  if (close <= open) return undefined
  for (const [next, end] of others) {
    if (next !== close || end <= next) return undefined
    close = end
  }
  return { open, close }
}

function readDay(text: string, zone: string): ListedHours | null {
  const date = dateOf(text.slice(0, 8))
  if (date === null || text[8] !== ':') return null
  const said = text.slice(9)
  if (said === 'CLOSED') return { date, session: null }
  const ranges: (readonly [UtcMs, UtcMs])[] = []
  for (const [index, range] of said.split(',').entries()) {
    const [from = '', to = '', ...more] = range.split('-')
    // The first opening stands behind the day's own date; later ones, and every end, may carry one of their own.
    const open = index === 0 ? momentOf(text.slice(0, 8), from, zone) : edge(from, text.slice(0, 8), zone)
    const close = edge(to, text.slice(0, 8), zone)
    if (open === null || close === null || more.length > 0) return null
    ranges.push([open, close])
  }
  const session = joined(ranges)
  return session === undefined ? null : { date, session }
}

function edge(text: string, day: string, zone: string): UtcMs | null {
  const [date = '', time] = text.split(':')
  return time === undefined ? momentOf(day, date, zone) : momentOf(date, time, zone)
}

/**
 * The regular sessions of the coming days, as contract details tell them (`liquidHours`, `timeZoneId`).
 * @returns null when anything of it cannot be read: half of the hours would look like all of them
 */
export function readHours(text: unknown, zoneId: unknown): readonly ListedHours[] | null {
  const zone = zoneOf(zoneId)
  if (zone === null || typeof text !== 'string' || text.trim() === '') return null
  const days = text.trim().replace(/;$/, '').split(';')
  if (days.length > MOST_DAYS) return null
  const hours = days.map((day) => readDay(day.trim(), zone))
  const read = hours.filter((day) => day !== null)
  const dates = new Set(read.map(({ date }) => date))
  return read.length === days.length && dates.size === days.length ? read : null
}
