import { describe, expect, test } from 'vitest'
import {
  capitalised,
  clock,
  continued,
  listed,
  moved,
  ordinal,
  percent,
  signed,
} from '../../../../src-main/engine/reasons/wording.ts'

describe('the wording of numbers', () => {
  test('writes fractions as per cent, without a sign', () => {
    expect([percent(0.0042), percent(-0.0042), percent(0.006, 1)]).toEqual(['0.42 %', '0.42 %', '0.6 %'])
  })

  test('says which way a price moved, or that it did not', () => {
    expect([moved(0.0042), moved(-0.001), moved(0), moved(0.00004), moved(-0.00004)]).toEqual([
      'up 0.42 %',
      'down 0.10 %',
      'unchanged',
      'unchanged',
      'unchanged',
    ])
  })

  test('writes a sign before every number that does not round to zero', () => {
    expect([signed(1.25, 2), signed(-1.25, 2), signed(2)]).toEqual(['+1.25', '−1.25', '+2.0'])
    expect([signed(-0.04), signed(0.04), signed(-0)]).toEqual(['0.0', '0.0', '0.0'])
  })

  test('counts in ordinals', () => {
    expect([0, 1, 2, 3, 4, 11, 12, 13, 21, 50, 90.9, 99.6].map(ordinal)).toEqual([
      ...['0th', '1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '50th', '91st', '100th'],
    ])
  })

  test('lists names', () => {
    expect([listed([]), listed(['A']), listed(['A', 'B']), listed(['A', 'B', 'C'])]).toEqual([
      '',
      'A',
      'A and B',
      'A, B and C',
    ])
  })

  test('writes the time of day and the beginning of a sentence', () => {
    expect([clock(575), clock(930), clock(600)]).toEqual(['09:35', '15:30', '10:00'])
    expect(capitalised('above')).toBe('Above')
  })
})

test('a sentence goes on after a colon in lower case, but for symbols', () => {
  expect([continued('Price is high'), continued('SPY is up'), continued('No data')]).toEqual([
    'price is high',
    'SPY is up',
    'no data',
  ])
})
