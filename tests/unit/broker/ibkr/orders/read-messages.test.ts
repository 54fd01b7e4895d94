import { describe, expect, test } from 'vitest'
import { readCommission, readExecution } from '../../../../../src-main/broker/ibkr/orders/read-execution.ts'
import { readOrder } from '../../../../../src-main/broker/ibkr/orders/read-order.ts'
import { request } from '../../requests.ts'

const { account } = request()
const stock = { symbol: 'AAPL', secType: 'STK', currency: 'USD' } as never
const said = {
  orderId: 7,
  clientId: 1,
  permId: 900,
  action: 'SELL',
  totalQuantity: 100,
  orderType: 'LMT',
  lmtPrice: 99,
  tif: 'DAY',
  account,
  orderRef: 'r',
} as const
const read = (change: object = {}) =>
  readOrder(stock, { ...said, ...change } as never, { status: 'Submitted' } as never, [account])
const termsOf = (change: object) => {
  const reading = read(change)
  return reading.kind === 'order' ? reading.order.terms : reading.kind
}

describe('an order of TWS', () => {
  test('that somebody placed elsewhere is read, whatever its type: it has to count as working', () => {
    expect(termsOf({ orderType: 'REL', lmtPrice: 99 })).toMatchObject({ pricing: { type: 'LMT', limit: 99 } })
    expect(termsOf({ orderType: 'MOC', lmtPrice: 0 })).toMatchObject({ pricing: { type: 'MKT' } })
    expect(termsOf({ action: 'SSHORT' })).toMatchObject({ action: 'SELL' })
    expect(termsOf({ tif: 'IOC' })).toMatchObject({ timeInForce: { tif: 'DAY' } })
    expect(termsOf({ totalQuantity: 0.5 })).toMatchObject({ quantity: 0.5 })
  })

  test('that trails in per cent trails in dollars at its present stop, and without a stop at any price', () => {
    const trail = { orderType: 'TRAIL', trailingPercent: 2, trailStopPrice: 50, auxPrice: undefined }
    expect(termsOf(trail)).toMatchObject({ pricing: { type: 'TRAIL', stop: 50, trail: 1 } })
    expect(termsOf({ ...trail, trailStopPrice: undefined })).toMatchObject({ pricing: { type: 'MKT' } })
  })

  test('has a reference only where it could be one of ours', () => {
    for (const orderRef of ['', 'x'.repeat(65), undefined]) expect(termsOf({ orderRef })).toMatchObject({ ref: null })
  })

  test.each([
    { orderType: 'STP', auxPrice: undefined },
    { orderType: 'STP LMT', auxPrice: 98, lmtPrice: Number.NaN },
    { tif: 'GTD', goodTillDate: 'tomorrow' },
    { totalQuantity: Number.NaN },
    { permId: Number.NaN },
  ])('%j cannot be read', (change) => {
    expect(read(change).kind).toBe('unreadable')
  })
})

describe('an execution of TWS', () => {
  const done = {
    execId: '1.2.01',
    orderId: 7,
    clientId: 1,
    permId: 900,
    side: 'BOT',
    shares: 10,
    price: 99.5,
    time: '20240102 10:00:00 US/Eastern',
    acctNumber: account,
    cumQty: 10,
    avgPrice: 99.5,
    liquidation: 1,
  }

  test('tells when the broker closed a position by itself', () => {
    expect(readExecution(stock, done, [account])).toMatchObject({ action: 'BUY', liquidation: true, ref: null })
  })

  test('that was taken back is a trade of no shares', () => {
    expect(readExecution(stock, { ...done, shares: 0, price: 0 }, [account])).toMatchObject({ shares: 0, price: 0 })
    expect(typeof readExecution(stock, { ...done, price: 0 }, [account])).toBe('string')
  })
})

test('a commission without a profit closed nothing', () => {
  const { realised, realisedAfterCommissions } = readCommission({ execId: 'x', commission: 1 }) ?? {}
  expect([realised, realisedAfterCommissions]).toEqual([null, null])
  expect(readCommission({ execId: 'x', commission: 1, realizedPNL: 9 })).toMatchObject({ realisedAfterCommissions: 9 })
  expect(readCommission({ execId: '', commission: 1 })).toBeNull()
  expect(readCommission({ execId: 'x', commission: Number.NaN })).toBeNull()
})
