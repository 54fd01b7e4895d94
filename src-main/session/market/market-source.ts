import type { Redeem } from '../../../src-shared/domain/authorisation.ts'
import type { Bar } from '../../../src-shared/domain/bar.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { Instrument } from '../../../src-shared/domain/instrument.ts'
import type { SessionDay, UtcMs } from '../../../src-shared/domain/time.ts'
import type { Broker } from '../../broker/broker.ts'
import type { FeedNotice, ListedContract, LiveMarketState, LiveQuote } from '../../market/live-market.ts'
import type { ExchangeRequest } from '../../simulator/exchange/exchange-request.ts'
import { type SteppedEvent, timeOfStepped } from '../../simulator/exchange/steps.ts'
import type { VirtualClock } from '../../simulator/virtual-clock.ts'

/** A market to run sessions on, and what to do with its symbols. */
export interface MarketSource {
  readonly kind: 'demo' | 'replay' | 'gateway'
  /** For people: what the market is. */
  readonly name: string
  /** Of the market where it is invented, of the steps within its bars where it is recorded, and of the dry run's ids. */
  readonly seed: number
  /** What tells its bars from others under the same name. */
  readonly fingerprint: string
  /** In feed order. */
  readonly instruments: readonly Instrument[]
  readonly traded: readonly Ticker[]
  /** Ascending. Of a real market some that are still to come. */
  readonly sessions: readonly SessionDay[]
  /** Sessions before this moment only warm up. */
  readonly decideFrom: UtcMs
  /** Market time of a market with a clock of its own; null where it is the session's, which a trader can move. */
  readonly ownTime: (() => UtcMs) | null
  /** Its clock is the wall clock: false of a market that is invented or recorded, wherever it comes from. */
  readonly inRealTime: boolean
  /** What the dry run's fills follow from: each step of the market itself, or the quotes that came over a wire. */
  readonly fillsFrom: 'steps' | 'quotes'
  /** Files of which rows were left out. */
  readonly skipped: readonly SkippedBars[]
  /** One pass through it, for one session. */
  run(stage: MarketStage): AsyncIterable<SessionEvent>
  /** Gives back what it holds, also when it was never run. */
  close(): void
}

export interface SkippedBars {
  readonly file: string
  /** Rows by reason. */
  readonly counts: Readonly<Record<string, number>>
  /** For people: the counts with the first example of each. */
  readonly message: string
}

/** How far an earlier process of the run came on this market. */
export interface ResumedMarket {
  readonly until: UtcMs
  /** Market time of the newest trade of an account: a gateway of our own is ahead of what the session has noted. */
  readonly tradedUntil: UtcMs
  readonly decidedTo: UtcMs
  /** What was asked of the exchange behind a gateway of our own, with the market times; in that order. */
  gatewayRequests(): Iterable<GatewayRequest>
}

/** The accounts at a market. */
interface MarketAccounts {
  /** It names them when it is ready. */
  readonly broker: Broker
  /** What is known of a symbol's contract. */
  listed(symbol: Ticker): ListedContract | null
}

/** One request to the exchange behind a gateway of our own. */
export interface GatewayRequest {
  readonly time: UtcMs
  readonly request: ExchangeRequest
}

/** What a session gives a market to run on, and who hears how it gets there. */
export interface MarketStage {
  /** Market time of a simulated market; null where the market has a clock of its own. */
  readonly clock: VirtualClock | null
  /** Market time that an earlier process of the run came to, and the end of its last decided slot; null at a beginning. */
  readonly resume: ResumedMarket | null
  /** Aborted when the session is over. */
  readonly over: AbortSignal
  /** Symbols with a position or a working order: they stay, whatever a scan says. */
  held(): readonly Ticker[]
  /** The way to it is being made; what becomes of that is said by `market`. */
  connecting(): void
  /** Bars of earlier days, by symbol or slot: `done` of `total` are there. */
  warmedUp(done: number, total: number): void
  /** A line for the audit. */
  note(text: string): void
  market(state: LiveMarketState): void
  notice(notice: FeedNotice): void
  /** Redeems what adds exposure, as the last thing before it goes out. */
  readonly redeem: Redeem
  /** Where this market's accounts are. Told once, when the way to it is being made. */
  accounts(accounts: MarketAccounts): void
  /**
   * Nothing can be decided on this market. Where accounts have been named the session goes on for what is held in them,
   * without any further event; otherwise this throws the error.
   */
  undecidable(error: Error): void
  /** Something is asked of the exchange behind a gateway of our own; nothing has come of it yet. */
  gatewayRequest(request: GatewayRequest): void
}

/**
 * What a session hears. A source whose fills follow from steps says what the simulator's market says. One that comes
 * over a wire says its history in the same words, then `live`, and from there on what comes in.
 */
export type SessionEvent = SteppedEvent | WireEvent

type WireEvent =
  /** History is over: what follows happens now. */
  | { readonly kind: 'live'; readonly time: UtcMs }
  /** A bar as it forms, or final; a slot is over when all its bars are final, or by the barrier's grace. */
  | {
      readonly kind: 'followed'
      readonly time: UtcMs
      readonly symbol: Ticker
      readonly bar: Bar
      readonly final: boolean
    }
  /** The newest of each symbol that changed. */
  | { readonly kind: 'quotes'; readonly time: UtcMs; readonly quotes: readonly LiveQuote[] }
  /** Symbols come and go: what has no data, or what a scan has chosen. `traded` is all that is traded from now on. */
  | {
      readonly kind: 'symbols'
      readonly time: UtcMs
      readonly add: readonly Instrument[]
      readonly remove: readonly Ticker[]
      readonly traded: readonly Ticker[]
    }
  /** Bars of a symbol that has just come, from before it came. */
  | { readonly kind: 'earlier-bars'; readonly time: UtcMs; readonly symbol: Ticker; readonly bars: readonly Bar[] }
  /** The market's data, or its heartbeat, is lost, or back (null). */
  | { readonly kind: 'feed-lost'; readonly time: UtcMs; readonly reason: string | null }
  /** Nothing but time. */
  | { readonly kind: 'moment'; readonly time: UtcMs }

/** The market time at which an event becomes known; those of successive ones never decrease. */
export function timeOfEvent(event: SessionEvent): UtcMs {
  switch (event.kind) {
    case 'session':
    case 'bar':
    case 'slot-end':
    case 'step':
    case 'halt':
      return timeOfStepped(event)
    default:
      return event.time
  }
}
