import { describe, expect, test } from 'vitest'
import type { FeedNotice } from '../../../../src-main/market/live-market.ts'
import { symbolData } from '../../../../src-main/session/streams/words/symbol-data.ts'
import { QuoteBoard } from '../../../../src-main/trading/risk/quote-board.ts'
import { ticker } from '../../../../src-shared/domain/ids.ts'
import { MARKET_SYMBOL } from '../../../../src-shared/domain/instrument.ts'
import type { Quote } from '../../../../src-shared/domain/quote.ts'
import { utcMs } from '../../../../src-shared/domain/time.ts'

const NVDA = ticker('NVDA')
const LIMITS = { staleAfterSeconds: 15, staleAfterGaps: 10 }

const quote = (change: Partial<Quote> = {}): Quote => ({
  symbol: NVDA,
  time: utcMs(0),
  bid: 99.99,
  ask: 100.01,
  last: 100,
  bidSize: 100,
  askSize: 100,
  quality: 'live',
  halted: false,
  ...change,
})

interface Given {
  /** Null: none has come. */
  readonly quote?: Partial<Quote> | null
  readonly lost?: string
  /** Seconds since the quote, while SPY goes on. */
  readonly age?: number
  readonly notice?: Pick<FeedNotice, 'kind' | 'message'>
}

function labelOf({ quote: shown = {}, lost, age = 0, notice }: Given) {
  const quotes = new QuoteBoard()
  if (shown !== null) quotes.take(quote(shown), 0)
  quotes.take(quote({ symbol: MARKET_SYMBOL }), age * 1_000)
  if (lost !== undefined) quotes.setLost(lost)
  const feed = notice === undefined ? undefined : { symbol: NVDA, ...notice }
  return symbolData(NVDA, { quotes, limits: LIMITS, monotonic: age * 1_000, notice: feed })
}

const CASES: readonly (readonly [what: string, given: Given, label: string, words: string])[] = [
  ['a quote that is good', {}, 'live', ''],
  ['a delayed one', { quote: { quality: 'delayed' } }, 'delayed', 'delayed'],
  ['a frozen one', { quote: { quality: 'frozen' } }, 'frozen', 'frozen'],
  ['one that is both', { quote: { quality: 'delayed-frozen' } }, 'delayed', 'delayed, frozen'],
  ['one that has become old while the market goes on', { age: 60 }, 'stale', 'stale'],
  ['one of before the feed was lost', { lost: 'The connection was cut.' }, 'stale', 'stale'],
  ['no quote, and a feed that is lost', { quote: null, lost: 'The connection was cut.' }, 'none', 'no data'],
  ['no quote yet', { quote: null }, 'none', 'no quote'],
  ['a halted symbol', { quote: { halted: true } }, 'halted', 'halted'],
  ['a halted symbol that is silent for it', { quote: { halted: true }, age: 60 }, 'halted', 'halted'],
  [
    'a halted symbol of a feed that is lost',
    { quote: { halted: true }, lost: 'The connection was cut.' },
    'stale',
    'stale',
  ],
  ['a bid above the ask', { quote: { bid: 101 } }, 'live', 'crossed quote'],
  ['missing bars', { notice: { kind: 'partial', message: 'Two bars did not come.' } }, 'partial', 'partial'],
  ['a blocked feed', { notice: { kind: 'blocked', message: 'In lots.' } }, 'blocked', 'blocked'],
  [
    'a blocked feed that is lost',
    { lost: 'The connection was cut.', notice: { kind: 'blocked', message: 'In lots.' } },
    'blocked',
    'blocked',
  ],
  ['a dropped symbol', { quote: null, notice: { kind: 'dropped', message: 'Renamed.' } }, 'blocked', 'dropped'],
  ['a feed that calls itself delayed', { notice: { kind: 'delayed', message: 'Late.' } }, 'delayed', 'delayed'],
  ['missing bars and an old quote', { age: 60, notice: { kind: 'partial', message: 'Two.' } }, 'stale', 'stale'],
  ['what was restored', { notice: { kind: 'restored', message: 'All is well.' } }, 'live', ''],
]

describe('a symbol is labelled', () => {
  test.each(CASES)('with %s', (_what, given, label, words) => {
    expect(labelOf(given)).toMatchObject({ label, words })
  })

  test.each(CASES.filter(([, , , words]) => words !== ''))('in a sentence, with %s', (_what, given) => {
    expect(labelOf(given).says).toMatch(/^\S.*\.$/)
  })

  test('with the feed’s own sentence where there is no quote, because that says why', () => {
    const message = 'There is no subscription to NVDA.'
    expect(labelOf({ quote: null, notice: { kind: 'delayed', message } })).toMatchObject({
      label: 'none',
      says: message,
    })
  })

  test('the same while its quote grows older, so that nothing is sent for that', () => {
    expect(labelOf({ age: 60 })).toEqual(labelOf({ age: 61 }))
  })

  test('blocked where no broker takes entries', () => {
    const facts = { quotes: new QuoteBoard(), limits: null, monotonic: 0, notice: undefined }
    expect(symbolData(NVDA, facts)).toMatchObject({ label: 'blocked', words: 'no broker' })
  })
})
