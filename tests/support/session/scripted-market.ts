import type {
  FeedNotice,
  FollowedBar,
  HistoryRequest,
  ListedContract,
  LiveMarket,
  LiveMarketState,
  LiveQuote,
  MarketFailure,
} from '../../../src-main/market/live-market.ts'
import type { Bar } from '../../../src-shared/domain/bar.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import { type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'

export const READY: LiveMarketState = {
  state: 'ready',
  reason: 'All is well.',
  host: '127.0.0.1',
  port: 7497,
  client: 1,
  accounts: [],
  serverVersion: 193,
  attempts: 0,
  nextAttempt: null,
  lines: { used: 0, most: 100 },
  streams: { used: 0, most: 40 },
  history: { open: 0, waiting: 0, nextAt: null },
  outgoing: { perSecond: 0, waiting: 0 },
  latency: null,
  skew: null,
  farmsDown: [],
  messages: [],
}

/** A live market that says what a test tells it to. */
export class ScriptedMarket implements LiveMarket {
  current: LiveMarketState = READY
  readonly failures = new Map<Ticker, MarketFailure[]>()
  readonly unlisted = new Set<Ticker>()
  readonly asked: HistoryRequest[] = []
  followed: { symbols: readonly Ticker[]; since: UtcMs } | null = null
  readonly listeners = { state: new Set<(state: LiveMarketState) => void>() }
  private readonly bars: (request: HistoryRequest) => readonly Bar[]
  private bar: ((bar: FollowedBar) => void) | null = null
  private quote: ((quotes: readonly LiveQuote[]) => void) | null = null

  constructor(bars: (request: HistoryRequest) => readonly Bar[] = () => []) {
    this.bars = bars
  }

  say(state: Partial<LiveMarketState>): void {
    this.current = { ...this.current, ...state }
    for (const listener of [...this.listeners.state]) listener(this.current)
  }

  give(bar: FollowedBar): void {
    this.bar?.(bar)
  }

  quoteAll(quotes: readonly LiveQuote[]): void {
    this.quote?.(quotes)
  }

  /** Whether anybody still listens. */
  get heard(): boolean {
    return this.listeners.state.size > 0 || this.bar !== null || this.quote !== null
  }

  state = (): LiveMarketState => this.current

  onState(listener: (state: LiveMarketState) => void): () => void {
    this.listeners.state.add(listener)
    return () => this.listeners.state.delete(listener)
  }

  onNotice(_listener: (notice: FeedNotice) => void): () => void {
    return () => {}
  }

  ready(): Promise<void> {
    if (this.current.state === 'ready') return Promise.resolve()
    return new Promise((resolve) => {
      const stop = this.onState(({ state }) => {
        if (state !== 'ready') return
        stop()
        resolve()
      })
    })
  }

  contract(symbol: Ticker): Promise<Result<ListedContract, MarketFailure>> {
    if (this.unlisted.has(symbol)) {
      return Promise.resolve({ ok: false, error: { code: 'unknown-contract', message: `${symbol} is not listed.` } })
    }
    const value: ListedContract = {
      ...{ symbol, contractId: 1, name: symbol, primaryExchange: 'NASDAQ', tick: 0.01, kind: 'stock', hours: null },
    }
    return Promise.resolve({ ok: true, value })
  }

  history(request: HistoryRequest): Promise<Result<readonly Bar[], MarketFailure>> {
    this.asked.push(request)
    const failure = this.failures.get(request.symbol)?.shift()
    return Promise.resolve(
      failure === undefined ? { ok: true, value: this.bars(request) } : { ok: false, error: failure },
    )
  }

  followBars(symbols: readonly Ticker[], since: UtcMs, listener: (bar: FollowedBar) => void): () => void {
    this.followed = { symbols, since }
    this.bar = listener
    return () => {
      this.bar = null
    }
  }

  followQuotes(_symbols: readonly Ticker[], listener: (quotes: readonly LiveQuote[]) => void): () => void {
    this.quote = listener
    return () => {
      this.quote = null
    }
  }

  scan(): Promise<Result<never, MarketFailure>> {
    return Promise.resolve({ ok: false, error: { code: 'refused', message: 'No scans here.' } })
  }

  time(): Promise<Result<UtcMs, MarketFailure>> {
    return Promise.resolve({ ok: true, value: utcMs(0) })
  }
}
