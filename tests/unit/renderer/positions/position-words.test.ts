import { describe, expect, test } from 'vitest'
import {
  closingWords,
  isRegularSession,
  positionTable,
  protectionWords,
  signedShares,
} from '../../../../src-renderer/features/positions/position-words.ts'
import { positionOf } from './orders.ts'

describe('a position', () => {
  test('has its shares with their sign', () => {
    expect(signedShares(positionOf())).toBe(20)
    expect(signedShares(positionOf({ side: 'short' }))).toBe(-20)
  })

  test('is closed by the opposite action', () => {
    expect(closingWords(positionOf())).toBe('sell 20 NVDA')
    expect(closingWords(positionOf({ side: 'short' }))).toBe('buy 20 NVDA')
  })

  test('says loudly that its stop is missing, and what happens then', () => {
    expect(protectionWords(positionOf({ protection: 'missing' }))).toMatchObject({ kind: 'missing', word: 'No stop' })
  })

  test('does not call protected what the broker has not confirmed', () => {
    expect(protectionWords(positionOf({ protection: 'unknown' })).kind).toBe('amber')
    expect(protectionWords(positionOf()).kind).toBe('ok')
  })
})

test('the regular session goes from its open up to, and without, its close', () => {
  const day = { open: 1_000, close: 2_000 }
  expect([999, 1_000, 1_999, 2_000].map((time) => isRegularSession(time, day))).toEqual([false, true, true, false])
  expect(isRegularSession(1_500, null)).toBe(false)
})

test('positions are copied with a head, and nothing where nothing is known', () => {
  const [head, row] = positionTable([positionOf({ side: 'short', price: null, unrealised: null })])
  expect(head).toHaveLength(row?.length ?? 0)
  expect(row).toEqual([
    'simulated',
    'NVDA',
    '\u221220',
    '485.26',
    '',
    '',
    '482.06',
    '\u221264.00',
    '490.38',
    '102.40',
    'confirmed',
  ])
})
