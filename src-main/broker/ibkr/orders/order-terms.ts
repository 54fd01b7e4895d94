import { type Contract, type Order, OrderAction, OrderType, SecType, TimeInForce } from '@stoqey/ib'
import type { AccountId, OrderRef, Ticker } from '../../../../src-shared/domain/ids.ts'
import type { Order as DomainOrder } from '../../../../src-shared/domain/order.ts'
import type { Result } from '../../../../src-shared/domain/result.ts'
import type { ListedContract } from '../../../market/live-market.ts'
import { utcStamp } from './tws-time.ts'

/** IBKR's OCA type 2: a fill reduces the others of the group, which are blocked meanwhile. */
export const REDUCE_WITH_BLOCK = 2

/** Everything that is fixed of an order but its ids: what TWS is told, and what it tells of one. */
export interface OrderTerms {
  /** Null on orders that were placed elsewhere. */
  readonly ref: OrderRef | null
  readonly account: AccountId
  readonly symbol: Ticker
  readonly action: DomainOrder['action']
  /** Shares in all, the filled ones among them. */
  readonly quantity: number
  readonly pricing: DomainOrder['pricing']
  readonly timeInForce: DomainOrder['timeInForce']
  readonly outsideRegularHours: boolean
  /** The order id of its parent; null without one. */
  readonly parentId: number | null
  readonly oca: { readonly group: string; readonly type: number } | null
}

/** The fields of an order for the client library; whether it is transmitted, and for real, is said where it is sent. */
export type OrderFields = Omit<Order, 'transmit' | 'whatIf' | 'orderId'>

/** Six decimals are finer than any tick of a US share; what is left beyond them is floating-point dust. */
const DECIMALS = 6
const HIGHEST_PRICE = 10_000_000
const MOST_SHARES = 1_000_000_000
/** Fields are text up to a NUL: nothing but plain characters may get into one. */
const PLAIN = /^[\x20-\x7e]{1,128}$/
/** 9999-12-31. */
const LAST_DATE = 253_402_214_400_000

/** Dollars as they are written to TWS; null for what is no price: NaN, −0, nothing, infinity. */
function exactPrice(dollars: number): number | null {
  if (!(dollars > 0 && dollars <= HIGHEST_PRICE)) return null
  const exact = Number(dollars.toFixed(DECIMALS))
  return exact > 0 ? exact : null
}

type Prices = Pick<Order, 'orderType' | 'lmtPrice' | 'auxPrice' | 'trailStopPrice'>

function pricesOf(pricing: OrderTerms['pricing']): Prices | null {
  const limit = 'limit' in pricing ? exactPrice(pricing.limit) : 0
  const stop = 'stop' in pricing ? exactPrice(pricing.stop) : 0
  const trail = 'trail' in pricing ? exactPrice(pricing.trail) : 0
  if (limit === null || stop === null || trail === null) return null
  switch (pricing.type) {
    case 'MKT':
      return { orderType: OrderType.MKT }
    case 'LMT':
      return { orderType: OrderType.LMT, lmtPrice: limit }
    case 'STP':
      return { orderType: OrderType.STP, auxPrice: stop }
    case 'STP LMT':
      return { orderType: OrderType.STP_LMT, lmtPrice: limit, auxPrice: stop }
    case 'TRAIL':
      return { orderType: OrderType.TRAIL, auxPrice: trail, trailStopPrice: stop }
  }
}

function timeFields({ timeInForce }: OrderTerms): Pick<Order, 'tif' | 'goodTillDate'> | null {
  if (timeInForce.tif !== 'GTD') return { tif: timeInForce.tif === 'DAY' ? TimeInForce.DAY : TimeInForce.GTC }
  const { until } = timeInForce
  if (!Number.isSafeInteger(until) || until <= 0 || until > LAST_DATE) return null
  return { tif: TimeInForce.GTD, goodTillDate: utcStamp(until) }
}

/** @returns the fields, or in words what of the order cannot be written */
export function orderFields(terms: OrderTerms): Result<OrderFields, string> {
  const refused = (problem: string): Result<OrderFields, string> => ({ ok: false, error: problem })
  const { ref, account, action, quantity, outsideRegularHours, parentId, oca } = terms
  const prices = pricesOf(terms.pricing)
  const time = timeFields(terms)
  if (prices === null) return refused(`no price can be sent: ${JSON.stringify(terms.pricing)}`)
  if (time === null) return refused('the good-till-date is no date')
  if (!Number.isSafeInteger(quantity) || quantity <= 0 || quantity > MOST_SHARES) {
    return refused(`the quantity is ${quantity}`)
  }
  for (const text of [ref ?? '-', account, oca?.group ?? '-']) {
    if (!PLAIN.test(text)) return refused(`${JSON.stringify(text)} cannot be written`)
  }
  return {
    ok: true,
    value: {
      action: action === 'BUY' ? OrderAction.BUY : OrderAction.SELL,
      totalQuantity: quantity,
      ...prices,
      ...time,
      account,
      orderRef: ref ?? '',
      parentId: parentId ?? 0,
      outsideRth: outsideRegularHours,
      ...(oca === null ? {} : { ocaGroup: oca.group, ocaType: oca.type }),
    },
  }
}

/** The share by its contract id where that is known, and by its symbol where not. IBKR writes class shares with a space. */
export function contractFields(symbol: Ticker, listed: ListedContract | null): Contract {
  const named: Contract = {
    symbol: symbol.replace('.', ' '),
    secType: SecType.STK,
    exchange: 'SMART',
    currency: 'USD',
  }
  if (listed === null) return named
  return { ...named, conId: listed.contractId, primaryExch: listed.primaryExchange }
}
