import type { Contract, IBApi } from '@stoqey/ib'
import type { OrderFields } from './order-terms.ts'

/** An order as it goes out. */
export interface OutgoingOrder {
  readonly orderId: number
  readonly contract: Contract
  readonly fields: OrderFields
}

/*
 * The one file that calls the client's placeOrder and cancelOrder: whoever wants to know what can send an order to
 * TWS looks at who imports it.
 */

/** @param transmit false: TWS holds it back until a child of it, or it again, is transmitted */
export function placeOrder(api: IBApi, { orderId, contract, fields }: OutgoingOrder, transmit: boolean): void {
  api.placeOrder(orderId, contract, { ...fields, transmit, whatIf: false })
}

/** Asks what an order would do to the margin. TWS answers only when it is transmitted; nothing is placed. */
export function askMargin(api: IBApi, { orderId, contract, fields }: OutgoingOrder): void {
  api.placeOrder(orderId, contract, { ...fields, transmit: true, whatIf: true })
}

export function cancelOrder(api: IBApi, orderId: number): void {
  api.cancelOrder(orderId)
}
