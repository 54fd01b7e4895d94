import { EventName, type Order, OrderAction, OrderType, TimeInForce } from '@stoqey/ib'
import { describe, expect, test } from 'vitest'
import { accountId } from '../../../../../src-shared/domain/ids.ts'
import { price } from '../../../../../src-shared/domain/price.ts'
import { AAPL, ACCOUNT } from '../../../../unit/simulator/exchange/trading-floor.ts'
import type { ApiClient } from '../api-client.ts'
import { floorGateway, STOCK } from './floor-gateway.ts'

const order = (change: Partial<Order> = {}): Order => ({
  action: OrderAction.BUY,
  totalQuantity: 100,
  orderType: OrderType.MKT,
  tif: TimeInForce.DAY,
  account: ACCOUNT,
  transmit: true,
  ...change,
})
const limit = (lmtPrice: number, change: Partial<Order> = {}): Order =>
  order({ orderType: OrderType.LMT, lmtPrice, ...change })

/** Each status that the client heard of an order. */
const statuses = (client: ApiClient, id: number): unknown[] =>
  client.of(EventName.orderStatus).flatMap((args) => (args[0] === id ? [args[1]] : []))

function placeBracket(client: ApiClient): void {
  const child = { action: OrderAction.SELL, parentId: 1, tif: TimeInForce.GTC }
  client.api.placeOrder(1, STOCK, limit(99.5, { transmit: false, orderRef: 'entry' }))
  client.api.placeOrder(2, STOCK, order({ ...child, orderType: OrderType.STP, auxPrice: 98, transmit: false }))
  client.api.placeOrder(3, STOCK, limit(102, child))
}

describe.each([178, 193])('the client library at server version %i', (maxServerVersion) => {
  test('reads everything that orders lead to', async () => {
    const floor = await floorGateway({ maxServerVersion })
    const client = await floor.client(0)
    const { api } = client
    api.reqAutoOpenOrders(true)
    api.reqPositions()
    api.reqAccountUpdates(true, ACCOUNT)
    api.reqAccountSummary(9_001, 'All', '$LEDGER:ALL,NetLiquidation,Cushion')
    api.reqAccountUpdatesMulti(9_002, ACCOUNT, '', false)
    api.reqPositionsMulti(9_005, ACCOUNT, '')
    api.reqPnL(9_003, ACCOUNT, '')
    placeBracket(client)
    api.placeOrder(4, STOCK, order({ whatIf: true }))
    await client.settled()
    floor.step(99)
    api.placeOrder(5, STOCK, order({ orderType: OrderType.TRAIL, trailingPercent: 1.5, action: OrderAction.SELL }))
    api.placeOrder(
      6,
      STOCK,
      limit(98, { tif: TimeInForce.GTD, goodTillDate: '20250602 15:00:00 US/Eastern', ocaGroup: 'g', ocaType: 2 }),
    )
    api.placeOrder(7, STOCK, order({ orderType: OrderType.STP_LMT, auxPrice: 101, lmtPrice: 101.5, outsideRth: true }))
    await client.settled()
    floor.gateway.script.liquidate(ACCOUNT, AAPL, 10)
    const [bought] = floor.gateway.exchange.executions()
    floor.gateway.script.correct(bought?.execution.execId ?? '', 100, 99.25)
    floor.step(103)
    for (const request of [
      () => api.reqOpenOrders(),
      () => api.reqAllOpenOrders(),
      () => api.reqCompletedOrders(false),
    ])
      request()
    api.reqExecutions(9_004, {})
    api.reqGlobalCancel()
    await client.settled()
    expect(client.unreadable()).toEqual([])
    for (const event of [
      ...[EventName.openOrder, EventName.orderStatus, EventName.execDetails, EventName.commissionReport],
      ...[EventName.completedOrder, EventName.completedOrdersEnd, EventName.openOrderEnd, EventName.execDetailsEnd],
      ...[EventName.orderBound, EventName.position, EventName.positionEnd, EventName.pnl, EventName.updatePortfolio],
      ...[EventName.accountSummary, EventName.accountSummaryEnd, EventName.accountUpdateMulti, EventName.positionMulti],
      ...[EventName.updateAccountValue, EventName.updateAccountTime, EventName.accountDownloadEnd],
    ]) {
      expect([event, client.of(event).length > 0]).toEqual([event, true])
    }
  })
})

