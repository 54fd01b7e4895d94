import type { WireField } from '../service.ts'
import type { WireListing } from './contract.ts'
import type { TwsOrderStatus } from './order-messages.ts'

/**
 * The order types that the messages can carry. TWS adds fields for others (pegged to a benchmark), which the gateway's
 * exchange does not hold.
 */
type ReportedOrderType =
  | 'MKT'
  | 'LMT'
  | 'STP'
  | 'STP LMT'
  | 'TRAIL'
  | 'TRAIL LIMIT'
  | 'MOC'
  | 'LOC'
  | 'MIT'
  | 'LIT'
  | 'MTL'

/** What open and completed orders say alike. Prices in dollars, null: not set. What is left out is not set either. */
export interface ReportedOrder {
  readonly listing: WireListing
  /** Where it was routed: `SMART`, or a venue. */
  readonly exchange?: string
  readonly action: 'BUY' | 'SELL'
  /** Shares. */
  readonly quantity: number
  readonly type: ReportedOrderType
  readonly limitPrice: number | null
  /** Stop price of STP and STP LMT, trailing amount of TRAIL. */
  readonly auxPrice: number | null
  readonly tif: string
  readonly account: string
  readonly permId: number
  readonly status: TwsOrderStatus
  readonly orderRef: string
  readonly ocaGroup?: string
  readonly ocaType?: number
  readonly outsideRth?: boolean
  readonly hidden?: boolean
  readonly allOrNone?: boolean
  readonly goodAfterTime?: string
  readonly goodTillDate?: string
  readonly triggerMethod?: number
  readonly trailStopPrice?: number | null
  /** Percent. */
  readonly trailingPercent?: number | null
  readonly limitPriceOffset?: number | null
  /** Dollars, instead of a quantity. */
  readonly cashQuantity?: number | null
}

/** Contract, side, quantity, type, prices, time in force, group and account, as both messages begin. */
export function orderHead(order: ReportedOrder): WireField[] {
  const { conId, symbol, localSymbol, tradingClass } = order.listing
  return [
    conId,
    symbol,
    'STK',
    '',
    // A stock's strike and right, as TWS was recorded to send them.
    0,
    '?',
    '',
    order.exchange ?? 'SMART',
    'USD',
    localSymbol,
    tradingClass,
    order.action,
    order.quantity,
    order.type,
    order.limitPrice ?? 0,
    order.auxPrice ?? 0,
    order.tif,
    order.ocaGroup ?? '',
    order.account,
    // Open or close (institutions), origin: customer.
    '',
    0,
    order.orderRef,
  ]
}
