import { expect, test } from 'vitest'
import { GatewayFloor } from './gateway-floor.ts'

test('a script rejects the next order that it means, and that one alone', () => {
  const floor = new GatewayFloor()
  const client = floor.connect(1)
  floor.orders.script.rejectNext('no such luck', ({ action }) => action === 'SELL')
  client.place(1)
  client.place(2, { action: 'SELL' })
  client.place(3, { action: 'SELL' })
  const heard = client.heard()
  expect(heard).toContain('3 #1 Filled 100/100')
  expect(heard).toContain('4 #2 201')
  expect(heard).toContain('3 #2 Inactive 0/100')
  expect(heard).toContain('3 #3 Filled 100/100')
})

test('a script that is called off rejects nothing', () => {
  const floor = new GatewayFloor()
  const client = floor.connect(1)
  floor.orders.script.rejectNext('no such luck')()
  client.place(1)
  expect(client.heard()).toContain('3 #1 Filled 100/100')
})

test('a script holds an order, as TWS does while it locates shares, and lets it go', () => {
  const floor = new GatewayFloor()
  const client = floor.connect(1)
  floor.orders.script.holdNext()
  client.place(1, { action: 'SELL' })
  expect(client.heard()).toEqual(['5 #1 PreSubmitted', '4 #1 404', '3 #1 PreSubmitted 0/100 locate'])
  floor.orders.script.letGo(1, 1)
  expect(client.heard()).toContain('3 #1 Filled 100/100')
})

test('a script has the gateway answer twice: each message, and the order is filled once all the same', () => {
  const floor = new GatewayFloor()
  const client = floor.connect(1)
  floor.orders.script.answerTwice(3)
  client.place(1, { type: 'LMT', limitPrice: 99 })
  floor.orders.script.fill(1, 1)
  expect(client.heard().slice(0, 6)).toEqual([
    ...['5 #1 Submitted', '5 #1 Submitted'],
    ...['3 #1 Submitted 0/100', '3 #1 Submitted 0/100'],
    ...['11 #1 BOT 100@99', '11 #1 BOT 100@99'],
  ])
  expect(floor.market.shares()).toBe(100)
})

test('a script fills a stop that the market never reached, at a price of its own', () => {
  const floor = new GatewayFloor()
  const client = floor.connect(1)
  client.place(1)
  client.place(2, { action: 'SELL', type: 'STP', auxPrice: 90 })
  expect(floor.orders.script.fill(1, 2, { price: 89.5 })).toBe(100)
  expect(floor.orders.script.fill(1, 2)).toBe(0)
  expect(floor.market.fills(2)).toEqual(['100@89.5'])
  expect(floor.market.shares()).toBe(0)
})

test('a script fills parts of an order, and never more than it has', () => {
  const floor = new GatewayFloor()
  const client = floor.connect(1)
  client.place(1, { type: 'LMT', limitPrice: 90 })
  expect(floor.orders.script.fill(1, 1, { shares: 30 })).toBe(30)
  expect(floor.orders.script.fill(1, 1, { shares: 300 })).toBe(70)
  expect(floor.orders.script.fill(1, 9)).toBe(0)
  expect(floor.market.fills(1)).toEqual(['30@90', '70@90'])
})

test('services that were closed hear nothing more', () => {
  const floor = new GatewayFloor()
  const client = floor.connect(1)
  client.place(1, { type: 'LMT', limitPrice: 99 })
  client.heard()
  floor.close()
  floor.market.step(90)
  expect(client.heard()).toEqual([])
})
