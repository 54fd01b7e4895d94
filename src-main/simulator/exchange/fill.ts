import type { Execution } from '../../broker/reports.ts'
import type { Book } from './book.ts'
import { toDollars } from './cents.ts'
import { commissionInCents } from './costs.ts'
import { capChildren, reduceGroup, settleChildren } from './endings.ts'
import type { Trade } from './executions.ts'
import type { Floor } from './floor.ts'
import { type ExchangeOrder, remainingOf } from './order.ts'
import { accountValues } from './valuation.ts'

/** Dollars of cents, null staying null. */
const dollarsOrNull = (cents: number | null): number | null => (cents === null ? null : toDollars(cents))

/** The commission of all of an order's fills so far, in cents: the minimum is taken once an order. */
function commissionOf(floor: Floor, { filled, value }: ExchangeOrder): number {
  return filled === 0 ? 0 : commissionInCents(filled, toDollars(value / filled), floor.settings.commission)
}

/**
 * One trade of an order: books it and says it, in TWS's order. @param price cents.
 */
export function fillOrder(floor: Floor, book: Book, order: ExchangeOrder, shares: number, price: number): void {
  book.take(order.buying, shares)
  order.filled += shares
  if (order.parent !== null) order.parent.childrenFilled += shares
  order.value += shares * price
  order.lastPrice = price
  if (remainingOf(order) === 0) {
    order.end = 'Filled'
    floor.orders.end(order)
  }
  const commissionCents = commissionOf(floor, order) - order.commission
  order.commission += commissionCents
  const execution = executionOf(floor, order, floor.executions.nextId(), shares, price)
  const trade = bookTrade(floor, order, execution, price, commissionCents, null)
  floor.executions.add(trade)
  sayTrade(floor, trade)
  reduceGroup(floor, order, shares)
  if (order.end !== null) settleChildren(floor, order)
  else for (const child of floor.orders.childrenOf(order)) floor.announce(child)
}

function executionOf(floor: Floor, order: ExchangeOrder, execId: string, shares: number, price: number): Execution {
  const { ref, permId, client, orderId, account, symbol, action } = floor.report(order)
  return {
    execId,
    ref,
    permId,
    client,
    orderId,
    account,
    symbol,
    action,
    shares,
    price: toDollars(price),
    time: floor.now,
    cumulative: order.filled,
    averagePrice: order.filled === 0 ? 0 : toDollars(order.value / order.filled),
    liquidation: order.liquidation,
  }
}

/** @param replaces the execution id of the trade that this one corrects; null for a new one. */
function bookTrade(
  floor: Floor,
  order: ExchangeOrder,
  execution: Execution,
  price: number,
  commission: number,
  replaces: string | null,
): Trade {
  const { execId, symbol, shares } = execution
  const signed = order.buying ? shares : -shares
  const account = floor.account(order.account)
  const booked = { execId, symbol, shares: signed, price, commission }
  const { realised, realisedNet } = replaces === null ? account.book(booked) : account.correct(replaces, booked)
  return {
    order,
    execution,
    commission: {
      execId,
      commission: toDollars(commission),
      realised: dollarsOrNull(realised),
      realisedAfterCommissions: dollarsOrNull(realisedNet),
    },
    priceCents: price,
    commissionCents: commission,
    superseded: false,
  }
}

function sayTrade(floor: Floor, { order, execution, commission }: Trade): void {
  const account = floor.account(order.account)
  floor.say({ kind: 'execution', execution })
  floor.announce(order)
  floor.say({ kind: 'commission', client: order.client, commission })
  floor.say({ kind: 'position', position: account.report(order.symbol) })
  floor.say({ kind: 'account', values: accountValues(floor, account) })
}

/**
 * Replaces a trade by another under the same id but for what follows its last dot. What an order that is over lacks
 * then is not worked again.
 * @param price cents.
 * @returns the corrected execution; null when no such trade stands, or its order had fewer shares than that.
 */
export function correctTrade(floor: Floor, execId: string, shares: number, price: number): Execution | null {
  const old = floor.executions.find(execId)
  if (old === null) return null
  const { order, priceCents, commissionCents } = old
  const more = shares - old.execution.shares
  if (shares < 0 || more > remainingOf(order)) return null
  order.filled += more
  if (order.parent !== null) order.parent.childrenFilled += more
  order.value += shares * price - old.execution.shares * priceCents
  const commission = commissionCents + commissionOf(floor, order) - order.commission
  order.commission += commission - commissionCents
  const ended = order.end
  if (remainingOf(order) === 0) order.end = 'Filled'
  else if (ended === 'Filled') order.end = 'Cancelled'
  if (ended === null && order.end !== null) floor.orders.end(order)
  const execution = executionOf(floor, order, floor.executions.correctedId(execId), shares, price)
  const trade = bookTrade(floor, order, execution, price, commission, execId)
  old.superseded = true
  floor.executions.add(trade)
  sayTrade(floor, trade)
  if (ended === null && order.end !== null) settleChildren(floor, order)
  else capChildren(floor, order)
  return execution
}
