import { describe, expect, test } from 'vitest'
import {
  dayOf,
  duration,
  gainClass,
  hundredths,
  money,
  percent,
  price,
  shares,
  timeOfDay,
} from '../../../../src-renderer/ui/format.ts'

describe('a number', () => {
  test.each([
    [price(487.3, 2), '487.30'],
    [price(1234.5, 2), '1,234.50'],
    [price(0.12345, 4), '0.1235'],
    [money(-1000), '\u22121,000.00'],
    [money(312.4, { sign: true }), '+312.40'],
    [money(-1000, { decimals: 0 }), '\u22121,000'],
    [percent(0.0121, 2, { sign: true }), '+1.21'],
    [percent(-0.0047, 2, { sign: true }), '\u22120.47'],
    [shares(-41, { sign: true }), '\u221241'],
    [shares(1_200.5), '1,200.5'],
    [hundredths(41), '0.41'],
  ])('is shown as %s', (shown, expected) => {
    expect(shown).toBe(expected)
  })

  test.each([
    [money(-0.004, { sign: true }), '0.00'],
    [money(0.004, { sign: true }), '0.00'],
    [percent(-0.00001, 2, { sign: true }), '0.00'],
    [money(-0), '0.00'],
  ])('that rounds to nothing has no sign: %s', (shown, expected) => {
    expect(shown).toBe(expected)
  })

  test.each([
    [0.004, 'i2'],
    [0.006, 'gain'],
    [-0.006, 'loss'],
    [0, 'i2'],
  ] as const)('of %d dollars is coloured by what is shown: %s', (dollars, expected) => {
    expect(gainClass(dollars)).toBe(expected)
  })
})

describe('a time', () => {
  test.each([
    [0, '0:00'],
    [-5, '0:00'],
    [1, '0:01'],
    [54_000, '0:54'],
    [179_001, '3:00'],
    [3_600_000, '1:00:00'],
    [19_073_000, '5:17:53'],
  ])('left of %d ms is %s', (ms, expected) => {
    expect(duration(ms)).toBe(expected)
  })

  test('is the exchange’s, in winter and in summer', () => {
    expect([timeOfDay(Date.UTC(2023, 10, 15, 15, 42, 7)), timeOfDay(Date.UTC(2023, 6, 3, 14, 42, 7))]).toEqual([
      '10:42:07',
      '10:42:07',
    ])
  })

  test('can be shown to the minute', () => {
    expect(timeOfDay(Date.UTC(2023, 10, 15, 5, 0), 'minutes')).toBe('00:00')
  })

  test('late in the evening belongs to the exchange’s day', () => {
    expect(dayOf(Date.UTC(2023, 10, 16, 2, 0))).toBe('Wed 15 Nov')
  })
})
