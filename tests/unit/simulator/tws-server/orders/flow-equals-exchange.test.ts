import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OrderTicket } from '../../../../../src-main/simulator/exchange/order-ticket.ts'
import type { WireOrder } from '../../../../../src-main/simulator/tws-server/wire/order.ts'
import { price } from '../../../../../src-shared/domain/price.ts'
import { runs } from '../../../../support/properties.ts'
import { ACCOUNT, TradingFloor } from '../../exchange/trading-floor.ts'
import { GatewayFloor } from './gateway-floor.ts'

/** What a client or the market does. Prices are cents from 100 dollars. */
type Move =
  | { readonly kind: 'step'; readonly cents: number; readonly shares: number }
  | {
      readonly kind: 'place'
      readonly buys: boolean
      readonly shares: number
      readonly type: 'MKT' | 'LMT' | 'STP' | 'STP LMT' | 'TRAIL'
      readonly cents: number
      readonly tif: 'DAY' | 'GTC'
      readonly group: string
      readonly groupType: 1 | 2 | 3
    }
  | {
      readonly kind: 'bracket'
      readonly buys: boolean
      readonly shares: number
      readonly cents: number
      readonly width: number
    }
  | { readonly kind: 'change'; readonly pick: number; readonly shares: number; readonly cents: number }
  | { readonly kind: 'cancel'; readonly pick: number }

const shares = fc.integer({ min: 1, max: 300 })
const cents = fc.integer({ min: -150, max: 150 })
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('step' as const), cents, shares: fc.nat({ max: 2_000 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('place' as const),
      buys: fc.boolean(),
      shares,
      type: fc.constantFrom('MKT', 'LMT', 'STP', 'STP LMT', 'TRAIL'),
      cents,
      tif: fc.constantFrom('DAY', 'GTC'),
      group: fc.constantFrom('', '', 'one', 'two'),
      groupType: fc.constantFrom(1, 2, 3),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('bracket' as const),
      buys: fc.boolean(),
      shares,
      cents,
      width: fc.integer({ min: 5, max: 150 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('change' as const), pick: fc.nat({ max: 30 }), shares, cents }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), pick: fc.nat({ max: 30 }) }) },
)

const dollars = (offset: number): number => (10_000 + offset) / 100
const OCA_TYPES = ['cancel-with-block', 'reduce-with-block', 'reduce-without-block'] as const

function pricingOf(type: OrderTicket['pricing']['type'], offset: number): OrderTicket['pricing'] {
  const first = price(dollars(offset))
  if (type === 'MKT') return { type }
  if (type === 'LMT') return { type, limit: first }
  if (type === 'STP') return { type, stop: first }
  if (type === 'STP LMT') return { type, stop: first, limit: price(dollars(offset + 20)) }
  return { type, stop: first, trail: price(0.75) }
}

/** The prices of an order as a client writes them. */
function wirePrices(pricing: OrderTicket['pricing']): Partial<WireOrder> {
  const type = pricing.type
  if (type === 'MKT') return { type }
  if (type === 'LMT') return { type, limitPrice: pricing.limit }
  if (type === 'STP') return { type, auxPrice: pricing.stop }
  if (type === 'STP LMT') return { type, auxPrice: pricing.stop, limitPrice: pricing.limit }
  return { type, auxPrice: pricing.trail, trailStopPrice: pricing.stop }
}

type Terms = Pick<OrderTicket, 'action' | 'quantity' | 'pricing' | 'parentId' | 'transmit' | 'oca'> & {
  readonly tif: 'DAY' | 'GTC'
}

/** Who takes orders: the exchange, or the gateway before another one of the same kind. */
interface Desk {
  readonly market: TradingFloor
  place(orderId: number, terms: Terms): void
  change(orderId: number, terms: Terms): void
  cancel(orderId: number): void
}

