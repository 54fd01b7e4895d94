import { describe, expect, test } from 'vitest'
import { AAPL, ACCOUNT, limit } from '../../exchange/trading-floor.ts'
import { GatewayFloor, type TestClient } from './gateway-floor.ts'

/** Somebody places an order in TWS itself. */
const placeInTws = (floor: GatewayFloor): number | null =>
  floor.orders.script.placeInTws({
    account: ACCOUNT,
    symbol: AAPL,
    action: 'BUY',
    quantity: 100,
    pricing: limit(99),
    timeInForce: { tif: 'GTC' },
    parentId: null,
    oca: null,
    outsideRegularHours: false,
    transmit: true,
    orderRef: '',
  })

const bindAutomatically = (client: TestClient): void => client.ask({ kind: 'auto-open-orders', bind: true })

describe('an order that was placed in TWS itself', () => {
  test('is everybody’s to see, under no id, and nobody’s to cancel', () => {
    const floor = new GatewayFloor()
    const client = floor.connect(1)
    placeInTws(floor)
    client.ask({ kind: 'all-open-orders' })
    expect(client.heard()).toEqual(['5 #0 Submitted', '3 #0 Submitted 0/100', '53'])
    client.cancel(-1)
    expect(client.codes(-1)).toEqual([10147])
    expect(floor.market.exchange.openOrders()).toHaveLength(1)
  })

  test('is not even client 0’s to cancel before it is bound', () => {
    const floor = new GatewayFloor()
    const client = floor.connect(0)
    placeInTws(floor)
    client.cancel(-1)
    expect(client.heard()).toEqual(['4 #-1 10147'])
  })

  test.each([
    ['negative', -1],
    ['next', 4],
  ] as const)('is bound when client 0 asks for open orders, to an id of its own: %s', (boundIds, id) => {
    const floor = new GatewayFloor({ behaviour: { boundIds } })
    const client = floor.connect(0)
    client.place(3, { type: 'LMT', limitPrice: 98 })
    placeInTws(floor)
    client.heard()
    client.ask({ kind: 'open-orders' })
    const { permId } = floor.market.exchange.openOrders()[1]!
    expect(client.heard()).toEqual([
      `100 ${permId} 0 ${id}`,
      ...['5 #3 Submitted', '3 #3 Submitted 0/100'],
      ...[`5 #${id} Submitted`, `3 #${id} Submitted 0/100`],
      '53',
    ])
    client.place(id, { type: 'LMT', limitPrice: 97, tif: 'GTC' })
    expect(floor.market.exchange.openOrders()[1]).toMatchObject({ pricing: { limit: 97 } })
    client.cancel(id)
    expect(client.codes(id)).toEqual([202])
    client.place(id + 8, { type: 'LMT', limitPrice: 97 })
    expect(client.heard()).toEqual([`5 #${id + 8} Submitted`, `3 #${id + 8} Submitted 0/100`])
  })

  test('is bound at once where client 0 has asked for that, and its fills are told', () => {
    const floor = new GatewayFloor()
    const client = floor.connect(0)
    bindAutomatically(client)
    expect(client.heard()).toEqual(['53'])
    const id = placeInTws(floor)!
    floor.orders.script.fill(0, id)
    const { permId } = floor.market.exchange.completedOrders()[0]!
    expect(client.heard()).toEqual([
      `100 ${permId} 0 -1`,
      ...['5 #-1 Submitted', '3 #-1 Submitted 0/100'],
      ...['11 #-1 BOT 100@99', '5 #-1 Filled', '3 #-1 Filled 100/100', '59 1'],
    ])
  })

  test('is not told of when nobody binds it, neither are its execution and commission', () => {
    const floor = new GatewayFloor()
    const [zero, one] = [floor.connect(0), floor.connect(1)]
    floor.orders.script.fill(0, placeInTws(floor)!)
    expect([...zero.heard(), ...one.heard()]).toEqual([])
    expect(one.executions()).toEqual(['11 #0 BOT 100@99', '59 1', '55 1 77'])
  })

  test('is no longer bound by itself once client 0 has gone', () => {
    const floor = new GatewayFloor()
    const client = floor.connect(0)
    bindAutomatically(client)
    client.close()
    const again = floor.connect(0)
    placeInTws(floor)
    expect(again.heard()).toEqual([])
  })

  test('can be bound by client 0 alone', () => {
    const client = new GatewayFloor().connect(1)
    bindAutomatically(client)
    expect(client.heard()).toEqual(['4 #-1 327'])
  })
})

test('a liquidation is an execution of nobody’s order, marked as one, and shows in the position', () => {
  const floor = new GatewayFloor()
  const client = floor.connect(1)
  client.place(1)
  client.ask({ kind: 'positions' })
  client.heard()
  floor.orders.script.liquidate(ACCOUNT, AAPL)
  expect(client.heard()).toEqual([expect.stringMatching(/^61 3 DU1000001 \d+ AAPL STK .* 0 0$/)])
  client.ask({
    kind: 'executions',
    id: 1,
    filter: { client: 0, account: '', time: '', symbol: '', secType: '', exchange: '', side: 'S' },
  })
  const [execution] = client.frames
  expect(execution?.slice(1, 3)).toEqual([1, 0])
  expect(execution?.slice(18, 20)).toEqual(['SLD', 100])
  expect(execution?.[23]).toBe(1)
})
