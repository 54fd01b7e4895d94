import { describe, expect, test } from 'vitest'
import {
  chosenOf,
  gateOfRefusal,
  minutesWords,
  offeredMinutes,
  shutGates,
  shutWords,
} from '../../../../src-renderer/features/arming/arming-words.ts'
import { armingOf, GATES, gateOf } from './armings.ts'

describe('the account that is armed', () => {
  const [first, second] = [
    { id: 'DU1', class: 'paper', gates: [] },
    { id: 'DU2', class: 'paper', gates: [] },
  ] as const
  const accounts = [
    { ...first, gates: [] },
    { ...second, gates: [] },
  ]

  test('is the first until another is chosen', () => {
    expect(chosenOf(accounts, null)?.id).toBe('DU1')
    expect(chosenOf(accounts, 'DU2')?.id).toBe('DU2')
  })

  test('is never one that has gone', () => {
    expect(chosenOf(accounts, 'DU3')?.id).toBe('DU1')
    expect(chosenOf([], 'DU3')).toBeNull()
  })
})

test('gates that are shut are counted in words', () => {
  const gates = [...GATES, gateOf('audit', 'Audit writable', { says: 'The disk is full.', opens: 'Free some.' })]
  expect(shutGates(gates).map(({ gate }) => gate)).toEqual(['audit'])
  expect([shutWords(1), shutWords(3)]).toEqual(['1 gate shut', '3 gates shut'])
})

test('the times on offer ascend, hold the offered one and the most once, and go no farther', () => {
  expect(offeredMinutes({ offered: 60, most: 390 })).toEqual([15, 30, 60, 120, 390])
  expect(offeredMinutes({ offered: 45, most: 60 })).toEqual([15, 30, 45, 60])
  expect(minutesWords(390, { offered: 60, most: 390 })).toBe('to the close')
  expect(minutesWords(60, { offered: 60, most: 390 })).toBe('60 min')
})

describe('the gate that a refusal speaks of', () => {
  const of = (code: string, message = ''): string | null => gateOfRefusal({ code, message }, armingOf().gates)

  test('is found by its name', () => {
    expect(of('gate-closed', 'Fresh data: The newest quote of SPY is 48 s old. It opens with the next quote.')).toBe(
      'fresh-data',
    )
    expect(of('gate-closed', 'Account id typed: It is another id. Type U7654321.')).toBe('account-typed')
    expect(of('gate-closed', 'Button held: It was held for 0.2 s. Hold it for 1 s.')).toBe('button-held')
  })

  test('is the token for a wrong one, and the lock for too many', () => {
    expect([of('wrong-token'), of('no-token'), of('locked-out')]).toEqual(['token-typed', 'token', 'not-locked'])
  })

  test('is none where it is about something else', () => {
    expect(of('no-answer')).toBeNull()
    expect(of('gate-closed', 'Something new: It is shut.')).toBeNull()
  })
})
