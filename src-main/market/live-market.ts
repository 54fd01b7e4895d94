import type { Bar } from '../../src-shared/domain/bar.ts'
import type { AccountId, Ticker } from '../../src-shared/domain/ids.ts'
import type { Quote } from '../../src-shared/domain/quote.ts'
import type { Result } from '../../src-shared/domain/result.ts'
import { MINUTE_MS, SECOND_MS, type SessionDate, type UtcMs } from '../../src-shared/domain/time.ts'

/** Lengths of bars that can be asked for, ms. A day bar starts at its session's open. */
export const BAR_SIZES = {
  '5s': 5 * SECOND_MS,
  '1m': MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '1h': 60 * MINUTE_MS,
  '1d': 24 * 60 * MINUTE_MS,
} as const
export type BarSize = keyof typeof BAR_SIZES

/** Why the market did not give what it was asked for. It never means that there is nothing. */
export interface MarketFailure {
  readonly code:
    | 'not-connected'
    | 'timed-out'
    | 'pacing'
    | 'no-permission'
    | 'unknown-contract'
    | 'refused'
    | 'cancelled'
  /** One sentence for the trader, with the broker's own words where it gave some. */
  readonly message: string
}

/** A day's regular hours as the broker tells them. */
export interface ListedHours {
  readonly date: SessionDate
  /** Null: closed. */
  readonly session: { readonly open: UtcMs; readonly close: UtcMs } | null
}

/** A stock or fund as the broker lists it. */
export interface ListedContract {
  readonly symbol: Ticker
  readonly contractId: number
  readonly name: string
  readonly primaryExchange: string
  /** Dollars: the smallest step of its price at its usual prices. */
  readonly tick: number
  readonly kind: 'stock' | 'etf'
  /** Regular hours of the days from the answer on, ascending; null: not told, or not in words that we can read. */
  readonly hours: readonly ListedHours[] | null
}

export interface HistoryRequest {
  readonly symbol: Ticker
  readonly barSize: BarSize
  /** The bars end at or before this moment; null: now. */
  readonly until: UtcMs | null
  /** How many at most. Beyond 1,000 they are asked for in slices and joined: longer replies hold the process up. */
  readonly bars: number
  readonly regularHoursOnly: boolean
}

/** A five-minute bar of a symbol that is followed. */
export interface FollowedBar {
  readonly symbol: Ticker
  readonly bar: Bar
  /** It will not change any more: its successor has begun, or it comes from history. */
  readonly final: boolean
}

/** A scan that IBKR runs itself, by the codes of its scanner. */
export const SCANS = {
  gainers: 'TOP_PERC_GAIN',
  losers: 'TOP_PERC_LOSE',
  'hot-by-volume': 'HOT_BY_VOLUME',
  'most-active': 'MOST_ACTIVE',
  // TOP_OPEN_PERC_GAIN and TOP_OPEN_PERC_LOSE would be the move since the open.
  'gaps-up': 'HIGH_OPEN_GAP',
  'gaps-down': 'LOW_OPEN_GAP',
} as const
export type Scan = keyof typeof SCANS

export interface ScanRow {
  /** From 0, best first. */
  readonly rank: number
  readonly symbol: Ticker
  readonly contractId: number
}

/** The newest of what came in about the connection, newest first. */
export interface MarketMessage {
  /** Operator time, UTC ms. */
  readonly at: number
  /** IBKR's code; null for what we noticed ourselves. */
  readonly code: number | null
  readonly severity: 'info' | 'warning' | 'error'
  /** The sentence that the trader reads. */
  readonly text: string
}

