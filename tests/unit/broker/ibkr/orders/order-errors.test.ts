import { describe, expect, test } from 'vitest'
import { meaningOf } from '../../../../../src-main/broker/ibkr/orders/order-errors.ts'
import {
  newRecord,
  type OrderRecord,
  type Outstanding,
} from '../../../../../src-main/broker/ibkr/orders/order-record.ts'
import { request } from '../../requests.ts'

function order(...kinds: readonly Outstanding['kind'][]): OrderRecord {
  const record = newRecord(1, 7, { ...request(), parentId: null, oca: null })
  for (const kind of kinds) {
    record.outstanding.push(kind === 'change' ? { kind, change: {}, tries: 0, at: 0 } : { kind })
  }
  return record
}
const request_ = (code: number, record: OrderRecord): string => {
  const meaning = meaningOf(code, record)
  return meaning.kind === 'refusal' ? meaning.request : meaning.kind
}

describe('an error to an order id', () => {
  test.each([110, 201, 203, 321, 200, 9_999])('%i to a new order refuses it', (code) => {
    expect(request_(code, order('order'))).toBe('order')
  })

  test.each([110, 321, 201, 104, 135, 10_326])('%i to a modification refuses that: the original lives', (code) => {
    expect(request_(code, order('change'))).toBe('change')
  })

  test.each([161, 10_147, 10_148, 321])('%i to a cancel says that it came too late or was not let through', (code) => {
    expect(request_(code, order('cancel'))).toBe('cancel')
  })

  test.each([202, 399, 404, 2_109, 2_137, 10_349, 2_161, 1_100])('%i refuses nothing', (code) => {
    for (const record of [order('order'), order('change'), order()]) expect(request_(code, record)).toBe('notice')
  })

  test('2102 asks for a change to be repeated', () => {
    expect(request_(2_102, order('change'))).toBe('busy')
    expect(request_(2_102, order())).toBe('notice')
  })

  test('103 refuses the order whose id had been used', () => {
    expect(request_(103, order('order'))).toBe('order')
  })

  test('of an order that works and of which nothing was asked, only known rejections are believed', () => {
    expect(request_(201, order())).toBe('order')
    expect(request_(9_999, order())).toBe('notice')
  })

  test('the oldest of several requests is the one that is answered', () => {
    expect(request_(201, order('order', 'change'))).toBe('order')
    expect(request_(201, order('change', 'cancel'))).toBe('change')
    expect(request_(10_148, order('change', 'cancel'))).toBe('cancel')
  })
})
