import { beforeEach, describe, expect, test } from 'vitest'
import { ApprovalGuard, type CardPlace, GUARD_MS } from '../../../../src-renderer/features/approvals/approval-guard.ts'

const at = (ref: string, top: number, revision = 1, height = 164): CardPlace => ({ ref, top, revision, height })

describe('the guard of approvals', () => {
  let guard: ApprovalGuard
  beforeEach(() => {
    guard = new ApprovalGuard()
    guard.observe([at('one', 0), at('two', 172)], 1_000)
  })

  test('refuses a card that has just appeared, and takes it 300 ms later', () => {
    expect(guard.standsStill('one', 1_000 + GUARD_MS - 1)).toBe(false)
    expect(guard.standsStill('one', 1_000 + GUARD_MS)).toBe(true)
  })

  test('counts from the first sight, however often it looks', () => {
    guard.observe([at('one', 0), at('two', 172)], 1_200)
    expect(guard.standsStill('two', 1_300)).toBe(true)
  })

  test('refuses a card that has moved into the place of another', () => {
    guard.observe([at('two', 0)], 5_000)
    expect(guard.standsStill('two', 5_299)).toBe(false)
    expect(guard.standsStill('two', 5_300)).toBe(true)
  })

  test('refuses a card whose buttons have moved because it has grown', () => {
    guard.observe([at('one', 0, 1, 202), at('two', 210)], 5_000)
    expect(guard.standsStill('one', 5_100)).toBe(false)
  })

  test('refuses a card that shows another revision than a moment ago', () => {
    guard.observe([at('one', 0, 2), at('two', 172)], 5_000)
    expect(guard.standsStill('one', 5_100)).toBe(false)
    expect(guard.standsStill('two', 5_100)).toBe(true)
  })

  test('does not mind a shift of less than half a pixel', () => {
    guard.observe([at('one', 0.3), at('two', 172.2)], 5_000)
    expect(guard.standsStill('one', 5_000)).toBe(true)
  })

  test('knows nothing of a card that is not on the screen', () => {
    guard.observe([at('two', 0)], 5_000)
    expect(guard.standsStill('one', 9_000)).toBe(false)
  })

  test('counts anew for a card that was away', () => {
    guard.observe([at('two', 172)], 5_000)
    guard.observe([at('one', 0), at('two', 172)], 6_000)
    expect(guard.standsStill('one', 6_100)).toBe(false)
  })

  test('takes no key for a card on which the focus has just fallen, though its button is free', () => {
    guard.focusFell(5_000)
    expect(guard.takesKeys('two', 5_299)).toBe(false)
    expect(guard.standsStill('two', 5_299)).toBe(true)
    expect(guard.takesKeys('two', 5_300)).toBe(true)
  })
})
