import { describe, expect, test } from 'vitest'
import { AAPL, limit, MARKET, stop, stopLimit, TradingFloor, trail } from './trading-floor.ts'

describe('a market order', () => {
  test('takes the ask when it buys and the bid when it sells', () => {
    const floor = new TradingFloor()
    expect(floor.fills(floor.place())).toEqual(['100@100.01'])
    expect(floor.fills(floor.place({ action: 'SELL' }))).toEqual(['100@99.99'])
  })

  test('pays slippage beside the spread', () => {
    const floor = new TradingFloor({ settings: { slippage: { ticks: 1, basisPoints: 10 } } })
    expect(floor.fills(floor.place())).toEqual(['100@100.12'])
    expect(floor.fills(floor.place({ action: 'SELL' }))).toEqual(['100@99.89'])
  })

  test('is said as TWS was recorded to say it', () => {
    const floor = new TradingFloor()
    floor.heard()
    floor.place()
    expect(floor.heard()).toEqual([
      'open-order 1 PreSubmitted',
      'order-status 1 PreSubmitted',
      'execution 1 100@100.01',
      'open-order 1 Filled',
      'order-status 1 Filled',
      'commission 1',
      'position 100',
      'account',
    ])
  })

  test('takes no more than its share of what traded, and the rest from the next steps', () => {
    const floor = new TradingFloor()
    floor.step(100, 100)
    const { askSize } = floor.exchange.quote(AAPL)
    expect(askSize).toBeGreaterThan(0)
    expect(askSize).toBeLessThan(50)
    const id = floor.place()
    expect(floor.state(id)).toBe(`Submitted ${askSize}/100`)
    expect(floor.exchange.quote(AAPL).askSize).toBe(0)
    floor.step(100.5, 0)
    expect(floor.state(id)).toBe(`Submitted ${askSize}/100`)
    floor.step(101)
    expect(floor.fills(id)).toEqual([`${askSize}@100.01`, `${100 - askSize}@101.01`])
    expect(floor.exchange.order(1, id)?.averagePrice).toBe((askSize * 10_001 + (100 - askSize) * 10_101) / 100 / 100)
  })

  test('waits for the open, and TWS warns of it', () => {
    const floor = new TradingFloor()
    floor.close()
    const id = floor.place()
    expect(floor.codes(id)).toEqual([399])
    expect(floor.state(id)).toBe('PreSubmitted 0/100')
  })
})

describe('a limit order', () => {
  test('takes the market when it is better than the limit', () => {
    const floor = new TradingFloor()
    expect(floor.fills(floor.place({ pricing: limit(100.5) }))).toEqual(['100@100.01'])
    expect(floor.fills(floor.place({ action: 'SELL', pricing: limit(99.5) }))).toEqual(['100@99.99'])
  })

  test('is never worse than its limit, whatever the slippage', () => {
    const floor = new TradingFloor({ settings: { slippage: { ticks: 1, basisPoints: 10 } } })
    expect(floor.fills(floor.place({ pricing: limit(100.05) }))).toEqual(['100@100.05'])
  })

  test('waits below the market and is taken at its own price', () => {
    const floor = new TradingFloor()
    const id = floor.place({ pricing: limit(99.5) })
    expect(floor.state(id)).toBe('Submitted 0/100')
    floor.step(99.4)
    expect(floor.fills(id)).toEqual(['100@99.5'])
  })

  test('is left in its queue by a trade at its price that brings no seller to it', () => {
    const floor = new TradingFloor()
    const id = floor.place({ pricing: limit(99.5) })
    floor.step(99.5)
    expect(floor.fills(id)).toEqual([])
    floor.step(99.49)
    expect(floor.fills(id)).toEqual(['100@99.5'])
  })
})

describe('a stop order', () => {
  test('sleeps until the market trades at its price, then takes the market', () => {
    const floor = new TradingFloor()
    floor.place()
    const id = floor.place({ action: 'SELL', pricing: stop(99) })
    floor.step(99.01)
    expect(floor.state(id)).toBe('PreSubmitted (trigger) 0/100')
    floor.heard()
    floor.step(99)
    expect(floor.heard().slice(0, 3)).toEqual([
      `open-order ${id} Submitted`,
      `order-status ${id} Submitted`,
      `execution ${id} 100@98.99`,
    ])
  })

  test('that the market jumps over is filled where the market is, not at its price', () => {
    const floor = new TradingFloor()
    const sells = floor.place({ action: 'SELL', pricing: stop(99) })
    floor.step(95)
    expect(floor.fills(sells)).toEqual(['100@94.99'])
    const buys = floor.place({ pricing: stop(96) })
    floor.step(103)
    expect(floor.fills(buys)).toEqual(['100@103.01'])
  })

  test('whose price is passed already goes at once', () => {
    const floor = new TradingFloor()
    expect(floor.fills(floor.place({ action: 'SELL', pricing: stop(100) }))).toEqual(['100@99.99'])
  })
})

describe('a stop-limit order', () => {
  test('becomes a limit order, which the market may leave behind', () => {
    const floor = new TradingFloor()
    const id = floor.place({ action: 'SELL', pricing: stopLimit(99, 98.5) })
    floor.step(97)
    expect(floor.state(id)).toBe('Submitted 0/100')
    floor.step(98.6)
    expect(floor.fills(id)).toEqual(['100@98.5'])
  })

  test('is filled at the market when that is better than its limit', () => {
    const floor = new TradingFloor()
    const id = floor.place({ action: 'SELL', pricing: stopLimit(99, 98.5) })
    floor.step(98.9)
    expect(floor.fills(id)).toEqual(['100@98.89'])
  })
})

describe('a trailing stop', () => {
  const stopOf = (floor: TradingFloor, id: number): unknown => floor.exchange.order(1, id)?.pricing

  test('follows the market at its distance and never turns back', () => {
    const floor = new TradingFloor()
    const id = floor.place({ action: 'SELL', pricing: trail(99, 1) })
    for (const last of [101, 100.6, 102.25, 101.3]) floor.step(last)
    expect(stopOf(floor, id)).toEqual(trail(101.25, 1))
    expect(floor.state(id)).toBe('PreSubmitted (trigger) 0/100')
    floor.step(101.2)
    expect(floor.fills(id)).toEqual(['100@101.19'])
  })

  test('does so from above when it buys', () => {
    const floor = new TradingFloor()
    const id = floor.place({ pricing: trail(101, 1) })
    for (const last of [98, 98.5]) floor.step(last)
    expect(stopOf(floor, id)).toEqual(trail(99, 1))
    floor.step(99)
    expect(floor.fills(id)).toEqual(['100@99.01'])
  })
})

test('orders outside regular hours are refused', () => {
  const floor = new TradingFloor()
  const id = floor.place({ pricing: limit(99), outsideRegularHours: true })
  expect(floor.codes(id)).toEqual([201])
  expect(floor.state(id)).toBe('Inactive 0/100')
  expect(floor.place({ pricing: MARKET })).toBe(id + 1)
})
