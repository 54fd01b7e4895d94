import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createOrderIds, FIRST_REQUEST_ID } from '../../../../../src-main/broker/ibkr/connection/order-ids.ts'
import { runs } from '../../../../support/properties.ts'

it('gives no order id before TWS named one', () => {
  const ids = createOrderIds()
  ids.note(41)
  expect(ids.take()).toBeNull()
  ids.named(7)
  expect(ids.take()).toBe(42)
})

it('stays above every id that was seen or used, whatever TWS names', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('named' as const), id: fc.integer({ min: -5, max: 500 }) }),
    fc.record({ kind: fc.constant('note' as const), id: fc.integer({ min: -5, max: 500 }) }),
    fc.record({ kind: fc.constant('take' as const), id: fc.constant(0) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const ids = createOrderIds()
      ids.named(1)
      let highest = 0
      for (const { kind, id } of steps) {
        if (kind === 'named') {
          ids.named(id)
          highest = Math.max(highest, id - 1)
        } else if (kind === 'note') {
          ids.note(id)
          highest = Math.max(highest, id)
        } else {
          const taken = ids.take()
          expect(taken).toBeGreaterThan(highest)
          highest = taken ?? Number.NaN
        }
      }
    }),
    runs(500),
  )
})

it('tells a roll-back of the ids of TWS', () => {
  const ids = createOrderIds()
  expect(ids.named(100)).toBe(true)
  expect(ids.named(100)).toBe(true)
  expect(ids.named(5)).toBe(false)
  expect(ids.take()).toBe(100)
})

it('ignores what is no order id, so that one damaged message does not use them up', () => {
  const ids = createOrderIds()
  ids.named(10)
  for (const id of [Number.NaN, Number.POSITIVE_INFINITY, 2.5, -1, 0, FIRST_REQUEST_ID, 2_147_483_647]) {
    ids.note(id)
    ids.named(id)
  }
  expect(ids.take()).toBe(10)
})

it('ends before the ids of requests begin', () => {
  const ids = createOrderIds()
  ids.named(FIRST_REQUEST_ID - 1)
  expect(ids.take()).toBe(FIRST_REQUEST_ID - 1)
  expect(ids.take()).toBeNull()
})