/** How the way to the market stands, for the connection panel. */
export interface LiveMarketState {
  readonly state:
    | 'disconnected'
    | 'connecting'
    | 'handshaking'
    | 'synchronising'
    | 'ready'
    | 'degraded'
    | 'reconnecting'
  readonly reason: string
  readonly host: string
  readonly port: number
  readonly client: number
  readonly accounts: readonly AccountId[]
  /** Of the TWS protocol; null before the handshake. */
  readonly serverVersion: number | null
  /** Attempts since it was last ready, and when the next one begins (operator UTC ms; null: under way or not planned). */
  readonly attempts: number
  readonly nextAttempt: number | null
  readonly lines: { readonly used: number; readonly most: number }
  /** Bars that TWS keeps up to date by itself; the other symbols' are asked for at each close. */
  readonly streams: { readonly used: number; readonly most: number }
  /** History requests: open at IBKR (50 at most, bars that are kept up to date count), and waiting for its pacing. */
  readonly history: { readonly open: number; readonly waiting: number; readonly nextAt: number | null }
  /** Messages to TWS in the last second, and those that wait for their turn. */
  readonly outgoing: { readonly perSecond: number; readonly waiting: number }
  /** Operator ms from question to answer of the last heartbeat; null before the first. */
  readonly latency: number | null
  /** Broker time less market time, ms; null before the first answer. */
  readonly skew: number | null
  /** Data farms that are down, as TWS names them. */
  readonly farmsDown: readonly string[]
  readonly messages: readonly MarketMessage[]
}

/** What is known of a symbol's data, and what keeps it from being traded on. */
export interface FeedNotice {
  readonly symbol: Ticker
  /**
   * `dropped`: not listed (any more), asked for again on the next connection. `delayed`: its quotes are not live.
   * `partial`: quotes or bars are missing for now. `blocked`: what comes must not be traded on, or nothing may come.
   * `restored`: one of these is over; others may stand.
   */
  readonly kind: 'dropped' | 'delayed' | 'partial' | 'blocked' | 'restored'
  /** One sentence for the trader. */
  readonly message: string
}

export type Disposer = () => void

/**
 * A real market, or one that is reached like one, as a session sees it. Over a loss of the connection everything that
 * is followed is followed again, and the bars that were missed come first, each once.
 */
export interface LiveMarket {
  state(): LiveMarketState
  /** Told of every change, at most once a turn of the event loop. */
  onState(listener: (state: LiveMarketState) => void): Disposer
  /** Sentences about single symbols. */
  onNotice(listener: (notice: FeedNotice) => void): Disposer
  /** Resolves when it is ready; never rejects. */
  ready(): Promise<void>

  /** Looks a symbol up; class shares may be written `BRK B` or `BRK.B`. Answers are remembered. */
  contract(symbol: Ticker): Promise<Result<ListedContract, MarketFailure>>
  /** Paced as IBKR asks for; bars ascend and are checked. `signal` takes a request out of the queue, or cancels it. */
  history(request: HistoryRequest, signal?: AbortSignal): Promise<Result<readonly Bar[], MarketFailure>>
  /**
   * The five-minute bars of symbols, regular hours, from `since` on (the start of the first bar wanted). Forming bars
   * come with `final: false`. The first symbols are streamed; those beyond the limit are asked for at each close. A bar
   * that was final and comes again, final, with other values is a correction.
   */
  followBars(symbols: readonly Ticker[], since: UtcMs, listener: (bar: FollowedBar) => void): Disposer
  /** Best bid and offer and last trade, conflated: each batch has the newest of each symbol that changed. */
  followQuotes(symbols: readonly Ticker[], listener: (quotes: readonly LiveQuote[]) => void): Disposer
  scan(scan: Scan, rows: number): Promise<Result<readonly ScanRow[], MarketFailure>>
  /** The broker's clock, UTC ms. */
  time(): Promise<Result<UtcMs, MarketFailure>>
}

/** A quote with what else TWS says of a symbol. */
export interface LiveQuote extends Quote {
  /** Shares of the last trade. */
  readonly lastSize: number
  /** Shares traded in the session; null until told. */
  readonly dayVolume: number | null
  /** Dollars; the last close of an earlier session; null until told. */
  readonly previousClose: number | null
  /** Whether shares can be borrowed (tick 236): null until told. */
  readonly shortable: 'easy' | 'locate' | 'no' | null
}
