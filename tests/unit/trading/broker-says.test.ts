import { describe, expect, test } from 'vitest'
import type { OrderReport } from '../../../src-main/broker/reports.ts'
import { eventsOf } from '../../../src-main/trading/ledger/broker-says.ts'
import { type LedgerOrder, newOrder, samePricing, shows } from '../../../src-main/trading/ledger/ledger-order.ts'
import { bracketOrders } from '../../../src-main/trading/staging/bracket-orders.ts'
import type { OrderState } from '../../../src-shared/domain/order-state.ts'
import { price } from '../../../src-shared/domain/price.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'
import { AAPL, entering, Harness } from './harness.ts'

const harness = new Harness()
await harness.begin()
harness.decide(entering(AAPL, 100))
const { entry } = bracketOrders(harness.card())

const known = (state: OrderState, more: Partial<LedgerOrder> = {}): LedgerOrder => {
  const order = newOrder(entry)
  return { ...order, order: { ...order.order, state }, ...more }
}

const report = (more: Partial<OrderReport>): OrderReport => ({
  ref: entry.ref,
  permId: 1,
  client: 1,
  orderId: 1,
  account: entry.account,
  symbol: entry.symbol,
  action: entry.action,
  pricing: entry.pricing,
  timeInForce: entry.timeInForce,
  outsideRegularHours: false,
  parentId: null,
  ocaGroup: null,
  status: 'Submitted',
  whyHeld: '',
  quantity: 99,
  filled: 0,
  remaining: 99,
  working: 99,
  averagePrice: null,
  lastFillPrice: null,
  ...more,
})

const NOW = utcMs(0)
const LATE = utcMs(8_000_000_000_000)

describe('what a broker says of an order', () => {
  test('that is new acknowledges it', () => {
    expect(eventsOf(known('sent'), report({}), NOW)).toEqual(['acknowledge'])
    expect(eventsOf(known('sent'), report({ status: 'PreSubmitted', whyHeld: 'child' }), NOW)).toEqual(['acknowledge'])
  })

  test('that waits for shares to borrow holds it', () => {
    expect(eventsOf(known('sent'), report({ whyHeld: 'locate' }), NOW)).toEqual(['hold'])
  })

  test('that is just on its way says nothing', () => {
    expect(eventsOf(known('sent'), report({ status: 'PendingSubmit' }), NOW)).toEqual([])
    expect(eventsOf(known('pending-cancel'), report({ status: 'PendingCancel' }), NOW)).toEqual([])
  })

  test('can bring the first news of a fill', () => {
    expect(eventsOf(known('sent'), report({ filled: 40 }), NOW)).toEqual(['fill-part', 'acknowledge-rest'])
    expect(eventsOf(known('sent'), report({ status: 'Filled', filled: 99 }), NOW)).toEqual(['fill-rest'])
    expect(eventsOf(known('pending-cancel'), report({ status: 'PendingCancel', filled: 40 }), NOW)).toEqual([
      'fill-part',
    ])
  })

  test('never takes a fill back', () => {
    expect(eventsOf(known('partially-filled', { filled: 40 }), report({ filled: 10 }), NOW)).toEqual([
      'acknowledge-rest',
    ])
  })

  test('ends it in the way that fits what is filled', () => {
    expect(eventsOf(known('acknowledged'), report({ status: 'Cancelled' }), NOW)).toEqual(['confirm-cancel'])
    expect(eventsOf(known('acknowledged'), report({ status: 'Cancelled', filled: 5 }), NOW)).toEqual([
      'confirm-cancel-of-rest',
    ])
    expect(eventsOf(known('acknowledged'), report({ status: 'Inactive' }), NOW)).toEqual(['deactivate'])
    expect(eventsOf(known('acknowledged'), report({ status: 'Cancelled' }), LATE)).toEqual(['expire'])
    expect(eventsOf(known('pending-cancel'), report({ status: 'Cancelled' }), LATE)).toEqual(['confirm-cancel'])
  })

  test('answers a change only when it shows it', () => {
    const asked = { pricing: { type: 'LMT', limit: price(99.5) } } as const
    const pending = known('pending-modify', { asked })
    expect(eventsOf(pending, report({}), NOW)).toEqual([])
    expect(eventsOf(pending, report({ pricing: asked.pricing }), NOW)).toEqual(['acknowledge'])
  })

  test('after its end is old, but for late fills', () => {
    expect(eventsOf(known('cancelled'), report({}), NOW)).toEqual([])
    expect(eventsOf(known('filled', { filled: 99 }), report({ status: 'Cancelled', filled: 20 }), NOW)).toEqual([])
    expect(eventsOf(known('cancelled'), report({ status: 'Cancelled', filled: 20 }), NOW)).toEqual(['fill-part'])
  })
})

describe('prices', () => {
  test('are the same but for dust', () => {
    const limit = (dollars: number) => ({ type: 'LMT', limit: price(dollars) }) as const
    expect(samePricing(limit(100.1), limit(100.10000000001))).toBe(true)
    expect(samePricing(limit(100.1), limit(100.11))).toBe(false)
    expect(samePricing(limit(100.1), { type: 'STP', stop: price(100.1) })).toBe(false)
    expect(shows(report({}), { quantity: report({}).quantity as LedgerOrder['order']['quantity'] })).toBe(true)
  })
})
