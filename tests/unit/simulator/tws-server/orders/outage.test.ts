import { describe, expect, test } from 'vitest'
import { GatewayFloor, type TestClient } from './gateway-floor.ts'

/** A floor whose TWS has lost IBKR's servers; client 1 has a limit order at 99. */
function cutOff(ordersDuringOutage: 'resubmitted' | 'dropped' = 'resubmitted'): {
  floor: GatewayFloor
  client: TestClient
} {
  const floor = new GatewayFloor({ behaviour: { ordersDuringOutage } })
  const client = floor.connect(1)
  client.place(1, { type: 'LMT', limitPrice: 99 })
  client.heard()
  floor.orders.script.link.set(false)
  return { floor, client }
}

describe('while TWS does not reach its servers', () => {
  test('an order waits in TWS', () => {
    const { floor, client } = cutOff()
    client.place(2)
    expect(client.heard()).toEqual(['3 #2 PendingSubmit 0/100'])
    expect(floor.market.exchange.order(1, 2)).toBeNull()
  })

  test('an order that TWS itself refuses is refused at once', () => {
    const { client } = cutOff()
    client.place(2, { quantity: 0 })
    expect(client.heard()).toEqual(['4 #2 434'])
  })

  test('fills are not heard of, and open orders are those that were known', () => {
    const { floor, client } = cutOff()
    floor.market.step(98)
    expect(client.heard()).toEqual([])
    expect(client.openOrders()).toEqual(['5 #1 Submitted', '53'])
    expect(client.executions()).toEqual(['55 1 77'])
    floor.orders.script.link.set(true)
    expect(client.heard().slice(0, 3)).toEqual(['11 #1 BOT 100@99', '5 #1 Filled', '3 #1 Filled 100/100'])
    expect(client.executions()).toHaveLength(3)
  })

  test('a cancel waits, and what it was for may have been filled by then', () => {
    const { floor, client } = cutOff()
    client.cancel(1)
    expect(client.heard()).toEqual(['3 #1 PendingCancel 0/100'])
    floor.market.step(98)
    floor.orders.script.link.set(true)
    expect(client.heard().at(-1)).toBe('4 #1 10148')
  })

  test('nothing is said of positions and accounts, and afterwards once', () => {
    const { floor, client } = cutOff()
    client.ask({ kind: 'positions' })
    client.heard()
    floor.market.step(98)
    expect(client.heard()).toEqual([])
    floor.orders.script.link.set(true)
    expect(client.heard().filter((line) => line.startsWith('61 '))).toEqual([expect.stringMatching(/ 100 99\.01$/)])
  })
})

describe('when TWS reaches its servers again', () => {
  test('it sends the orders that waited, though nobody asks for them any more', () => {
    const { floor, client } = cutOff()
    client.place(2)
    client.close()
    floor.market.step(105)
    floor.orders.script.link.set(true)
    expect(floor.market.exchange.order(1, 2)).toMatchObject({ status: 'Filled', averagePrice: 105.01 })
  })

  test('it has forgotten them, where that is what is believed', () => {
    const { floor, client } = cutOff('dropped')
    client.place(2)
    client.cancel(1)
    client.heard()
    floor.orders.script.link.set(true)
    expect(client.heard()).toEqual([])
    expect(client.openOrders()).toEqual(['5 #1 Submitted', '53'])
  })
})
