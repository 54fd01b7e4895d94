import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { WireOrder } from '../../../../../src-main/simulator/tws-server/wire/order.ts'
import { runs } from '../../../../support/properties.ts'
import { ACCOUNT, OTHER_ACCOUNT } from '../../exchange/trading-floor.ts'
import { GatewayFloor } from './gateway-floor.ts'

const number = fc.constantFrom(null, 0, -0, 1, 10, 99, 99.5, 100, 100.005, 101, -1, 1e-9, 1e9, 1e15, 1e300, Number.NaN)
const date = fc.constantFrom(
  '',
  '',
  '20250602-13:31:00',
  '20250602 09:31:00 US/Eastern',
  '20250601',
  'soon',
  '99999999 99:99:99',
)
const anything: fc.Arbitrary<Partial<WireOrder>> = fc.record({
  action: fc.constantFrom('BUY', 'SELL', 'SELL', 'HOLD'),
  quantity: fc.constantFrom(null, 0, 1, 50, 100, 1_000, -5, 0.5, 1e12, Number.NaN, Number.POSITIVE_INFINITY),
  type: fc.constantFrom('MKT', 'LMT', 'STP', 'STP LMT', 'TRAIL', 'TRAIL LIMIT', 'lmt', '', 'X'),
  limitPrice: number,
  auxPrice: number,
  trailStopPrice: number,
  trailingPercent: number,
  tif: fc.constantFrom('', 'DAY', 'GTC', 'GTD', 'IOC', 'X'),
  goodTillDate: date,
  ocaGroup: fc.constantFrom('', '', 'g', '\u0000'),
  ocaType: fc.integer({ min: -1, max: 5 }),
  account: fc.constantFrom(ACCOUNT, OTHER_ACCOUNT, '', 'X'),
  transmit: fc.boolean(),
  parentId: fc.integer({ min: -3, max: 8 }),
  outsideRth: fc.boolean(),
  whatIf: fc.boolean(),
  cashQuantity: fc.constantFrom(null, null, 0, 100),
})

/** Anything, or what would be an order but for its type and prices. */
const order = fc.tuple(anything, fc.boolean()).map(([any, sound]) =>
  sound
    ? {
        ...any,
        ...{ action: any.action === 'SELL' ? 'SELL' : 'BUY', quantity: 50, tif: 'GTC', account: ACCOUNT, ocaType: 1 },
        ...{ parentId: 0, cashQuantity: null, whatIf: false },
      }
    : any,
)

type Move =
  | { readonly kind: 'place'; readonly client: 0 | 1; readonly id: number; readonly order: Partial<WireOrder> }
  | { readonly kind: 'cancel'; readonly client: 0 | 1; readonly id: number }
  | { readonly kind: 'link'; readonly up: boolean }
  | { readonly kind: 'step'; readonly dollars: number }

const client = fc.constantFrom(0 as const, 1 as const)
const id = fc.integer({ min: -2, max: 12 })
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('place' as const), client, id, order }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), client, id }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('link' as const), up: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('step' as const), dollars: fc.constantFrom(98, 99.5, 100, 101, 103) }),
  },
)

test('whatever clients write into orders, each that is to go out is answered, nothing throws and the books stay whole', () => {
  let filled = 0
  fc.assert(
    fc.property(
      fc.array(move, { minLength: 5, maxLength: 40, size: 'max' }),
      fc.constantFrom('negative', 'next'),
      (moves, boundIds) => {
        const floor = new GatewayFloor({ behaviour: { boundIds, whatIfPacing: 'answered' } })
        const clients = [floor.connect(0), floor.connect(1)] as const
        for (const one of moves) {
          if (one.kind === 'step') floor.market.step(one.dollars)
          else if (one.kind === 'link') floor.link.set(one.up)
          else {
            const session = clients[one.client]
            session.heard()
            if (one.kind === 'place') session.place(one.id, one.order)
            else session.cancel(one.id)
            const asked = one.kind === 'place' ? one.order.transmit : floor.link.isUp
            if (asked) expect(session.frames).not.toEqual([])
          }
        }
        floor.link.set(true)
        for (const account of [ACCOUNT, OTHER_ACCOUNT]) {
          const { netLiquidation, cash } = floor.market.exchange.accountValues(account)
          expect([Number.isFinite(netLiquidation), Number.isFinite(cash)]).toEqual([true, true])
        }
        filled += floor.market.exchange.executions().length
      },
    ),
    runs(400),
  )
  // A property in which every order is refused proves little.
  expect(filled).toBeGreaterThan(100)
})
