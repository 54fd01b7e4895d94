import type { AccountId, Ticker } from '../../../../src-shared/domain/ids.ts'
import { price, roundToTick } from '../../../../src-shared/domain/price.ts'
import type { Result } from '../../../../src-shared/domain/result.ts'
import type { Oca, OcaType, OrderTicket, Trailing } from '../../exchange/order-ticket.ts'
import type { WireOrder } from '../wire/order.ts'
import { readRequestTime } from '../wire/stamps.ts'
import {
  FRACTION,
  INCOMPLETE,
  invalid,
  NO_ACCOUNT,
  NO_GOOD_TILL_DATE,
  NO_SIZE,
  type OrderRefusal,
  rejected,
  UNREADABLE_DATE,
  UNSUPPORTED_TYPE,
} from './refusals.ts'
import { refuseUnsupported } from './unsupported.ts'

type Read<Value> = Result<Value, OrderRefusal>

/** What an order of a client asks for, in the exchange's terms; who asks, and under which id, comes on top. */
export type ReadOrder = Omit<OrderTicket, 'client' | 'orderId' | 'parentId' | 'trailing'> & {
  readonly trailing: Trailing | null
  /** Warnings that TWS gives about it; the order lives. */
  readonly notices: readonly OrderRefusal[]
}

/** What has to be known to read an order. */
export interface ReadingContext {
  readonly symbol: Ticker
  /** Dollars a share: the last trade; null before it. */
  readonly last: number | null
  readonly accounts: readonly AccountId[]
}

const CENT = 0.01
/** Order types of TWS that this exchange does not hold. */
const KNOWN_TYPES =
  /^(TRAIL ?(LIMIT|LMT|MIT|LIT)|TRAILLMT|MOC|LOC|PEG .*|REL|MIT|LIT|MTL|MIDPRICE|BOX TOP|VOL|SNAP .*|STP PRT|MKT PRT|PASSV REL|IBALGO|VWAP|RPI|LMT \+ MKT|REL \+ (MKT|LMT))$/
const KNOWN_TIFS = ['IOC', 'FOK', 'OPG', 'AUC', 'DTC', 'GTX', 'MINUTES']
/** Zero: the group's type was not given. */
const OCA_TYPES: readonly OcaType[] = [
  'cancel-with-block',
  'cancel-with-block',
  'reduce-with-block',
  'reduce-without-block',
]

const TIF_PRESET: OrderRefusal = { code: 10349, text: 'Order TIF was set to DAY based on order preset.' }
const OUTSIDE_HOURS_IGNORED: OrderRefusal = {
  code: 2109,
  text: "Order Event Warning: Attribute 'Outside Regular Trading Hours' is ignored based on the order type and destination. PlaceOrder is now being processed.",
}

const no = (error: OrderRefusal): { readonly ok: false; readonly error: OrderRefusal } => ({ ok: false, error })

/** Reads an order as TWS's validation does: before anything about it is asked of the exchange. */
export function readOrder(order: WireOrder, context: ReadingContext): Read<ReadOrder> {
  const refused = refuseUnsupported(order) ?? refuseSize(order) ?? refuseAction(order)
  if (refused !== null) return no(refused)
  const account = readAccount(order.account, context.accounts)
  if (!account.ok) return account
  const pricing = readPricing(order, context.last)
  if (!pricing.ok) return pricing
  const timeInForce = readTimeInForce(order)
  if (!timeInForce.ok) return timeInForce
  if (order.ocaType < 0 || order.ocaType >= OCA_TYPES.length) return no(invalid(`Invalid OCA type ${order.ocaType}`))
  const late = order.outsideRth && pricing.value.pricing.type === 'MKT'
  return {
    ok: true,
    value: {
      account: account.value,
      symbol: context.symbol,
      action: order.action === 'BUY' ? 'BUY' : 'SELL',
      quantity: order.quantity ?? 0,
      ...pricing.value,
      timeInForce: timeInForce.value,
      oca: readOca(order),
      outsideRegularHours: order.outsideRth && !late,
      transmit: order.transmit,
      orderRef: order.orderRef,
      notices: [...(order.tif === '' ? [TIF_PRESET] : []), ...(late ? [OUTSIDE_HOURS_IGNORED] : [])],
    },
  }
}

