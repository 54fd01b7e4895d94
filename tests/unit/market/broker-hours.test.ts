import { describe, expect, it } from 'vitest'
import { readHours } from '../../../src-main/broker/ibkr/market/listed-hours.ts'
import { calendarDisagreement } from '../../../src-main/market/broker-hours.ts'
import { sessionOn, sessionsBetween } from '../../../src-main/market/calendar.ts'
import { utcFromExchange } from '../../../src-main/market/exchange-time.ts'
import { hoursFrom, shortHoursFrom } from '../../../src-main/simulator/tws-server/market/trading-hours.ts'
import { ticker } from '../../../src-shared/domain/ids.ts'
import { sessionDate } from '../../../src-shared/domain/time.ts'

const SPY = ticker('SPY')
const dayOf = (date: string) => {
  const day = sessionOn(sessionDate(date))
  if (day === null) throw new Error(`${date} is no session`)
  return day
}
const told = (liquidHours: string, zone = 'US/Eastern') => ({ symbol: SPY, hours: readHours(liquidHours, zone) })

describe('the broker and our calendar', () => {
  it.each([
    ['newer', hoursFrom],
    ['older', shortHoursFrom],
  ])('agree on every day of a year in the words of %s versions, half days and holidays among them', (_name, hours) => {
    for (const day of sessionsBetween(sessionDate('2024-01-01'), sessionDate('2024-12-31'))) {
      const { liquidHours } = hours(utcFromExchange(day.date, '08:00'))
      expect(calendarDisagreement(day, told(liquidHours)), day.date).toBeNull()
    }
  })

  it('differ in a sentence when the broker closes early and we do not', () => {
    const sentence = calendarDisagreement(dayOf('2024-07-02'), told('20240702:0930-20240702:1300'))
    expect(sentence).toContain('from 09:30 to 13:00 on 2024-07-02')
    expect(sentence).toContain('09:30 to 16:00')
  })

  it('differ when the broker is closed and we are not', () => {
    expect(calendarDisagreement(dayOf('2024-07-02'), told('20240702:CLOSED'))).toContain('does not trade on 2024-07-02')
  })

  it.each([
    ['nothing was told', told('')],
    ['the hours are garbage', told('open all day')],
    ['they are of other days', told('20240703:0930-20240703:1300')],
  ])('do not agree when %s', (_case, listed) => {
    expect(calendarDisagreement(dayOf('2024-07-02'), listed)).toContain('has not told its hours')
  })

  it.each(['EST (Eastern Standard Time)', 'EST', 'EST5EDT', 'America/New_York', 'US/Eastern'])(
    'agree in summer whatever the zone is called: %s',
    (zone) => {
      expect(calendarDisagreement(dayOf('2024-07-02'), told('20240702:0930-1600', zone))).toBeNull()
    },
  )
})

describe('hours that cannot be read', () => {
  it.each([
    ['no text', undefined, 'US/Eastern'],
    ['a number', 5, 'US/Eastern'],
    ['no zone', '20240702:0930-1600', undefined],
    ['a zone of nowhere', '20240702:0930-1600', 'Mars/Phobos'],
    ['a date that is none', '20241302:0930-1600', 'US/Eastern'],
    ['a time that is none', '20240702:0930-2560', 'US/Eastern'],
    ['an end before its beginning', '20240702:1600-0930', 'US/Eastern'],
    ['a pause in the middle', '20240702:0930-1200,1300-1600', 'US/Eastern'],
    ['one day twice', '20240702:0930-1600;20240702:0930-1300', 'US/Eastern'],
    ['one good day and one torn', '20240702:0930-1600;2024070', 'US/Eastern'],
    ['a dash too many', '20240702:0930-1600-1700', 'US/Eastern'],
    ['a megabyte', '20240702:0930-1600;'.repeat(60_000), 'US/Eastern'],
  ])('%s: they are unknown, all of them', (_case, text, zone) => {
    expect(readHours(text, zone)).toBeNull()
  })

  it('ranges that follow one another are one session', () => {
    const hours = readHours('20240702:0930-1200,1200-1600', 'US/Eastern')
    expect(hours?.[0]?.session).toEqual({ open: dayOf('2024-07-02').open, close: dayOf('2024-07-02').close })
  })
})
