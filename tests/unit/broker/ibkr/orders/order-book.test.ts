import { describe, expect, test } from 'vitest'
import { OrderBook } from '../../../../../src-main/broker/ibkr/orders/order-book.ts'
import { latestTerms, type OrderRecord } from '../../../../../src-main/broker/ibkr/orders/order-record.ts'
import type { OrderTerms } from '../../../../../src-main/broker/ibkr/orders/order-terms.ts'
import type { ReadOrder } from '../../../../../src-main/broker/ibkr/orders/read-order.ts'
import type { BrokerStatus } from '../../../../../src-main/broker/reports.ts'
import { orderRef } from '../../../../../src-shared/domain/ids.ts'
import { price } from '../../../../../src-shared/domain/price.ts'
import { request, stopOf } from '../../requests.ts'

const CLIENT = 1
const termsOf = (change: Partial<OrderTerms> = {}): OrderTerms => ({
  ...request(),
  parentId: null,
  oca: null,
  ...change,
})
const opened = (orderId: number, terms: OrderTerms, change: Partial<ReadOrder> = {}): ReadOrder => ({
  terms,
  orderId,
  client: CLIENT,
  permId: 900 + orderId,
  status: 'PreSubmitted',
  statusText: 'PreSubmitted',
  ...change,
})
const numbers = (status: BrokerStatus | null, filled: number, remaining: number, whyHeld = '') => ({
  status,
  filled,
  remaining,
  averagePrice: filled === 0 ? null : 100,
  lastFillPrice: filled === 0 ? null : 100,
  whyHeld,
})
const idsOf = (orderId: number) => ({ client: CLIENT, orderId, permId: 900 + orderId })
const stopTerms = termsOf({ ...stopOf(request()), parentId: 1 })

/** An entry under order id 1 and its stop under 2, as TWS has told of them. */
function bracketBook(): { book: OrderBook; entry: OrderRecord; stop: OrderRecord } {
  const book = new OrderBook()
  const entry = book.hearOpenOrder(opened(1, termsOf()))
  book.hearStatus(idsOf(1), numbers('Submitted', 0, 100))
  const stop = book.hearOpenOrder(opened(2, stopTerms))
  book.hearStatus(idsOf(2), numbers('PreSubmitted', 0, 100, 'child'))
  return { book, entry, stop }
}

describe('shares of a child that work', () => {
  test('are none while TWS says that it waits for its parent', () => {
    const { book, stop } = bracketBook()
    expect(book.report(stop)).toMatchObject({ working: 0, remaining: 100 })
  })

  test('are what its parent has filled', () => {
    const { book, stop } = bracketBook()
    book.hearStatus(idsOf(1), numbers('Submitted', 40, 60))
    book.hearStatus(idsOf(2), numbers('PreSubmitted', 0, 100, 'trigger'))
    expect(book.report(stop)?.working).toBe(40)
    book.hearStatus(idsOf(1), numbers('Filled', 100, 0))
    expect(book.report(stop)?.working).toBe(100)
  })

  test('are all that is left when its parent is not known: it filled before anybody here was told', () => {
    const book = new OrderBook()
    const stop = book.hearOpenOrder(opened(2, stopTerms))
    book.hearStatus(idsOf(2), numbers('PreSubmitted', 0, 70, 'trigger'))
    expect(book.report(stop)?.working).toBe(70)
  })

  test('are none of an order of which nothing was heard since it was sent, unless too much must not be closed', () => {
    const book = new OrderBook()
    const sent = book.noteSent(CLIENT, 1, termsOf({ action: 'SELL' }))
    expect(book.report(sent)).toMatchObject({ status: 'PendingSubmit', working: 0 })
    expect(book.mayWork()).toMatchObject([{ working: 100 }])
  })
})

describe('late messages', () => {
  test('that count fewer shares change nothing', () => {
    const { book, entry } = bracketBook()
    book.hearStatus(idsOf(1), numbers('Submitted', 60, 40))
    book.hearStatus(idsOf(1), numbers('Submitted', 20, 80))
    expect(book.report(entry)).toMatchObject({ filled: 60, remaining: 40 })
  })

  test('do not bring an order back to life', () => {
    const { book, entry } = bracketBook()
    book.hearStatus(idsOf(1), numbers('Cancelled', 0, 100))
    book.hearStatus(idsOf(1), numbers('Submitted', 0, 100))
    book.hearOpenOrder(opened(1, termsOf(), { status: 'Submitted', statusText: 'Submitted' }))
    expect(book.report(entry)).toMatchObject({ status: 'Cancelled', working: 0 })
    expect(book.live()).not.toContain(entry)
  })

  test('fills that come after a cancel are counted, and the order stays cancelled', () => {
    const { book, entry } = bracketBook()
    book.hearStatus(idsOf(1), numbers('Cancelled', 0, 100))
    book.hearStatus(idsOf(1), numbers('Submitted', 40, 60))
    expect(book.report(entry)).toMatchObject({ status: 'Cancelled', filled: 40, remaining: 60 })
  })

  test('a status that nobody has told us of leaves the order as it stood', () => {
    const { book, entry } = bracketBook()
    book.hearStatus(idsOf(1), numbers(null, 10, 90))
    expect(book.report(entry)).toMatchObject({ status: 'Submitted', filled: 10 })
  })
})

