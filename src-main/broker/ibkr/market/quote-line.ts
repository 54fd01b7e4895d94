import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import type { DataQuality } from '../../../../src-shared/domain/quote.ts'
import type { LiveQuote } from '../../../market/live-market.ts'
import type { Disposer } from '../../broker.ts'
import type { Call, IbkrLink, LinkError } from '../link.ts'
import type { Contracts } from './contracts.ts'
import {
  COMPETING_SESSION,
  DELAYED_INSTEAD,
  failureOf,
  HARMLESS,
  NOT_SUBSCRIBED,
  TOO_MANY_LINES,
} from './market-failure.ts'
import type { MarketRouter, OpenRequest } from './market-router.ts'
import type { Notices } from './notices.ts'
import type { MarketTime } from './options.ts'
import { QuoteState, type TickEffect } from './quote-state.ts'

/** Generic tick 236 brings whether shares can be borrowed; halts (49) come by themselves. */
const GENERIC_TICKS = '236'
/** Until a contract is looked up again that could not be. */
const RETRY_MS = 10_000

const QUALITY_WORDS: Readonly<Record<Exclude<DataQuality, 'live'>, string>> = {
  frozen: 'the last ones before the market closed',
  delayed: 'delayed by 15 minutes or more',
  'delayed-frozen': 'delayed, and the last ones before the market closed',
}

const CANCEL =
  (id: number): Call =>
  (api) =>
    void api.cancelMktData(id)

export interface LineParts {
  readonly link: IbkrLink
  readonly router: MarketRouter
  readonly contracts: Contracts
  readonly notices: Notices
  readonly marketTime: MarketTime
}

/** What the owner of the lines does for them. */
export interface LineOwner {
  changed(line: QuoteLine): void
  /** Live data were refused: what is asked for from now on may be delayed. */
  offerDelayed(): void
  /** TWS has fewer lines than was thought. */
  noLineLeft(line: QuoteLine): void
  /** The symbol has no use for its line. */
  gaveUp(line: QuoteLine): void
}

/** The quote of one symbol and the market-data line that it comes by, if it has one. */
export class QuoteLine {
  readonly symbol: Ticker
  /** Whether one of the account's lines is set aside for it. */
  granted = false
  private readonly state: QuoteState
  private readonly parts: LineParts
  private readonly owner: LineOwner
  private request: OpenRequest | null = null
  private opening = 0
  private delayedTried = false
  private saidQuality: DataQuality = 'live'
  private refusedReported = false
  private cancelRetry: Disposer = () => {}

  constructor(symbol: Ticker, parts: LineParts, owner: LineOwner) {
    this.symbol = symbol
    this.parts = parts
    this.owner = owner
    this.state = new QuoteState(symbol, parts.marketTime.now())
  }

  quote(): LiveQuote {
    return this.state.quote()
  }

  /** Whether anything is known of it. */
  isKnown(): boolean {
    return !this.state.isEmpty()
  }

  /** Subscribes, anew if it was. */
  subscribe(): void {
    this.delayedTried = false
    void this.open()
  }

  private async open(): Promise<void> {
    this.drop()
    const opening = ++this.opening
    const known = await this.parts.contracts.resolve(this.symbol)
    if (opening !== this.opening || !this.granted) return
    if (!known.ok) {
      if (known.error.code !== 'unknown-contract') {
        // Without a connection everything is subscribed anew on the next one.
        if (this.parts.router.connected())
          this.cancelRetry = this.parts.link.time.after(RETRY_MS, () => this.subscribe())
        return
      }
      this.parts.notices.raise('contract', { symbol: this.symbol, kind: 'dropped', message: known.error.message })
      this.owner.gaveUp(this)
      return
    }
    this.parts.notices.clear('contract', this.symbol, `${this.symbol} is listed.`)
    this.state.forgetBook()
    const { contract } = known.value
    this.request = this.parts.router.open(
      (id) => (api) => void api.reqMktData(id, contract, GENERIC_TICKS, false, false),
      {
        price: (type, value) => this.take(this.state.price(type, value, this.now()), `price ${value}`),
        size: (type, value) => this.take(this.state.size(type, value, this.now()), `size ${value}`),
        generic: (type, value) => this.take(this.state.generic(type, value, this.now()), `tick ${type} of ${value}`),
        dataType: (type) => this.takeType(type),
        error: (error) => this.takeError(error),
        lost: () => {
          this.request = null
        },
      },
    )
  }

  /** Unsubscribes. */
  close(): void {
    this.request?.close(CANCEL)
    this.drop()
  }

  /** TWS ended it by an error. */
  private ended(): void {
    this.request?.close()
    this.drop()
  }

  /** TWS may have forgotten it. */
  private drop(): void {
    this.opening += 1
    this.cancelRetry()
    this.request?.forget(CANCEL)
    this.request = null
  }

  private now(): ReturnType<MarketTime['now']> {
    return this.parts.marketTime.now()
  }

  private take(effect: TickEffect, what: string): void {
    if (effect === 'changed') {
      this.parts.notices.clear('competing', this.symbol, `Quotes of ${this.symbol} come again.`)
      this.owner.changed(this)
    } else if (effect === 'refused' && !this.refusedReported) {
      // Once a line: a feed that has gone wrong would fill the panel.
      this.refusedReported = true
      this.parts.link.report('warning', `A quote of ${this.symbol} was left out: ${what.slice(0, 60)} cannot be meant.`)
    }
  }

  private takeType(type: unknown): void {
    const effect = this.state.quality(type)
    this.take(effect, `data type ${type}`)
    if (effect === 'refused') return
    const { quality } = this.state.quote()
    this.sayQuality(quality, '')
  }

  /** Said once, whether by a data type or by a code of IBKR. */
  private sayQuality(quality: DataQuality, words: string): void {
    if (quality === this.saidQuality) return
    this.saidQuality = quality
    const { symbol } = this
    const { notices } = this.parts
    if (quality === 'live') {
      notices.clear('quality', symbol, `Quotes of ${symbol} are live again.`)
      return
    }
    const message = `Quotes of ${symbol} are ${QUALITY_WORDS[quality]}${words === '' ? '.' : `: ${words}`}`
    notices.raise('quality', { symbol, kind: 'delayed', message })
  }

  private takeError(error: LinkError): void {
    const { symbol } = this
    const { notices } = this.parts
    if (HARMLESS.has(error.code)) return
    if (DELAYED_INSTEAD.has(error.code)) {
      this.take(this.state.quality(3), 'data type 3')
      this.sayQuality('delayed', `IBKR: ${error.message}`)
    } else if (error.code === COMPETING_SESSION) {
      const message = `No quotes of ${symbol}: another session with the same user took the live data. IBKR: ${error.message}`
      notices.raise('competing', { symbol, kind: 'blocked', message })
    } else if (error.code === TOO_MANY_LINES) {
      this.ended()
      this.owner.noLineLeft(this)
    } else if (NOT_SUBSCRIBED.has(error.code) && !this.delayedTried) {
      this.delayedTried = true
      this.ended()
      this.owner.offerDelayed()
      void this.open()
    } else {
      this.ended()
      notices.raise('quality', {
        symbol,
        kind: 'partial',
        message: `No quotes of ${symbol}. ${failureOf(error).message}`,
      })
      this.owner.gaveUp(this)
    }
  }
}
