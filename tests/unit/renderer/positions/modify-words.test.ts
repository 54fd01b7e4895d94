import { describe, expect, test } from 'vitest'
import { modifyChange, modifyFields } from '../../../../src-renderer/features/positions/modify-words.ts'
import { ORDER_STATES } from '../../../../src-shared/domain/order-state.ts'
import { price } from '../../../../src-shared/domain/price.ts'
import { orderOf } from './orders.ts'

const STOP = orderOf('stop', { role: 'stop', action: 'SELL', pricing: { type: 'STP', stop: price(482.06) } })
const TARGET = orderOf('target', { role: 'target', action: 'SELL', pricing: { type: 'LMT', limit: price(490.38) } })

describe('what of an order can be changed', () => {
  test('is limit and quantity of an entry, the price of a stop and of a target, nothing of a close', () => {
    expect(modifyFields(orderOf('entry'))).toEqual(['quantity', 'limit'])
    expect(modifyFields(STOP)).toEqual(['stop'])
    expect(modifyFields(TARGET)).toEqual(['limit'])
    expect(modifyFields(orderOf('close', { role: 'close' }))).toEqual([])
  })

  test('is the quantity alone of an entry at the market', () => {
    expect(modifyFields(orderOf('entry', { pricing: { type: 'MKT' } }))).toEqual(['quantity'])
  })

  test('is nothing while the broker has not answered, or its end is wanted', () => {
    const changeable = ORDER_STATES.filter((state) => modifyFields(orderOf('entry', { state })).length > 0)
    expect(changeable).toEqual(expect.arrayContaining(['acknowledged', 'partially-filled', 'modify-rejected']))
    for (const state of ['sent', 'held', 'unknown', 'pending-cancel', 'filled'] as const) {
      expect(changeable).not.toContain(state)
    }
    expect(modifyFields(orderOf('entry', { cancelWanted: 'disarmed' }))).toEqual([])
    expect(modifyFields(orderOf('entry', { over: true }))).toEqual([])
  })
})

describe('a change', () => {
  test('holds only what differs from the order', () => {
    expect(modifyChange(orderOf('entry'), { quantity: '20', limit: '485.25' })).toEqual({ limit: 485.25 })
    expect(modifyChange(STOP, { stop: '482.06' })).toEqual({})
    expect(modifyChange(TARGET, { limit: '491.00' })).toEqual({ limit: 491 })
  })

  test.each(['', 'abc', '1e999'])('is none while %j is typed', (text) => {
    expect(modifyChange(orderOf('entry'), { quantity: '20', limit: text })).toBeNull()
  })
})
