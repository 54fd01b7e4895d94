import { type Book, sameBook } from '../../src-shared/domain/book.ts'
import type { EngineInput } from '../../src-shared/domain/engine-input.ts'
import type { AccountId, OrderRef, Ticker } from '../../src-shared/domain/ids.ts'
import type { RiskLimits } from '../../src-shared/domain/limits.ts'
import type { TickSize } from '../../src-shared/domain/price.ts'
import type { Broker, Disposer } from '../broker/broker.ts'
import type { MarketClock, OperatorClock } from '../market/clock.ts'
import type { Watch } from './contact/watch.ts'
import type { VenueView } from './exits/world.ts'
import type { Gate } from './gate.ts'
import type { TradingJournal } from './journal/journal.ts'
import type { TradingEvent, TradingFact } from './journal/trading-event.ts'
import type { Moment } from './moment.ts'
import type { QuoteBoard } from './risk/quote-board.ts'
import type { TradingSettings } from './settings.ts'
import type { ExpiryWatch } from './staging/expiry.ts'
import { type DeskState, takesEntries } from './state/desk-state.ts'

/** A book with the account under which its orders go, and the broker that holds it. */
export interface Venue {
  readonly book: Book
  readonly account: AccountId
  readonly broker: Broker
}

/** A venue with what is seen of it. */
export interface ActiveVenue extends Venue, VenueView {
  readonly watch: Watch
}

/** Who wants to know what happens, as it happens. It must not call the desk. */
interface DeskObserver {
  /** Everything that changes what trading knows, after the change. */
  onEvent(event: TradingEvent): void
  /** What the engine has to be told: a fill, or a position that replaces what it held. */
  onEngineInput(input: EngineInput): void
}

export interface DeskOptions {
  /** At most one a book; more can come later (`addVenue`). That of the simulated book takes the entries of the dry run. */
  readonly venues: readonly Venue[]
  /** The one whose `redeem` the brokers got. */
  readonly gate: Gate
  readonly journal: TradingJournal
  readonly market: MarketClock
  readonly operator: OperatorClock
  readonly limitsOf: (book: Book) => RiskLimits
  /** Null for what is no instrument of this session. */
  readonly tickOf: (symbol: Ticker) => TickSize | null
  /** What a symbol is, in words, that is neither stock nor ETF; null for those, and for what nobody knows. */
  readonly kindOf?: (symbol: string) => string | null
  /** A reference that no order has had, in no session; at most 50 characters. */
  readonly newRef: () => OrderRef
  /** Calls `run` once after `ms` of operator time, unless it is disposed of before. */
  readonly setAlarm: (ms: number, run: () => void) => Disposer
  /** Runs what nobody has called for, as the answer to a query: what fails in it is told where it can be. */
  readonly guard?: (act: () => void) => void
  readonly observer: DeskObserver
  readonly settings?: Partial<TradingSettings>
  /** What the journal of an earlier process led to (`restore`). */
  readonly restored?: DeskState
}

/** The desk to look at. */
export interface DeskView {
  readonly state: DeskState
  readonly venues: readonly VenueView[]
  readonly quotes: QuoteBoard
  readonly expiry: ExpiryWatch
  readonly limitsOf: DeskOptions['limitsOf']
  now(): Moment
}

/** What the parts of the desk work on. */
export interface DeskContext extends DeskView {
  readonly venues: readonly ActiveVenue[]
  readonly gate: Gate
  readonly settings: TradingSettings
  /** ATR of each symbol's newest decision, dollars. */
  readonly ranges: Map<Ticker, number>
  readonly tickOf: DeskOptions['tickOf']
  readonly kindOf: NonNullable<DeskOptions['kindOf']>
  readonly newRef: DeskOptions['newRef']
  /** @returns false when the fact had to be on the disk and is not: then it has not happened. */
  record(fact: TradingFact): boolean
}

/** The venue that takes entries in the mode of the moment; undefined when there is none. */
export function entryVenue({ state, venues }: Pick<DeskContext, 'state' | 'venues'>): ActiveVenue | undefined {
  return venues.find(({ book }) => takesEntries(state, book))
}

/** The venue of a book; undefined while its broker has not named the account. */
export const venueOf = <Each extends VenueView>({ venues }: { readonly venues: readonly Each[] }, book: Book) =>
  venues.find((venue) => sameBook(venue.book, book))
