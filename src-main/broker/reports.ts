import type { AccountId, OrderRef, Ticker } from '../../src-shared/domain/ids.ts'
import type { Order } from '../../src-shared/domain/order.ts'
import type { UtcMs } from '../../src-shared/domain/time.ts'

/** IBKR's order statuses. */
const BROKER_STATUSES = {
  PendingSubmit: 'sent, and nothing heard of it yet',
  PreSubmitted: 'accepted, and waiting: for its trigger, its parent or the market',
  Submitted: 'working',
  PendingCancel: 'its cancel is on the way',
  ApiCancelled: 'cancelled before it was accepted',
  Cancelled: 'over: cancelled, expired, or refused after it was accepted',
  Filled: 'over: all of it is filled',
  Inactive: 'over or stuck: the broker does not work it',
} as const
export type BrokerStatus = keyof typeof BROKER_STATUSES

/** An order as the broker has it, ours or anybody's on the account. Prices in dollars a share. */
export interface OrderReport {
  /** Null on orders that were placed elsewhere. */
  readonly ref: OrderRef | null
  /** The identity that survives reconnects and clients. 0 until the broker gave one. */
  readonly permId: number
  readonly client: number
  readonly orderId: number
  readonly account: AccountId
  readonly symbol: Ticker
  readonly action: Order['action']
  readonly pricing: Order['pricing']
  readonly timeInForce: Order['timeInForce']
  readonly outsideRegularHours: boolean
  /** The order id of the parent, of the same client; null without one. */
  readonly parentId: number | null
  readonly ocaGroup: string | null
  readonly status: BrokerStatus
  /** IBKR's words for what holds it: `child`, `trigger`, `locate`; empty when nothing does. */
  readonly whyHeld: string
  /** Shares: all of the order, as its group and its parent's end have left it. */
  readonly quantity: number
  readonly filled: number
  readonly remaining: number
  /**
   * Shares of the rest that would trade now, were the price right: of a child the part for which its parent is
   * filled. What protects a position is counted by this, never by `quantity`.
   */
  readonly working: number
  /** Null while nothing is filled. */
  readonly averagePrice: number | null
  readonly lastFillPrice: number | null
}

/** One trade. */
export interface Execution {
  /** Unique; one that differs only after its last dot is a correction and supersedes. */
  readonly execId: string
  readonly ref: OrderRef | null
  readonly permId: number
  readonly client: number
  readonly orderId: number
  readonly account: AccountId
  readonly symbol: Ticker
  readonly action: Order['action']
  readonly shares: number
  /** Dollars a share. */
  readonly price: number
  readonly time: UtcMs
  /** Shares of its order filled so far, this trade included, and their average price in dollars. */
  readonly cumulative: number
  readonly averagePrice: number
  /** The broker closed a position on its own account. */
  readonly liquidation: boolean
}

/** What one execution cost and earned. Dollars. */
export interface CommissionReport {
  readonly execId: string
  readonly commission: number
  /** Profit of the shares that it closed, before commissions; null when it closed none. */
  readonly realised: number | null
  /** The same, less the commissions of opening and closing them. */
  readonly realisedAfterCommissions: number | null
}

/** An execution as the broker lists it; its commission may not be known yet. */
export interface ExecutionRecord {
  readonly execution: Execution
  readonly commission: CommissionReport | null
}

export interface PositionReport {
  readonly account: AccountId
  readonly symbol: Ticker
  /** Shares, short ones negative. 0 says that the position has been closed. */
  readonly shares: number
  /** Average price of the shares held, dollars; 0 when there are none. */
  readonly averagePrice: number
  /** The same with commissions, as IBKR shows it. */
  readonly averageCost: number
}

/** An account as the broker values it. Dollars; null where the broker does not say. */
export interface AccountValues {
  readonly account: AccountId
  readonly currency: string
  readonly netLiquidation: number
  readonly cash: number
  readonly settledCash: number | null
  readonly grossPositionValue: number
  readonly initialMargin: number
  readonly maintenanceMargin: number
  readonly availableFunds: number
  readonly excessLiquidity: number
  readonly buyingPower: number
  /** Since the account was opened; before commissions. */
  readonly realised: number
  readonly unrealised: number
  readonly commissions: number
  /** Change of `netLiquidation` since the session's open. */
  readonly dayChange: number | null
  readonly dayTradesLeft: number | null
}

/** What the account would look like with one more order filled. Dollars. */
export interface MarginEstimate {
  readonly initialMarginBefore: number
  readonly initialMarginAfter: number
  readonly maintenanceMarginBefore: number
  readonly maintenanceMarginAfter: number
  readonly netLiquidationAfter: number
  readonly commission: number
}
