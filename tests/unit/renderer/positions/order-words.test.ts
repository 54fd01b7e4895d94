import { describe, expect, test } from 'vitest'
import { isCancellable, pricingWords, stateChip } from '../../../../src-renderer/features/positions/order-words.ts'
import { isOver, ORDER_STATES } from '../../../../src-shared/domain/order-state.ts'
import { price } from '../../../../src-shared/domain/price.ts'
import { orderOf } from './orders.ts'

describe('the chip of a state', () => {
  test('tells every state by its word, its sign and a sentence', () => {
    for (const state of ORDER_STATES) {
      const { word, icon, says } = stateChip(orderOf('o', { state }))
      expect([word, icon, says].every((text) => text.length > 0)).toBe(true)
    }
  })

  test('counts what is filled of a part', () => {
    expect(stateChip(orderOf('o', { state: 'partially-filled', filled: 12 })).part).toBe('12/20')
    expect(stateChip(orderOf('o', { state: 'filled', filled: 20 })).part).toBeNull()
  })

  test('of a filled sale is that of short', () => {
    expect(stateChip(orderOf('o', { state: 'filled', action: 'SELL' })).kind).toBe('short')
    expect(stateChip(orderOf('o', { state: 'filled' })).kind).toBe('long')
  })

  test('warns of what nobody has answered', () => {
    expect(stateChip(orderOf('o', { state: 'unknown' }))).toMatchObject({ kind: 'amber', icon: 'warn' })
  })
})

test('everything that is not over can be cancelled, once', () => {
  for (const state of ORDER_STATES) {
    const order = orderOf('o', { state, over: isOver(state) })
    expect(isCancellable(order)).toBe(!isOver(state) && state !== 'pending-cancel')
  }
})

test.each([
  [{ type: 'MKT' }, 'market'],
  [{ type: 'LMT', limit: price(485.3) }, 'limit 485.30'],
  [{ type: 'STP', stop: price(482.06) }, 'stop 482.06'],
  [{ type: 'STP LMT', stop: price(482), limit: price(481.5) }, 'stop 482.00 limit 481.50'],
  [{ type: 'TRAIL', stop: price(482), trail: price(1.5) }, 'trail 1.50 from 482.00'],
] as const)('%j is said as %j', (pricing, words) => {
  expect(pricingWords(orderOf('o', { pricing }))).toBe(words)
})