function exchangeDesk(): Desk {
  const market = new TradingFloor()
  return {
    market,
    place: (orderId, { tif, ...terms }) => market.place({ ...terms, orderId, timeInForce: { tif }, orderRef: '' }),
    change: (orderId, { quantity, pricing }) => market.change(orderId, { quantity, pricing }),
    cancel: (orderId) => market.cancel(orderId),
  }
}

function gatewayDesk(): Desk {
  const floor = new GatewayFloor()
  const client = floor.connect(1)
  const place = (orderId: number, { action, quantity, pricing, parentId, transmit, oca, tif }: Terms): void =>
    client.place(orderId, {
      ...wirePrices(pricing),
      ...{ action, quantity, transmit, tif, parentId: parentId ?? 0 },
      ...{ ocaGroup: oca?.group ?? '', ocaType: oca === null ? 0 : OCA_TYPES.indexOf(oca.type) + 1 },
    })
  return { market: floor.market, place, change: place, cancel: (orderId) => client.cancel(orderId) }
}

/** Carries out moves; which order a move is for follows from the moves before it alone. */
function carryOut(desk: Desk, moves: readonly Move[]): void {
  const placed = new Map<number, Terms>()
  let next = 1
  const place = (terms: Terms): number => {
    const id = next++
    placed.set(id, terms)
    desk.place(id, terms)
    return id
  }
  for (const one of moves) {
    if (one.kind === 'step') desk.market.step(dollars(one.cents), one.shares)
    else if (one.kind === 'place') {
      const oca = one.group === '' ? null : { group: one.group, type: OCA_TYPES[one.groupType - 1]! }
      const pricing = pricingOf(one.type, one.cents)
      place({ ...side(one.buys), quantity: one.shares, pricing, parentId: null, transmit: true, oca, tif: one.tif })
    } else if (one.kind === 'bracket') {
      const common = { quantity: one.shares, oca: null, tif: 'GTC' } as const
      const sign = one.buys ? 1 : -1
      const entry = pricingOf('LMT', one.cents)
      const parentId = place({ ...common, ...side(one.buys), pricing: entry, parentId: null, transmit: false })
      const child = { ...common, ...side(!one.buys), parentId }
      place({ ...child, pricing: pricingOf('STP', one.cents - sign * one.width), transmit: false })
      place({ ...child, pricing: pricingOf('LMT', one.cents + sign * one.width), transmit: true })
    } else {
      const id = 1 + (one.pick % Math.max(1, next - 1))
      const before = placed.get(id)
      if (one.kind === 'cancel') desk.cancel(id)
      else if (before !== undefined) {
        const pricing = pricingOf(before.pricing.type, one.cents)
        const terms = { ...before, pricing, quantity: one.shares, transmit: true }
        desk.change(id, terms)
        placed.set(id, terms)
      }
    }
  }
}

const side = (buys: boolean): Pick<Terms, 'action'> => ({ action: buys ? 'BUY' : 'SELL' })

/** Everything that an exchange has come to. Whether an order was refused by it or before it is all the same. */
function stateOf({ market: { exchange } }: Desk): unknown {
  return {
    executions: exchange.executions(),
    open: exchange.openOrders(),
    completed: exchange.completedOrders(),
    held: exchange.heldOrders(),
    values: exchange.accountValues(ACCOUNT),
    next: exchange.nextOrderId(1),
  }
}

test('orders through the gateway come to what the same orders come to at the exchange: ids, fills, cash', () => {
  let executions = 0
  fc.assert(
    fc.property(fc.array(move, { minLength: 5, maxLength: 60, size: 'max' }), (moves) => {
      const [direct, gateway] = [exchangeDesk(), gatewayDesk()]
      carryOut(direct, moves)
      carryOut(gateway, moves)
      expect(stateOf(gateway)).toEqual(stateOf(direct))
      executions += direct.market.exchange.executions().length
    }),
    runs(300),
  )
  // A property that saw nothing proves nothing.
  expect(executions).toBeGreaterThan(1_000)
})
