import { describe, expect, it } from 'vitest'
import type { WireField } from '../../../../../src-main/simulator/tws-server/service.ts'
import { completedOrder } from '../../../../../src-main/simulator/tws-server/wire/completed-order-message.ts'
import { encodeFrame } from '../../../../../src-main/simulator/tws-server/wire/frame.ts'
import { openOrder } from '../../../../../src-main/simulator/tws-server/wire/open-order-message.ts'
import { commission, execution, orderStatus } from '../../../../../src-main/simulator/tws-server/wire/order-messages.ts'
import { APPLE, TIME } from './message-case.ts'

const textOf = (fields: readonly WireField[]): string =>
  encodeFrame(fields).subarray(4, -1).toString('latin1').replaceAll('\0', '|')
const MARKET = {
  listing: APPLE,
  action: 'BUY',
  quantity: 100,
  type: 'MKT',
  limitPrice: null,
  auxPrice: null,
  tif: 'DAY',
  account: 'DU1',
  permId: 900_000_001,
  status: 'Filled',
  orderRef: 'entry',
} as const

describe('an open order', () => {
  it.each([
    [178, 135],
    [182, 135],
    [183, 136],
    [184, 137],
    [185, 138],
    [188, 138],
    [189, 139],
    [192, 139],
    [193, 141],
  ])('has at version %i the %i fields of TWS', (version, count) => {
    expect(openOrder(version, { ...MARKET, orderId: 5, client: 7 })).toHaveLength(count)
  })

  it('begins as it was recorded', () => {
    const contract = '5|5|265598|AAPL|STK||0|?||SMART|USD|AAPL|NMS|'
    const recorded = `${contract}BUY|100|MKT|0|0|DAY||DU1||0|entry|7|900000001|0|0|0||900000001.0/DU1/100|`
    expect(textOf(openOrder(178, { ...MARKET, orderId: 5, client: 7 })).slice(0, recorded.length)).toBe(recorded)
  })
})

it.each([
  [178, 0],
  [183, 1],
  [184, 2],
  [193, 2],
])('a completed order has at version %i %i fields more than at the first', (version, more) => {
  const order = { ...MARKET, filled: 100, completedAt: TIME, completedStatus: 'Filled Size: 100' }
  expect(completedOrder(version, order).length - completedOrder(178, order).length).toBe(more)
})

describe('the fields of TWS, in their order, has', () => {
  const order = { orderId: 5, permId: 9, client: 7 }

  it('a status', () => {
    const status = { status: 'Filled', filled: 100, remaining: 0, averagePrice: 190.2, lastPrice: 190.2 } as const
    expect(textOf(orderStatus(178, { ...order, parentId: 0, ...status }))).toBe('3|5|Filled|100|0|190.2|9|0|190.2|7||0')
  })

  it('an execution', () => {
    const fill = { execId: 'e1', time: TIME, exchange: 'ISLAND', side: 'BOT', quantity: 100, price: 190.2 } as const
    const sums = { cumulativeQuantity: 100, averagePrice: 190.2, account: 'DU1', orderRef: 'entry', listing: APPLE }
    const contract = '11|-1|5|265598|AAPL|STK||0|||ISLAND|USD|AAPL|NMS|'
    expect(textOf(execution(178, { id: -1, ...order, ...fill, ...sums }))).toBe(
      `${contract}e1|20240102 09:30:05 US/Eastern|DU1|ISLAND|BOT|100|190.2|9|7|0|100|190.2|entry||||1|0`,
    )
  })

  it('a commission', () => {
    expect(textOf(commission(178, { execId: 'e1', commission: 1, realizedPnl: null }))).toBe(
      '59|1|e1|1|USD|1.7976931348623157E308|1.7976931348623157E308|',
    )
  })
})
