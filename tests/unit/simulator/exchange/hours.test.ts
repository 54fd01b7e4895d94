import { describe, expect, test } from 'vitest'
import { DEFAULT_EXCHANGE_SETTINGS } from '../../../../src-main/simulator/exchange/settings.ts'
import { utcMs } from '../../../../src-shared/domain/time.ts'
import { AAPL, limit, MONDAY, stop, TradingFloor, TUESDAY } from './trading-floor.ts'

describe('how long an order works', () => {
  test('for the day: it ends with the session', () => {
    const floor = new TradingFloor()
    const id = floor.place({ pricing: limit(99) })
    floor.close()
    expect(floor.state(id)).toBe('Cancelled 0/100')
    expect(floor.codes(id)).toEqual([202])
  })

  test('for the day, placed after the close: for the next one', () => {
    const floor = new TradingFloor()
    floor.close()
    const id = floor.place({ pricing: limit(99) })
    floor.open(TUESDAY)
    expect(floor.state(id)).toBe('Submitted 0/100')
    floor.close(TUESDAY)
    expect(floor.state(id)).toBe('Cancelled 0/100')
  })

  test('until cancelled: it sleeps overnight and fills where the market opens', () => {
    const floor = new TradingFloor()
    floor.place()
    const stopId = floor.place({ action: 'SELL', pricing: stop(98), timeInForce: { tif: 'GTC' } })
    const targetId = floor.place({ action: 'SELL', pricing: limit(103), timeInForce: { tif: 'GTC' } })
    floor.close()
    expect(floor.state(targetId)).toBe('PreSubmitted 0/100')
    floor.open(TUESDAY)
    floor.step(96)
    expect(floor.fills(stopId)).toEqual(['100@95.99'])
    floor.step(105)
    // Not an opening any more: somebody took the offer that stood at 103.
    expect(floor.fills(targetId)).toEqual(['100@103'])
  })

  test('a resting limit that the market opens beyond gets the opening price', () => {
    const floor = new TradingFloor()
    floor.place()
    const id = floor.place({ action: 'SELL', pricing: limit(103), timeInForce: { tif: 'GTC' } })
    floor.close()
    floor.open(TUESDAY)
    floor.step(105)
    expect(floor.fills(id)).toEqual(['100@104.99'])
  })

  test('until a date: it ends at that moment of market time', () => {
    const floor = new TradingFloor()
    const until = utcMs(floor.time + 60_000)
    const id = floor.place({ pricing: limit(99), timeInForce: { tif: 'GTD', until } })
    floor.exchange.advance(utcMs(until - 1))
    expect(floor.state(id)).toBe('Submitted 0/100')
    floor.exchange.advance(until)
    expect(floor.state(id)).toBe('Cancelled 0/100')
  })

  test('until a date: a trade at that moment comes too late', () => {
    const floor = new TradingFloor()
    const id = floor.place({ pricing: limit(99), timeInForce: { tif: 'GTD', until: utcMs(floor.time + 5_000) } })
    floor.step(98)
    expect(floor.fills(id)).toEqual([])
    expect(floor.state(id)).toBe('Cancelled 0/100')
  })

  test('until a date that has passed: it is refused', () => {
    const floor = new TradingFloor()
    const id = floor.place({ pricing: limit(99), timeInForce: { tif: 'GTD', until: floor.time } })
    expect(floor.codes(id)).toEqual([201])
  })

  test('until a date: only the close ends it, where TWS is believed to do that', () => {
    const behaviour = { ...DEFAULT_EXCHANGE_SETTINGS.behaviour, goodTillDate: 'at-the-close' } as const
    const floor = new TradingFloor({ settings: { behaviour } })
    const id = floor.place({ pricing: limit(99), timeInForce: { tif: 'GTD', until: utcMs(floor.time + 60_000) } })
    floor.exchange.advance(utcMs(floor.time + 600_000))
    expect(floor.state(id)).toBe('Submitted 0/100')
    floor.close()
    expect(floor.state(id)).toBe('Cancelled 0/100')
  })

  test('a longer date can be asked for while it works', () => {
    const floor = new TradingFloor()
    const id = floor.place({ pricing: limit(99), timeInForce: { tif: 'GTD', until: utcMs(floor.time + 60_000) } })
    floor.change(id, { timeInForce: { tif: 'GTD', until: utcMs(floor.time + 120_000) } })
    floor.exchange.advance(utcMs(floor.time + 60_000))
    expect(floor.state(id)).toBe('Submitted 0/100')
    floor.exchange.advance(utcMs(floor.time + 120_000))
    expect(floor.state(id)).toBe('Cancelled 0/100')
  })
})

