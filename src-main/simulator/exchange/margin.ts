import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { MarginEstimate } from '../../broker/reports.ts'
import type { Account } from './account.ts'
import { toDollars } from './cents.ts'
import { commissionInCents } from './costs.ts'
import type { Floor } from './floor.ts'
import { type ExchangeOrder, remainingOf, type Terms } from './order.ts'
import type { OrderTicket } from './order-ticket.ts'
import { type ExchangeRefusal, refusal } from './refusals.ts'
import { markOf, worthOf } from './valuation.ts'

/** Shares and their value in cents. */
interface Amount {
  readonly shares: number
  readonly value: number
}

/** Cents a share by which an order's exposure is judged: its limit or stop, and of a sale no less than the market. */
function judgedPrice(
  floor: Floor,
  account: Account,
  { buying, symbol, terms }: Pick<ExchangeOrder, 'buying' | 'symbol' | 'terms'>,
): number {
  const market = markOf(floor, account, symbol)
  const own = terms.limit || terms.stop
  if (own === 0) return market
  return buying ? own : Math.max(own, market)
}

/** What orders of one side could trade together; of a group only its largest can. Children only reduce. */
function possible(floor: Floor, account: Account, orders: readonly ExchangeOrder[], buying: boolean): Amount {
  const groups = new Map<string, Amount>()
  let shares = 0
  let value = 0
  for (const order of orders) {
    if (order.buying !== buying || order.parent !== null || order.liquidation) continue
    const rest = remainingOf(order)
    const amount = { shares: rest, value: rest * judgedPrice(floor, account, order) }
    if (order.oca === null) {
      shares += amount.shares
      value += amount.value
    } else if (amount.value > (groups.get(order.oca.group)?.value ?? -1)) {
      groups.set(order.oca.group, amount)
    }
  }
  for (const amount of groups.values()) {
    shares += amount.shares
    value += amount.value
  }
  return { shares, value }
}

/** Cents by which orders could raise the exposure in their symbol. */
function possibleRaise(floor: Floor, account: Account, symbol: Ticker, orders: readonly ExchangeOrder[]): number {
  const { shares } = account.position(symbol)
  const raise = (buying: boolean): number => {
    const amount = possible(floor, account, orders, buying)
    if (amount.shares === 0) return 0
    const after = Math.abs(shares + (buying ? amount.shares : -amount.shares))
    return Math.max(0, after - Math.abs(shares)) * (amount.value / amount.shares)
  }
  return Math.max(raise(true), raise(false))
}

const transmittedOf = (floor: Floor, account: Account): ExchangeOrder[] =>
  floor.orders.allLive().filter((order) => order.account === account.id && order.transmitted)

/** Whether the account can carry everything that it has and that could fill, with this order among it. */
export function refuseMargin(floor: Floor, order: ExchangeOrder): ExchangeRefusal | null {
  const account = floor.account(order.account)
  const others = transmittedOf(floor, account).filter((other) => other !== order)
  const inSymbol = others.filter(({ symbol }) => symbol === order.symbol)
  const without = possibleRaise(floor, account, order.symbol, inSymbol)
  const withIt = possibleRaise(floor, account, order.symbol, [...inSymbol, order])
  if (withIt <= without) return null
  let raise = withIt
  for (const symbol of new Set(others.map((other) => other.symbol))) {
    if (symbol === order.symbol) continue
    const inThis = others.filter((other) => other.symbol === symbol)
    raise += possibleRaise(floor, account, symbol, inThis)
  }
  const { equity, gross } = worthOf(floor, account)
  const required = Math.ceil((gross + raise) * floor.settings.margin.initial)
  if (required <= equity) return null
  const words = `initial margin of ${toDollars(required)} would be needed, the account is worth ${toDollars(equity)}`
  return refusal('buying-power', words)
}

/** Whether the order could sell what the account does not have, where that is switched off. */
export function refuseShort(floor: Floor, order: ExchangeOrder): ExchangeRefusal | null {
  if (order.buying || floor.settings.shorting || order.parent !== null) return null
  const account = floor.account(order.account)
  const held = Math.max(0, account.position(order.symbol).shares)
  const others = transmittedOf(floor, account).filter((other) => other !== order && other.symbol === order.symbol)
  const { shares } = possible(floor, account, [...others, order], false)
  if (shares <= held) return null
  return refusal('shorting-off', `${shares} ${order.symbol} would be for sale, ${held} are held`)
}

/** The account with one more order filled at the price by which it is judged. */
export function estimateMargin(floor: Floor, ticket: OrderTicket, terms: Terms): MarginEstimate {
  const { symbol, quantity } = ticket
  const buying = ticket.action === 'BUY'
  const account = floor.account(ticket.account)
  const before = worthOf(floor, account)
  const { shares } = account.position(symbol)
  const mark = markOf(floor, account, symbol)
  const price = judgedPrice(floor, account, { buying, symbol, terms })
  const after = shares + (buying ? quantity : -quantity)
  const gross = before.gross + (Math.abs(after) - Math.abs(shares)) * mark
  const commission = commissionInCents(quantity, toDollars(price), floor.settings.commission)
  const { initial, maintenance } = floor.settings.margin
  const paidTooMuch = (buying ? 1 : -1) * quantity * (price - mark)
  return {
    initialMarginBefore: toDollars(before.initialMargin),
    initialMarginAfter: toDollars(Math.ceil(gross * initial)),
    maintenanceMarginBefore: toDollars(before.maintenanceMargin),
    maintenanceMarginAfter: toDollars(Math.ceil(gross * maintenance)),
    netLiquidationAfter: toDollars(before.equity - paidTooMuch - commission),
    commission: toDollars(commission),
  }
}
