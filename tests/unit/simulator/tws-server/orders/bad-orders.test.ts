import { describe, expect, test } from 'vitest'
import type { WireContract } from '../../../../../src-main/simulator/tws-server/wire/contract.ts'
import type { WireOrder } from '../../../../../src-main/simulator/tws-server/wire/order.ts'
import { GatewayFloor } from './gateway-floor.ts'

describe('an order that cannot be one is refused with TWS’s code, and leaves nothing behind', () => {
  test.each<[string, Partial<WireOrder>, number]>([
    ['no size', { quantity: 0 }, 434],
    ['a size that is not given', { quantity: null }, 434],
    ['a negative size', { quantity: -100 }, 321],
    ['a fraction', { quantity: 0.5 }, 10243],
    ['a million million shares', { quantity: 1e12 }, 321],
    ['no side', { action: '' }, 321],
    ['the side of institutions', { action: 'SSHORT' }, 321],
    ['no type', { type: '' }, 321],
    ['a type that nobody knows', { type: 'LIMIT UP' }, 321],
    ['a type of TWS that is not simulated', { type: 'TRAIL LIMIT' }, 387],
    ['another', { type: 'MOC' }, 387],
    ['a pegged one', { type: 'PEG MID' }, 387],
    ['a limit order without its limit', { type: 'LMT' }, 107],
    ['a stop without its stop', { type: 'STP', limitPrice: 99 }, 107],
    ['a stop-limit without its limit', { type: 'STP LMT', auxPrice: 99 }, 107],
    ['a trail by nothing', { type: 'TRAIL' }, 107],
    ['a trail by two things', { type: 'TRAIL', auxPrice: 1, trailingPercent: 1 }, 321],
    ['a trail of all of the price', { type: 'TRAIL', trailingPercent: 100 }, 321],
    ['a price between two cents', { type: 'LMT', limitPrice: 99.995 }, 110],
    ['a price of nothing', { type: 'LMT', limitPrice: 0 }, 110],
    ['a price below nothing', { type: 'LMT', limitPrice: -1 }, 110],
    ['an absurd price', { type: 'LMT', limitPrice: 1e300 }, 110],
    ['no known account', { account: 'DU9' }, 321],
    ['no account where there are two', { account: '' }, 435],
    ['an unknown time in force', { tif: 'FOREVER' }, 321],
    ['a time in force that is not simulated', { tif: 'IOC' }, 201],
    ['an unknown kind of group', { ocaGroup: 'g', ocaType: 9 }, 321],
    ['good after a time', { goodAfterTime: '20250602 10:00:00 US/Eastern' }, 338],
    ['an algorithm', { algo: { strategy: 'Adaptive', parameters: [], id: '' } }, 439],
    ['a condition', { conditions: [{ kind: 'price', conjunction: 'and' }] }, 201],
    ['all or none', { allOrNone: true }, 201],
    ['hidden', { hidden: true }, 201],
    ['an iceberg', { displaySize: 10 }, 201],
    ['a discretionary amount', { discretionaryAmount: 0.05 }, 201],
    ['dollars instead of shares', { cashQuantity: 1_000 }, 201],
    ['another trigger than the last trade', { triggerMethod: 7 }, 201],
    ['a hedge', { hedgeType: 'D' }, 201],
    ['an adviser’s model', { modelCode: 'growth' }, 201],
    ['a parent that is not there', { parentId: 999 }, 10006],
    ['more than the account can pay for', { quantity: 5_000 }, 201],
  ])('%s', (_, order, code) => {
    const floor = new GatewayFloor()
    const client = floor.connect(1)
    client.place(1, order)
    expect(client.codes(1).filter((one) => one !== 10349)).toEqual([code])
    expect(floor.market.exchange.openOrders()).toEqual([])
    expect(floor.market.exchange.heldOrders()).toEqual([])
    expect(floor.market.exchange.executions()).toEqual([])
  })

  test.each<[string, Partial<WireContract>]>([
    ['an unknown symbol', { symbol: 'NONE' }],
    ['an option', { secType: 'OPT' }],
    ['a combination', { secType: 'BAG' }],
    ['another currency', { currency: 'EUR' }],
    ['no currency', { currency: '' }],
    ['another exchange', { exchange: 'LSE' }],
    ['an unknown contract id', { conId: 5 }],
    ['nothing', { symbol: '', secType: '', exchange: '', currency: '' }],
  ])('for %s', (_, contract) => {
    const client = new GatewayFloor().connect(1)
    client.place(1, {}, contract)
    expect(client.codes(1)).toEqual([200])
  })

  test.each([0, -1, -2_147_483_648])('under the id %i', (id) => {
    const client = new GatewayFloor().connect(0)
    client.place(id)
    expect(client.codes(id)).toEqual([321])
  })

  test('a what-if that is not to be transmitted', () => {
    const client = new GatewayFloor().connect(1)
    client.place(1, { whatIf: true, transmit: false })
    expect(client.heard()).toEqual(['4 #1 321'])
  })

  test('executions since a time that is none', () => {
    const client = new GatewayFloor().connect(1)
    expect(client.executions({ time: 'yesterday' })).toEqual(['4 #77 321'])
  })
})

test('what clients write for nothing is nothing', () => {
  const client = new GatewayFloor().connect(1)
  client.place(1, {
    ...{ adjustedOrderType: 'None', deltaNeutralOrderType: 'None', displaySize: 0, discretionaryAmount: 0 },
    ...{ trailingPercent: 0, cashQuantity: 0, minQuantity: 0, triggerMethod: 2, duration: 0 },
  })
  expect(client.heard()).toContain('3 #1 Filled 100/100')
})

test('a gateway that is read-only refuses orders, cancels and what-ifs by one code', () => {
  const floor = new GatewayFloor({ readOnly: true })
  const client = floor.connect(1)
  client.place(1)
  client.place(2, { whatIf: true })
  client.cancel(1)
  client.ask({ kind: 'global-cancel' })
  expect(client.heard()).toEqual(['4 #1 321', '4 #2 321', '4 #1 321', '4 #-1 321'])
  expect(client.openOrders()).toEqual(['53'])
})
