import { DateTime } from 'luxon'
import { type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'

/** `20240102 09:30:00 US/Eastern`, `20240102-14:30:00` (UTC), `20240102  09:30:00`. */
const STAMP = /^(\d{4})(\d{2})(\d{2})([ -]) ?(\d{2}):(\d{2}):(\d{2})(?: +([A-Za-z][\w/+-]*))?$/
const EXCHANGE_ZONE = 'America/New_York'

/** A moment as orders carry it to TWS, in UTC to the second: `20240102-14:30:00`. */
export function utcStamp(time: UtcMs): string {
  const iso = new Date(time).toISOString()
  return `${iso.slice(0, 10).replaceAll('-', '')}-${iso.slice(11, 19)}`
}

/**
 * A moment as TWS writes it: with a zone, with a hyphen for UTC, or with neither, which is the exchange's time here.
 * @returns null when it is anything else
 */
export function readTwsTime(text: unknown): UtcMs | null {
  const parts = typeof text === 'string' ? STAMP.exec(text.trim()) : null
  if (parts === null) return null
  const [, year, month, day, separator, hour, minute, second, named] = parts
  const zone = named ?? (separator === '-' ? 'utc' : EXCHANGE_ZONE)
  const time = DateTime.fromObject(
    {
      year: Number(year),
      month: Number(month),
      day: Number(day),
      hour: Number(hour),
      minute: Number(minute),
      second: Number(second),
    },
    { zone },
  )
  return time.isValid ? utcMs(time.toMillis()) : null
}
