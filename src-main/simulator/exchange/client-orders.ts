import type { OrderRequest } from '../../../src-shared/domain/authorisation.ts'
import type { OrderRef } from '../../../src-shared/domain/ids.ts'
import type { OrderChange, ReducingOrder } from '../../broker/broker.ts'
import { refuseReduction } from '../../broker/reduction.ts'
import { type BrokerRefusal, brokerRefusal } from '../../broker/refusals.ts'
import type { OrderReport } from '../../broker/reports.ts'
import type { EntryTicket } from '../../broker/ticket.ts'
import { ticketOf } from './broker-translation.ts'
import type { Exchange } from './exchange.ts'
import type { OrderTicket } from './order-ticket.ts'

/** One client's orders at the exchange by their references, and which requests do not fit them. */
export class ClientOrders {
  private readonly exchange: Exchange
  private readonly client: number
  private readonly ids = new Map<OrderRef, number>()
  private readonly refs = new Map<number, OrderRef>()
  private lastId = 0

  constructor(exchange: Exchange, client: number) {
    this.exchange = exchange
    this.client = client
  }

  /** Takes the client's orders that are at the exchange already: those of an earlier connection. */
  adopt(): void {
    for (const order of [...this.exchange.completedOrders(), ...this.exchange.openOrders()]) {
      if (order.client === this.client && order.ref !== null) this.remember(order.ref, order.orderId)
    }
  }

  /** The exchange's id of an order; null when no such order has gone out. */
  idOf(ref: OrderRef): number | null {
    return this.ids.get(ref) ?? null
  }

  refOf(orderId: number): OrderRef | null {
    return this.refs.get(orderId) ?? null
  }

  find(ref: OrderRef): OrderReport | null {
    const orderId = this.idOf(ref)
    return orderId === null ? null : this.exchange.order(this.client, orderId)
  }

  /** An order as the exchange takes it, under an id that has not been used. */
  ticketOf(order: OrderRequest, parentId: number | null, transmit: boolean): OrderTicket {
    // Above every id remembered, too: one whose order was refused is not used again.
    const orderId = Math.max(this.exchange.nextOrderId(this.client), this.lastId + 1)
    return ticketOf(order, { client: this.client, orderId, parentId, transmit })
  }

  remember(ref: OrderRef, orderId: number): void {
    this.ids.set(ref, orderId)
    this.refs.set(orderId, ref)
    this.lastId = Math.max(this.lastId, orderId)
  }

  /** A bracket's references are new; an amendment's is that of an order for the same. */
  refuseTicket(ticket: EntryTicket): BrokerRefusal | null {
    if (ticket.kind === 'bracket') {
      const known = [ticket.entry, ...ticket.children].find(({ ref }) => this.ids.has(ref))
      return known === undefined ? null : brokerRefusal('duplicate-ref', known.ref)
    }
    const working = this.find(ticket.entry.ref)
    if (working === null) return brokerRefusal('unknown-order', ticket.entry.ref)
    const { symbol, account, action } = ticket.entry
    const same = working.symbol === symbol && working.account === account && working.action === action
    return same ? null : brokerRefusal('bad-bracket', `${ticket.entry.ref} works for another symbol, account or side`)
  }

  refuseReducing(order: ReducingOrder): BrokerRefusal | null {
    if (this.ids.has(order.ref)) return brokerRefusal('duplicate-ref', order.ref)
    return refuseReduction(order, this.netOf(order), this.exchange.openOrders())
  }

  /** A child can be changed while its parent waits, but never to more than its parent is for: the exchange sees to that. */
  refuseAdjusting(order: OrderReport, change: OrderChange): BrokerRefusal | null {
    const quantity = change.quantity ?? order.quantity
    const parent = order.parentId === null ? null : this.exchange.order(this.client, order.parentId)
    const parentWorks = parent !== null && (parent.status === 'PreSubmitted' || parent.status === 'Submitted')
    // Fewer shares are never refused, whatever else works: each of several orders of a group is made smaller in turn.
    if (quantity < order.quantity) return null
    if (order.parentId !== null && (quantity === order.quantity || parentWorks)) return null
    return refuseReduction(
      { ...order, quantity: quantity - order.filled },
      this.netOf(order),
      this.exchange.openOrders(),
    )
  }

  private netOf({ account, symbol }: Pick<OrderReport, 'account' | 'symbol'>): number {
    return this.exchange.positions(account).find((position) => position.symbol === symbol)?.shares ?? 0
  }
}