describe('ids', () => {
  test('an order id that comes twice is another order when its permanent id is', () => {
    const { book, entry } = bracketBook()
    const later = book.hearOpenOrder(opened(1, termsOf({ ref: orderRef('later') }), { permId: 5_000 }))
    expect(later).not.toBe(entry)
    expect(book.report(entry)).toMatchObject({ ref: 'entry-1', permId: 901 })
    expect(book.report(later)).toMatchObject({ ref: 'later', permId: 5_000 })
  })

  test('the same order id of another client is another order', () => {
    const { book, entry } = bracketBook()
    const foreign = book.hearOpenOrder(opened(1, termsOf({ ref: null }), { client: 2, permId: 77 }))
    expect(foreign).not.toBe(entry)
    expect(book.byId(CLIENT, 1)).toBe(entry)
  })

  test('manual orders, all under order id 0, are told apart by their permanent ids', () => {
    const book = new OrderBook()
    for (const permId of [1, 2]) book.hearOpenOrder(opened(0, termsOf({ ref: null }), { client: 0, permId }))
    expect(book.live()).toHaveLength(2)
  })

  test('a completed order, which has neither order id nor client, is found by its reference', () => {
    const book = new OrderBook()
    const sent = book.noteSent(CLIENT, 1, termsOf())
    const done = opened(0, termsOf(), { client: null, permId: 901, status: 'Filled', statusText: 'Filled' })
    expect(book.hearCompleted(done, 100)).toBe(sent)
    expect(book.report(sent)).toMatchObject({ status: 'Filled', filled: 100, remaining: 0, orderId: 1 })
  })
})

describe('changes', () => {
  const stop97 = { type: 'STP', stop: price(97) } as const
  const stop96 = { type: 'STP', stop: price(96) } as const

  test('a second one builds on the first before TWS has answered that', () => {
    const { stop } = bracketBook()
    stop.outstanding.push({ kind: 'change', change: { pricing: stop97 }, tries: 0, at: 0 })
    stop.outstanding.push({ kind: 'change', change: { quantity: 60 }, tries: 0, at: 0 })
    expect(latestTerms(stop)).toMatchObject({ pricing: stop97, quantity: 60 })
  })

  test('are answered when the order shows them, with those before', () => {
    const { book, stop } = bracketBook()
    stop.outstanding.push({ kind: 'change', change: { pricing: stop97 }, tries: 0, at: 0 })
    stop.outstanding.push({ kind: 'change', change: { pricing: stop96 }, tries: 0, at: 0 })
    book.hearOpenOrder(opened(2, stopTerms))
    expect(stop.outstanding).toHaveLength(2)
    book.hearOpenOrder(opened(2, { ...stopTerms, pricing: stop96 }))
    expect(stop.outstanding).toEqual([])
  })
})

test('a change that a complete list does not show was not taken, unless it left after the question', () => {
  const { book, entry, stop } = bracketBook()
  const pricing = { type: 'STP', stop: price(97) } as const
  stop.outstanding.push({ kind: 'change', change: { pricing }, tries: 0, at: book.now })
  stop.outstanding.push({ kind: 'change', change: { quantity: 60 }, tries: 0, at: book.now + 1 })
  book.endListing(new Set([entry, stop]), book.now)
  expect(stop.outstanding).toMatchObject([{ change: { quantity: 60 } }])
  book.forgetRequests()
  expect(latestTerms(stop)).toMatchObject({ pricing: stopTerms.pricing, quantity: 100 })
})

test('what a complete list of open orders does not have does not work, unless it was sent after the question', () => {
  const { book, entry, stop } = bracketBook()
  const askedAt = book.now
  const later = book.noteSent(CLIENT, 3, termsOf({ ref: orderRef('later') }))
  book.endListing(new Set([stop]), askedAt)
  expect(book.live()).toEqual([stop, later])
  expect(entry.gone).toBe(true)
})
