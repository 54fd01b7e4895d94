import { describe, expect, it } from 'vitest'
import type { LiveQuote } from '../../../../src-main/market/live-market.ts'
import { firstQuotes } from '../../../../src-main/research/selection/first-quotes.ts'
import { type Ticker, ticker } from '../../../../src-shared/domain/ids.ts'
import { quoteOf } from './scripted-market.ts'

const [AAA, BBB] = [ticker('AAA'), ticker('BBB')]

/** A market and a clock that are moved by hand. */
function byHand() {
  let tell = (_quotes: readonly LiveQuote[]): void => {}
  let timeOut = (): void => {}
  const open = { lines: 0, timers: 0 }
  const market = {
    followQuotes(symbols: readonly Ticker[], listener: (quotes: readonly LiveQuote[]) => void) {
      tell = listener
      open.lines += symbols.length
      return () => {
        open.lines -= symbols.length
      }
    },
  }
  const schedule = (_ms: number, run: () => void) => {
    timeOut = run
    open.timers += 1
    return () => {
      open.timers -= 1
    }
  }
  return { market, schedule, open, tell: (...quotes: LiveQuote[]) => tell(quotes), timeOut: () => timeOut() }
}

describe('the first quotes', () => {
  it('are there when every symbol has prices and their sizes, and the lines are given back', async () => {
    const { market, schedule, open, tell } = byHand()
    const quotes = firstQuotes(market, [AAA, BBB], schedule)
    tell(quoteOf('AAA', 10))
    tell(quoteOf('BBB', 20, { bidSize: 0 }))
    expect(open).toEqual({ lines: 2, timers: 1 })
    tell(quoteOf('BBB', 21))
    expect([...(await quotes).values()].map(({ last }) => last)).toEqual([10, 21])
    expect(open).toEqual({ lines: 0, timers: 0 })
  })

  it('are what came in time when some do not come', async () => {
    const { market, schedule, open, tell, timeOut } = byHand()
    const quotes = firstQuotes(market, [AAA, BBB], schedule)
    tell(quoteOf('BBB', 20, { bid: null }))
    timeOut()
    expect([...(await quotes).keys()]).toEqual(['BBB'])
    expect(open.lines).toBe(0)
  })

  it('do not wait for prices of what is halted', async () => {
    const { market, schedule, tell } = byHand()
    const quotes = firstQuotes(market, [AAA], schedule)
    tell(quoteOf('AAA', 10, { halted: true, bid: null, ask: null }))
    expect((await quotes).get(AAA)?.halted).toBe(true)
  })

  it('end at once when they are cancelled, and ask for nothing when they are cancelled before', async () => {
    const { market, schedule, open } = byHand()
    const cancelling = new AbortController()
    const quotes = firstQuotes(market, [AAA], schedule, cancelling.signal)
    cancelling.abort()
    expect((await quotes).size).toBe(0)
    expect((await firstQuotes(market, [AAA], schedule, cancelling.signal)).size).toBe(0)
    expect(open).toEqual({ lines: 0, timers: 0 })
  })
})
