import { describe, expect, test } from 'vitest'
import { Positions, readPosition } from '../../../../../src-main/broker/ibkr/account/positions.ts'
import type { Execution, PositionReport } from '../../../../../src-main/broker/reports.ts'
import { request } from '../../requests.ts'

const { account, symbol } = request()
const held = (shares: number): PositionReport => ({ account, symbol, shares, averagePrice: 100, averageCost: 100 })
const trade = (action: Execution['action'], shares: number): Execution => ({
  execId: `${action}${shares}`,
  ref: null,
  permId: 1,
  client: 1,
  orderId: 1,
  account,
  symbol,
  action,
  shares,
  price: 100,
  time: 0 as Execution['time'],
  cumulative: shares,
  averagePrice: 100,
  liquidation: false,
})

describe('the shares that may be reduced', () => {
  test('are what TWS has said is held, less what was traded of it since', () => {
    const positions = new Positions()
    positions.set(held(100))
    positions.trade(trade('SELL', 30))
    expect(positions.net(account, symbol)).toBe(70)
    positions.set(held(70))
    expect(positions.net(account, symbol)).toBe(70)
  })

  test('do not grow by a trade before TWS says that it is held', () => {
    const positions = new Positions()
    positions.trade(trade('BUY', 100))
    expect(positions.net(account, symbol)).toBe(0)
    positions.set(held(-50))
    positions.trade(trade('SELL', 50))
    expect(positions.net(account, symbol)).toBe(-50)
    positions.trade(trade('BUY', 80))
    expect(positions.net(account, symbol)).toBe(0)
  })

  test('are none of what a complete list does not have', () => {
    const positions = new Positions()
    positions.set(held(100))
    positions.replace([])
    expect(positions.net(account, symbol)).toBe(0)
  })
})

test('only a change is news', () => {
  const positions = new Positions()
  expect(positions.set(held(0))).toBe(false)
  expect(positions.set(held(100))).toBe(true)
  expect(positions.set(held(100))).toBe(false)
  expect(positions.set(held(0))).toBe(true)
})

describe('message 61', () => {
  const stock = { symbol: 'AAPL', secType: 'STK', currency: 'USD' } as never

  test('−0 shares are none, and the average of none is 0', () => {
    const read = readPosition(account, stock, -0, 101, [account])
    expect(read).toEqual({ account, symbol, shares: 0, averagePrice: 0, averageCost: 0 })
    expect(Object.is((read as PositionReport).shares, 0)).toBe(true)
  })

  test.each([undefined, Number.NaN, Number.POSITIVE_INFINITY, 1e300])('%s shares cannot be read', (shares) => {
    expect(typeof readPosition(account, stock, shares, 100, [account])).toBe('string')
  })

  test('options, other currencies and other people’s accounts are left alone', () => {
    expect(readPosition(account, { ...(stock as object), secType: 'OPT' } as never, 1, 1, [account])).toBeNull()
    expect(readPosition(account, { ...(stock as object), currency: 'CAD' } as never, 1, 1, [account])).toBeNull()
    expect(readPosition('U999', stock, 1, 1, [account])).toBeNull()
  })
})
