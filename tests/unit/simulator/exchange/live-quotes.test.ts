import { describe, expect, test } from 'vitest'
import { ticker } from '../../../../src-shared/domain/ids.ts'
import type { Quote } from '../../../../src-shared/domain/quote.ts'
import { utcMs } from '../../../../src-shared/domain/time.ts'
import { AAPL, limit, MONDAY, stop, TradingFloor } from './trading-floor.ts'

/** An exchange that follows a real market's quotes. */
function following(): { floor: TradingFloor; quote: (change: Partial<Quote>) => void } {
  const floor = new TradingFloor({ opened: false })
  floor.exchange.take({ kind: 'session', day: MONDAY })
  let time = MONDAY.open
  let last: Quote = {
    symbol: AAPL,
    time,
    bid: 99.98,
    ask: 100.02,
    last: 100,
    bidSize: 300,
    askSize: 200,
    quality: 'live',
    halted: false,
  }
  const quote = (change: Partial<Quote>): void => {
    time = utcMs(time + 250)
    last = { ...last, time, ...change }
    floor.exchange.takeQuote(last)
  }
  quote({})
  return { floor, quote }
}

describe('on a real market’s quotes', () => {
  test('orders take what the quote shows, at its price and no more of it', () => {
    const { floor, quote } = following()
    const id = floor.place({ quantity: 250 })
    expect(floor.fills(id)).toEqual(['200@100.02'])
    quote({ bid: 99.99 })
    expect(floor.fills(id)).toEqual(['200@100.02'])
    quote({ ask: 100.05 })
    expect(floor.fills(id)).toEqual(['200@100.02', '50@100.05'])
  })

  test('a limit rests until the ask comes to it, and a stop until the last trade does', () => {
    const { floor, quote } = following()
    const buys = floor.place({ pricing: limit(100) })
    const sells = floor.place({ action: 'SELL', pricing: stop(99.9) })
    quote({ last: 99.95, bid: 99.94, ask: 100.01 })
    expect(floor.fills(buys)).toEqual([])
    quote({ ask: 100, askSize: 500 })
    expect(floor.fills(buys)).toEqual(['100@100'])
    quote({ last: 99.9, bid: 99.88, ask: 99.91 })
    expect(floor.fills(sells)).toEqual(['100@99.88'])
  })

  test('a missing side keeps orders waiting', () => {
    const { floor, quote } = following()
    quote({ ask: null, askSize: 0 })
    const id = floor.place()
    expect(floor.fills(id)).toEqual([])
    quote({ ask: 100.03, askSize: 100 })
    expect(floor.fills(id)).toEqual(['100@100.03'])
  })

  test('a halt in the quote is one here', () => {
    const { floor, quote } = following()
    quote({ halted: true })
    const id = floor.place()
    quote({ ask: 101 })
    expect(floor.fills(id)).toEqual([])
    quote({ halted: false, ask: 102, bid: 101.9 })
    expect(floor.fills(id)).toEqual(['100@102'])
  })

  test('symbols that nobody trades here, and times that run back, do no harm', () => {
    const { floor, quote } = following()
    quote({ symbol: ticker('IBM') })
    quote({ symbol: AAPL, time: utcMs(0), ask: 103 })
    expect(floor.exchange.now).toBeGreaterThan(MONDAY.open)
    expect(floor.exchange.quote(AAPL)).toMatchObject({ ask: 103, last: 100, quality: 'live' })
  })
})
