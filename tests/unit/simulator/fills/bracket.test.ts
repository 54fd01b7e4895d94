import { describe, expect, test } from 'vitest'
import { anchorBracket, touchOf } from '../../../../src-main/simulator/fills/bracket.ts'
import { price } from '../../../../src-shared/domain/price.ts'
import { bar } from './decisions.ts'

describe('a bracket anchored to the fill', () => {
  const decided = { entry: 100, stop: 97.5, target: 104 }

  test('keeps the decision’s distances, so that R holds', () => {
    expect(anchorBracket('long', 100.37, decided, 0.01)).toEqual({ stop: 97.87, target: 104.37 })
    expect(anchorBracket('short', 99.5, { entry: 100, stop: 102.5, target: 96 }, 0.01)).toEqual({
      stop: 102,
      target: 95.5,
    })
  })

  test('rounds the stop away from the market and the target to the nearest tick', () => {
    const odd = { entry: 100, stop: 97.496, target: 104.004 }
    expect(anchorBracket('long', 100, odd, 0.01)).toEqual({ stop: 97.49, target: 104 })
    const oddShort = { entry: 100, stop: 102.504, target: 95.996 }
    expect(anchorBracket('short', 100, oddShort, 0.01)).toEqual({ stop: 102.51, target: 96 })
  })
})

describe('a bar over a long position’s children', () => {
  const children = { stop: price(98), target: price(104) }
  const touch = (open: number, high: number, low: number, close: number): unknown =>
    touchOf('long', children, bar(1, open, high, low, close))

  test('that stays between them touches nothing', () => {
    expect(touch(100, 103.99, 98.01, 102)).toBeNull()
  })

  test('that touches the stop fills it at the stop', () => {
    expect(touch(100, 101, 98, 99)).toEqual({ role: 'stop', price: 98, atOpen: false })
  })

  test('that opens at or beyond the stop fills it at the open', () => {
    expect(touch(97, 99, 96, 98)).toEqual({ role: 'stop', price: 97, atOpen: true })
    expect(touch(98, 99, 98, 99)).toEqual({ role: 'stop', price: 98, atOpen: true })
  })

  test('that touches the target fills it at the target', () => {
    expect(touch(100, 104, 99, 103)).toEqual({ role: 'target', price: 104, atOpen: false })
  })

  test('that opens beyond the target fills it at the open, which is better', () => {
    expect(touch(105, 106, 104.5, 105)).toEqual({ role: 'target', price: 105, atOpen: true })
  })

  test('that touches both counts as the stop', () => {
    expect(touch(100, 104.5, 97.5, 101)).toEqual({ role: 'stop', price: 98, atOpen: false })
    expect(touch(105, 106, 97, 101)).toEqual({ role: 'stop', price: 98, atOpen: false })
  })
})

describe('a bar over a short position’s children', () => {
  const children = { stop: price(102), target: price(96) }
  const touch = (open: number, high: number, low: number, close: number): unknown =>
    touchOf('short', children, bar(1, open, high, low, close))

  test('is read in the mirror', () => {
    expect(touch(100, 101.99, 96.01, 100)).toBeNull()
    expect(touch(100, 102, 99, 101)).toEqual({ role: 'stop', price: 102, atOpen: false })
    expect(touch(103, 104, 99, 101)).toEqual({ role: 'stop', price: 103, atOpen: true })
    expect(touch(100, 101, 96, 97)).toEqual({ role: 'target', price: 96, atOpen: false })
    expect(touch(95, 96, 94, 95)).toEqual({ role: 'target', price: 95, atOpen: true })
    expect(touch(100, 102, 96, 97)).toEqual({ role: 'stop', price: 102, atOpen: false })
  })
})
