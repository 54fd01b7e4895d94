import { type Book, sameBook } from '../../../src-shared/domain/book.ts'
import type { AccountId, OrderRef, Ticker } from '../../../src-shared/domain/ids.ts'
import { type Mode, START_MODE, type TradingState } from '../../../src-shared/domain/mode.ts'
import type { Price } from '../../../src-shared/domain/price.ts'
import type { SessionDay, UtcMs } from '../../../src-shared/domain/time.ts'
import type { Side } from '../../../src-shared/domain/vote.ts'
import type { CommandAnswer } from '../commands.ts'
import type { Holding } from '../ledger/holding.ts'
import type { LedgerOrder } from '../ledger/ledger-order.ts'
import type { StagedOrder } from '../staging/staged-order.ts'

/** A book as the key of a map. */
export type BookKey = string
export const bookKey = (book: Book): BookKey => (book.kind === 'simulated' ? 'simulated' : book.account)

/** A book and a symbol as the key of a map. */
export type PlaceKey = string
export const placeKey = (book: Book, symbol: Ticker): PlaceKey => `${bookKey(book)}/${symbol}`

/** An execution, whatever its version, as the key of a map: brokers of different books may give the same ids. */
export const executionKey = (book: Book, base: string): string =>
  book.kind === 'simulated' ? base : `${book.account}/${base}`

/** What is known of an open position beside its shares: how it is managed. Dollars a share. */
export interface Trade {
  readonly book: Book
  readonly symbol: Ticker
  /** The entry that opened it. */
  readonly entry: OrderRef
  readonly side: Side
  /** At the entry's decision. */
  readonly atr: number
  /** Where stop and target shall work. */
  readonly stop: Price
  readonly target: Price
  /** The stop has been moved: from now on it follows no average price any more, and only tightens. */
  readonly moved: boolean
  /** The target has been put where it is by the trader: it follows no average price any more. */
  readonly targetSet: boolean
  /** Best close since the first fill; null before the first. */
  readonly bestClose: number | null
}

/** A position that shall be closed, until it is. */
export interface Closing {
  readonly reason: string
  /** Of a close outside regular hours. */
  readonly limit: Price | null
}

/** Something that the transition table does not know: a bug, or a broker that contradicts itself. */
interface Contradiction {
  readonly ref: OrderRef
  readonly message: string
}

/** Something that was found out about an account once, and that somebody has to know of before anything is armed. */
export interface Finding {
  /** Names exactly this: one with other numbers is another. */
  readonly id: string
  readonly kind: 'absent' | 'contradiction' | 'foreign-fill' | 'unknown-fill' | 'liquidation' | 'late-correction'
  readonly book: Book
  readonly symbol: Ticker
  readonly message: string
}

interface Answered {
  readonly text: string
  readonly answer: CommandAnswer
}

/** An execution that has been counted, by which versions of it are told apart. */
export interface CountedExecution {
  readonly version: string
  readonly ref: OrderRef
  readonly shares: number
  readonly price: number
}

