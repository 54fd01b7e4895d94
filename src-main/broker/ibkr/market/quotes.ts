import { MarketDataType } from '@stoqey/ib'
import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import type { LiveQuote } from '../../../market/live-market.ts'
import type { Disposer } from '../../broker.ts'
import type { SyncReason } from '../link.ts'
import { callGuarded } from './notices.ts'
import { type LineParts, QuoteLine } from './quote-line.ts'

type QuoteListener = (quotes: readonly LiveQuote[]) => void

interface Follower {
  readonly symbols: ReadonlySet<Ticker>
  readonly listener: QuoteListener
  /** Symbols of which it has to be told with the next batch. */
  readonly due: Set<Ticker>
}

export interface QuoteOptions {
  /** Market-data lines of the account. */
  readonly lines: number
  /** Runs a flush at the end of this turn; null: the owner flushes. */
  readonly defer: ((run: () => void) => void) | null
  /** Told when the number of lines in use changes. */
  readonly onChange: () => void
}

/** Quotes of everything that is followed: one line a symbol, however many follow it, within the account's lines. */
export class Quotes {
  private readonly lines = new Map<Ticker, QuoteLine>()
  private readonly followers = new Set<Follower>()
  /** Symbols that get no line on this connection, since they have no use for it. */
  private readonly refused = new Set<Ticker>()
  private readonly parts: LineParts
  private readonly options: QuoteOptions
  private most: number
  private deferred = false
  private delayedAsked = false
  private synchronised = false
  private readonly off: Disposer

  constructor(parts: LineParts, options: QuoteOptions) {
    this.parts = parts
    this.options = options
    this.most = options.lines
    this.off = parts.link.onConnection(() => {
      if (!parts.router.connected()) this.synchronised = false
    })
  }

  get usage(): { readonly used: number; readonly most: number } {
    return { used: [...this.lines.values()].filter(({ granted }) => granted).length, most: this.most }
  }

  follow(symbols: readonly Ticker[], listener: QuoteListener): Disposer {
    const follower: Follower = { symbols: new Set(symbols), listener, due: new Set() }
    this.followers.add(follower)
    for (const symbol of follower.symbols) {
      const line = this.lines.get(symbol)
      if (line === undefined) this.lines.set(symbol, this.make(symbol))
      else if (line.isKnown()) follower.due.add(symbol)
    }
    this.shareLines()
    if (follower.due.size > 0) this.flushSoon()
    return () => {
      if (this.followers.delete(follower)) this.release(follower.symbols)
    }
  }

  /** The newest quote of a symbol that is followed; null before its first tick. */
  latest(symbol: Ticker): LiveQuote | null {
    const line = this.lines.get(symbol)
    return line?.isKnown() === true ? line.quote() : null
  }

  /** Hands out what has changed since the last time. */
  flush(): void {
    this.deferred = false
    for (const follower of [...this.followers]) {
      if (follower.due.size === 0) continue
      const quotes = [...follower.due].flatMap((symbol) => this.lines.get(symbol)?.quote() ?? [])
      follower.due.clear()
      if (quotes.length > 0) callGuarded(this.parts.link, () => follower.listener(quotes))
    }
  }

  /** After a handshake, and when TWS has lost or kept its subscriptions. @returns false when nothing can be sent */
  synchronise(reason: SyncReason): boolean {
    this.synchronised = true
    if (reason === 'data-kept') return true
    this.delayedAsked = false
    const { link } = this.parts
    if (link.send('data', (api) => void api.reqMarketDataType(MarketDataType.REALTIME)) === null) return false
    for (const line of this.lines.values()) if (line.granted) line.subscribe()
    // A connection may have what the last one refused.
    this.refused.clear()
    this.most = this.options.lines
    this.shareLines()
    return true
  }

  close(): void {
    this.off()
    for (const line of this.lines.values()) line.close()
    this.lines.clear()
    this.followers.clear()
  }

  private make(symbol: Ticker): QuoteLine {
    return new QuoteLine(symbol, this.parts, {
      changed: (line) => this.changed(line),
      offerDelayed: () => this.offerDelayed(),
      noLineLeft: (line) => {
        line.granted = false
        this.most = Math.min(this.most, this.usage.used)
        this.shareLines()
      },
      gaveUp: (line) => {
        line.granted = false
        this.refused.add(line.symbol)
        this.shareLines()
      },
    })
  }

  private changed({ symbol }: QuoteLine): void {
    for (const follower of this.followers) if (follower.symbols.has(symbol)) follower.due.add(symbol)
    this.flushSoon()
  }

  private flushSoon(): void {
    if (this.deferred || this.options.defer === null) return
    this.deferred = true
    this.options.defer(() => this.flush())
  }

  private release(symbols: ReadonlySet<Ticker>): void {
    const followed = new Set([...this.followers].flatMap((follower) => [...follower.symbols]))
    for (const symbol of symbols) {
      if (followed.has(symbol)) continue
      this.lines.get(symbol)?.close()
      this.lines.delete(symbol)
      for (const subject of ['line', 'quality', 'competing'] as const) this.parts.notices.forget(subject, symbol)
    }
    this.shareLines()
  }

  /** Lines go to the first symbols that have none; who has one keeps it. */
  private shareLines(): void {
    let free = this.most - this.usage.used
    for (const line of this.lines.values()) {
      if (line.granted || this.refused.has(line.symbol)) continue
      if (free <= 0) {
        this.sayNoLine(line.symbol)
        continue
      }
      free -= 1
      line.granted = true
      this.parts.notices.clear('line', line.symbol, `${line.symbol} has a market-data line now.`)
      if (this.synchronised) line.subscribe()
    }
    this.options.onChange()
  }

  private sayNoLine(symbol: Ticker): void {
    const message = `${symbol} has no live quotes: all ${this.most} market-data lines of the account are in use. Its bars come all the same.`
    this.parts.notices.raise('line', { symbol, kind: 'partial', message })
  }

  /** Live data first; where they are refused delayed ones are asked for. It holds for the connection, so once. */
  private offerDelayed(): void {
    if (this.delayedAsked) return
    this.delayedAsked = true
    this.parts.link.send('data', (api) => void api.reqMarketDataType(MarketDataType.DELAYED))
  }
}
