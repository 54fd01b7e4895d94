import { describe, expect, test } from 'vitest'
import { GatewayFloor } from './gateway-floor.ts'

describe('a market order', () => {
  test('is answered as TWS was recorded to answer', () => {
    const client = new GatewayFloor().connect(1)
    client.place(1)
    expect(client.heard()).toEqual([
      '5 #1 PreSubmitted',
      '3 #1 PreSubmitted 0/100',
      '11 #1 BOT 100@100.01',
      '5 #1 Filled',
      '3 #1 Filled 100/100',
      '59 1',
    ])
  })

  test('that the book cannot fill at once is filled in parts', () => {
    const floor = new GatewayFloor()
    const client = floor.connect(1)
    floor.market.step(100, 100)
    client.place(1)
    floor.market.step(100.5)
    const fills = client.heard().filter((line) => line.startsWith('11 ') || line.startsWith('3 '))
    expect(fills).toEqual([
      '3 #1 PreSubmitted 0/100',
      expect.stringMatching(/^11 #1 BOT (\d+)@100.01$/),
      expect.stringMatching(/^3 #1 Submitted \d+\/100$/),
      expect.stringMatching(/^11 #1 BOT (\d+)@100.51$/),
      '3 #1 Filled 100/100',
    ])
  })
})

describe('a limit order', () => {
  test('works until the market comes to it', () => {
    const floor = new GatewayFloor()
    const client = floor.connect(1)
    client.place(1, { type: 'LMT', limitPrice: 99 })
    expect(client.heard()).toEqual(['5 #1 Submitted', '3 #1 Submitted 0/100'])
    floor.market.step(98.5)
    expect(client.heard().at(-2)).toBe('3 #1 Filled 100/100')
  })

  test('can be modified under its id, and keeps its permanent id', () => {
    const floor = new GatewayFloor()
    const client = floor.connect(1)
    client.place(1, { type: 'LMT', limitPrice: 99 })
    const { permId } = floor.market.exchange.order(1, 1)!
    client.place(1, { type: 'LMT', limitPrice: 99.5, quantity: 80 })
    expect(floor.market.exchange.order(1, 1)).toMatchObject({ permId, quantity: 80, pricing: { limit: 99.5 } })
    expect(client.heard()).toEqual(['5 #1 Submitted', '3 #1 Submitted 0/100', '5 #1 Submitted', '3 #1 Submitted 0/80'])
  })

  test('that is sent again unchanged is answered by how it stands', () => {
    const client = new GatewayFloor().connect(1)
    client.place(1, { type: 'LMT', limitPrice: 99 })
    client.heard()
    client.place(1, { type: 'LMT', limitPrice: 99 })
    expect(client.heard()).toEqual(['5 #1 Submitted', '3 #1 Submitted 0/100'])
  })

  test('that is over cannot be modified', () => {
    const client = new GatewayFloor().connect(1)
    client.place(1)
    client.place(2, { type: 'LMT', limitPrice: 99 })
    client.cancel(2)
    client.heard()
    client.place(1)
    expect(client.codes(1)).toEqual([104])
    client.place(2, { type: 'LMT', limitPrice: 99 })
    expect(client.codes(2)).toEqual([103])
  })

  test('whose modification is refused lives on as it was', () => {
    const floor = new GatewayFloor()
    const client = floor.connect(1)
    client.place(1, { type: 'LMT', limitPrice: 99 })
    client.heard()
    client.place(1, { type: 'LMT', limitPrice: 99.005 })
    expect(client.heard()).toEqual(['4 #1 110'])
    client.place(1, { type: 'STP', auxPrice: 99 })
    client.place(1, { type: 'LMT', limitPrice: 99, action: 'SELL' })
    client.place(1, { type: 'LMT', limitPrice: 99 }, { symbol: 'MSFT' })
    expect(client.codes(1)).toEqual([329, 105, 105])
    expect(floor.market.exchange.order(1, 1)).toMatchObject({ status: 'Submitted', pricing: { limit: 99 } })
  })
})

describe('a cancel', () => {
  test('is confirmed by PendingCancel, Cancelled and 202', () => {
    const client = new GatewayFloor().connect(1)
    client.place(1, { type: 'LMT', limitPrice: 99 })
    client.heard()
    client.cancel(1)
    expect(client.heard()).toEqual(['3 #1 PendingCancel 0/100', '3 #1 Cancelled 0/100', '4 #1 202'])
  })

  test.each([10148, 161] as const)(
    'of an order that is over is too late, by the code that is believed in: %i',
    (lateCancel) => {
      const client = new GatewayFloor({ behaviour: { lateCancel } }).connect(1)
      client.place(1)
      client.heard()
      client.cancel(1)
      expect(client.codes(1)).toEqual([lateCancel])
    },
  )

  test('of an order that nobody knows, or that another client placed, finds nothing', () => {
    const floor = new GatewayFloor()
    const [client, other] = [floor.connect(1), floor.connect(2)]
    other.place(5, { type: 'LMT', limitPrice: 99 })
    client.cancel(5)
    client.cancel(0)
    client.cancel(-1)
    expect(client.heard()).toEqual(['4 #5 10147', '4 #0 10147', '4 #-1 10147'])
    expect(floor.market.exchange.order(2, 5)?.status).toBe('Submitted')
  })

  test('of everything reaches the orders of all clients', () => {
    const floor = new GatewayFloor()
    const [client, other] = [floor.connect(1), floor.connect(2)]
    client.place(1, { type: 'LMT', limitPrice: 99 })
    other.place(1, { type: 'LMT', limitPrice: 98 })
    client.ask({ kind: 'global-cancel' })
    expect(floor.market.exchange.openOrders()).toEqual([])
    expect(other.codes(1)).toEqual([202])
  })

  test('that crosses the fill of its order is too late, and the fill stands', () => {
    const floor = new GatewayFloor()
    const client = floor.connect(1)
    client.place(1, { type: 'LMT', limitPrice: 99 })
    floor.market.step(98)
    client.cancel(1)
    const heard = client.heard()
    expect(heard).toContain('3 #1 Filled 100/100')
    expect(heard.at(-1)).toBe('4 #1 10148')
  })
})

describe('order ids', () => {
  test('go up for each client across its connections, whatever becomes of the orders', () => {
    const floor = new GatewayFloor()
    const client = floor.connect(1)
    client.place(7, { type: 'LMT', limitPrice: 99 })
    client.cancel(7)
    client.close()
    const again = floor.connect(1)
    again.place(7)
    again.place(6)
    expect(again.heard()).toEqual(['4 #7 103', '4 #6 103'])
    again.place(8)
    expect(again.heard()).toContain('3 #8 Filled 100/100')
    const other = floor.connect(2)
    other.place(7)
    expect(other.heard()).toContain('3 #7 Filled 100/100')
  })

  test.each(['go-on', 'roll-back'] as const)('%s after a restart, as the option says', (idsAfterRestart) => {
    const floor = new GatewayFloor({ behaviour: { idsAfterRestart } })
    const client = floor.connect(1)
    client.place(1, { type: 'LMT', limitPrice: 99 })
    client.place(2)
    floor.orders.script.restart()
    const rolled = idsAfterRestart === 'roll-back'
    expect(floor.market.exchange.nextOrderId(1)).toBe(rolled ? 1 : 3)
    client.heard()
    client.place(2, { type: 'LMT', limitPrice: 98 })
    expect(client.heard()[0]).toBe(rolled ? '5 #2 Submitted' : '4 #2 104')
  })

  test('that roll back onto a living order modify it: orders get mixed up', () => {
    const floor = new GatewayFloor({ behaviour: { idsAfterRestart: 'roll-back' } })
    const client = floor.connect(1)
    client.place(1, { type: 'LMT', limitPrice: 99 })
    floor.orders.script.restart()
    client.place(1, { type: 'LMT', limitPrice: 95 })
    expect(floor.market.exchange.openOrders()).toMatchObject([{ orderId: 1, pricing: { limit: 95 } }])
  })

  test('that roll back are not free for an order that lived then and has ended since: its change comes too late', () => {
    const floor = new GatewayFloor({ behaviour: { idsAfterRestart: 'roll-back' } })
    const client = floor.connect(1)
    client.place(1, { type: 'LMT', limitPrice: 99 })
    floor.orders.script.restart()
    client.cancel(1)
    client.heard()
    client.place(1, { type: 'LMT', limitPrice: 98 })
    expect(client.heard()[0]).toBe('4 #1 103')
    expect(floor.market.exchange.openOrders()).toEqual([])
  })
})
