import type { UtcMs } from '../../../../src-shared/domain/time.ts'
import type { WireField } from '../service.ts'
import { orderHead, type ReportedOrder } from './reported-order.ts'
import { completedStamp } from './stamps.ts'
import { orUnset, UNSET_INTEGER } from './unset.ts'
import { has } from './versions.ts'

/** Java's Long.MAX_VALUE: an order without a parent. */
const UNSET_LONG = '9223372036854775807'

export interface CompletedOrder extends ReportedOrder {
  /** Shares. */
  readonly filled: number
  readonly parentPermId?: number | null
  readonly completedAt: UtcMs
  /** `Filled Size: 100`, `Cancelled by Trader`… */
  readonly completedStatus: string
}

/** Message 101: an order that has ended. It names neither order id nor client. */
export function completedOrder(serverVersion: number, order: CompletedOrder): readonly WireField[] {
  const fields: WireField[] = [101, ...orderHead(order)]
  fields.push(order.permId, order.outsideRth ?? false, order.hidden ?? false, 0, order.goodAfterTime ?? '')
  // Adviser's group, method, percentage; model.
  fields.push('', '', '', '')
  // Rule 80A, percent offset, settling firm, short sale slot, location, exempt code.
  fields.push(order.goodTillDate ?? '', '', '', '', 0, '', -1)
  // Starting price, stock reference price, delta, stock range.
  fields.push('', '', '', '', '')
  // Display size, sweep to fill.
  fields.push(UNSET_INTEGER, false)
  fields.push(order.allOrNone ?? false, '', order.ocaType ?? 0, order.triggerMethod ?? 0)
  // Volatility and the delta-neutral order `None` with the four fields that a completed one has; reference price.
  fields.push('', 0, 'None', '', 0, false, 0, '', false, 0)
  fields.push(order.trailStopPrice ?? '', order.trailingPercent ?? '')
  // Legs: description, legs, their prices, routing parameters.
  fields.push('', 0, 0, 0)
  // Scale (levels and increment), hedge, clearing account and intent.
  fields.push(UNSET_INTEGER, UNSET_INTEGER, '', '', '', 'IB')
  // Not held, delta neutral contract, algorithm, solicited.
  fields.push(false, false, '', false)
  fields.push(order.status)
  // Randomise size and price, conditions.
  fields.push(false, false, 0)
  fields.push(orUnset(order.trailStopPrice), orUnset(order.limitPriceOffset), order.cashQuantity ?? 0)
  // No automatic price for a hedge, OMS container, date of automatic cancel.
  fields.push(true, false, '')
  // Then the underlying of a future, and whether the parent is cancelled with it.
  fields.push(order.filled, UNSET_INTEGER, false)
  // Shareholder, imbalance only, route marketable orders to the best bid and offer.
  fields.push('Not an insider or substantial shareholder', false, false)
  fields.push(order.parentPermId ?? UNSET_LONG, completedStamp(order.completedAt), order.completedStatus)
  // Pegged to best or midpoint: least traded and competing sizes, offsets.
  fields.push('', '', '', '', '')
  if (has(serverVersion, 'customerAccount')) fields.push('')
  if (has(serverVersion, 'professionalCustomer')) fields.push(false)
  return fields
}