describe('the end of a day', () => {
  test('ends a day entry and leaves the stop of a position', () => {
    const floor = new TradingFloor()
    const [, stopId] = floor.bracket({}, 98, 103)
    const [entryId] = floor.bracket({ pricing: limit(99) }, 98, 103)
    floor.close()
    expect(floor.state(entryId)).toBe('Cancelled 0/100')
    expect(floor.exchange.openOrders().map(({ orderId }) => orderId)).toEqual([stopId, stopId + 1])
  })

  test('comes with time alone', () => {
    const floor = new TradingFloor()
    const id = floor.place({ pricing: limit(99) })
    floor.exchange.advance(MONDAY.close)
    expect(floor.state(id)).toBe('Cancelled 0/100')
    expect(floor.exchange.session).toBeNull()
  })

  test('forgets what was not transmitted', () => {
    const floor = new TradingFloor()
    const id = floor.place({ transmit: false })
    floor.close()
    expect(floor.state(id)).toBe('none')
  })

  test('is followed by a day that knows neither its executions nor its completed orders, but its order ids', () => {
    const floor = new TradingFloor()
    const id = floor.place()
    floor.close()
    floor.open(TUESDAY)
    expect(floor.exchange.executions()).toEqual([])
    expect(floor.exchange.completedOrders()).toEqual([])
    expect(floor.shares()).toBe(100)
    expect(floor.place({ orderId: id })).toBe(id)
    expect(floor.codes(id)).toEqual([103])
  })
})

describe('a halt', () => {
  test('keeps everything from trading until the first trade after it', () => {
    const floor = new TradingFloor()
    floor.place()
    const stopId = floor.place({ action: 'SELL', pricing: stop(98) })
    floor.halt(true)
    const market = floor.place()
    floor.step(90)
    floor.step(95)
    expect(floor.fills(market)).toEqual([])
    expect(floor.state(stopId)).toBe('PreSubmitted (trigger) 0/100')
    expect(floor.exchange.quote(AAPL).halted).toBe(true)
    floor.halt(false)
    expect(floor.fills(market)).toEqual([])
    floor.step(94)
    expect(floor.fills(market)).toEqual(['100@94.01'])
    expect(floor.fills(stopId)).toEqual(['100@93.99'])
  })

  test('lets orders be changed and cancelled', () => {
    const floor = new TradingFloor()
    floor.halt(true)
    const id = floor.place({ pricing: limit(101) })
    expect(floor.change(id, { quantity: 50 }).ok).toBe(true)
    expect(floor.cancel(id).ok).toBe(true)
    expect(floor.state(id)).toBe('Cancelled 0/50')
  })

  test('is said', () => {
    const floor = new TradingFloor()
    floor.heard()
    floor.halt(true)
    floor.halt(true)
    floor.halt(false)
    expect(floor.heard()).toEqual(['halt AAPL true', 'halt AAPL false'])
  })
})

test('market time does not go back', () => {
  const floor = new TradingFloor()
  expect(() => floor.exchange.take({ kind: 'step', time: MONDAY.open, trades: [] })).toThrow(RangeError)
})
