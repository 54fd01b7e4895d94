import { describe, expect, test } from 'vitest'
import { GatewayFloor } from './gateway-floor.ts'

const ENTRY = { type: 'LMT', limitPrice: 99.5 } as const

describe('a bracket', () => {
  test('is not heard of before its last child transmits it, and then all of it is', () => {
    const client = new GatewayFloor().connect(1)
    client.place(1, { ...ENTRY, transmit: false })
    client.place(2, { action: 'SELL', type: 'STP', auxPrice: 98, parentId: 1, transmit: false })
    expect(client.heard()).toEqual([])
    client.place(3, { action: 'SELL', type: 'LMT', limitPrice: 102, parentId: 1 })
    expect(client.heard()).toEqual([
      '5 #1 Submitted',
      '3 #1 Submitted 0/100',
      '5 #2 PreSubmitted',
      '3 #2 PreSubmitted 0/100 child',
      '5 #3 PreSubmitted',
      '3 #3 PreSubmitted 0/100 child',
    ])
  })

  test('lives: the entry fills, the stop waits for its trigger, the target works, one ends the other', () => {
    const floor = new GatewayFloor()
    const client = floor.connect(1)
    client.bracket(1, ENTRY, 98, 102)
    floor.market.step(99)
    expect(client.heard().slice(-4)).toEqual([
      '5 #2 PreSubmitted',
      '3 #2 PreSubmitted 0/100 trigger',
      '5 #3 Submitted',
      '3 #3 Submitted 0/100',
    ])
    floor.market.step(102.5)
    const end = client.heard().filter((line) => !line.startsWith('5 '))
    expect(end).toEqual(['11 #3 SLD 100@102', '3 #3 Filled 100/100', '59 1', '3 #2 Cancelled 0/100', '4 #2 202'])
  })

  test('whose children are modified before it is transmitted goes out as it is then', () => {
    const floor = new GatewayFloor()
    const client = floor.connect(1)
    client.place(1, { ...ENTRY, transmit: false })
    client.place(2, { action: 'SELL', type: 'STP', auxPrice: 98, parentId: 1, transmit: false })
    client.place(2, { action: 'SELL', type: 'STP', auxPrice: 97, parentId: 1, transmit: true })
    expect(floor.market.exchange.openOrders()).toMatchObject([{ orderId: 1 }, { orderId: 2, pricing: { stop: 97 } }])
  })

  test('goes with its parent when nothing of it is filled', () => {
    const client = new GatewayFloor().connect(1)
    client.bracket(1, ENTRY, 98, 102)
    client.cancel(1)
    expect(client.codes(2)).toEqual([202])
    expect(client.openOrders()).toEqual(['53'])
  })

  test.each([
    ['children-stay', ['5 #2 PreSubmitted', '5 #3 Submitted', '53']],
    ['children-go', ['53']],
  ] as const)('whose parent is cancelled in part: %s', (partialParentCancelled, left) => {
    const behaviour = { childrenWork: 'per-fill', partialParentCancelled, goodTillDate: 'at-its-moment' } as const
    const floor = new GatewayFloor({ floor: { settings: { behaviour } } })
    const client = floor.connect(1)
    client.bracket(1, ENTRY, 98, 102)
    floor.orders.script.fill(1, 1, { shares: 40 })
    client.cancel(1)
    expect(client.openOrders()).toEqual(left)
    const sizes = floor.market.exchange.openOrders().map(({ quantity }) => quantity)
    expect(sizes).toEqual(left.length > 1 ? [40, 40] : [])
  })

  test.each([
    ['per-fill', '3 #3 Submitted 0/100'],
    ['on-full-fill', '3 #3 PreSubmitted 0/100 child'],
  ] as const)('whose parent is filled in part: children work %s', (childrenWork, status) => {
    const behaviour = { childrenWork, partialParentCancelled: 'children-stay', goodTillDate: 'at-its-moment' } as const
    const floor = new GatewayFloor({ floor: { settings: { behaviour } } })
    const client = floor.connect(1)
    client.bracket(1, ENTRY, 98, 102)
    floor.orders.script.fill(1, 1, { shares: 40 })
    client.heard()
    client.ask({ kind: 'open-orders' })
    expect(client.heard()).toContain(status)
  })

  test('cannot begin with a child: its parent has to be there', () => {
    const client = new GatewayFloor().connect(1)
    client.place(2, { action: 'SELL', type: 'STP', auxPrice: 98, parentId: 1 })
    client.place(3, { action: 'SELL', type: 'STP', auxPrice: 98, parentId: -1 })
    expect(client.heard()).toEqual(['4 #2 10006', '4 #3 10006'])
  })
})

describe('orders that were not transmitted', () => {
  test.each(['forgotten', 'kept'] as const)('are %s when the connection ends, as the option says', (heldChains) => {
    const floor = new GatewayFloor({ behaviour: { heldChains } })
    const client = floor.connect(1)
    client.place(1, { ...ENTRY, transmit: false })
    client.close()
    const again = floor.connect(1)
    again.place(2, { action: 'SELL', type: 'STP', auxPrice: 98, parentId: 1 })
    expect(again.heard()[0]).toBe(heldChains === 'kept' ? '5 #1 Submitted' : '4 #2 10006')
  })

  test('are no open orders, and can be cancelled', () => {
    const floor = new GatewayFloor()
    const client = floor.connect(1)
    client.place(1, { ...ENTRY, transmit: false })
    expect(client.openOrders()).toEqual(['53'])
    client.cancel(1)
    expect(client.codes(1)).toEqual([202])
    expect(floor.market.exchange.heldOrders()).toEqual([])
  })

  test('of other clients stay when one goes', () => {
    const floor = new GatewayFloor()
    const [client, other] = [floor.connect(1), floor.connect(2)]
    client.place(1, { ...ENTRY, transmit: false })
    other.close()
    expect(floor.market.exchange.heldOrders()).toHaveLength(1)
  })
})

describe('a group (OCA)', () => {
  const sell = (limitPrice: number, ocaType: number): object => ({
    ...{ action: 'SELL', type: 'LMT', limitPrice, ocaGroup: 'exit', ocaType },
  })

  test.each([0, 1])('of type %i ends the others with its first fill', (ocaType) => {
    const floor = new GatewayFloor()
    const client = floor.connect(1)
    client.place(1, { quantity: 200 })
    client.place(2, sell(101, ocaType))
    client.place(3, sell(102, ocaType))
    floor.orders.script.fill(1, 2, { shares: 10 })
    expect(client.heard()).toContain('3 #3 Cancelled 0/100')
  })

  test.each([2, 3])('of type %i is reduced by what is filled', (ocaType) => {
    const floor = new GatewayFloor()
    const client = floor.connect(1)
    client.place(1, { quantity: 200 })
    client.place(2, sell(101, ocaType))
    client.place(3, sell(102, ocaType))
    floor.orders.script.fill(1, 2, { shares: 40 })
    expect(client.heard()).toContain('3 #3 Submitted 0/60')
  })
})
