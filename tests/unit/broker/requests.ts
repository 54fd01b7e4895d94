import type { OrderReport } from '../../../src-main/broker/reports.ts'
import type { OrderRequest } from '../../../src-shared/domain/authorisation.ts'
import { accountId, orderRef, ticker } from '../../../src-shared/domain/ids.ts'
import { price } from '../../../src-shared/domain/price.ts'
import { quantity } from '../../../src-shared/domain/quantity.ts'

/** An entry for 100 AAPL at the market, but for what is said otherwise. */
export function request(change: Partial<OrderRequest> = {}): OrderRequest {
  const account = change.account ?? accountId('DU1000001')
  return {
    ref: orderRef('entry-1'),
    revision: 1,
    account,
    book: { kind: 'account', account },
    symbol: ticker('AAPL'),
    role: 'entry',
    action: 'BUY',
    quantity: quantity(100),
    pricing: { type: 'MKT' },
    timeInForce: { tif: 'DAY' },
    parent: null,
    ocaGroup: null,
    outsideRegularHours: false,
    ...change,
  }
}

/** The stop of that entry. */
export const stopOf = (entry: OrderRequest, change: Partial<OrderRequest> = {}): OrderRequest =>
  request({
    ref: orderRef(`${entry.ref}-stop`),
    role: 'stop',
    parent: entry.ref,
    account: entry.account,
    action: entry.action === 'BUY' ? 'SELL' : 'BUY',
    quantity: entry.quantity,
    pricing: { type: 'STP', stop: price(98) },
    timeInForce: { tif: 'GTC' },
    ocaGroup: `${entry.ref}-exit`,
    ...change,
  })

/** The target of that entry. */
export const targetOf = (entry: OrderRequest, change: Partial<OrderRequest> = {}): OrderRequest =>
  stopOf(entry, {
    ref: orderRef(`${entry.ref}-target`),
    role: 'target',
    pricing: { type: 'LMT', limit: price(103) },
    ...change,
  })

/** A working order to sell 100 AAPL. */
export function working(change: Partial<OrderReport> = {}): OrderReport {
  const { account, symbol, timeInForce } = request()
  return {
    ref: orderRef('other'),
    permId: 1,
    client: 1,
    orderId: 1,
    account,
    symbol,
    action: 'SELL',
    pricing: { type: 'STP', stop: price(98) },
    timeInForce,
    outsideRegularHours: false,
    parentId: null,
    ocaGroup: null,
    status: 'PreSubmitted',
    whyHeld: 'trigger',
    quantity: 100,
    filled: 0,
    remaining: 100,
    working: 100,
    averagePrice: null,
    lastFillPrice: null,
    ...change,
  }
}
