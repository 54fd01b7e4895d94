import type { Ticker } from '../../../src-shared/domain/ids.ts'
import { MARKET_SYMBOL } from '../../../src-shared/domain/instrument.ts'
import type { RiskLimits } from '../../../src-shared/domain/limits.ts'
import { isCrossedOrEmpty, type Quote } from '../../../src-shared/domain/quote.ts'
import { SECOND_MS } from '../../../src-shared/domain/time.ts'
import type { LiveQuote } from '../../market/live-market.ts'
import { type Refusal, refusal } from './refusals.ts'

/** Gaps between quotes of which the median is taken. */
const GAPS_KEPT = 31

/** A quote, with whether shares can be borrowed where the market says so. */
export type TradingQuote = Quote & Partial<Pick<LiveQuote, 'shortable'>>

interface Seen {
  quote: TradingQuote
  /** Operator time of its arrival, monotonic ms. */
  at: number
  readonly gaps: number[]
  next: number
}

type StaleLimits = Pick<RiskLimits, 'staleAfterSeconds' | 'staleAfterGaps'>

/** The newest quotes, and how old they are in operator time. */
export class QuoteBoard {
  private readonly seen = new Map<Ticker, Seen>()
  private lostBecause: string | null = null

  /** @param at operator time, monotonic ms. */
  take(quote: TradingQuote, at: number): void {
    const seen = this.seen.get(quote.symbol)
    if (seen === undefined) {
      this.seen.set(quote.symbol, { quote, at, gaps: [], next: 0 })
      return
    }
    seen.gaps[seen.next] = at - seen.at
    seen.next = (seen.next + 1) % GAPS_KEPT
    seen.quote = quote
    seen.at = at
  }

  /** The feed, or its heartbeat, is lost, or back (null). */
  setLost(reason: string | null): void {
    this.lostBecause = reason
  }

  quote(symbol: Ticker): TradingQuote | null {
    return this.seen.get(symbol)?.quote ?? null
  }

  /** Dollars: the last trade, or the middle of the quote where nothing has traded; null without either. */
  price(symbol: Ticker): number | null {
    const quote = this.quote(symbol)
    if (quote === null) return null
    if (quote.last !== null) return quote.last
    return quote.bid === null || quote.ask === null ? null : (quote.bid + quote.ask) / 2
  }

  /** Milliseconds of operator time since the symbol's newest quote; null when there was none. */
  age(symbol: Ticker, now: number): number | null {
    const seen = this.seen.get(symbol)
    return seen === undefined ? null : now - seen.at
  }

  /** Why nothing that adds exposure may be priced on what is known of the symbol; null when it may. */
  refuse(symbol: Ticker, now: number, limits: StaleLimits): Refusal | null {
    if (this.lostBecause !== null) return refusal('feed-lost', { reason: this.lostBecause })
    const quote = this.quote(symbol)
    const age = this.age(symbol, now)
    if (quote === null || age === null || this.price(symbol) === null) return refusal('no-quote', { symbol })
    const limit = this.staleAfter(symbol, limits)
    if (age > limit && this.marketTicks(now, limit)) {
      return refusal('stale-quote', { symbol, seconds: age / SECOND_MS, limit: limit / SECOND_MS })
    }
    if (quote.quality !== 'live') return refusal('not-live-data', { symbol, quality: quote.quality })
    if (quote.halted) return refusal('symbol-halted', { symbol })
    if (isCrossedOrEmpty(quote)) return refusal('crossed-quote', { symbol, bid: quote.bid, ask: quote.ask })
    return null
  }

  /** Milliseconds without a quote after which the symbol's is stale. */
  private staleAfter(symbol: Ticker, { staleAfterSeconds, staleAfterGaps }: StaleLimits): number {
    const gaps = [...(this.seen.get(symbol)?.gaps ?? [])].sort((one, other) => one - other)
    const median = gaps[Math.floor(gaps.length / 2)] ?? 0
    return Math.max(staleAfterSeconds * SECOND_MS, staleAfterGaps * median)
  }

  /** While SPY stands still too, the whole market does: it is paused, or closed. A lost feed is told by `setLost`. */
  private marketTicks(now: number, limit: number): boolean {
    const age = this.age(MARKET_SYMBOL, now)
    return age !== null && age <= limit
  }
}
