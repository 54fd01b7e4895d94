import type { Bar } from '../../../src-shared/domain/bar.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import { type Instrument, MARKET_SYMBOL } from '../../../src-shared/domain/instrument.ts'
import { ENGINE_BAR_MS, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import type { Disposer, FollowedBar, LiveMarket, LiveQuote } from '../../market/live-market.ts'
import { MarketDataError } from '../../market/market-data.ts'
import { systemSchedule } from '../../simulator/virtual-clock.ts'
import type { MarketSource, MarketStage, SessionEvent } from './market-source.ts'
import type { Chosen, SymbolChoice } from './symbol-choice.ts'
import { WireHistory } from './wire-history.ts'

interface FeedParts {
  readonly market: LiveMarket
  readonly source: Pick<MarketSource, 'instruments' | 'traded' | 'sessions'>
  readonly stage: MarketStage
  /** Market time. */
  readonly now: () => UtcMs
  /** Null: what is traded stays as the source has it. */
  readonly choice: SymbolChoice | null
  /** What is fed and traded from the beginning, where that is more than the source has. */
  readonly fed?: Chosen | null
}

/** Symbols that have been looked up and warmed up, and come in with the next news. */
interface Arrival {
  readonly chosen: Chosen
  readonly add: readonly Instrument[]
  readonly bars: ReadonlyMap<Ticker, readonly Bar[]>
}

/**
 * What a session on a live market hears: its history in the words of a market source, then bars and quotes as they
 * come. They wait here until they are taken, the newest version of each.
 */
export class GatewayFeed {
  private readonly parts: FeedParts
  private readonly disposers: Disposer[] = []
  private readonly past: WireHistory
  private instruments: readonly Instrument[]
  private traded: readonly Ticker[]
  private readonly followed = new Map<Ticker, Disposer>()
  private arrival: Arrival | null = null
  private readonly bars: FollowedBar[] = []
  private readonly forming = new Map<Ticker, Bar>()
  private readonly quotes = new Map<Ticker, LiveQuote>()
  private lost: string | null = null
  private toldLost: string | null = null
  private wake: () => void = () => {}

  constructor(parts: FeedParts) {
    const { market, stage, source } = parts
    this.parts = parts
    this.past = new WireHistory({ ...parts, sessions: source.sessions })
    this.instruments = source.instruments
    this.traded = source.traded
    const over = (): void => this.wake()
    stage.over.addEventListener('abort', over)
    stage.connecting()
    stage.market(market.state())
    this.disposers.push(
      () => stage.over.removeEventListener('abort', over),
      market.onState((state) => {
        stage.market(state)
        this.lost = state.state === 'ready' ? null : state.reason
        this.wake()
      }),
      market.onNotice((notice) => stage.notice(notice)),
    )
  }

  /**
   * The sessions before, and today's bars so far, as a market source says them; symbols without data are dropped.
   * @throws MarketDataError when there is nothing to decide by
   */
  async *history(): AsyncGenerator<SessionEvent, void, undefined> {
    await this.past.ready()
    const chosen = await this.firstChoice()
    const unlisted = await this.unlisted(chosen.instruments)
    if (unlisted.has(MARKET_SYMBOL)) {
      const why = 'from which the market’s regime is read: nothing can be decided.'
      throw new MarketDataError(`There is no data of ${MARKET_SYMBOL}, ${why}`)
    }
    const now = this.parts.now()
    const change = this.changeTo(without(chosen, unlisted), now)
    if (change !== null) yield change
    const days = this.past.daysUntil(now)
    const bySymbol = await this.past.fetch(this.symbols, days, now)
    yield* this.past.events(this.symbols, days, bySymbol, now)
  }

  /** From now on bars and quotes come in; bars from the first that history did not bring. */
  follow(): void {
    const since = this.past.since()
    for (const symbol of this.symbols) this.followOne(symbol, since)
  }

  /** What has come in since the last call, at this market time. */
  *news(time: UtcMs): Generator<SessionEvent, void, undefined> {
    if (this.lost !== this.toldLost) {
      this.toldLost = this.lost
      yield { kind: 'feed-lost', time, reason: this.lost }
    }
    for (const { symbol, bar, final } of this.bars.splice(0)) yield { kind: 'followed', time, symbol, bar, final }
    const forming = [...this.forming]
    this.forming.clear()
    for (const [symbol, bar] of forming) yield { kind: 'followed', time, symbol, bar, final: false }
    yield* this.arrive(time)
    const quotes = [...this.quotes.values()]
    this.quotes.clear()
    yield quotes.length > 0 ? { kind: 'quotes', time, quotes } : { kind: 'moment', time }
  }

  /** Resolves when something has come in, when `withinMs` of operator time have passed, or when the session is over. */
  async woken(withinMs: number): Promise<void> {
    const hasNews = this.bars.length > 0 || this.forming.size > 0 || this.quotes.size > 0 || this.lost !== this.toldLost
    if (hasNews || this.parts.stage.over.aborted) return
    await new Promise<void>((resolve) => {
      const cancel = systemSchedule(withinMs, resolve)
      this.wake = () => {
        cancel()
        resolve()
      }
    })
    this.wake = () => {}
  }

  /** How many symbols are followed. */
  get size(): number {
    return this.followed.size
  }

  /** To be asked when market time has moved on: a scan that is due begins, and what it changes comes with later news. */
  rescan(now: UtcMs): void {
    const { choice, stage } = this.parts
    if (choice === null || this.arrival !== null) return
    void choice.again(now).then(async (change) => {
      if (change === null || stage.over.aborted) return
      stage.note(change.words)
      const here = new Set(this.symbols)
      const coming = change.chosen.instruments.filter(({ symbol }) => !here.has(symbol))
      const unlisted = await this.unlisted(coming)
      const wanted = without(change.chosen, unlisted)
      const add = coming.filter(({ symbol }) => !unlisted.has(symbol))
      const time = this.parts.now()
      const bars = await this.past.fetch(
        add.map(({ symbol }) => symbol),
        this.past.daysUntil(time),
        time,
      )
      this.arrival = { chosen: wanted, add, bars }
      this.wake()
    })
  }

  close(): void {
    this.parts.choice?.close()
    for (const dispose of this.followed.values()) dispose()
    for (const dispose of this.disposers.splice(0).reverse()) dispose()
  }

  private takeBar(followed: FollowedBar): void {
    const { symbol, bar, final } = followed
    const forming = this.forming.get(symbol)
    if (final) {
      this.bars.push(followed)
      if (forming !== undefined && forming.start <= bar.start) this.forming.delete(symbol)
    } else {
      // The last version of a bar is kept apart from the first of the next.
      if (forming !== undefined && forming.start < bar.start) this.bars.push({ symbol, bar: forming, final: false })
      this.forming.set(symbol, bar)
    }
    this.wake()
  }

  private takeQuotes(quotes: readonly LiveQuote[]): void {
    for (const quote of quotes) this.quotes.set(quote.symbol, quote)
    this.wake()
  }

  /** What the source has, or what the first scan chooses; one that fails is tried again until the session is over. */
  private async firstChoice(): Promise<Chosen> {
    const { choice, market, stage, now, fed = null } = this.parts
    const asSource: Chosen = fed ?? { traded: this.traded, instruments: this.instruments }
    if (choice === null) return asSource
    const parts = { market, traded: () => this.traded, held: stage.held, over: stage.over }
    const chosen = await this.past.persist(() => choice.first(parts))
    choice.goOn(now(), parts)
    if (chosen === null) return asSource
    if (!chosen.ok) throw new MarketDataError(`No stocks could be chosen: ${chosen.error.message}`)
    return chosen.value
  }

  /** Of these, what the broker does not list. */
  private async unlisted(instruments: readonly Instrument[]): Promise<ReadonlySet<Ticker>> {
    const { market } = this.parts
    const unlisted = new Set<Ticker>()
    await Promise.all(
      instruments.map(async ({ symbol }) => {
        const answer = await this.past.persist(() => market.contract(symbol))
        if (answer !== null && !answer.ok) unlisted.add(symbol)
      }),
    )
    return unlisted
  }

  /** Takes what is fed and traded from now on. @returns what of that is a change; null when nothing is */
  private changeTo({ instruments, traded }: Chosen, time: UtcMs): Extract<SessionEvent, { kind: 'symbols' }> | null {
    const [before, after] = [new Set(this.symbols), new Set(instruments.map(({ symbol }) => symbol))]
    const add = instruments.filter(({ symbol }) => !before.has(symbol))
    const remove = [...before].filter((symbol) => !after.has(symbol))
    const isSame = traded.length === this.traded.length && traded.every((symbol, at) => symbol === this.traded[at])
    // Those that stay keep their place: the engine feeds newcomers after them.
    this.instruments = [...this.instruments.filter(({ symbol }) => after.has(symbol)), ...add]
    this.traded = traded
    return add.length === 0 && remove.length === 0 && isSame ? null : { kind: 'symbols', time, add, remove, traded }
  }

  /** Brings in what a scan has chosen. What has been taken up meanwhile stays, whatever the scan says. */
  private *arrive(time: UtcMs): Generator<SessionEvent, void, undefined> {
    const { arrival } = this
    if (arrival === null) return
    this.arrival = null
    const held = this.parts.stage.held().filter((symbol) => this.traded.includes(symbol))
    const kept = this.instruments.filter(({ symbol }) => held.includes(symbol))
    const change = this.changeTo(
      {
        traded: [...new Set([...held, ...arrival.chosen.traded])],
        instruments: [...new Map([...arrival.chosen.instruments, ...kept].map((each) => [each.symbol, each])).values()],
      },
      time,
    )
    if (change === null) return
    yield change
    for (const symbol of change.remove) {
      this.followed.get(symbol)?.()
      this.followed.delete(symbol)
      this.quotes.delete(symbol)
      this.forming.delete(symbol)
    }
    for (const { symbol } of change.add) {
      const bars = (arrival.bars.get(symbol) ?? []).filter(({ start }) => start < this.past.since())
      yield { kind: 'earlier-bars', time, symbol, bars }
      this.followOne(symbol, bars.at(-1) === undefined ? this.past.since() : utcMs(bars.at(-1)!.start + ENGINE_BAR_MS))
    }
  }

  private followOne(symbol: Ticker, since: UtcMs): void {
    const { market } = this.parts
    const stopBars = market.followBars([symbol], since, (bar) => this.takeBar(bar))
    const stopQuotes = market.followQuotes([symbol], (quotes) => this.takeQuotes(quotes))
    this.followed.set(symbol, () => {
      stopBars()
      stopQuotes()
    })
  }

  private get symbols(): readonly Ticker[] {
    return this.instruments.map(({ symbol }) => symbol)
  }
}

const without = ({ traded, instruments }: Chosen, gone: ReadonlySet<Ticker>): Chosen => ({
  traded: traded.filter((symbol) => !gone.has(symbol)),
  instruments: instruments.filter(({ symbol }) => !gone.has(symbol)),
})
