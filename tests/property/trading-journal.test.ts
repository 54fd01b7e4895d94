import fc from 'fast-check'
import { expect, test } from 'vitest'
import { payloadText, readPayload } from '../../src-main/audit/event-types.ts'
import { readStoredEvent, storedEvent } from '../../src-main/trading/journal/stored-event.ts'
import { DURABILITY, type TradingEvent, type TradingFact } from '../../src-main/trading/journal/trading-event.ts'
import { EMPTY_DESK } from '../../src-main/trading/state/desk-state.ts'
import { REFUSAL_CODES, type RefusalCode } from '../../src-shared/contract/errors.ts'
import type { OrderRequest } from '../../src-shared/domain/authorisation.ts'
import type { Book } from '../../src-shared/domain/book.ts'
import { accountId, orderRef, ticker } from '../../src-shared/domain/ids.ts'
import type { Order } from '../../src-shared/domain/order.ts'
import { price, tickSize } from '../../src-shared/domain/price.ts'
import { quantity } from '../../src-shared/domain/quantity.ts'
import { sessionDate, utcMs } from '../../src-shared/domain/time.ts'
import { runs } from '../support/properties.ts'

type Made<Value> = fc.Arbitrary<Value>

/** JSON has one zero. */
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value))
const dollars = fc.double({ min: 1e-6, max: 1e9, noNaN: true }).map(price)
const shares = fc.integer({ min: 1, max: 1e9 }).map(quantity)
const text = fc.string({ unit: 'binary', maxLength: 30 })
const time = fc.integer({ min: 1, max: 4e12 }).map(utcMs)
const ref = fc.string({ minLength: 1, maxLength: 40 }).map(orderRef)
const refs = fc.array(ref, { maxLength: 4 })
const symbol = fc.constantFrom('AAPL', 'BRK B', 'NVDA').map(ticker)
const account = fc.constantFrom('SIM1000001', 'DU1234567').map(accountId)
const book: Made<Book> = fc.oneof(
  fc.constant({ kind: 'simulated' as const }),
  account.map((each) => ({ kind: 'account' as const, account: each })),
)
const revision = fc.integer({ min: 1, max: 1_000 })
const side = fc.constantFrom('long' as const, 'short' as const)
const action = fc.constantFrom('BUY' as const, 'SELL' as const)
const code: Made<RefusalCode> = fc.constantFrom(...REFUSAL_CODES)
const maybe = <Value>(of: Made<Value>): Made<Value | null> => fc.option(of, { nil: null })
const pricing: Made<Order['pricing']> = fc.oneof(
  fc.record({ type: fc.constant('MKT' as const) }),
  fc.record({ type: fc.constant('LMT' as const), limit: dollars }),
  fc.record({ type: fc.constant('STP' as const), stop: dollars }),
  fc.record({ type: fc.constant('STP LMT' as const), stop: dollars, limit: dollars }),
  fc.record({ type: fc.constant('TRAIL' as const), stop: dollars, trail: dollars }),
)
const timeInForce: Made<Order['timeInForce']> = fc.oneof(
  fc.record({ tif: fc.constantFrom('DAY' as const, 'GTC' as const) }),
  fc.record({ tif: fc.constant('GTD' as const), until: time }),
)
const requestParts = {
  ...{ ref, revision, account, book, symbol, action, quantity: shares, pricing, timeInForce },
  ...{ parent: maybe(ref), ocaGroup: maybe(fc.string({ minLength: 1 })), outsideRegularHours: fc.boolean() },
}
const request: Made<OrderRequest> = fc.record({
  ...requestParts,
  role: fc.constantFrom('entry' as const, 'stop' as const, 'target' as const, 'close' as const),
})
const plan = fc.record({
  ...{ quantity: shares, limit: maybe(dollars), stop: dollars, target: dollars },
  ...{ stopDistance: number, targetDistance: number },
})
const staged = fc.record({
  ...{ ref, revision, barStart: maybe(time), book, account, symbol, side, plan, atr: number, reference: number },
  ...{ goodTill: time, stagedAt: time, expiresAt: time, tick: fc.constantFrom(0.01, 0.05).map(tickSize) },
  origin: fc.constantFrom('decision' as const, 'hand' as const),
  mode: fc.constantFrom('dry-run' as const, 'live-paper' as const),
})
const atBroker = {
  ...{ permId: fc.nat(), client: fc.nat(), orderId: fc.integer(), account, symbol, action },
  ref: maybe(ref),
}
const report = fc.record({
  ...{ ...atBroker, pricing, timeInForce, outsideRegularHours: fc.boolean(), parentId: maybe(fc.nat()) },
  ...{ ocaGroup: maybe(text), whyHeld: text, quantity: number, filled: number, remaining: number, working: number },
  ...{ averagePrice: maybe(number), lastFillPrice: maybe(number) },
  status: fc.constantFrom('PreSubmitted' as const, 'Submitted' as const, 'Filled' as const, 'Inactive' as const),
})
const execution = fc.record({
  ...{ ...atBroker, execId: text, shares: number, price: number, time, cumulative: number, averagePrice: number },
  liquidation: fc.boolean(),
})
const commission = fc.record({
  ...{ execId: text, commission: number, realised: maybe(number), realisedAfterCommissions: maybe(number) },
})
const refusal = fc.record({ code, message: text })
const answer = fc.oneof(
  fc.record({
    ok: fc.constant(true as const),
    value: fc.record({ orders: fc.array(fc.record({ ref: text, refusal: maybe(refusal) }), { maxLength: 3 }) }),
  }),
  fc.record({ ok: fc.constant(false as const), error: refusal }),
)
const day = fc.record({
  ...{ open: time, close: time, openMinute: fc.nat(1_440) },
  date: fc.constant(sessionDate('2024-11-15')),
})
const change = fc.record({ pricing, quantity: shares }, { requiredKeys: [] })

