import { EventName, type Order, OrderAction, OrderType, TimeInForce } from '@stoqey/ib'
import { afterEach, describe, expect, it } from 'vitest'
import { ApiClient } from './api-client.ts'
import { ACCOUNT, type DemoGateway, demoGateway, STOCK } from './demo-gateway.ts'

let demo: DemoGateway
const clients: ApiClient[] = []

async function start(maxServerVersion: number): Promise<ApiClient> {
  demo = await demoGateway({ maxServerVersion, limits: 'none' })
  const client = await ApiClient.ready(demo.port, 1)
  clients.push(client)
  return client
}

afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  await demo.close()
  expect(demo.failures).toEqual([])
})

const order = (change: Partial<Order>): Order => ({
  ...{ action: OrderAction.BUY, totalQuantity: 10, orderType: OrderType.MKT, tif: TimeInForce.DAY },
  ...{ transmit: true, account: ACCOUNT, orderRef: 'ours-1' },
  ...change,
})

describe.each([178, 181, 185, 187, 190, 193])('the client library at server version %i', (version) => {
  it('reads a bracket, its fills and everything about the account, and finds no field missing or left over', async () => {
    const client = await start(version)
    const { api } = client
    api.reqAccountUpdates(true, ACCOUNT)
    api.reqPnL(50, ACCOUNT)
    api.reqPositions()
    const last = demo.gateway.exchange.quote(demo.gateway.exchange.symbols[0]!).last ?? 0
    api.placeOrder(1, STOCK, order({ transmit: false }))
    api.placeOrder(
      2,
      STOCK,
      order({
        action: OrderAction.SELL,
        orderType: OrderType.LMT,
        lmtPrice: Math.ceil(last * 2),
        parentId: 1,
        transmit: false,
      }),
    )
    api.placeOrder(3, STOCK, order({ action: OrderAction.SELL, orderType: OrderType.STP, auxPrice: 1, parentId: 1 }))
    api.placeOrder(4, STOCK, order({ orderType: OrderType.LMT, lmtPrice: 1, tif: TimeInForce.GTC }))
    await client.settled()
    demo.steps(3)
    api.placeOrder(5, STOCK, order({ whatIf: true }))
    api.cancelOrder(4)
    await client.settled()
    api.reqAllOpenOrders()
    api.reqOpenOrders()
    api.reqCompletedOrders(false)
    api.reqExecutions(51, {})
    api.reqAccountSummary(52, 'All', 'NetLiquidation,BuyingPower')
    api.reqPnLSingle(53, ACCOUNT, '', 1)
    await client.settled()
    demo.steps(12)
    api.reqGlobalCancel()
    await client.settled()
    expect(client.unreadable()).toEqual([])
    const statuses = client.of(EventName.orderStatus).map(([id, status]) => `${id} ${status}`)
    expect(statuses).toEqual(expect.arrayContaining(['1 Filled', '2 Submitted', '3 PreSubmitted', '4 Cancelled']))
    for (const event of [
      ...[EventName.openOrder, EventName.openOrderEnd, EventName.execDetails, EventName.execDetailsEnd],
      ...[EventName.commissionReport, EventName.completedOrder, EventName.completedOrdersEnd, EventName.position],
      ...[EventName.positionEnd, EventName.updateAccountValue, EventName.updatePortfolio, EventName.accountDownloadEnd],
      ...[EventName.accountSummary, EventName.accountSummaryEnd, EventName.pnl],
    ])
      expect(client.of(event), event).not.toEqual([])
  })
})
