import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, test } from 'vitest'
import {
  exchangeDate,
  exchangeLabel,
  exchangeMinute,
  utcFromExchange,
  utcFromLabel,
} from '../../../src-main/market/exchange-time.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'

const at = (iso: string) => utcMs(Date.parse(iso))

describe('exchange time', () => {
  test('is New York time, winter and summer', () => {
    expect(exchangeLabel(at('2024-01-02T14:30:00Z'))).toBe('2024-01-02T09:30:00')
    expect(exchangeLabel(at('2024-07-02T13:30:00Z'))).toBe('2024-07-02T09:30:00')
    expect(exchangeMinute(at('2024-07-02T13:30:59.999Z'))).toBe(570)
    expect(exchangeDate(at('2024-07-03T03:59:59Z'))).toBe('2024-07-02')
    expect(exchangeDate(at('2024-07-03T04:00:00Z'))).toBe('2024-07-03')
  })

  test('agrees with luxon at any moment', () => {
    const moments = fc.integer({ min: Date.UTC(1998, 0, 1), max: Date.UTC(2040, 0, 1) })
    fc.assert(
      fc.property(moments, (time) => {
        const local = DateTime.fromMillis(time, { zone: 'America/New_York' })
        expect(exchangeLabel(utcMs(time))).toBe(local.toFormat("yyyy-MM-dd'T'HH:mm:ss"))
        expect(exchangeMinute(utcMs(time))).toBe(local.hour * 60 + local.minute)
        expect(exchangeDate(utcMs(time))).toBe(local.toFormat('yyyy-MM-dd'))
      }),
      { seed: 20240310, numRuns: 500 },
    )
  })

  test('comes back to the same moment, but for the hour that happens twice', () => {
    const moments = fc.integer({ min: Date.UTC(1998, 0, 1) / 1000, max: Date.UTC(2040, 0, 1) / 1000 })
    fc.assert(
      fc.property(moments, (seconds) => {
        const time = utcMs(seconds * 1000)
        const back = utcFromLabel(exchangeLabel(time))
        expect([time, time - 3_600_000]).toContain(back)
        if (back !== time) expect(exchangeLabel(time)).toBe(exchangeLabel(utcMs(time - 3_600_000)))
      }),
      { seed: 20241103, numRuns: 500 },
    )
  })

  test('on the day that the clocks go forward the hour from 02:00 does not exist and moves on', () => {
    expect(utcFromExchange('2024-03-10', '01:59')).toBe(at('2024-03-10T06:59:00Z'))
    expect(utcFromExchange('2024-03-10', '02:30')).toBe(at('2024-03-10T07:30:00Z'))
    expect(utcFromExchange('2024-03-10', '03:00')).toBe(at('2024-03-10T07:00:00Z'))
    expect(utcFromExchange('2024-03-10', '09:30')).toBe(at('2024-03-10T13:30:00Z'))
  })

  test('on the day that the clocks go back the first of the two hours is meant', () => {
    expect(utcFromExchange('2024-11-03', '01:30')).toBe(at('2024-11-03T05:30:00Z'))
    expect(utcFromExchange('2024-11-03', '02:00')).toBe(at('2024-11-03T07:00:00Z'))
    expect(exchangeLabel(at('2024-11-03T06:30:00Z'))).toBe('2024-11-03T01:30:00')
  })
})

describe('a label', () => {
  test.each(['2024-01-02T09:30:00', '2024-01-02 09:30:00', '2024-01-02T09:30', '2024-01-02 09:30'])(
    '%s is read',
    (label) => {
      expect(utcFromLabel(label)).toBe(at('2024-01-02T14:30:00Z'))
    },
  )

  test.each([
    '',
    '2024-01-02',
    '09:30:00',
    '2024-01-02T09:30:00Z',
    '2024-01-02T09:30:00-05:00',
    '2024-01-02T09:30:00.000',
    '01/02/2024 09:30',
    '2024-02-30T09:30:00',
    '2024-13-01T09:30:00',
    '2024-01-02T24:00:00',
    '2024-01-02T09:60:00',
    '2024-01-02T09:30:60',
    '1704205800',
    ' 2024-01-02T09:30:00',
  ])('%j is none', (label) => {
    expect(utcFromLabel(label)).toBeNull()
  })

  test('that is none is a bug where the program wrote it', () => {
    expect(() => utcFromExchange('2024-01-02', '9:30')).toThrow(RangeError)
  })
})
