import { MINUTE_MS, type SessionDate, sessionDate, type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'
import { FIRST_DATE, sessionOn } from '../../../market/calendar.ts'
import { exchangeDate, exchangeLabel, utcFromExchange } from '../../../market/exchange-time.ts'

/** Calendar days of which TWS tells the hours. */
const DAYS = 6
/** Outside regular hours stocks trade from 04:00 to 20:00, after an early close to 17:00. */
const FIRST_TRADE = '04:00'
const LAST_TRADE = '20:00'
const LAST_EARLY_TRADE = '17:00'
const FULL_SESSION_MS = 390 * MINUTE_MS

export interface Hours {
  /** With what lies before and after the regular session: `20240102:0400-20240102:2000;20240106:CLOSED` */
  readonly tradingHours: string
  /** The regular session. */
  readonly liquidHours: string
}

const known = new Map<SessionDate, Hours>()

/** The hours of a listing in the days from a moment on, as contract details tell them. */
export function hoursFrom(now: UtcMs): Hours {
  const today = exchangeDate(now)
  const first = today < FIRST_DATE ? FIRST_DATE : today
  let hours = known.get(first)
  if (hours === undefined) {
    const days = Array.from({ length: DAYS }, (_, index) => hoursOn(dateAfter(first, index)))
    hours = {
      tradingHours: days.map(({ tradingHours }) => tradingHours).join(';'),
      liquidHours: days.map(({ liquidHours }) => liquidHours).join(';'),
    }
    known.clear()
    known.set(first, hours)
  }
  return hours
}

/** The same as older versions of TWS write it, without the date of each end: `20240102:0400-2000;20240106:CLOSED`. */
export function shortHoursFrom(now: UtcMs): Hours {
  const { tradingHours, liquidHours } = hoursFrom(now)
  const short = (hours: string): string => hours.replace(/-\d{8}:/g, '-')
  return { tradingHours: short(tradingHours), liquidHours: short(liquidHours) }
}

function hoursOn(date: SessionDate): Hours {
  const session = sessionOn(date)
  if (session === null) {
    const closed = `${date.replaceAll('-', '')}:CLOSED`
    return { tradingHours: closed, liquidHours: closed }
  }
  const last = session.close - session.open < FULL_SESSION_MS ? LAST_EARLY_TRADE : LAST_TRADE
  return {
    tradingHours: `${edge(utcFromExchange(date, FIRST_TRADE))}-${edge(utcFromExchange(date, last))}`,
    liquidHours: `${edge(session.open)}-${edge(session.close)}`,
  }
}

/** `20240102:0930` */
function edge(time: UtcMs): string {
  const label = exchangeLabel(time)
  return `${label.slice(0, 10).replaceAll('-', '')}:${label.slice(11, 16).replace(':', '')}`
}

function dateAfter(date: SessionDate, days: number): SessionDate {
  return sessionDate(
    new Date(utcMs(Date.parse(`${date}T00:00:00Z`)) + days * 24 * 60 * MINUTE_MS).toISOString().slice(0, 10),
  )
}
