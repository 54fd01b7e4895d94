import type { Authorisation, OrderRequest, Redeem } from '../../src-shared/domain/authorisation.ts'
import type { AccountId, OrderRef } from '../../src-shared/domain/ids.ts'
import type { Order } from '../../src-shared/domain/order.ts'
import type { Result } from '../../src-shared/domain/result.ts'
import type { UtcMs } from '../../src-shared/domain/time.ts'
import type { Connection } from './connection.ts'
import type { BrokerRefusal, QueryFailure } from './refusals.ts'
import type {
  AccountValues,
  CommissionReport,
  Execution,
  ExecutionRecord,
  MarginEstimate,
  OrderReport,
  PositionReport,
} from './reports.ts'
import type { EntryTicket } from './ticket.ts'

/** An order that closes or protects: never an entry, never a child of one that has not been sent. */
export type ReducingOrder = OrderRequest & { readonly role: Exclude<Order['role'], 'entry'> }

/** What changes of a working order. */
export interface OrderChange {
  readonly pricing?: Order['pricing']
  readonly quantity?: Order['quantity']
}

/** What the broker says by itself. Messages can come twice, late and in another order than things happened. */
export type BrokerEvent =
  | { readonly kind: 'connection'; readonly connection: Connection }
  | { readonly kind: 'order'; readonly time: UtcMs; readonly order: OrderReport }
  | { readonly kind: 'execution'; readonly time: UtcMs; readonly execution: Execution }
  | { readonly kind: 'commission'; readonly time: UtcMs; readonly commission: CommissionReport }
  | { readonly kind: 'position'; readonly time: UtcMs; readonly position: PositionReport }
  | { readonly kind: 'account'; readonly time: UtcMs; readonly values: AccountValues }
  | {
      /** A request of ours was refused; of a change or a cancel the order itself lives on, if it lived before. */
      readonly kind: 'refusal'
      readonly time: UtcMs
      readonly request: 'order' | 'change' | 'cancel'
      readonly ref: OrderRef
      /** IBKR's code. */
      readonly code: number
      readonly message: string
    }

export type Disposer = () => void

type Sent = Result<null, BrokerRefusal>
type Answer<Value> = Promise<Result<Value, QueryFailure>>

/**
 * A broker as trading sees it: the simulator's exchange, or IBKR. `ok` of the four order functions means that the
 * request is on its way; whatever becomes of it comes as an event, never before the function has returned.
 */
export interface Broker {
  connection(): Connection
  /** The accounts on which orders can be placed. Empty until the broker named them. */
  accounts(): readonly AccountId[]
  /** @returns ends the subscription. */
  onEvent(listener: (event: BrokerEvent) => void): Disposer

  /**
   * The one door: the only function that adds exposure. It redeems the authorisation as the last thing before it sends;
   * whatever else it refuses, it refuses before that, so that the authorisation is not used up.
   */
  submit(ticket: EntryTicket, authorisation: Authorisation): Sent
  /** Sends an order that closes or protects. It is checked against the account's position and working orders. */
  reduce(order: ReducingOrder): Sent
  /** Another price or quantity for a working order that reduces, such as a stop that moves. Refuses entries. */
  adjust(ref: OrderRef, change: OrderChange): Sent
  /** Asks for the end of an order, entry or not. */
  cancel(ref: OrderRef): Sent

  /** Everything that works on the accounts, also what others placed. */
  openOrders(): Answer<readonly OrderReport[]>
  /** Orders that ended since the exchange's midnight. */
  completedOrders(): Answer<readonly OrderReport[]>
  /** Trades since the exchange's midnight, superseded ones included, oldest first. */
  executions(): Answer<readonly ExecutionRecord[]>
  positions(): Answer<readonly PositionReport[]>
  accountValues(account: AccountId): Answer<AccountValues>
  /** What margin an entry would take. It cannot send one. */
  estimateMargin(entry: OrderRequest): Answer<MarginEstimate>
  /** The broker's clock. */
  time(): Answer<UtcMs>
}

/** What every broker gets when it is made. */
export interface BrokerOptions {
  readonly redeem: Redeem
}
