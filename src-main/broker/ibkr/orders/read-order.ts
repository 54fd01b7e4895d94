import type { Contract, Order, OrderState } from '@stoqey/ib'
import type { AccountId } from '../../../../src-shared/domain/ids.ts'
import type { Order as DomainOrder } from '../../../../src-shared/domain/order.ts'
import { price } from '../../../../src-shared/domain/price.ts'
import type { BrokerStatus } from '../../reports.ts'
import type { OrderTerms } from './order-terms.ts'
import { readAccount, readId, readPrice, readRef, readShares, readSymbol } from './read-fields.ts'
import { readStatus } from './statuses.ts'
import { readTwsTime } from './tws-time.ts'

/** An order as TWS lists it, open or completed. */
export interface ReadOrder {
  readonly terms: OrderTerms
  /** 0 where TWS does not say: on orders of its own window and on completed ones. */
  readonly orderId: number
  /** Null where TWS does not say: on completed orders. */
  readonly client: number | null
  readonly permId: number
  /** Null for a status that nobody has told us of. */
  readonly status: BrokerStatus | null
  readonly statusText: string
}

export type OrderReading =
  | { readonly kind: 'order'; readonly order: ReadOrder }
  /** Not a share in dollars on one of the accounts: no concern of ours. */
  | { readonly kind: 'elsewhere'; readonly what: string }
  | { readonly kind: 'unreadable'; readonly what: string }

/** Order types with a limit that we do not place ourselves. */
const LIMITED = /LMT|LIMIT|LOC|REL|PASSV|MIDPRICE/

/**
 * Prices of an order. Types that we do not place ourselves become the one that trades no later than they can: they
 * have to count as working, whatever they are.
 * @returns null when a price that the type needs is none
 */
function readPricing(order: Order): DomainOrder['pricing'] | null {
  const limit = readPrice(order.lmtPrice)
  const aux = readPrice(order.auxPrice)
  const type = String(order.orderType)
  switch (type) {
    case 'LMT':
      return limit === null ? null : { type, limit: price(limit) }
    case 'STP':
      return aux === null ? null : { type, stop: price(aux) }
    case 'STP LMT':
      return limit === null || aux === null ? null : { type, stop: price(aux), limit: price(limit) }
    case 'TRAIL':
      return readTrail(order, aux)
  }
  if (type === '' || type === 'undefined') return null
  return limit !== null && LIMITED.test(type) ? { type: 'LMT', limit: price(limit) } : { type: 'MKT' }
}

/** A trail in per cent is one of dollars at its present stop; one that has no stop yet could trade at any price. */
function readTrail(order: Order, aux: number | null): DomainOrder['pricing'] {
  const stop = readPrice(order.trailStopPrice)
  const percent = readPrice(order.trailingPercent)
  const trail = aux ?? (stop !== null && percent !== null ? (stop * percent) / 100 : null)
  return stop === null || trail === null ? { type: 'MKT' } : { type: 'TRAIL', stop: price(stop), trail: price(trail) }
}

/** Kinds that we do not use ourselves end with the session at the latest, as those for the day do. */
function readTimeInForce({ tif, goodTillDate }: Order): DomainOrder['timeInForce'] | null {
  if (tif === 'GTC') return { tif }
  if (tif !== 'GTD') return { tif: 'DAY' }
  const until = readTwsTime(goodTillDate)
  return until === null ? null : { tif, until }
}

/** An order as messages 5 and 101 carry it. */
export function readOrder(
  contract: Contract,
  order: Order,
  state: OrderState,
  accounts: readonly AccountId[],
): OrderReading {
  const symbol = readSymbol(contract)
  const name = `order ${order.orderId ?? ''} (permanent id ${order.permId}) for ${contract.symbol}`
  if (symbol === null) return { kind: 'elsewhere', what: name }
  const account = readAccount(order.account, accounts)
  if (account === null) return { kind: 'elsewhere', what: `${name} on account ${order.account}` }
  const { action } = order
  const quantity = readShares(order.totalQuantity)
  const pricing = readPricing(order)
  const timeInForce = readTimeInForce(order)
  const orderId = readId(order.orderId ?? 0)
  const permId = readId(order.permId)
  const client = order.clientId === undefined ? null : readId(order.clientId)
  const buys = String(action) === 'BUY'
  if (!buys && !['SELL', 'SSHORT', 'SLONG'].includes(String(action))) {
    return { kind: 'unreadable', what: `${name}: ${action} is no side` }
  }
  if (quantity === null || pricing === null || timeInForce === null || orderId === null || permId === null) {
    return { kind: 'unreadable', what: `${name}: its numbers are none` }
  }
  const parentId = readId(order.parentId ?? 0) ?? 0
  const ocaType = readId(order.ocaType ?? 0) ?? 0
  return {
    kind: 'order',
    order: {
      orderId,
      client,
      permId,
      status: readStatus(state.status),
      statusText: String(state.status),
      terms: {
        ref: readRef(order.orderRef),
        account,
        symbol,
        action: buys ? 'BUY' : 'SELL',
        quantity,
        pricing,
        timeInForce,
        outsideRegularHours: order.outsideRth === true,
        parentId: parentId > 0 ? parentId : null,
        oca: order.ocaGroup === undefined || order.ocaGroup === '' ? null : { group: order.ocaGroup, type: ocaType },
      },
    },
  }
}
