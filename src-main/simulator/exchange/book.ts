import type { Ticker } from '../../../src-shared/domain/ids.ts'
import { PENNY } from '../../../src-shared/domain/price.ts'
import type { Quote } from '../../../src-shared/domain/quote.ts'
import type { UtcMs } from '../../../src-shared/domain/time.ts'
import { tapeCents, toDollars } from './cents.ts'
import { priceAfterSlippage } from './costs.ts'
import type { ExchangeSettings } from './settings.ts'

/** A share of what orders may take that stands on the bid, 0.3 to 0.7, fixed by the trade itself. */
function bidShare(cents: number, shares: number): number {
  let word = Math.imul((cents | 0) ^ Math.imul(shares | 0, 0x9e3779b1), 0x21f0aaad)
  word = Math.imul(word ^ (word >>> 15), 0x735a2d97)
  return 0.3 + 0.4 * (((word ^ (word >>> 15)) >>> 8) / 16_777_216)
}

/**
 * The market that orders of one symbol meet: best bid and ask with what is left of their sizes, in cents and shares. It
 * is made anew by each step or quote; what orders take in between is gone.
 */
export class Book {
  readonly symbol: Ticker
  private readonly settings: ExchangeSettings
  /** Cents, possibly between two of them; NaN before the first trade. */
  last = Number.NaN
  /** Cents; 0 when that side is empty. */
  bid = 0
  ask = 0
  /** Shares that can still be sold to the bid, and bought from the ask. */
  bidSize = 0
  askSize = 0
  /** Shares traded in the session. */
  volume = 0
  halted = false
  /** The next trade is the first after a pause: everybody meets at its price. */
  opening = true
  /** Of a real market's last quote: what it showed, of which orders may have taken a part since. */
  private shown: Quote | null = null
  private quality: Quote['quality'] = 'live'

  constructor(symbol: Ticker, settings: ExchangeSettings) {
    this.symbol = symbol
    this.settings = settings
  }

  /** Cents at which positions are valued; NaN before the first trade. */
  get mark(): number {
    return Math.round(this.last)
  }

  /** A session opens: nothing stands in the book before its first trade. */
  open(): void {
    this.volume = 0
    this.pause()
  }

  /** Nothing stands in the book any more, and the next trade is an opening. */
  pause(): void {
    this.opening = true
    this.bidSize = 0
    this.askSize = 0
  }

  /** What traded in a step. @param dollars a share. */
  takeTrade(dollars: number, shares: number): void {
    const cents = tapeCents(dollars)
    const { slippage, participation } = this.settings
    this.last = cents
    this.volume += shares
    this.bid = Math.max(0, Math.floor(cents) - slippage.ticks)
    this.ask = Math.ceil(cents) + slippage.ticks
    const takeable = Math.floor(shares * participation)
    this.bidSize = Math.floor(takeable * bidShare(cents, shares))
    this.askSize = takeable - this.bidSize
  }

  /** A quote of a real market: what it shows is what there is, and a side that it repeats is not made anew. */
  takeQuote(quote: Quote): void {
    const before = this.opening ? null : this.shown
    if (quote.last !== null) this.last = tapeCents(quote.last)
    this.bid = quote.bid === null ? 0 : Math.floor(tapeCents(quote.bid))
    this.ask = quote.ask === null ? 0 : Math.ceil(tapeCents(quote.ask))
    this.quality = quote.quality
    this.shown = quote
    if (quote.bid !== before?.bid || quote.bidSize !== before.bidSize) {
      this.bidSize = this.bid === 0 ? 0 : Math.floor(quote.bidSize)
    }
    if (quote.ask !== before?.ask || quote.askSize !== before.askSize) {
      this.askSize = this.ask === 0 ? 0 : Math.floor(quote.askSize)
    }
  }

  /** Takes shares from the side that an order meets. */
  take(buying: boolean, shares: number): void {
    if (buying) this.askSize -= shares
    else this.bidSize -= shares
  }

  /** Cents that an order pays, or gets, which takes what stands there, slippage included; null when nothing does. */
  takerPrice(buying: boolean): number | null {
    const market = buying ? this.ask : this.bid
    if (market === 0) return null
    const { basisPoints } = this.settings.slippage
    const dollars = priceAfterSlippage(toDollars(market), buying, PENNY, { ticks: 0, basisPoints })
    return Math.round(dollars * 100)
  }

  /** Puts shares where an order can take them. */
  put(buying: boolean, shares: number): void {
    if (buying) this.askSize += shares
    else this.bidSize += shares
  }

  quote(time: UtcMs): Quote {
    const dollars = (cents: number): number | null => (cents === 0 ? null : toDollars(cents))
    return {
      symbol: this.symbol,
      time,
      bid: dollars(this.bid),
      ask: dollars(this.ask),
      last: Number.isNaN(this.last) ? null : toDollars(this.last),
      bidSize: this.bidSize,
      askSize: this.askSize,
      quality: this.quality,
      halted: this.halted,
    }
  }
}
