import type { OrderRequest } from '../../../src-shared/domain/authorisation.ts'
import type { Book } from '../../../src-shared/domain/book.ts'
import type { AccountId, OrderRef, Ticker } from '../../../src-shared/domain/ids.ts'
import type { Mode, TradingState } from '../../../src-shared/domain/mode.ts'
import type { Price } from '../../../src-shared/domain/price.ts'
import type { SessionDay, UtcMs } from '../../../src-shared/domain/time.ts'
import type { OrderChange, ReducingOrder } from '../../broker/broker.ts'
import type { CommissionReport, Execution, OrderReport } from '../../broker/reports.ts'
import type { CommandAnswer } from '../commands.ts'
import type { RefusalCode } from '../risk/refusals.ts'
import type { BracketPlan, StagedOrder } from '../staging/staged-order.ts'

/** Why a staged order stopped waiting. */
export type ExpiryReason =
  | 'time'
  | 'next decision'
  | 'mode change'
  | 'cut-off'
  | 'suspend'
  | 'stop'
  | 'breaker'
  | 'restart'

/**
 * Everything that changes what trading knows, as it is journaled. State is what these lead to and nothing else, so that
 * the journal alone brings it back. Plain JSON: no NaN, no undefined, no Map.
 */
export type TradingFact =
  // The session.
  | { readonly kind: 'day-started'; readonly day: SessionDay }
  | {
      readonly kind: 'mode-changed'
      readonly mode: Mode
      readonly reason: string
      /** The account that takes entries from now on; null or absent: none, or the simulated book's. */
      readonly account?: AccountId | null
    }
  | { readonly kind: 'trading-state-changed'; readonly state: TradingState; readonly reason: string }
  | { readonly kind: 'automatic-approval-changed'; readonly on: boolean; readonly reason: string }
  | {
      readonly kind: 'breaker-tripped'
      readonly book: Book
      /** Dollars: the day's profit, below zero, and the loss that is allowed. */
      readonly profit: number
      readonly limit: number
    }
  | {
      /** A command and what was answered; the same id gets the same answer again. */
      readonly kind: 'command-answered'
      readonly id: string
      /** The command as canonical text. */
      readonly text: string
      readonly answer: CommandAnswer
    }

  // Staged orders.
  | { readonly kind: 'order-staged'; readonly staged: StagedOrder }
  | {
      readonly kind: 'entry-refused'
      readonly symbol: Ticker
      readonly barStart: UtcMs | null
      readonly code: RefusalCode
      readonly message: string
    }
  | { readonly kind: 'order-edited'; readonly ref: OrderRef; readonly revision: number; readonly plan: BracketPlan }
  | {
      /** The trader has been told how far the price went, and the order has a new revision. */
      readonly kind: 'drift-shown'
      readonly ref: OrderRef
      readonly revision: number
      /** Dollars: from where drift is measured now. */
      readonly reference: number
    }
  | {
      readonly kind: 'order-approved'
      readonly ref: OrderRef
      readonly revision: number
      readonly by: 'trader' | 'automatic'
    }
  | { readonly kind: 'order-declined'; readonly ref: OrderRef }
  | { readonly kind: 'order-expired'; readonly ref: OrderRef; readonly reason: ExpiryReason }
  | {
      /** Approved, and refused by ourselves before a byte went out. */
      readonly kind: 'order-refused'
      readonly ref: OrderRef
      readonly code: RefusalCode
      readonly message: string
    }

  // What we ask brokers for. The intent comes before the first byte.
  | { readonly kind: 'order-intent'; readonly entry: OrderRequest; readonly children: readonly OrderRequest[] }
  /** Another price or quantity of a working entry: the entry as it shall be, under a new revision. */
  | { readonly kind: 'amendment-intent'; readonly entry: OrderRequest }
  | { readonly kind: 'reduction-intent'; readonly order: ReducingOrder }
  | { readonly kind: 'change-intent'; readonly ref: OrderRef; readonly change: OrderChange }
  | { readonly kind: 'cancel-intent'; readonly ref: OrderRef }
  | { readonly kind: 'order-sent'; readonly refs: readonly OrderRef[] }
  | {
      /** By the broker itself, or before it was handed on. */
      readonly kind: 'request-refused'
      readonly ref: OrderRef
      readonly request: 'order' | 'change' | 'cancel'
      readonly code: string
      readonly message: string
    }

  // What stays wanted until it is reached, whatever is in the way.
  | { readonly kind: 'cancel-wanted'; readonly ref: OrderRef; readonly reason: string }
  | {
      readonly kind: 'close-wanted'
      readonly book: Book
      readonly symbol: Ticker
      readonly reason: string
      /** The limit of a close outside regular hours; null closes at the market. */
      readonly limit: Price | null
    }
  | { readonly kind: 'stop-wanted'; readonly book: Book; readonly symbol: Ticker; readonly stop: Price }
  | { readonly kind: 'target-wanted'; readonly book: Book; readonly symbol: Ticker; readonly target: Price }
  /** A close that is the best since the first fill, dollars. */
  | { readonly kind: 'best-close'; readonly book: Book; readonly symbol: Ticker; readonly close: number }

  // What brokers say.
  | { readonly kind: 'broker-order'; readonly book: Book; readonly report: OrderReport }
  | { readonly kind: 'execution'; readonly book: Book; readonly execution: Execution }
  | { readonly kind: 'commission'; readonly book: Book; readonly commission: CommissionReport }
  | { readonly kind: 'contact-lost'; readonly refs: readonly OrderRef[]; readonly reason: string }
  /** Two clean queries did not know it. */
  | { readonly kind: 'order-absent'; readonly ref: OrderRef }

  // Where the broker's books and ours differ.
  | {
      /** Our own shares become what the account holds: shares of others are taken over, or lost ones written off. */
      readonly kind: 'position-adopted'
      readonly book: Book
      readonly symbol: Ticker
      /** What our own change by, short ones negative. */
      readonly shares: number
      /** Dollars a share at which they are taken over or written off. */
      readonly price: number
      readonly reason: string
    }
  | {
      /** The trader knows of a difference with exactly these numbers. */
      readonly kind: 'difference-acknowledged'
      readonly difference: string
      readonly symbol: Ticker | null
      readonly message: string
    }

