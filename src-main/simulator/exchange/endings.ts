import type { Floor } from './floor.ts'
import { type ExchangeOrder, remainingOf } from './order.ts'
import { type ExchangeRefusal, ORDER_CANCELLED_CODE } from './refusals.ts'

/** Why an order ended that was not filled, as the notice about it says. */
export type CancelReason = 'asked for' | 'OCA' | 'parent' | 'expired' | 'end of day' | 'nothing left to do'

/** Ends what is left of an order; its children follow. Nothing when it is over already. */
export function cancelOrder(floor: Floor, order: ExchangeOrder, reason: CancelReason): void {
  if (order.end !== null) return
  if (!order.transmitted) {
    floor.orders.forget(order)
    order.end = 'Cancelled'
    tellCancelled(floor, order, reason)
    cancelChildren(floor, order)
    return
  }
  if (reason === 'asked for') {
    floor.say({ kind: 'order-status', order: { ...floor.report(order), status: 'PendingCancel' } })
  }
  order.end = 'Cancelled'
  floor.orders.end(order)
  floor.say({ kind: 'order-status', order: floor.report(order) })
  tellCancelled(floor, order, reason)
  settleChildren(floor, order)
}

/** Ends an order that was refused after it had been taken. */
export function rejectOrder(floor: Floor, order: ExchangeOrder, { code, message }: ExchangeRefusal): void {
  if (order.end !== null) return
  order.end = 'Inactive'
  floor.orders.end(order)
  const { client, orderId } = order
  floor.say({ kind: 'error', client, orderId, request: 'order', code, message })
  floor.say({ kind: 'order-status', order: floor.report(order) })
  settleChildren(floor, order)
}

function tellCancelled(floor: Floor, { client, orderId }: ExchangeOrder, reason: CancelReason): void {
  const message = `Order Canceled - reason: ${reason}`
  floor.say({ kind: 'error', client, orderId, request: null, code: ORDER_CANCELLED_CODE, message })
}

function cancelChildren(floor: Floor, parent: ExchangeOrder): void {
  for (const child of floor.orders.childrenOf(parent)) cancelOrder(floor, child, 'parent')
}

/** A parent is over: its children are for what it filled, and for nothing more. */
export function settleChildren(floor: Floor, parent: ExchangeOrder): void {
  const goes = parent.end !== 'Filled' && floor.settings.behaviour.partialParentCancelled === 'children-go'
  if (parent.filled === 0 || goes) {
    cancelChildren(floor, parent)
    return
  }
  const whole = parent.quantity - parent.reduced
  for (const child of floor.orders.childrenOf(parent)) {
    resizeChild(floor, child, Math.min(parent.filled, Math.floor((child.quantity * parent.filled) / whole)))
  }
}

/** What a parent filled has become less: its children, settled or not, are for no more than that. */
export function capChildren(floor: Floor, parent: ExchangeOrder): void {
  for (const child of floor.orders.childrenOf(parent)) {
    resizeChild(floor, child, parent.end === null ? child.quantity : Math.min(child.quantity, parent.filled))
  }
}

/** Gives a child another quantity; it ends when nothing is left of it. */
export function resizeChild(floor: Floor, child: ExchangeOrder, quantity: number): void {
  child.quantity = Math.max(quantity, child.reduced + child.filled)
  if (remainingOf(child) === 0) cancelOrder(floor, child, 'nothing left to do')
  else floor.announce(child)
}

/** What a fill does to the others of its group. @param shares of the fill, which the order already counts. */
export function reduceGroup(floor: Floor, order: ExchangeOrder, shares: number): void {
  if (order.oca === null) return
  const after = remainingOf(order)
  const cancels = order.oca.type === 'cancel-with-block'
  if (cancels || after === 0) floor.orders.markGroupFilled(order)
  for (const other of floor.orders.groupOf(order)) {
    const rest = remainingOf(other)
    const kept = cancels ? 0 : Math.floor((rest * after) / (after + shares))
    if (kept === 0) {
      cancelOrder(floor, other, 'OCA')
    } else {
      other.reduced += rest - kept
      floor.announce(other)
    }
  }
}