type FactOf<Kind extends TradingFact['kind']> = Omit<Extract<TradingFact, { kind: Kind }>, 'kind'>

/** Every kind with anything that it can hold. */
const FACTS: { readonly [Kind in TradingFact['kind']]: Made<FactOf<Kind>> } = {
  'day-started': fc.record({ day }),
  'mode-changed': fc.record(
    { mode: fc.constantFrom('dry-run' as const, 'live-real' as const), reason: text, account: maybe(account) },
    { requiredKeys: ['mode', 'reason'] },
  ),
  'trading-state-changed': fc.record({ state: fc.constantFrom('active' as const, 'halted' as const), reason: text }),
  'automatic-approval-changed': fc.record({ on: fc.boolean(), reason: text }),
  'breaker-tripped': fc.record({ book, profit: number, limit: number }),
  'command-answered': fc.record({ id: text, text, answer }),
  'order-staged': fc.record({ staged }),
  'entry-refused': fc.record({ symbol, barStart: maybe(time), code, message: text }),
  'order-edited': fc.record({ ref, revision, plan }),
  'drift-shown': fc.record({ ref, revision, reference: number }),
  'order-approved': fc.record({ ref, revision, by: fc.constantFrom('trader' as const, 'automatic' as const) }),
  'order-declined': fc.record({ ref }),
  'order-expired': fc.record({ ref, reason: fc.constantFrom('time' as const, 'next decision' as const) }),
  'order-refused': fc.record({ ref, code, message: text }),
  'order-intent': fc.record({ entry: request, children: fc.array(request, { maxLength: 2 }) }),
  'amendment-intent': fc.record({ entry: request }),
  'reduction-intent': fc.record({
    order: fc.record({ ...requestParts, role: fc.constantFrom('stop' as const, 'close' as const) }),
  }),
  'change-intent': fc.record({ ref, change }),
  'cancel-intent': fc.record({ ref }),
  'order-sent': fc.record({ refs }),
  'request-refused': fc.record({
    ...{ ref, code: text, message: text },
    request: fc.constantFrom('order' as const, 'change' as const, 'cancel' as const),
  }),
  'cancel-wanted': fc.record({ ref, reason: text }),
  'close-wanted': fc.record({ book, symbol, reason: text, limit: maybe(dollars) }),
  'stop-wanted': fc.record({ book, symbol, stop: dollars }),
  'target-wanted': fc.record({ book, symbol, target: dollars }),
  'best-close': fc.record({ book, symbol, close: number }),
  'broker-order': fc.record({ book, report }),
  execution: fc.record({ book, execution }),
  commission: fc.record({ book, commission }),
  'contact-lost': fc.record({ refs, reason: text }),
  'order-absent': fc.record({ ref }),
  'position-adopted': fc.record({ book, symbol, shares: number, price: number, reason: text }),
  'difference-acknowledged': fc.record({ difference: text, symbol: maybe(symbol), message: text }),
}

const KINDS = Object.keys(DURABILITY) as TradingFact['kind'][]
const moment = fc.record({ time, operatorTime: time })
const plain = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value

test.each(KINDS)('an event "%s", whatever it holds, reads back from its row as it was', (kind) => {
  fc.assert(
    fc.property(FACTS[kind], moment, (fact, at) => {
      const event = plain({ kind, ...fact, ...at }) as TradingEvent
      const { type, payload, exTs } = storedEvent(event, EMPTY_DESK)
      const stored = payloadText(type, payload)
      expect(readPayload(type, kind === 'entry-refused' ? 2 : 1, stored).ok).toBe(true)
      const read = readStoredEvent({ seq: 1, type, exTs: exTs ?? null, payload: stored })
      expect(read).toEqual({ ok: true, value: event })
    }),
    runs(100),
  )
})

test.each<[what: string, payload: string]>([
  ['that is not JSON', '{"ref"'],
  ['that is no object', '7'],
  ['with a field too many', '{"operatorTime":1,"ref":"A","more":1}'],
  ['with a field missing', '{"operatorTime":1}'],
  ['with a field of another kind', '{"operatorTime":1,"ref":7}'],
])('a row %s is not read, and the reason is said', (_what, payload) => {
  const read = readStoredEvent({ seq: 12, type: 'cancel-intent', exTs: 1, payload })
  expect(read).toEqual({ ok: false, error: expect.stringContaining('row 12') })
})
