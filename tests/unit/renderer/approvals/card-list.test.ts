import { describe, expect, test } from 'vitest'
import { cardAfter, focusAfter, openCards } from '../../../../src-renderer/features/approvals/card-list.ts'

const REFS = ['one', 'two', 'three', 'four']

describe('which cards stand open', () => {
  test('the first two and the focused one', () => {
    expect([...openCards(REFS, 'four', false)]).toEqual(['one', 'two', 'four'])
  })

  test('a focused one among the first two opens no third', () => {
    expect([...openCards(REFS, 'two', false)]).toEqual(['one', 'two'])
  })

  test('in a low window only the first and the focused one, so that the others stay in sight', () => {
    expect([...openCards(REFS, 'three', true)]).toEqual(['one', 'three'])
  })

  test('two cards are both open in a low window', () => {
    expect([...openCards(['one', 'two'], 'one', true)]).toEqual(['one', 'two'])
  })

  test('a focus on what has gone opens nothing', () => {
    expect([...openCards(REFS, 'gone', false)]).toEqual(['one', 'two'])
  })
})

describe('moving the focus', () => {
  test('goes on by one and back by one', () => {
    expect(cardAfter(REFS, 'two', 1)).toBe('three')
    expect(cardAfter(REFS, 'two', -1)).toBe('one')
  })

  test('stays at the ends', () => {
    expect(cardAfter(REFS, 'four', 1)).toBe('four')
    expect(cardAfter(REFS, 'one', -1)).toBe('one')
  })

  test('begins with the first', () => expect(cardAfter(REFS, null, 1)).toBe('one'))
  test('finds nothing in an empty list', () => expect(cardAfter([], null, 1)).toBeNull())
})

describe('the focus when the list has changed', () => {
  test('stays on its card, wherever that has gone', () => {
    expect(focusAfter(REFS, ['zero', 'three'], 'three')).toBe('three')
  })

  test('falls to the card that took the place', () => {
    expect(focusAfter(REFS, ['one', 'three', 'four'], 'two')).toBe('three')
  })

  test('skips successors that have gone as well', () => {
    expect(focusAfter(REFS, ['one', 'four'], 'two')).toBe('four')
  })

  test('falls to the last when the last has gone', () => {
    expect(focusAfter(REFS, ['one', 'two'], 'four')).toBe('two')
  })

  test('begins with the first card that comes', () => expect(focusAfter([], ['one', 'two'], null)).toBe('one'))
  test('is nowhere without cards', () => expect(focusAfter(['one'], [], 'one')).toBeNull())
})
