import { describe, expect, it } from 'vitest'
import {
  accountTime,
  barDate,
  completedStamp,
  connectionStamp,
  dailyBarDate,
  headStamp,
  readRequestTime,
  zonedStamp,
} from '../../../../../src-main/simulator/tws-server/wire/stamps.ts'
import { sessionDate, utcMs } from '../../../../../src-shared/domain/time.ts'

const WINTER = utcMs(Date.UTC(2024, 0, 2, 14, 30, 5))
const SUMMER = utcMs(Date.UTC(2024, 6, 2, 13, 30, 0))

describe('TWS writes', () => {
  it.each<[string, string | number, string | number]>([
    ['an intraday bar in format 1', barDate(WINTER, 1), '20240102  09:30:05'],
    ['an intraday bar in format 2', barDate(WINTER, 2), 1_704_205_805],
    ['a daily bar', dailyBarDate(sessionDate('2024-01-02')), '20240102'],
    ['an execution', zonedStamp(WINTER), '20240102 09:30:05 US/Eastern'],
    ['an execution in summer', zonedStamp(SUMMER), '20240702 09:30:00 US/Eastern'],
    ['the end of an order', completedStamp(WINTER), '20240102 09:30:05 America/New_York'],
    ['the connection time', connectionStamp(WINTER), '20240102 09:30:05 EST'],
    ['the connection time in summer', connectionStamp(SUMMER), '20240702 09:30:00 EDT'],
    ['the account update time', accountTime(SUMMER), '09:30'],
    ['the earliest data in format 1', headStamp(WINTER, 1), '20240102-14:30:05'],
    ['the earliest data in format 2', headStamp(WINTER, 2), 1_704_205_805],
  ])('%s', (_what, written, expected) => {
    expect(written).toBe(expected)
  })
})

describe('a client writes', () => {
  it.each<[string, number | null]>([
    ['20240102 09:30:05 US/Eastern', WINTER],
    ['20240102 09:30:05 America/New_York', WINTER],
    ['20240102 14:30:05 UTC', WINTER],
    ['20240102-14:30:05', WINTER],
    ['20240102 09:30:05', WINTER],
    ['20240102  09:30:05', WINTER],
    ['20240702 09:30', SUMMER],
    ['20240102', Date.UTC(2024, 0, 2, 5)],
    ['', null],
    ['20240230 09:30:00', null],
    ['20240102 25:00:00', null],
    ['20240102 09:30:05 Mars/Olympus', null],
    ['2024-01-02 09:30:05', null],
    ['tomorrow', null],
  ])('the time %j', (text, time) => {
    expect(readRequestTime(text)).toBe(time)
  })
})
