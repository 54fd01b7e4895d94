import { describe, expect, test } from 'vitest'
import { measureTimeOfDay, voteTimeOfDay } from '../../../../src-main/engine/edges/time-of-day.ts'
import type { TradeKind } from '../../../../src-shared/domain/decision.ts'
import { MINUTE_MS, type SessionDay } from '../../../../src-shared/domain/time.ts'
import { defaultProfile, sessionsFrom } from '../../../support/engine-inputs.ts'

const profile = defaultProfile()
const [whole, early] = sessionsFrom('2024-11-27', '2024-11-29') as [SessionDay, SessionDay]

const timeAt = (clock: string, day: SessionDay): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return day.open + (hours * 60 + minutes - day.openMinute) * MINUTE_MS
}

const voteAt = (clock: string, kind: TradeKind, day: SessionDay = whole): string => {
  const { vote, confidence } = voteTimeOfDay(measureTimeOfDay(day, timeAt(clock, day), profile), 'long', kind, profile)
  return `${vote} ${confidence}`
}

describe('the time of day', () => {
  test('favours momentum, reversal, anything or nothing, window by window, each without its end', () => {
    const momentum = [
      '09:35',
      '09:55',
      '10:00',
      '10:25',
      '10:30',
      '11:25',
      '11:30',
      '13:25',
      '13:30',
      '14:25',
      '14:30',
      '15:25',
    ]
    expect(momentum.map((clock) => `${clock} ${voteAt(clock, 'momentum')}`)).toEqual([
      '09:35 LONG 70',
      '09:55 LONG 70',
      '10:00 NEUTRAL 50',
      '10:25 NEUTRAL 50',
      '10:30 LONG 70',
      '11:25 LONG 70',
      '11:30 NEUTRAL 40',
      '13:25 NEUTRAL 40',
      '13:30 LONG 60',
      '14:25 LONG 60',
      '14:30 LONG 60',
      '15:25 LONG 60',
    ])
    expect(momentum.map((clock) => `${clock} ${voteAt(clock, 'meanReversion')}`)).toEqual([
      '09:35 NEUTRAL 40',
      '09:55 NEUTRAL 40',
      '10:00 LONG 60',
      '10:25 LONG 60',
      '10:30 LONG 70',
      '11:25 LONG 70',
      '11:30 NEUTRAL 40',
      '13:25 NEUTRAL 40',
      '13:30 LONG 60',
      '14:25 LONG 60',
      '14:30 NEUTRAL 50',
      '15:25 NEUTRAL 50',
    ])
  })

  test('votes for the side that is asked', () => {
    const measures = measureTimeOfDay(whole, timeAt('10:45', whole), profile)
    expect(voteTimeOfDay(measures, 'short', 'momentum', profile)).toEqual({ vote: 'SHORT', confidence: 70 })
  })

  test('forbids entries from half an hour before the close on, and outside the session', () => {
    expect(voteAt('15:30', 'momentum')).toBe('VETO_BOTH 100')
    expect(voteAt('15:55', 'momentum')).toBe('VETO_BOTH 100')
    expect(voteAt('16:00', 'momentum')).toBe('VETO_BOTH 100')
    expect(voteAt('16:30', 'momentum')).toBe('VETO_BOTH 100')
    expect(voteAt('09:25', 'momentum')).toBe('VETO_BOTH 100')
  })

  test('moves that half hour with an early close, and the windows not', () => {
    expect(voteAt('11:25', 'momentum', early)).toBe('LONG 70')
    expect(voteAt('12:25', 'momentum', early)).toBe('NEUTRAL 40')
    expect(voteAt('12:30', 'momentum', early)).toBe('VETO_BOTH 100')
    expect(voteAt('13:00', 'momentum', early)).toBe('VETO_BOTH 100')
    expect(voteAt('13:35', 'momentum', early)).toBe('VETO_BOTH 100')
  })

  test('says what the clock shows and how long the session goes on', () => {
    expect(measureTimeOfDay(early, timeAt('12:20', early), profile)).toEqual({
      window: 'lunch',
      minute: 740,
      minutesToClose: 40,
    })
  })
})

describe('the windows of the profile default', () => {
  test('end where the strategy says', () => {
    expect(profile.timeOfDay.windows.map(({ window, until }) => `${window} ${until}`)).toEqual([
      'opening-drive 10:00',
      'morning-reversal 10:30',
      'mid-morning 11:30',
      'lunch 13:30',
      'afternoon 14:30',
      'power-hour 15:30',
    ])
  })
})