/** A fact and when it came about. */
export type TradingEvent = TradingFact & {
  /** Market time. */
  readonly time: UtcMs
  /** Operator time, wall clock. */
  readonly operatorTime: UtcMs
}

/**
 * How a fact is journaled. `required`: on the disk before anything goes on, and without that it has not happened.
 * `urgent`: on the disk before anything goes on where that is possible, kept and written later where not.
 * `batched`: with the next flush, in order.
 */
export type Durability = 'required' | 'urgent' | 'batched'

export const DURABILITY: Readonly<Record<TradingFact['kind'], Durability>> = {
  'day-started': 'urgent',
  'mode-changed': 'urgent',
  'trading-state-changed': 'urgent',
  'automatic-approval-changed': 'urgent',
  'breaker-tripped': 'urgent',
  'command-answered': 'batched',
  'order-staged': 'required',
  'entry-refused': 'batched',
  'order-edited': 'urgent',
  'drift-shown': 'urgent',
  'order-approved': 'batched',
  'order-declined': 'urgent',
  'order-expired': 'urgent',
  'order-refused': 'urgent',
  'order-intent': 'required',
  'amendment-intent': 'required',
  'reduction-intent': 'urgent',
  'change-intent': 'urgent',
  'cancel-intent': 'batched',
  'order-sent': 'batched',
  'request-refused': 'batched',
  'cancel-wanted': 'urgent',
  'close-wanted': 'urgent',
  'stop-wanted': 'urgent',
  'target-wanted': 'urgent',
  'best-close': 'batched',
  'broker-order': 'batched',
  execution: 'urgent',
  commission: 'batched',
  'contact-lost': 'batched',
  'order-absent': 'urgent',
  'position-adopted': 'urgent',
  'difference-acknowledged': 'urgent',
}
