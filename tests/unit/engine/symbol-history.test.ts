import { describe, expect, test } from 'vitest'
import { SessionSlots } from '../../../src-main/engine/session-slots.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'
import { barAt, historyOf, series } from '../../support/engine-history.ts'
import { sessionsFrom } from '../../support/engine-inputs.ts'

describe('an n-bar return', () => {
  test('without missing slots is p[-1] / p[-(n+1)] − 1', () => {
    const history = historyOf([[100, 101, 103, 106]])
    expect(history.changeAt(3, 1)).toBe(106 / 103 - 1)
    expect(history.changeAt(3, 3)).toBe(106 / 100 - 1)
  })

  test('counts the night as one step', () => {
    const history = historyOf([[...series(77, () => 50), 100], [110]])
    expect(history.changeAt(78, 1)).toBe(110 / 100 - 1)
    expect(history.changeAt(78, 2)).toBe(110 / 50 - 1)
  })

  test('does not exist where the earlier slot is missing, though bars around it are there', () => {
    const history = historyOf([[100, null, 102, 103]])
    expect(history.changeAt(3, 1)).toBe(103 / 102 - 1)
    expect(history.changeAt(3, 2)).toBeNaN()
    expect(history.changeAt(3, 3)).toBe(103 / 100 - 1)
    expect(history.changeAt(3, 4)).toBeNaN()
  })

  test('does not exist where this slot is missing', () => {
    expect(historyOf([[100, 101, 102]]).changeAt(3, 1)).toBeNaN()
  })

  test('sees only bars within the history of 500', () => {
    const sessions = sessionsFrom('2024-03-04', '2024-03-12')
    const days = sessions.map((_, day) => series(78, (slot) => 100 + day + slot / 100))
    const history = historyOf(days, { sessions })
    expect(history.stored).toBe(500)
    expect(history.changeAt(545, 499)).not.toBeNaN()
    expect(history.changeAt(545, 500)).toBeNaN()
  })
})

describe('what is anchored to the session', () => {
  test('starts anew with its first bar, whatever slot that is', () => {
    const history = historyOf([
      [{ close: 100, high: 105, low: 99, volume: 500 }],
      [null, { close: 20, open: 21, high: 22, low: 19, volume: 10 }, { close: 24, high: 25, low: 23, volume: 30 }],
    ])
    const { dayOpen, dayHigh, dayLow, dayVolume, sessionBars } = history
    expect({ dayOpen, dayHigh, dayLow, dayVolume, sessionBars }).toEqual({
      dayOpen: 21,
      dayHigh: 25,
      dayLow: 19,
      dayVolume: 40,
      sessionBars: 2,
    })
    expect(history.vwap).toBeCloseTo((((22 + 19 + 20) / 3) * 10 + ((25 + 23 + 24) / 3) * 30) / 40, 12)
  })

  test('has the close for its VWAP while nothing has traded', () => {
    expect(historyOf([[{ close: 100, volume: 0 }]]).vwap).toBe(100)
  })

  test('keeps the profile of the session before, and forgets the one before that', () => {
    const sessions = sessionsFrom('2024-03-04', '2024-03-06')
    const history = historyOf([[50, 50], [70], [90]], { sessions })
    expect(history.sessionArea?.poc).toBe(90)
    expect(history.priorSessionArea?.poc).toBe(70)
    expect(historyOf([[50, 50]], { sessions }).priorSessionArea).toBeNull()
  })

  test('takes for the session before the last one that had bars', () => {
    const sessions = sessionsFrom('2024-03-04', '2024-03-06')
    expect(historyOf([[50], [], [90]], { sessions }).priorSessionArea?.poc).toBe(50)
  })
})

describe('a refused bar', () => {
  test('leaves the history as it was', () => {
    const sessions = sessionsFrom('2024-03-04', '2024-03-05')
    const slots = new SessionSlots(sessions)
    const history = historyOf([[100, 101]])
    const before = JSON.stringify(history)
    const bar = barAt(sessions[0]!, 2, { close: 102 })
    expect(history.take({ ...bar, high: 101 }, slots)).toBe('range-broken')
    expect(history.take({ ...bar, start: utcMs(bar.start + 1) }, slots)).toBe('outside-session')
    expect(history.take({ ...bar, start: sessions[0]!.open }, slots)).toBe('not-later')
    expect(JSON.stringify(history)).toBe(before)
    expect(history.take(bar, slots)).toBeNull()
    expect(history.close(1)).toBe(102)
  })
})
