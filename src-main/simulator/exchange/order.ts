import { type AccountId, orderRef, type Ticker } from '../../../src-shared/domain/ids.ts'
import { price } from '../../../src-shared/domain/price.ts'
import type { BrokerStatus, OrderReport } from '../../broker/reports.ts'
import { orderCents, toDollars } from './cents.ts'
import type { Oca, OrderTicket, Trailing } from './order-ticket.ts'
import type { Behaviour } from './settings.ts'

type Pricing = OrderTicket['pricing']

/** An order's prices in whole cents; 0 where its type has none. */
export interface Terms {
  readonly type: Pricing['type']
  readonly limit: number
  /** Of a trailing stop: where it stands now. */
  readonly stop: number
  readonly trail: number
}

/** How an order ended. */
type OrderEnd = Extract<BrokerStatus, 'Filled' | 'Cancelled' | 'Inactive'>

/** An order in the exchange. The exchange alone changes it. */
export interface ExchangeOrder {
  readonly client: number
  readonly orderId: number
  readonly permId: number
  readonly account: AccountId
  readonly symbol: Ticker
  readonly buying: boolean
  readonly orderRef: string
  readonly outsideRegularHours: boolean
  readonly parent: ExchangeOrder | null
  readonly oca: Oca | null
  /** The broker closes a position on its own account. */
  readonly liquidation: boolean
  terms: Terms
  /** Of a trailing stop that follows by more than its terms; null otherwise. */
  trailing: Trailing | null
  timeInForce: OrderTicket['timeInForce']
  quantity: number
  /** Shares that fills of others in its OCA group took from it. */
  reduced: number
  filled: number
  /** Shares that its children have filled. */
  childrenFilled: number
  /** Cents of all fills, and of their commissions. */
  value: number
  commission: number
  /** Cents of the last fill; null before it. */
  lastPrice: number | null
  transmitted: boolean
  /** Kept back by a script, as TWS keeps one that waits for shares to borrow. */
  held: boolean
  /** The words with which a script rejects it once it is transmitted. */
  scriptedRefusal: string | null
  triggered: boolean
  /** It has stood in the book, on its own side of the spread: it is taken at its own price. */
  resting: boolean
  /** Time priority: the smaller came first. */
  rank: number
  end: OrderEnd | null
  /** What was last said of it, so that nothing is said twice. */
  announced: string
}

/** @returns null when a price is not on a cent. */
export function termsOf(pricing: Pricing): Terms | null {
  const limit = 'limit' in pricing ? orderCents(pricing.limit) : 0
  const stop = 'stop' in pricing ? orderCents(pricing.stop) : 0
  const trail = 'trail' in pricing ? orderCents(pricing.trail) : 0
  return limit === null || stop === null || trail === null ? null : { type: pricing.type, limit, stop, trail }
}

function pricingOf({ type, limit, stop, trail }: Terms): Pricing {
  const dollars = (cents: number): ReturnType<typeof price> => price(toDollars(cents))
  switch (type) {
    case 'MKT':
      return { type }
    case 'LMT':
      return { type, limit: dollars(limit) }
    case 'STP':
      return { type, stop: dollars(stop) }
    case 'STP LMT':
      return { type, stop: dollars(stop), limit: dollars(limit) }
    case 'TRAIL':
      return { type, stop: dollars(stop), trail: dollars(trail) }
  }
}

export const waitsForTrigger = ({ terms, triggered }: ExchangeOrder): boolean => terms.stop !== 0 && !triggered

/** What is left of the order, as far as its group has not taken it. */
export const remainingOf = ({ quantity, reduced, filled }: ExchangeOrder): number => quantity - reduced - filled

/** The part of a child's quantity for which its parent is filled; all of any other order's. */
function released(order: ExchangeOrder, { childrenWork }: Behaviour): number {
  const { parent, quantity } = order
  if (parent === null || parent.end !== null) return quantity
  if (childrenWork === 'on-full-fill') return 0
  return Math.min(parent.filled, Math.floor((quantity * parent.filled) / (parent.quantity - parent.reduced)))
}

/** Shares that would trade now, were the price right. Children together never have more than their parent filled. */
export function workingShares(order: ExchangeOrder, behaviour: Behaviour): number {
  const { parent, reduced, filled } = order
  if (order.end !== null || !order.transmitted || order.held) return 0
  const most = parent === null ? Number.POSITIVE_INFINITY : parent.filled - parent.childrenFilled
  return Math.max(0, Math.min(most, released(order, behaviour) - reduced - filled))
}

/** IBKR's words for what keeps the order from trading; empty when nothing does. */
function whyHeld(order: ExchangeOrder, working: number): string {
  if (order.end !== null) return ''
  if (order.held) return 'locate'
  if (working === 0 && order.parent !== null) return 'child'
  return waitsForTrigger(order) ? 'trigger' : ''
}

function statusOf(order: ExchangeOrder, held: string, open: boolean): BrokerStatus {
  if (order.end !== null) return order.end
  if (held !== '' || !open) return 'PreSubmitted'
  // A market order is not said to be working before its first fill (as recorded).
  return order.terms.type === 'MKT' && order.filled === 0 ? 'PreSubmitted' : 'Submitted'
}

/** @param open whether the order can work at this hour. */
export function reportOf(order: ExchangeOrder, behaviour: Behaviour, open: boolean): OrderReport {
  const working = workingShares(order, behaviour)
  const held = whyHeld(order, working)
  const { filled, lastPrice } = order
  return {
    ref: order.orderRef === '' ? null : orderRef(order.orderRef),
    permId: order.permId,
    client: order.client,
    orderId: order.orderId,
    account: order.account,
    symbol: order.symbol,
    action: order.buying ? 'BUY' : 'SELL',
    pricing: pricingOf(order.terms),
    timeInForce: order.timeInForce,
    outsideRegularHours: order.outsideRegularHours,
    parentId: order.parent?.orderId ?? null,
    ocaGroup: order.oca?.group ?? null,
    status: statusOf(order, held, open),
    whyHeld: held,
    quantity: order.quantity - order.reduced,
    filled,
    remaining: remainingOf(order),
    working,
    averagePrice: filled === 0 ? null : toDollars(order.value / filled),
    lastFillPrice: lastPrice === null ? null : toDollars(lastPrice),
  }
}