function refuseSize({ quantity }: WireOrder): OrderRefusal | null {
  if (quantity === null || quantity === 0) return NO_SIZE
  if (quantity < 0) return invalid(`Invalid order quantity ${quantity}`)
  return Number.isInteger(quantity) ? null : FRACTION
}

const refuseAction = ({ action }: WireOrder): OrderRefusal | null =>
  action === 'BUY' || action === 'SELL' ? null : invalid(`Invalid order action '${action}'`)

function readAccount(name: string, accounts: readonly AccountId[]): Read<AccountId> {
  const account = name === '' && accounts.length === 1 ? accounts[0] : accounts.find((one) => one === name)
  if (account !== undefined) return { ok: true, value: account }
  return no(name === '' ? NO_ACCOUNT : invalid(`Invalid account code '${name}'`))
}

const readOca = ({ ocaGroup, ocaType }: WireOrder): Oca | null =>
  ocaGroup === '' ? null : { group: ocaGroup, type: OCA_TYPES[ocaType] ?? 'cancel-with-block' }

interface Priced {
  readonly pricing: OrderTicket['pricing']
  readonly trailing: Trailing | null
}

const priced = (pricing: OrderTicket['pricing'], trailing: Trailing | null = null): Read<Priced> => ({
  ok: true,
  value: { pricing, trailing },
})

function readPricing(order: WireOrder, last: number | null): Read<Priced> {
  const { limitPrice, auxPrice } = order
  const type = order.type.trim().toUpperCase()
  switch (type) {
    case 'MKT':
      return priced({ type })
    case 'LMT':
      return limitPrice === null ? no(INCOMPLETE) : priced({ type, limit: price(limitPrice) })
    case 'STP':
      return auxPrice === null ? no(INCOMPLETE) : priced({ type, stop: price(auxPrice) })
    case 'STP LMT':
    case 'STPLMT':
      if (auxPrice === null || limitPrice === null) return no(INCOMPLETE)
      return priced({ type: 'STP LMT', stop: price(auxPrice), limit: price(limitPrice) })
    case 'TRAIL':
      return readTrail(order, last)
  }
  return no(KNOWN_TYPES.test(type) ? UNSUPPORTED_TYPE : invalid(`Invalid order type '${order.type}'`))
}

/** Without a stop of its own a trailing order begins at the market, once it works. */
function readTrail(order: WireOrder, last: number | null): Read<Priced> {
  const percent = order.trailingPercent || null
  const amount = order.auxPrice || null
  if (percent !== null && amount !== null) return no(invalid('Either a trailing amount or a trailing per cent'))
  if (percent === null && amount === null) return no(INCOMPLETE)
  const market = last ?? order.trailStopPrice ?? 1
  const trail = percent === null ? (amount ?? 0) : Math.max(CENT, roundToTick((market * percent) / 100, CENT))
  const fromMarket = order.trailStopPrice === null
  const behind = Math.max(CENT, roundToTick(order.action === 'BUY' ? market + trail : market - trail, CENT))
  const stop = order.trailStopPrice ?? behind
  const trailing = percent === null && !fromMarket ? null : { percent, fromMarket }
  return priced({ type: 'TRAIL', stop: price(stop), trail: price(trail) }, trailing)
}

function readTimeInForce({ tif, goodTillDate }: WireOrder): Read<OrderTicket['timeInForce']> {
  switch (tif.toUpperCase()) {
    case '':
    case 'DAY':
      return { ok: true, value: { tif: 'DAY' } }
    case 'GTC':
      return { ok: true, value: { tif: 'GTC' } }
    case 'GTD': {
      if (goodTillDate === '') return no(NO_GOOD_TILL_DATE)
      const until = readRequestTime(goodTillDate)
      return until === null ? no(UNREADABLE_DATE) : { ok: true, value: { tif: 'GTD', until } }
    }
  }
  const known = KNOWN_TIFS.includes(tif.toUpperCase())
  return no(known ? rejected(`time in force ${tif} is not simulated here`) : invalid(`Invalid time in force '${tif}'`))
}
