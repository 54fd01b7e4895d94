import type { UtcMs } from '../../../../src-shared/domain/time.ts'
import type { WireField } from '../service.ts'
import type { WireListing } from './contract.ts'
import { zonedStamp } from './stamps.ts'
import { orUnset } from './unset.ts'

type Fields = readonly WireField[]

/** The states that TWS gives an order. */
export type TwsOrderStatus =
  | 'ApiPending'
  | 'PendingSubmit'
  | 'PendingCancel'
  | 'PreSubmitted'
  | 'Submitted'
  | 'ApiCancelled'
  | 'Cancelled'
  | 'Filled'
  | 'Inactive'

export interface OrderStatusData {
  /** The order id; 0 for orders of nobody's client. */
  readonly orderId: number
  readonly status: TwsOrderStatus
  /** Shares, as is `remaining`. */
  readonly filled: number
  readonly remaining: number
  /** Dollars; 0 before the first fill. */
  readonly averagePrice: number
  readonly permId: number
  readonly parentId: number
  readonly lastPrice: number
  readonly client: number
  /** `locate`, `child`, `trigger`… */
  readonly whyHeld?: string
  readonly marketCapPrice?: number
}

export function orderStatus(_serverVersion: number, data: OrderStatusData): Fields {
  const { orderId, status, filled, remaining, averagePrice, permId, parentId, lastPrice, client } = data
  const { whyHeld = '', marketCapPrice = 0 } = data
  return [
    3,
    orderId,
    status,
    filled,
    remaining,
    averagePrice,
    permId,
    parentId,
    lastPrice,
    client,
    whyHeld,
    marketCapPrice,
  ]
}

export function openOrderEnd(_serverVersion: number): Fields {
  return [53, 1]
}

export interface ExecutionData {
  /** Of the request that it answers; −1 when it is pushed. */
  readonly id: number
  readonly orderId: number
  readonly listing: WireListing
  readonly execId: string
  readonly time: UtcMs
  readonly account: string
  /** Where it was traded. */
  readonly exchange: string
  readonly side: 'BOT' | 'SLD'
  /** Shares. */
  readonly quantity: number
  /** Dollars. */
  readonly price: number
  readonly permId: number
  readonly client: number
  /** IBKR closed the position. */
  readonly liquidation?: boolean
  readonly cumulativeQuantity: number
  readonly averagePrice: number
  readonly orderRef: string
  /** 1 added, 2 removed, 3 routed out; 0 unknown. */
  readonly lastLiquidity?: 0 | 1 | 2 | 3
}

export function execution(_serverVersion: number, data: ExecutionData): Fields {
  const { conId, symbol, localSymbol, tradingClass } = data.listing
  const fields: WireField[] = [11, data.id, data.orderId]
  fields.push(conId, symbol, 'STK', '', 0, '', '', data.exchange, 'USD', localSymbol, tradingClass)
  fields.push(data.execId, zonedStamp(data.time), data.account, data.exchange, data.side, data.quantity, data.price)
  fields.push(data.permId, data.client, data.liquidation ? 1 : 0, data.cumulativeQuantity, data.averagePrice)
  // Economic value rule, its multiplier and the model are for other contracts and accounts; the price is final.
  fields.push(data.orderRef, '', '', '', data.lastLiquidity ?? 1, false)
  return fields
}

export function executionEnd(_serverVersion: number, { id }: { readonly id: number }): Fields {
  return [55, 1, id]
}

export interface CommissionData {
  readonly execId: string
  /** Dollars. */
  readonly commission: number
  /** Dollars; null for an execution that opens a position. */
  readonly realizedPnl: number | null
}

export function commission(
  _serverVersion: number,
  { execId, commission: amount, realizedPnl }: CommissionData,
): Fields {
  return [59, 1, execId, amount, 'USD', orUnset(realizedPnl), orUnset(null), '']
}

export function completedOrdersEnd(_serverVersion: number): Fields {
  return [102]
}

/** An order that a person placed in TWS now has an order id of this client. */
export interface OrderBound {
  readonly permId: number
  readonly client: number
  readonly orderId: number
}

export function orderBound(_serverVersion: number, { permId, client, orderId }: OrderBound): Fields {
  return [100, permId, client, orderId]
}
