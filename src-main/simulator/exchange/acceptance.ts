import type { Floor } from './floor.ts'
import { refuseMargin, refuseShort } from './margin.ts'
import { type ExchangeOrder, type Terms, termsOf } from './order.ts'
import type { OrderTicket } from './order-ticket.ts'
import { type ExchangeRefusal, refusal } from './refusals.ts'

/** Beyond this a quantity is none; products with prices have to stay exact. */
const MOST_SHARES = 10_000_000
/** IBKR's limit of working orders for one contract and side. */
const MOST_ORDERS_A_SIDE = 20

export const isQuantity = (shares: number): boolean =>
  Number.isSafeInteger(shares) && shares > 0 && shares <= MOST_SHARES

export const isTimeInForce = (timeInForce: OrderTicket['timeInForce']): boolean =>
  timeInForce.tif !== 'GTD' || Number.isSafeInteger(timeInForce.until)

/** A trail of all of the price, or more, would be none. */
export const isTrailing = (trailing: OrderTicket['trailing']): boolean =>
  trailing === undefined || trailing.percent === null || (trailing.percent > 0 && trailing.percent < 100)

/** A ticket whose form is right. */
interface Formed {
  readonly terms: Terms
  readonly parent: ExchangeOrder | null
}

/** Whether a client may use the id for a new order. */
export function refuseId(
  floor: Floor,
  { client, orderId }: Pick<OrderTicket, 'client' | 'orderId'>,
): ExchangeRefusal | null {
  if (!Number.isSafeInteger(orderId) || orderId <= 0) return refusal('invalid', `the order id is ${orderId}`)
  const highest = floor.orders.highestId(client)
  return orderId > highest ? null : refusal('duplicate-id', `${orderId}, the highest so far is ${highest}`)
}

/** Whether a ticket can be an order at all. What is refused here leaves no order behind. */
export function formOf(floor: Floor, ticket: OrderTicket): Formed | ExchangeRefusal {
  const { client, account, symbol, quantity, parentId } = ticket
  if (!floor.books.has(symbol)) return refusal('unknown-symbol', symbol)
  if (!floor.accounts.has(account)) return refusal('invalid', `there is no account ${account}`)
  if (!isQuantity(quantity)) return refusal('invalid', `the quantity is ${quantity}`)
  if (!isTimeInForce(ticket.timeInForce)) return refusal('invalid', 'the good-till-date is no date')
  const terms = termsOf(ticket.pricing)
  if (terms === null) return refusal('off-tick', JSON.stringify(ticket.pricing))
  if (!isTrailing(ticket.trailing)) return refusal('invalid', `the trailing per cent is ${ticket.trailing?.percent}`)
  if (parentId === null) return { terms, parent: null }
  const parent = floor.orders.get(client, parentId)
  if (parent === null) return refusal('no-order', `${parentId}`)
  const problem = refuseChild(ticket, parent)
  return problem === null ? { terms, parent } : refusal('not-a-child', problem)
}

function refuseChild({ account, symbol, action, quantity }: OrderTicket, parent: ExchangeOrder): string | null {
  if (parent.parent !== null) return 'its parent is a child itself'
  if (account !== parent.account || symbol !== parent.symbol) return 'it is for another account or symbol'
  if ((action === 'BUY') === parent.buying) return 'it goes the same way'
  const most = (parent.end === null ? parent.quantity : parent.filled) - parent.childrenFilled
  return quantity > most ? `it is for ${quantity} shares, of its parent ${most} are left` : null
}

/** Whether an order may work, when it is transmitted. */
export function refuseOrder(floor: Floor, order: ExchangeOrder): ExchangeRefusal | null {
  const { parent, timeInForce } = order
  if (order.scriptedRefusal !== null) return refusal('scripted', order.scriptedRefusal)
  if (order.outsideRegularHours && floor.settings.outsideHours === 'refused') return refusal('outside-hours', '')
  if (timeInForce.tif === 'GTD' && timeInForce.until <= floor.now) return refusal('date-passed', '')
  if (floor.orders.isGroupFilled(order)) return refusal('group-over', order.oca?.group ?? '')
  if (parent !== null && parent.end !== null && parent.end !== 'Filled') return refusal('parent-over', parent.end)
  const others = floor.orders
    .liveIn(order.symbol)
    .filter(
      (other) =>
        other !== order && other.transmitted && other.account === order.account && other.buying === order.buying,
    )
  if (others.length >= MOST_ORDERS_A_SIDE) return refusal('too-many-orders', `${others.length}`)
  if (parent !== null) return null
  if (Number.isNaN(floor.book(order.symbol).last)) return refusal('no-price', order.symbol)
  return refuseShort(floor, order) ?? refuseMargin(floor, order)
}