/** Everything that trading knows and that outlives its process. It changes by events only (`evolve`). */
export interface DeskState {
  readonly mode: Mode
  /** The account that takes entries in a live mode; null in the dry run. */
  readonly account: AccountId | null
  readonly tradingState: TradingState
  readonly automaticApproval: boolean
  readonly day: SessionDay | null
  /** Orders that are not over, in the order in which they were made. */
  readonly live: ReadonlyMap<OrderRef, LedgerOrder>
  /** The day's orders that are over, and those of open positions. */
  readonly over: ReadonlyMap<OrderRef, LedgerOrder>
  /** Brackets by their entry, waiting or gone. */
  readonly brackets: ReadonlyMap<OrderRef, StagedOrder>
  /** By `executionKey`, without their versions. */
  readonly executions: ReadonlyMap<string, CountedExecution>
  /** Of the day before, so that a correction that comes late is not taken for a new trade. */
  readonly pastExecutions: ReadonlyMap<string, CountedExecution>
  /** The day's trades of others, by `executionKey` with their versions: told once, whatever comes again. */
  readonly foreignExecutions: ReadonlyMap<string, { readonly place: PlaceKey; readonly price: number }>
  /** Cents, by the execution's key. */
  readonly commissions: ReadonlyMap<string, { readonly cents: number; readonly version: string }>
  readonly holdings: ReadonlyMap<PlaceKey, Holding>
  readonly trades: ReadonlyMap<PlaceKey, Trade>
  /** The tightest stop to which the stop of an entry has been moved. It outlives a position that late fills open again. */
  readonly movedStops: ReadonlyMap<OrderRef, Price>
  readonly closings: ReadonlyMap<PlaceKey, Closing>
  /** The day's last fill of a stop in each place, of a position on this side. */
  readonly stoppedOut: ReadonlyMap<PlaceKey, { readonly side: Side; readonly time: UtcMs }>
  /** Market times at which the entries of the last minute were sent. */
  readonly entryTimes: readonly UtcMs[]
  /** Books whose breaker is tripped, with the day's profit at that moment. */
  readonly tripped: ReadonlyMap<BookKey, { readonly profit: number; readonly limit: number }>
  readonly answers: ReadonlyMap<string, Answered>
  readonly contradictions: readonly Contradiction[]
  /** By their ids. Only those of accounts: the simulated book is our own. */
  readonly findings: ReadonlyMap<string, Finding>
  /** Ids of differences that the trader knows of, oldest first. */
  readonly acknowledged: ReadonlySet<string>
  /** Symbols that the broker has said today may be sold short above the bid only. */
  readonly shortRestricted: ReadonlySet<Ticker>
}

/** A desk that has never traded. Every start is a dry run. */
export const EMPTY_DESK: DeskState = {
  mode: START_MODE,
  account: null,
  tradingState: 'active',
  automaticApproval: false,
  day: null,
  live: new Map(),
  over: new Map(),
  brackets: new Map(),
  executions: new Map(),
  pastExecutions: new Map(),
  foreignExecutions: new Map(),
  commissions: new Map(),
  holdings: new Map(),
  trades: new Map(),
  movedStops: new Map(),
  closings: new Map(),
  stoppedOut: new Map(),
  entryTimes: [],
  tripped: new Map(),
  answers: new Map(),
  contradictions: [],
  findings: new Map(),
  acknowledged: new Set(),
  shortRestricted: new Set(),
}

/** Whether a book is the one that takes entries in the mode of the moment. */
export function takesEntries({ mode, account }: Pick<DeskState, 'mode' | 'account'>, book: Book): boolean {
  return book.kind === 'simulated' ? mode === 'dry-run' : mode !== 'dry-run' && book.account === account
}

/** An order of ours by its reference, live or over. */
export const findOrder = (state: DeskState, ref: OrderRef): LedgerOrder | undefined =>
  state.live.get(ref) ?? state.over.get(ref)

/** Our orders of a book and a symbol that are not over. */
export function liveIn(state: DeskState, book: Book, symbol: Ticker): LedgerOrder[] {
  const found: LedgerOrder[] = []
  for (const known of state.live.values()) {
    if (known.order.symbol === symbol && sameBook(known.order.book, book)) found.push(known)
  }
  return found
}

/** Our own shares, short ones negative. */
export const sharesIn = (state: DeskState, book: Book, symbol: Ticker): number =>
  state.holdings.get(placeKey(book, symbol))?.shares ?? 0

/** Positions of ours that are open. */
export const openHoldings = (state: DeskState): Holding[] =>
  [...state.holdings.values()].filter(({ shares }) => shares !== 0)

/** Brackets that wait for approval. */
export const waitingBrackets = (state: DeskState): StagedOrder[] =>
  [...state.live.values()].flatMap(({ order }) => {
    const staged = order.state === 'staged' ? state.brackets.get(order.ref) : undefined
    return staged === undefined ? [] : [staged]
  })

/** Symbols with an open position, or an order that waits or works. */
export const symbolsAtWork = (state: DeskState): Ticker[] => [
  ...new Set([
    ...openHoldings(state).map(({ symbol }) => symbol),
    ...[...state.live.values()].map(({ order }) => order.symbol),
  ]),
]

/** Whether an order has gone out, or may have. */
export const isOut = ({ order }: LedgerOrder): boolean =>
  order.state !== 'staged' && order.state !== 'approved' && order.state !== 'journaled'