describe('through the client library', () => {
  test('a bracket lives: entry, stop that waits, target that ends it', async () => {
    const floor = await floorGateway()
    const client = await floor.client(1)
    placeBracket(client)
    await client.settled()
    expect([1, 2, 3].map((id) => statuses(client, id))).toEqual([['Submitted'], ['PreSubmitted'], ['PreSubmitted']])
    floor.step(99)
    floor.step(102.5)
    await client.settled()
    expect([1, 2, 3].map((id) => statuses(client, id).at(-1))).toEqual(['Filled', 'Cancelled', 'Filled'])
    expect(floor.gateway.exchange.positions(ACCOUNT)).toEqual([])
  })

  test('an order whose transmit was left out is held, and gone with its connection', async () => {
    const floor = await floorGateway()
    const client = await floor.client(1)
    client.api.placeOrder(1, STOCK, { ...order(), transmit: false })
    await client.settled()
    expect(floor.gateway.exchange.heldOrders()).toHaveLength(1)
    client.close()
    const again = await floor.client(1)
    await again.settled()
    expect(floor.gateway.exchange.heldOrders()).toEqual([])
    expect(again.of(EventName.nextValidId)).toEqual([[2]])
  })

  test('two clients trade beside each other and hear of their own orders alone', async () => {
    const floor = await floorGateway()
    const [one, two] = [await floor.client(1), await floor.client(2)]
    one.api.placeOrder(1, STOCK, order())
    two.api.placeOrder(1, STOCK, limit(98))
    await Promise.all([one.settled(), two.settled()])
    expect(statuses(one, 1)).toEqual(['PreSubmitted', 'Filled'])
    expect(statuses(two, 1)).toEqual(['Submitted'])
    two.api.cancelOrder(1)
    one.api.cancelOrder(1)
    await Promise.all([one.settled(), two.settled()])
    expect(one.errors(1)).toEqual([10148])
    expect(two.errors(1)).toEqual([202])
  })

  test('a fill while the client is away is found by asking for executions, and by nothing else', async () => {
    const floor = await floorGateway()
    const client = await floor.client(1)
    client.api.placeOrder(1, STOCK, limit(99, { orderRef: 'mine' }))
    await client.settled()
    client.close()
    floor.step(98)
    const again = await floor.client(1)
    await again.settled()
    expect(again.of(EventName.execDetails)).toEqual([])
    again.api.reqOpenOrders()
    again.api.reqExecutions(7, {})
    again.api.reqCompletedOrders(true)
    await again.settled()
    expect(again.of(EventName.openOrder)).toEqual([])
    expect(again.of(EventName.execDetails)).toEqual([
      [7, expect.anything(), expect.objectContaining({ shares: 100, price: 99, orderRef: 'mine' })],
    ])
    expect(again.of(EventName.completedOrder)).toHaveLength(1)
  })

  test('a what-if tells margins and commission, and nothing is sent', async () => {
    const floor = await floorGateway()
    const client = await floor.client(1)
    client.api.placeOrder(1, STOCK, limit(100, { whatIf: true }))
    await client.settled()
    expect(client.of(EventName.openOrder)).toEqual([
      [
        ...[1, expect.anything(), expect.objectContaining({ whatIf: true })],
        expect.objectContaining({
          ...{ initMarginBefore: 0, initMarginChange: 5_000, initMarginAfter: 5_000 },
          ...{ maintMarginChange: 2_500, equityWithLoanBefore: 100_000, equityWithLoanAfter: 99_999, commission: 1 },
        }),
      ],
    ])
    expect(floor.gateway.exchange.openOrders()).toEqual([])
    expect(floor.gateway.exchange.executions()).toEqual([])
  })

  test('account values are those of the books, to the cent, after every trade', async () => {
    const floor = await floorGateway()
    const client = await floor.client(1)
    client.api.reqAccountUpdates(true, ACCOUNT)
    for (const [id, shares] of [37, 61, 5].entries())
      client.api.placeOrder(id + 1, STOCK, order({ totalQuantity: shares }))
    await client.settled()
    const told = new Map(
      client.of(EventName.updateAccountValue).map(([key, value, currency]) => [`${key} ${currency}`, value]),
    )
    const { netLiquidation, cash, grossPositionValue, buyingPower } = floor.gateway.exchange.accountValues(
      accountId(ACCOUNT),
    )
    expect([netLiquidation, cash, grossPositionValue, buyingPower].map((dollars) => dollars.toFixed(2))).toEqual(
      ['NetLiquidation', 'TotalCashValue', 'GrossPositionValue', 'BuyingPower'].map((key) => told.get(`${key} USD`)),
    )
    expect(cash).toBe(100_000 - 103 * 100.01 - 3)
  })

  test('an order of TWS itself is bound to client 0, which can then cancel it', async () => {
    const floor = await floorGateway()
    const client = await floor.client(0)
    client.api.reqAutoOpenOrders(true)
    await client.settled()
    floor.gateway.script.placeInTws({
      ...{ account: ACCOUNT, symbol: AAPL, action: 'BUY', quantity: 100, pricing: { type: 'LMT', limit: price(99) } },
      ...{
        timeInForce: { tif: 'DAY' },
        parentId: null,
        oca: null,
        outsideRegularHours: false,
        transmit: true,
        orderRef: '',
      },
    })
    await client.settled()
    const [permId, , id] = client.of(EventName.orderBound)[0] as [number, number, number]
    expect([permId, id]).toEqual([floor.gateway.exchange.openOrders()[0]?.permId, -1])
    client.api.cancelOrder(id)
    await client.settled()
    expect(floor.gateway.exchange.openOrders()).toEqual([])
  })
})
