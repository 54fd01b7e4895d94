import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  closureOn,
  nextSession,
  previousSession,
  sessionAt,
  sessionOn,
  sessionsBetween,
} from '../../../src-main/market/calendar.ts'
import { exchangeLabel, utcFromExchange } from '../../../src-main/market/exchange-time.ts'
import { MINUTE_MS, type SessionDay, sessionDate, utcMs } from '../../../src-shared/domain/time.ts'
import { PUBLISHED } from './published-nyse-dates.ts'

const date = sessionDate
const yearSessions = (year: number): SessionDay[] => sessionsBetween(date(`${year}-01-01`), date(`${year}-12-31`))
const minutes = (day: SessionDay): number => (day.close - day.open) / MINUTE_MS

function weekdaysOf(year: number): string[] {
  const found: string[] = []
  for (
    let day = new Date(Date.UTC(year, 0, 1));
    day.getUTCFullYear() === year;
    day = new Date(day.getTime() + 86_400_000)
  )
    if (day.getUTCDay() !== 0 && day.getUTCDay() !== 6) found.push(day.toISOString().slice(0, 10))
  return found
}

describe.each([...PUBLISHED])('the calendar of %i', (year, published) => {
  const sessions = yearSessions(year)

  test('is closed on exactly the weekdays that the exchange published', () => {
    const open = new Set<string>(sessions.map((day) => day.date))
    const closed = weekdaysOf(year).filter((day) => !open.has(day))
    expect(closed).toEqual(published.closed.map((day) => `${year}-${day}`))
  })

  test('ends at 13:00 on exactly the days that the exchange published, and else at 16:00', () => {
    const early = sessions.filter((day) => minutes(day) !== 390)
    expect(early.map((day) => exchangeLabel(day.close))).toEqual(
      published.earlyCloses.map((day) => `${year}-${day}T13:00:00`),
    )
  })

  test('has the known number of sessions, each opening at 09:30 on its own date', () => {
    expect(sessions).toHaveLength(published.sessions)
    for (const day of sessions) expect(exchangeLabel(day.open)).toBe(`${day.date}T09:30:00`)
    expect(sessions.every((day) => day.openMinute === 570)).toBe(true)
  })
})

describe('closures that no rule knows', () => {
  test.each([
    '2001-09-11',
    '2001-09-12',
    '2001-09-13',
    '2001-09-14',
    '2004-06-11',
    '2007-01-02',
    '2012-10-29',
    '2012-10-30',
    '2018-12-05',
    '2025-01-09',
  ])('%s has no session, and a reason', (day) => {
    expect(sessionOn(date(day))).toBeNull()
    expect(closureOn(date(day))).toMatch(/attack|mourning|Hurricane/)
  })

  test('2001-09-17 trades again', () => {
    expect(nextSession(date('2001-09-10')).date).toBe('2001-09-17')
  })

  test('2002-09-11 opens at noon and closes as ever', () => {
    const day = sessionOn(date('2002-09-11'))
    expect(day?.openMinute).toBe(720)
    expect(day && [exchangeLabel(day.open), exchangeLabel(day.close)]).toEqual([
      '2002-09-11T12:00:00',
      '2002-09-11T16:00:00',
    ])
  })

  test.each(['1999-12-31', '2003-12-26', '2002-07-05'])('%s closes at 13:00', (day) => {
    const session = sessionOn(date(day))
    expect(session && exchangeLabel(session.close)).toBe(`${day}T13:00:00`)
  })

  test.each([
    ['2024-07-04', 'Independence Day'],
    ['2024-06-19', 'Juneteenth'],
    ['2024-01-06', 'weekend'],
    ['2024-03-29', 'Good Friday'],
  ])('%s is closed for %s', (day, reason) => {
    expect(closureOn(date(day))).toBe(reason)
  })
})

describe("New Year's Day on a Saturday", () => {
  test.each(['1999-12-31', '2004-12-31', '2010-12-31', '2021-12-31', '2027-12-31'])(
    'leaves %s a trading day',
    (day) => {
      expect(sessionOn(date(day))).not.toBeNull()
    },
  )
})

test('Juneteenth is a trading day before 2022', () => {
  expect(sessionOn(date('2020-06-19'))).not.toBeNull()
  expect(sessionOn(date('2021-06-18'))).not.toBeNull()
})

describe('clock changes', () => {
  test('the open moves by an hour in UTC when the clocks change, and stays 09:30 in New York', () => {
    const utcOpen = (day: string): string => new Date(sessionOn(date(day))?.open ?? 0).toISOString()
    expect(utcOpen('2024-03-08')).toBe('2024-03-08T14:30:00.000Z')
    expect(utcOpen('2024-03-11')).toBe('2024-03-11T13:30:00.000Z')
    expect(utcOpen('2024-11-01')).toBe('2024-11-01T13:30:00.000Z')
    expect(utcOpen('2024-11-04')).toBe('2024-11-04T14:30:00.000Z')
    // Until 2006 summer time began in April.
    expect(utcOpen('2006-03-31')).toBe('2006-03-31T14:30:00.000Z')
    expect(utcOpen('2006-04-03')).toBe('2006-04-03T13:30:00.000Z')
  })
})

describe('the session at a moment', () => {
  test('is half-open: under way at the open, over at the close', () => {
    const day = sessionOn(date('2024-07-03'))
    if (day === null) throw new Error('2024-07-03 is a trading day')
    expect(sessionAt(utcMs(day.open - 1))).toBeNull()
    expect(sessionAt(day.open)).toEqual(day)
    expect(sessionAt(utcMs(day.close - 1))).toEqual(day)
    expect(sessionAt(day.close)).toBeNull()
    expect(sessionAt(utcFromExchange('2024-07-04', '11:00'))).toBeNull()
  })

  test('is the same however moments are asked for', () => {
    const from = utcFromExchange('2023-12-20', '00:00')
    const to = utcFromExchange('2024-04-10', '00:00')
    const sessions = sessionsBetween(date('2023-12-20'), date('2024-04-10'))
    fc.assert(
      fc.property(fc.integer({ min: from, max: to }), (time) => {
        const expected = sessions.find((day) => day.open <= time && time < day.close) ?? null
        expect(sessionAt(utcMs(time))).toEqual(expected)
      }),
      { seed: 20240102, numRuns: 500 },
    )
  })
})

describe('neighbouring sessions', () => {
  test('skip weekends, holidays and the date itself', () => {
    expect(nextSession(date('2024-03-28')).date).toBe('2024-04-01')
    expect(previousSession(date('2024-04-01')).date).toBe('2024-03-28')
    expect(nextSession(date('2025-01-08')).date).toBe('2025-01-10')
    expect(previousSession(date('2024-01-01')).date).toBe('2023-12-29')
  })

  test('of a range that ends before it begins there are none', () => {
    expect(sessionsBetween(date('2024-01-03'), date('2024-01-02'))).toEqual([])
  })
})

describe('a date that the calendar does not know', () => {
  test.each(['1997-12-31', '2024-02-30', '2024-1-2', 'yesterday', ''])('%j is refused', (day) => {
    expect(() => sessionOn(date(day))).toThrow(RangeError)
  })
})
