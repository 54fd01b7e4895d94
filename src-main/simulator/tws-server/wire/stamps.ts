import { DateTime, IANAZone } from 'luxon'
import type { SessionDate, UtcMs } from '../../../../src-shared/domain/time.ts'
import { utcMs } from '../../../../src-shared/domain/time.ts'
import { exchangeLabel } from '../../../market/exchange-time.ts'

/** How TWS names the exchange's zone. */
const ZONE_NAME = 'US/Eastern'

/** `20240102 09:30:00`, with `between` instead of the blank. */
function localText(time: UtcMs, between: string): string {
  const label = exchangeLabel(time)
  return `${compactDate(label.slice(0, 10))}${between}${label.slice(11)}`
}

const compactDate = (date: string): string => date.replaceAll('-', '')

/** UTC: `20240102-14:30:00`. */
const utcText = (time: UtcMs): string => {
  const label = new Date(time).toISOString()
  return `${compactDate(label.slice(0, 10))}-${label.slice(11, 19)}`
}

const epochSeconds = (time: UtcMs): number => Math.floor(time / 1_000)

/** When an intraday bar begins. @param formatDate 2: epoch seconds, else exchange-local text with two blanks */
export function barDate(time: UtcMs, formatDate: number): string | number {
  return formatDate === 2 ? epochSeconds(time) : localText(time, '  ')
}

/** The day of a daily, weekly or monthly bar: `yyyymmdd` in both formats. */
export function dailyBarDate(date: SessionDate): string {
  return compactDate(date)
}

/** `20240102 09:30:00 US/Eastern`: executions, and the edges of a history. */
export function zonedStamp(time: UtcMs): string {
  return `${localText(time, ' ')} ${ZONE_NAME}`
}

/** As completed orders write it: `20240102 16:00:00 America/New_York`. */
export function completedStamp(time: UtcMs): string {
  return `${localText(time, ' ')} America/New_York`
}

/** What the handshake calls the connection time: `20240102 09:30:00 EST`. */
export function connectionStamp(time: UtcMs): string {
  const zone = DateTime.fromMillis(time, { zone: 'America/New_York', locale: 'en-US' }).toFormat('ZZZZ')
  return `${localText(time, ' ')} ${zone}`
}

/** Exchange-local `hh:mm`, the time of the last account update. */
export function accountTime(time: UtcMs): string {
  return exchangeLabel(time).slice(11, 16)
}

/** The earliest data of a contract. @param formatDate 2: epoch seconds, else UTC text `yyyymmdd-hh:mm:ss` */
export function headStamp(time: UtcMs, formatDate: number): string | number {
  return formatDate === 2 ? epochSeconds(time) : utcText(time)
}

const REQUEST_TIME = /^(\d{4})(\d{2})(\d{2})(?:(-| {1,2})(\d{1,2}):(\d{2})(?::(\d{2}))?(?: ([A-Za-z0-9/_+-]+))?)?$/

/**
 * Reads a time as clients write it in requests and orders: `yyyymmdd hh:mm:ss`, with a zone behind it
 * (`US/Eastern`, `America/New_York`, `UTC`…), or `yyyymmdd-hh:mm:ss` for UTC. Without a zone the exchange's is meant;
 * a date alone is its midnight there.
 * @returns null for anything else.
 */
export function readRequestTime(text: string): UtcMs | null {
  const parts = REQUEST_TIME.exec(text)
  if (parts === null) return null
  const [, year, month, day, between, hour = '0', minute = '0', second = '0', zone = ''] = parts
  const named = zone === '' ? (between === '-' ? 'UTC' : ZONE_NAME) : zone
  if (!IANAZone.isValidZone(named)) return null
  const date = { year: Number(year), month: Number(month), day: Number(day) }
  const clock = { hour: Number(hour), minute: Number(minute), second: Number(second) }
  const time = DateTime.fromObject({ ...date, ...clock }, { zone: named })
  return time.isValid ? utcMs(time.toMillis()) : null
}
