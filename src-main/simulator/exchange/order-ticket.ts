import type { AccountId, Ticker } from '../../../src-shared/domain/ids.ts'
import type { Order } from '../../../src-shared/domain/order.ts'

/**
 * What a fill does to the others of a group (IBKR's OCA types 1 to 3). The last two are the same here: orders are
 * matched one after the other, so nothing can overfill that would have to be blocked.
 */
export type OcaType = 'cancel-with-block' | 'reduce-with-block' | 'reduce-without-block'

export interface Oca {
  readonly group: string
  readonly type: OcaType
}

/** How a trailing stop follows the market, beyond the amount and the stop that its pricing names. */
export interface Trailing {
  /** Per cent of the market's price, instead of the pricing's amount; null when the amount counts. */
  readonly percent: number | null
  /** It begins where the market is when the order begins to work; the pricing's stop says only where that is now. */
  readonly fromMarket: boolean
}

/** An order as a client hands it in. Numbers come from outside: they may be anything. */
export interface OrderTicket {
  readonly client: number
  readonly orderId: number
  readonly account: AccountId
  readonly symbol: Ticker
  readonly action: Order['action']
  readonly quantity: number
  /** Dollars a share. */
  readonly pricing: Order['pricing']
  readonly trailing?: Trailing
  readonly timeInForce: Order['timeInForce']
  /** The order id of its parent, of the same client; null without one. */
  readonly parentId: number | null
  readonly oca: Oca | null
  readonly outsideRegularHours: boolean
  /** False: kept back until it, or a child of it, is transmitted. */
  readonly transmit: boolean
  /** The client's own name for it; empty without one. */
  readonly orderRef: string
}

/** What changes of a working order. */
export interface TicketChange {
  readonly quantity?: number
  readonly pricing?: Order['pricing']
  readonly trailing?: Trailing
  readonly timeInForce?: Order['timeInForce']
}
