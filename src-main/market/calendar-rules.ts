import { DateTime } from 'luxon'

/**
 * The exchange's recurring holidays and early closes, by rule: NYSE Rule 7.2 (holidays; one that falls on a Sunday is
 * kept on Monday, one on a Saturday on Friday, except where that Friday ends an accounting period, which is why New
 * Year's Day is then not kept at all) and the yearly announcements of holidays and early closings.
 */

const MONDAY = 1
const WEDNESDAY = 3
const THURSDAY = 4
const FRIDAY = 5
const SATURDAY = 6
const SUNDAY = 7

/** The first year in which every rule here holds (Martin Luther King Day was first kept in January 1998). */
export const FIRST_YEAR = 1998

const on = (year: number, month: number, day: number): DateTime => DateTime.utc(year, month, day)

/** The `nth` weekday of a month, the last for `nth` = −1. */
function nthWeekday(year: number, month: number, weekday: number, nth: number): DateTime {
  if (nth < 0) {
    const last = on(year, month, 1).endOf('month').startOf('day')
    return last.minus({ days: (last.weekday - weekday + 7) % 7 })
  }
  const first = on(year, month, 1)
  return first.plus({ days: ((weekday - first.weekday + 7) % 7) + 7 * (nth - 1) })
}

/** Easter Sunday of the Gregorian calendar (the anonymous algorithm, Nature 1876). */
function easterSunday(year: number): DateTime {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const ofCentury = year % 100
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7
  const shift = Math.floor((golden + 11 * epact + 22 * weekday) / 451)
  const days = epact + weekday - 7 * shift + 114
  return on(year, Math.floor(days / 31), (days % 31) + 1)
}

function movedOffWeekend(day: DateTime): DateTime {
  if (day.weekday === SATURDAY) return day.minus({ days: 1 })
  return day.weekday === SUNDAY ? day.plus({ days: 1 }) : day
}

function newYearsDay(year: number): DateTime | null {
  const day = on(year, 1, 1)
  return day.weekday === SATURDAY ? null : movedOffWeekend(day)
}

const thanksgiving = (year: number): DateTime => nthWeekday(year, 11, THURSDAY, 4)

interface HolidayRule {
  readonly name: string
  /** First year in which the exchange kept it, where that is after `FIRST_YEAR`. */
  readonly since?: number
  readonly observed: (year: number) => DateTime | null
}

const HOLIDAYS: readonly HolidayRule[] = [
  { name: "New Year's Day", observed: newYearsDay },
  { name: 'Martin Luther King, Jr. Day', observed: (year) => nthWeekday(year, 1, MONDAY, 3) },
  { name: "Washington's Birthday", observed: (year) => nthWeekday(year, 2, MONDAY, 3) },
  { name: 'Good Friday', observed: (year) => easterSunday(year).minus({ days: 2 }) },
  { name: 'Memorial Day', observed: (year) => nthWeekday(year, 5, MONDAY, -1) },
  { name: 'Juneteenth', since: 2022, observed: (year) => movedOffWeekend(on(year, 6, 19)) },
  { name: 'Independence Day', observed: (year) => movedOffWeekend(on(year, 7, 4)) },
  { name: 'Labor Day', observed: (year) => nthWeekday(year, 9, MONDAY, 1) },
  { name: 'Thanksgiving Day', observed: thanksgiving },
  { name: 'Christmas Day', observed: (year) => movedOffWeekend(on(year, 12, 25)) },
]

/**
 * The half day at Independence Day: 3 July when both it and the 4th are weekdays. Until 2012 a Thursday holiday had
 * its half day on Friday the 5th instead of Wednesday the 3rd.
 */
function independenceHalfDay(year: number): DateTime | null {
  const eve = on(year, 7, 3)
  if (eve.weekday === WEDNESDAY && year < 2013) return on(year, 7, 5)
  return eve.weekday < FRIDAY ? eve : null
}

/** 24 December, Monday to Thursday (on a Friday it is the holiday itself, kept for Saturday's Christmas). */
function christmasEve(year: number): DateTime | null {
  const eve = on(year, 12, 24)
  return eve.weekday < FRIDAY ? eve : null
}

export interface YearRules {
  /** Date to holiday. */
  readonly holidays: ReadonlyMap<string, string>
  /** Dates on which the session ends at 13:00 by rule. */
  readonly earlyCloses: ReadonlySet<string>
}

/** The dates that the rules give for one year. */
export function rulesOfYear(year: number): YearRules {
  const holidays = new Map<string, string>()
  for (const rule of HOLIDAYS) {
    const date = year >= (rule.since ?? FIRST_YEAR) ? rule.observed(year)?.toISODate() : null
    if (date) holidays.set(date, rule.name)
  }
  const earlyCloses = new Set<string>()
  for (const day of [independenceHalfDay(year), thanksgiving(year).plus({ days: 1 }), christmasEve(year)]) {
    const date = day?.toISODate()
    if (date) earlyCloses.add(date)
  }
  return { holidays, earlyCloses }
}
