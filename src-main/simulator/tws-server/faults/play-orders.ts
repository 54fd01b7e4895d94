import { price } from '../../../../src-shared/domain/price.ts'
import type { Fault } from './fault-schema.ts'
import type { Stage } from './stage.ts'
import type { SeenOrder } from './traffic-log.ts'

/** @returns the n-th order; null, with a note, when there have been fewer */
function orderNumber({ log, note }: Stage, number: number): SeenOrder | null {
  const order = log.orders[number - 1]
  if (order === undefined) note(`there is no order number ${number} yet`)
  return order ?? null
}

export function releaseOrder(stage: Stage, fault: Extract<Fault, { readonly fault: 'release-order' }>): void {
  const order = orderNumber(stage, fault.order)
  if (order !== null) stage.gateway.script.letGo(order.client, order.orderId)
}

export function fillOrder(stage: Stage, fault: Extract<Fault, { readonly fault: 'fill-order' }>): void {
  const order = orderNumber(stage, fault.order)
  if (order === null) return
  const { shares, price } = fault
  const filled = stage.gateway.script.fill(order.client, order.orderId, {
    ...(shares === undefined ? {} : { shares }),
    ...(price === undefined ? {} : { price }),
  })
  if (filled === 0) stage.note(`order number ${fault.order} does not work, so nothing of it was filled`)
}

export function placeForeignOrder(stage: Stage, fault: Extract<Fault, { readonly fault: 'foreign-order' }>): void {
  const { gateway, note } = stage
  const { symbol, action, quantity, limit, fill } = fault
  const account = fault.account ?? gateway.exchange.accounts[0]
  if (account === undefined) return
  const orderId = gateway.script.placeInTws({
    ...{ account, symbol, action, quantity },
    pricing: limit === undefined ? { type: 'MKT' } : { type: 'LMT', limit: price(limit) },
    timeInForce: { tif: 'DAY' },
    parentId: null,
    oca: null,
    outsideRegularHours: false,
    transmit: true,
    orderRef: '',
  })
  if (orderId === null) note(`the foreign order for ${symbol} was refused`)
  // A market order has been filled already, as far as the market gave.
  else if (fill) gateway.script.fill(0, orderId)
}

export function correctExecution(stage: Stage, fault: Extract<Fault, { readonly fault: 'correct-execution' }>): void {
  const { gateway, note } = stage
  const executions = gateway.exchange.executions()
  const record = fault.execution === undefined ? executions.at(-1) : executions[fault.execution - 1]
  const corrected =
    record === undefined ? null : gateway.script.correct(record.execution.execId, fault.shares, fault.price)
  if (corrected === null) note('there is no such execution to correct, or not to these shares')
}
