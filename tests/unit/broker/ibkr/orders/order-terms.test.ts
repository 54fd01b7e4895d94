import { describe, expect, test } from 'vitest'
import {
  contractFields,
  type OrderTerms,
  orderFields,
  REDUCE_WITH_BLOCK,
} from '../../../../../src-main/broker/ibkr/orders/order-terms.ts'
import { orderRef, ticker } from '../../../../../src-shared/domain/ids.ts'
import { price } from '../../../../../src-shared/domain/price.ts'
import { utcMs } from '../../../../../src-shared/domain/time.ts'
import { request } from '../../requests.ts'

const terms = (change: Partial<OrderTerms> = {}): OrderTerms => ({ ...request(), parentId: null, oca: null, ...change })

describe('an order as TWS is told it', () => {
  test.each([
    [{ type: 'MKT' }, { orderType: 'MKT' }],
    [
      { type: 'LMT', limit: price(99.5) },
      { orderType: 'LMT', lmtPrice: 99.5 },
    ],
    [
      { type: 'STP', stop: price(98) },
      { orderType: 'STP', auxPrice: 98 },
    ],
    [
      { type: 'STP LMT', stop: price(98), limit: price(97) },
      { orderType: 'STP LMT', auxPrice: 98, lmtPrice: 97 },
    ],
    [
      { type: 'TRAIL', stop: price(98), trail: price(1) },
      { orderType: 'TRAIL', auxPrice: 1, trailStopPrice: 98 },
    ],
  ] as const)('%j has the prices of its type and no other', (pricing, fields) => {
    const written = orderFields(terms({ pricing }))
    const { orderType, lmtPrice, auxPrice, trailStopPrice } = written.ok ? written.value : { orderType: null }
    expect(JSON.parse(JSON.stringify({ orderType, lmtPrice, auxPrice, trailStopPrice }))).toEqual(fields)
  })

  test('always says account, time in force, hours, reference and parent', () => {
    expect(orderFields(terms())).toEqual({
      ok: true,
      value: {
        action: 'BUY',
        totalQuantity: 100,
        orderType: 'MKT',
        tif: 'DAY',
        account: 'DU1000001',
        orderRef: 'entry-1',
        parentId: 0,
        outsideRth: false,
      },
    })
  })

  test('has its date in UTC to the second, and its group with the type that reduces', () => {
    const until = utcMs(Date.UTC(2024, 0, 2, 20, 5, 9, 800))
    const oca = { group: 'x', type: REDUCE_WITH_BLOCK }
    expect(orderFields(terms({ timeInForce: { tif: 'GTD', until }, oca, parentId: 7 }))).toMatchObject({
      value: { tif: 'GTD', goodTillDate: '20240102-20:05:09', ocaGroup: 'x', ocaType: 2, parentId: 7 },
    })
  })

  test('has prices without the dust of floating point', () => {
    const written = orderFields(terms({ pricing: { type: 'LMT', limit: price(187.70000000000002) } }))
    expect(written).toMatchObject({ value: { lmtPrice: 187.7 } })
  })

  test.each([
    { pricing: { type: 'LMT', limit: price(Number.NaN) } },
    { pricing: { type: 'LMT', limit: price(-0) } },
    { pricing: { type: 'LMT', limit: price(-1) } },
    { pricing: { type: 'STP', stop: price(Number.POSITIVE_INFINITY) } },
    { pricing: { type: 'TRAIL', stop: price(98), trail: price(0) } },
    { pricing: { type: 'LMT', limit: price(1e-9) } },
    { quantity: 0 },
    { quantity: -100 },
    { quantity: 0.5 },
    { quantity: 2 ** 40 },
    { ref: orderRef('a\0b') },
    { oca: { group: 'x\ny', type: 2 } },
    { timeInForce: { tif: 'GTD', until: utcMs(Number.NaN) } },
  ] satisfies Partial<OrderTerms>[])('%j is never written', (change) => {
    expect(orderFields(terms(change))).toMatchObject({ ok: false })
  })
})

test('a contract goes by its id and primary exchange where they are known, and class shares with a space', () => {
  expect(contractFields(ticker('BRK.B'), null)).toEqual({
    symbol: 'BRK B',
    secType: 'STK',
    exchange: 'SMART',
    currency: 'USD',
  })
  const listed = {
    symbol: ticker('AAPL'),
    contractId: 265_598,
    name: 'Apple Inc',
    primaryExchange: 'NASDAQ',
    tick: 0.01,
    kind: 'stock',
    hours: null,
  } as const
  expect(contractFields(ticker('AAPL'), listed)).toMatchObject({ conId: 265_598, primaryExch: 'NASDAQ' })
})
