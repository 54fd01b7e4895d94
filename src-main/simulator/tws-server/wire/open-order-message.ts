import type { WireField } from '../service.ts'
import { orderHead, type ReportedOrder } from './reported-order.ts'
import { orUnset, UNSET_INTEGER } from './unset.ts'
import { has } from './versions.ts'

/** Dollars, for the whole account: before the order, by how much it changes them, and after. */
export interface WhatIfMargins {
  readonly before: MarginFigures
  readonly change: MarginFigures
  readonly after: MarginFigures
}

interface MarginFigures {
  readonly initialMargin: number
  readonly maintenanceMargin: number
  readonly equityWithLoan: number
}

export interface OpenOrder extends ReportedOrder {
  /** The order id; 0 for orders of nobody's client. */
  readonly orderId: number
  readonly client: number
  readonly parentId?: number
  readonly discretionaryAmount?: number
  readonly whatIf?: boolean
  readonly margins?: WhatIfMargins | null
  /** Dollars; null: not known yet. */
  readonly commission?: number | null
  /** Of a what-if: the range that the commission will be in. */
  readonly commissionRange?: { readonly min: number; readonly max: number } | null
  readonly warning?: string
}

const NO_FIGURES = [null, null, null] as const
const marginFields = (figures: MarginFigures | undefined): readonly (number | string)[] =>
  (figures === undefined ? NO_FIGURES : [figures.initialMargin, figures.maintenanceMargin, figures.equityWithLoan]).map(
    orUnset,
  )

/** Message 5: an order as it stands; what a what-if would do. Field order checked against a recorded TWS. */
export function openOrder(serverVersion: number, order: OpenOrder): readonly WireField[] {
  const fields: WireField[] = [5, order.orderId, ...orderHead(order)]
  fields.push(order.client, order.permId, order.outsideRth ?? false, order.hidden ?? false)
  fields.push(order.discretionaryAmount ?? 0, order.goodAfterTime ?? '')
  // The deprecated allocation of shares, in the form that was recorded.
  fields.push(`${order.permId}.0/${order.account}/${order.quantity}`)
  // Adviser's group, method, percentage; model.
  fields.push('', '', '', '')
  // Rule 80A, percent offset, settling firm, short sale slot, location, exempt code, auction strategy.
  fields.push(order.goodTillDate ?? '', '', '', '', 0, '', -1, 0)
  // Starting price, stock reference price, delta, stock range.
  fields.push('', '', '', '', '')
  // Display size, block, sweep to fill.
  fields.push(UNSET_INTEGER, false, false)
  fields.push(order.allOrNone ?? false, '', order.ocaType ?? 0)
  // Electronic trade only, firm quote only, price cap of the best bid and offer.
  fields.push(false, false, '')
  fields.push(order.parentId ?? 0, order.triggerMethod ?? 0)
  pushVolatility(fields)
  fields.push(order.trailStopPrice ?? '', order.trailingPercent ?? '')
  // Basis points and their type, legs: description, legs, their prices, routing parameters.
  fields.push('', '', '', 0, 0, 0)
  // Scale (levels and increment), hedge, opt out of smart routing, clearing account and intent.
  fields.push(UNSET_INTEGER, UNSET_INTEGER, '', '', false, '', 'IB')
  // Not held, delta neutral contract, algorithm, solicited.
  fields.push(false, false, '', false)
  pushState(fields, order)
  // Randomise size and price, conditions.
  fields.push(false, false, 0)
  pushAdjustment(fields, order)
  // Soft dollar tier: name, value, display name.
  fields.push('', '', '')
  fields.push(order.cashQuantity ?? 0)
  // No automatic price for a hedge, OMS container, discretionary up to the limit, price management algorithm.
  fields.push(true, false, false, false)
  // Duration, post to ATS, cancel of the parent.
  fields.push('', '', false)
  // Pegged to best or midpoint: least traded and competing sizes, offsets.
  fields.push('', 100, 0.02, '', '')
  if (has(serverVersion, 'customerAccount')) fields.push('')
  if (has(serverVersion, 'professionalCustomer')) fields.push(false)
  if (has(serverVersion, 'bondAccruedInterest')) fields.push('')
  if (has(serverVersion, 'includeOvernight')) fields.push(false)
  if (has(serverVersion, 'cmeTaggingInOpenOrder')) fields.push('', UNSET_INTEGER)
  return fields
}

/** Volatility, and the delta-neutral order: its type is the text `None`, so that its eight fields follow. */
function pushVolatility(fields: WireField[]): void {
  fields.push('', 0, 'None', '')
  fields.push(0, '', '', '')
  fields.push('?', false, 0, '')
  // Continuous update, reference price type.
  fields.push(false, 0)
}

function pushState(fields: WireField[], order: OpenOrder): void {
  const { margins, commission = null, commissionRange = null } = order
  fields.push(order.whatIf ?? false, order.status)
  fields.push(...marginFields(margins?.before), ...marginFields(margins?.change), ...marginFields(margins?.after))
  fields.push(commission, commissionRange?.min ?? '', commissionRange?.max ?? '')
  fields.push(commission === null && commissionRange === null ? '' : 'USD', order.warning ?? '')
}

/** How the order would be adjusted (never here), with its trailing stop among the fields. */
function pushAdjustment(fields: WireField[], order: OpenOrder): void {
  fields.push('None', orUnset(null), orUnset(order.trailStopPrice), orUnset(order.limitPriceOffset))
  fields.push(orUnset(null), orUnset(null), orUnset(null), 0)
}
