import { expect, test } from 'vitest'
import { readTwsTime, utcStamp } from '../../../../../src-main/broker/ibkr/orders/tws-time.ts'
import { utcMs } from '../../../../../src-shared/domain/time.ts'

test.each([
  ['20240102 09:30:00 US/Eastern', Date.UTC(2024, 0, 2, 14, 30)],
  ['20240702 09:30:00 America/New_York', Date.UTC(2024, 6, 2, 13, 30)],
  ['20240102  09:30:00', Date.UTC(2024, 0, 2, 14, 30)],
  ['20240102-14:30:00', Date.UTC(2024, 0, 2, 14, 30)],
  ['20240102 15:30:00 Europe/Berlin', Date.UTC(2024, 0, 2, 14, 30)],
])('%s is read', (text, time) => {
  expect(readTwsTime(text)).toBe(time)
})

test.each(['', '20241302 09:30:00', '20240102 25:00:00', '20240102 09:30:00 Mars/Olympus', '2024-01-02', 1, undefined])(
  '%s is no time',
  (text) => {
    expect(readTwsTime(text)).toBeNull()
  },
)

test('a moment comes back as it was written, to the second', () => {
  const time = utcMs(Date.UTC(2024, 6, 2, 19, 55, 1))
  expect(readTwsTime(utcStamp(time))).toBe(time)
})
