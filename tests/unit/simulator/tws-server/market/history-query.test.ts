import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sessionsBetween } from '../../../../../src-main/market/calendar.ts'
import { utcFromExchange } from '../../../../../src-main/market/exchange-time.ts'
import { readHistoryQuery } from '../../../../../src-main/simulator/tws-server/market/history-query.ts'
import { MINUTE_MS, sessionDate, utcMs } from '../../../../../src-shared/domain/time.ts'

/** The week of Thanksgiving: a holiday on Thursday, an early close on Friday. */
const SESSIONS = sessionsBetween(sessionDate('2024-11-25'), sessionDate('2024-12-02'))
const NOW = utcFromExchange('2024-12-02', '10:00')

const ask = (fields: Partial<Parameters<typeof readHistoryQuery>[0]>, now = NOW) =>
  readHistoryQuery({ end: '', barSize: '5 mins', duration: '1 D', whatToShow: 'TRADES', ...fields }, SESSIONS, now)

const from = (fields: Parameters<typeof ask>[0], now = NOW): number | string => {
  const query = ask(fields, now)
  return query.ok ? query.value.from : query.error
}

describe('where a duration begins', () => {
  it('days are sessions, the one under way included; a holiday is none', () => {
    expect([1, 2, 3].map((days) => from({ duration: `${days} D` }))).toEqual([
      utcFromExchange('2024-12-02', '09:30'),
      utcFromExchange('2024-11-29', '09:30'),
      utcFromExchange('2024-11-27', '09:30'),
    ])
  })

  it('more days than there are begin with the first', () => {
    expect(from({ duration: '100 D' })).toBe(utcFromExchange('2024-11-25', '09:30'))
  })

  it('seconds of before an early close are those until 13:00', () => {
    expect(from({ duration: '3600 S' })).toBe(utcFromExchange('2024-11-29', '12:30'))
  })

  it('weeks, months and years go by the calendar', () => {
    const end = '20241202 10:00:00 US/Eastern'
    expect(from({ duration: '1 W', end }, utcMs(NOW + MINUTE_MS))).toBe(utcFromExchange('2024-11-25', '10:00'))
    expect(from({ duration: '1 M', end }, utcMs(NOW + MINUTE_MS))).toBe(Date.UTC(2024, 10, 2, 15))
    expect(from({ duration: '1 Y', end }, utcMs(NOW + MINUTE_MS))).toBe(Date.UTC(2023, 11, 2, 15))
  })

  it('an end after now is now', () => {
    expect(ask({ end: '20250101-00:00:00' })).toEqual(ask({}))
  })
})

describe('what is refused, in one sentence', () => {
  it.each([
    [{ barSize: '5 min' }, /bar size setting is invalid/],
    [{ barSize: '1 secs' }, /bar size setting is invalid/],
    [{ barSize: 'constructor' }, /bar size setting is invalid/],
    [{ duration: '' }, /Invalid duration/],
    [{ duration: '0 D' }, /Invalid duration/],
    [{ duration: '-1 D' }, /Invalid duration/],
    [{ duration: '1e3 S' }, /Invalid duration/],
    [{ end: '2024-12-02' }, /time-zone entered is invalid/],
    [{ end: '20241302 10:00:00' }, /time-zone entered is invalid/],
    [{ end: '20241202 10:00:00 Mars/Olympus' }, /time-zone entered is invalid/],
    [{ whatToShow: 'GOSSIP' }, /GOSSIP/],
  ])('%o', (fields, words) => {
    const query = ask(fields)
    expect(query.ok ? '' : query.error).toMatch(words)
  })

  it('any text in any field gives a query or a sentence', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.constantFrom('', '1 D', '5 mins', '3600 S', 'TRADES', '999999 Y', '999999 W'),
    )
    fc.assert(
      fc.property(text, text, text, text, (end, barSize, duration, whatToShow) => {
        const query = ask({ end, barSize, duration, whatToShow })
        if (query.ok) expect(query.value.from).toBeLessThanOrEqual(query.value.until)
        else expect(query.error).not.toBe('')
      }),
    )
  })
})
