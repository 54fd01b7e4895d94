import { describe, expect, test } from 'vitest'
import { SessionSlots } from '../../../src-main/engine/session-slots.ts'
import { ENGINE_BAR_MS, MINUTE_MS } from '../../../src-shared/domain/time.ts'
import { sessionsFrom } from '../../support/engine-inputs.ts'

// Wednesday, Thanksgiving left out, Friday until 13:00, Monday.
const days = sessionsFrom('2024-11-27', '2024-12-02')
const [wednesday, friday, monday] = [days[0]!, days[1]!, days[2]!]

describe('session slots', () => {
  test('are 78 of five minutes in a whole session and 42 in one that closes at 13:00', () => {
    const slots = new SessionSlots(days)
    expect(slots.slotAt(wednesday.open)).toEqual({ session: 0, index: 0, ordinal: 0 })
    expect(slots.slotAt(wednesday.close - ENGINE_BAR_MS)).toEqual({ session: 0, index: 77, ordinal: 77 })
    expect(slots.slotAt(friday.close - ENGINE_BAR_MS)).toEqual({ session: 1, index: 41, ordinal: 119 })
  })

  test('count the night, the holiday and the weekend as one step', () => {
    const slots = new SessionSlots(days)
    expect(slots.slotAt(friday.open)).toEqual({ session: 1, index: 0, ordinal: 78 })
    expect(slots.slotAt(monday.open)).toEqual({ session: 2, index: 0, ordinal: 120 })
  })

  test('do not exist outside sessions or off the five-minute grid', () => {
    const slots = new SessionSlots(days)
    for (const time of [
      wednesday.open - ENGINE_BAR_MS,
      wednesday.close,
      friday.close,
      wednesday.open + MINUTE_MS,
      monday.close + 86_400_000,
      Number.NaN,
    ]) {
      expect(slots.slotAt(time)).toBeNull()
    }
  })

  test('are found in any order', () => {
    const slots = new SessionSlots(days)
    expect(slots.slotAt(monday.open)?.session).toBe(2)
    expect(slots.slotAt(wednesday.open)?.session).toBe(0)
    expect(slots.slotAt(friday.open)?.session).toBe(1)
    expect(slots.slotAt(friday.open)?.session).toBe(1)
  })
})
