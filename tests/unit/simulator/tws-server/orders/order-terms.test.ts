import { describe, expect, test } from 'vitest'
import { utcMs } from '../../../../../src-shared/domain/time.ts'
import { MONDAY } from '../../exchange/trading-floor.ts'
import { GatewayFloor } from './gateway-floor.ts'

describe('a trailing stop', () => {
  test('follows the market by its amount, beginning where the market is', () => {
    const floor = new GatewayFloor()
    const client = floor.connect(1)
    client.place(1)
    client.place(2, { action: 'SELL', type: 'TRAIL', auxPrice: 1 })
    const stop = (): unknown => floor.market.exchange.order(1, 2)?.pricing
    expect(stop()).toEqual({ type: 'TRAIL', stop: 99, trail: 1 })
    floor.market.step(103)
    floor.market.step(102.5)
    expect(stop()).toEqual({ type: 'TRAIL', stop: 102, trail: 1 })
    floor.market.step(101.9)
    expect(client.heard()).toContain('3 #2 Filled 100/100')
  })

  test('follows by a percentage of the market', () => {
    const floor = new GatewayFloor()
    const client = floor.connect(1)
    client.place(1)
    client.place(2, { action: 'SELL', type: 'TRAIL', trailingPercent: 2 })
    floor.market.step(110)
    expect(floor.market.exchange.order(1, 2)?.pricing).toEqual({ type: 'TRAIL', stop: 107.8, trail: 2.2 })
  })

  test('as a child begins where the market is when its parent fills, not where it was before', () => {
    const floor = new GatewayFloor()
    const client = floor.connect(1)
    client.place(1, { type: 'LMT', limitPrice: 95, transmit: false })
    client.place(2, { action: 'SELL', type: 'TRAIL', auxPrice: 1, parentId: 1 })
    floor.market.step(94.9)
    expect(floor.market.exchange.order(1, 2)).toMatchObject({ filled: 0, pricing: { stop: 93.9 } })
  })

  test('keeps what it has gained when only its quantity is modified', () => {
    const floor = new GatewayFloor()
    const client = floor.connect(1)
    client.place(1)
    const trail = { action: 'SELL', type: 'TRAIL', auxPrice: 1, trailStopPrice: 98 }
    client.place(2, trail)
    floor.market.step(103)
    client.place(2, { ...trail, quantity: 50 })
    expect(floor.market.exchange.order(1, 2)).toMatchObject({ quantity: 50, pricing: { stop: 102 } })
    client.place(2, { ...trail, quantity: 50, trailStopPrice: 102.5 })
    expect(floor.market.exchange.order(1, 2)).toMatchObject({ quantity: 50, pricing: { stop: 102.5 } })
  })
})

describe('an order with a date', () => {
  // The session opens at 13:30 UTC, 09:30 in New York.
  test.each([
    ['in the exchange zone', '20250602 09:31:00 US/Eastern'],
    ['in UTC', '20250602-13:31:00'],
    ['without a zone, which means the exchange’s', '20250602 09:31:00'],
  ])('ends at it, written %s', (_, goodTillDate) => {
    const floor = new GatewayFloor()
    const client = floor.connect(1)
    client.place(1, { type: 'LMT', limitPrice: 99, tif: 'GTD', goodTillDate })
    while (floor.market.time < MONDAY.open + 55_000) floor.market.step(100)
    expect(client.openOrders()).toEqual(['5 #1 Submitted', '53'])
    floor.market.step(100)
    expect(client.codes(1)).toEqual([202])
  })

  test('lives to the close where that is what is believed', () => {
    const behaviour = {
      childrenWork: 'per-fill',
      partialParentCancelled: 'children-stay',
      goodTillDate: 'at-the-close',
    } as const
    const floor = new GatewayFloor({ floor: { settings: { behaviour } } })
    const client = floor.connect(1)
    client.place(1, { type: 'LMT', limitPrice: 99, tif: 'GTD', goodTillDate: '20250602-13:31:00' })
    while (floor.market.time < MONDAY.open + 90_000) floor.market.step(100)
    expect(client.openOrders()).toEqual(['5 #1 Submitted', '53'])
    floor.market.close()
    expect(client.codes(1)).toEqual([202])
  })

  test.each([
    ['without one', '', 334],
    ['that cannot be read', 'tomorrow', 337],
    ['that has passed', '20250602-13:30:00', 201],
  ])('is refused %s', (_, goodTillDate, code) => {
    const client = new GatewayFloor().connect(1)
    client.place(1, { type: 'LMT', limitPrice: 99, tif: 'GTD', goodTillDate })
    expect(client.codes(1)).toEqual([code])
  })
})

describe('outside regular hours', () => {
  test('an order waits for the open, and TWS says so', () => {
    const floor = new GatewayFloor()
    const client = floor.connect(1)
    floor.market.close()
    client.place(1, { type: 'LMT', limitPrice: 99 })
    expect(client.frames.at(-1)).toEqual([
      ...[4, 2, 1, 399],
      'Order Message:\nBUY 100 AAPL NASDAQ.NMS\nWarning: Your order will not be placed at the exchange until 20250603 09:30:00 US/Eastern.',
      '',
    ])
    expect(client.heard().slice(0, 2)).toEqual(['5 #1 PreSubmitted', '3 #1 PreSubmitted 0/100'])
  })

  test('an order that may trade then works, without a market, until the late session ends', () => {
    const floor = new GatewayFloor()
    const client = floor.connect(1)
    client.place(1, { type: 'LMT', limitPrice: 99, outsideRth: true })
    floor.market.close()
    expect(client.openOrders()).toEqual(['5 #1 Submitted', '53'])
    floor.market.take({ kind: 'slot-end', time: utcMs(MONDAY.close + 4 * 3_600_000) })
    expect(client.codes(1)).toEqual([202])
  })

  test('is ignored of a market order, with a warning', () => {
    const client = new GatewayFloor().connect(1)
    client.place(1, { outsideRth: true })
    expect(client.heard().slice(0, 2)).toEqual(['4 #1 2109', '5 #1 PreSubmitted'])
  })
})

test('an order without a time in force becomes one for the day, which is a warning and not its end', () => {
  const floor = new GatewayFloor()
  const client = floor.connect(1)
  client.place(1, { type: 'LMT', limitPrice: 99, tif: '' })
  expect(client.heard()).toEqual(['4 #1 10349', '5 #1 Submitted', '3 #1 Submitted 0/100'])
  floor.market.close()
  expect(client.codes(1)).toEqual([202])
})

test('an order good till cancelled waits overnight and works again', () => {
  const floor = new GatewayFloor()
  const client = floor.connect(1)
  client.place(1, { type: 'LMT', limitPrice: 99, tif: 'GTC' })
  client.heard()
  floor.market.close()
  expect(client.heard()).toEqual(['5 #1 PreSubmitted', '3 #1 PreSubmitted 0/100'])
})
