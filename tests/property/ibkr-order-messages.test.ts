import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ExecutionLog } from '../../src-main/broker/ibkr/orders/execution-log.ts'
import { OrderBook } from '../../src-main/broker/ibkr/orders/order-book.ts'
import type { ReadOrder } from '../../src-main/broker/ibkr/orders/read-order.ts'
import type { OrderReport } from '../../src-main/broker/reports.ts'
import type { ExchangeMessage } from '../../src-main/simulator/exchange/message.ts'
import { createRandom } from '../../src-main/simulator/random.ts'
import { runs } from '../support/properties.ts'
import { limit, stop, TradingFloor } from '../unit/simulator/exchange/trading-floor.ts'

/** What happens on a floor: orders come, move and go, and the market trades. */
const action = fc.oneof(
  fc.record({ kind: fc.constant('bracket' as const), cents: fc.integer({ min: -150, max: 150 }), short: fc.boolean() }),
  fc.record({ kind: fc.constant('order' as const), cents: fc.integer({ min: -200, max: 200 }) }),
  fc.record({ kind: fc.constant('cancel' as const), which: fc.nat(20) }),
  fc.record({ kind: fc.constant('move' as const), which: fc.nat(20), cents: fc.integer({ min: -400, max: 400 }) }),
  fc.record({
    kind: fc.constant('step' as const),
    cents: fc.integer({ min: -400, max: 400 }),
    shares: fc.integer({ min: 0, max: 400 }),
  }),
  fc.record({ kind: fc.constant('correct' as const), which: fc.nat(20), fewer: fc.integer({ min: 1, max: 30 }) }),
)
type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never

function play(actions: readonly Action[]): TradingFloor {
  const floor = new TradingFloor()
  for (const done of actions) {
    if (done.kind === 'bracket') {
      const side = done.short ? 'SELL' : 'BUY'
      const away = done.short ? -1 : 1
      floor.bracket({ action: side, pricing: limit(100 + done.cents / 100) }, 100 - away * 2, 100 + away * 3)
    } else if (done.kind === 'order') {
      floor.place({ pricing: limit(100 + done.cents / 100), quantity: 30 })
    } else if (done.kind === 'cancel') floor.cancel(done.which)
    else if (done.kind === 'move') {
      const type = floor.exchange.order(1, done.which)?.pricing.type
      const dollars = 100 + done.cents / 100
      floor.change(done.which, { pricing: type === 'STP' ? stop(dollars) : limit(dollars) })
    } else if (done.kind === 'step') floor.step(100 + done.cents / 100, done.shares)
    else {
      const execution = floor.exchange.executions()[done.which]?.execution
      if (execution !== undefined && execution.shares > done.fewer) {
        floor.exchange.correct(execution.execId, execution.shares - done.fewer, execution.price)
      }
    }
  }
  return floor
}

/** The books of an adapter that heard messages. */
class Heard {
  readonly book = new OrderBook()
  readonly log = new ExecutionLog()
  readonly executions: string[] = []
  readonly commissions = new Map<string, number>()

  hear(message: ExchangeMessage): void {
    if (message.kind === 'open-order') this.book.hearOpenOrder(readOf(message.order))
    else if (message.kind === 'order-status') this.hearStatus(message.order)
    else if (message.kind === 'execution') {
      const isNew = !this.log.has(message.execution.execId)
      const { execution, commission } = this.log.add(message.execution, true)
      if (execution !== null) this.executions.push(execution.execId)
      if (commission !== null) this.commissions.set(commission.execId, commission.commission)
      if (isNew) this.book.hearExecution(message.execution)
    } else if (message.kind === 'commission') {
      const { commission } = this.log.addCommission(message.commission)
      if (commission !== null) this.commissions.set(commission.execId, commission.commission)
    }
  }

  /** The answer to a question about the open orders. */
  list(open: readonly OrderReport[]): void {
    const askedAt = this.book.now
    const listed = open.map((order) => this.book.hearOpenOrder(readOf(order)))
    for (const order of open) this.hearStatus(order)
    this.book.endListing(new Set(listed), askedAt)
  }

  report(permId: number): OrderReport | null {
    const orderId = this.book.orderIdOf(permId)
    const record = orderId === null ? null : this.book.byId(1, orderId)
    return record === null ? null : this.book.report(record)
  }

  private hearStatus(order: OrderReport): void {
    this.book.hearStatus(order, order)
  }
}

const readOf = ({ ocaGroup, ...order }: OrderReport): ReadOrder => ({
  terms: { ...order, oca: ocaGroup === null ? null : { group: ocaGroup, type: 3 } },
  orderId: order.orderId,
  client: order.client,
  permId: order.permId,
  status: order.status,
  statusText: order.status,
})

/**
 * Shares by which a child's working part can be another: while its parent fills, TWS does not tell of what its group
 * took from it, and each of the group's fills may have rounded.
 */
function roundingOf({ parentId, quantity }: OrderReport, open: readonly OrderReport[]): number {
  const parent = open.find(({ orderId }) => orderId === parentId)
  return parent === undefined ? 0 : parent.quantity - quantity
}

/** The same messages in another order, and some of them more than once. */
function disorder(messages: readonly ExchangeMessage[], seed: number): ExchangeMessage[] {
  const random = createRandom(seed)
  const keyed = messages.flatMap((message) => {
    const times = random.uniform() < 0.3 ? 2 : 1
    return Array.from({ length: times }, () => ({ message, key: random.uniform() }))
  })
  return keyed.sort((one, other) => one.key - other.key).map(({ message }) => message)
}

const end = ({ status, filled, remaining, working }: OrderReport) => ({ status, filled, remaining, working })

describe('messages that come twice and in any order', () => {
  test('lead to the same orders, once they have been asked for', () => {
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 25 }), fc.nat(), (actions, seed) => {
        const floor = play(actions)
        const open = floor.exchange.openOrders()
        const heard = new Heard()
        for (const message of disorder(floor.said, seed)) heard.hear(message)
        heard.list(open)
        for (const order of open) {
          const report = heard.report(order.permId)
          expect({ ...report, working: 0 }).toEqual({ ...order, working: 0 })
          expect(Math.abs((report?.working ?? 0) - order.working)).toBeLessThanOrEqual(roundingOf(order, open))
        }
        const live = heard.book.live().filter((record) => record.client === 1 && record.terms !== null)
        expect(live.map(({ permId }) => permId).sort()).toEqual(open.map(({ permId }) => permId).sort())
      }),
      runs(400),
    )
  })

  test('lead to the same ends by themselves, and nothing brings back what is over', () => {
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 25 }), fc.nat(), (actions, seed) => {
        const floor = play(actions)
        const heard = new Heard()
        for (const message of disorder(floor.said, seed)) heard.hear(message)
        for (const order of floor.exchange.completedOrders()) {
          const report = heard.report(order.permId)
          if (order.status !== 'Inactive' && report !== null) expect(end(report)).toEqual(end(order))
        }
      }),
      runs(400),
    )
  })

  test('lead to each execution and each commission once', () => {
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 25 }), fc.nat(), (actions, seed) => {
        const floor = play(actions)
        const heard = new Heard()
        for (const message of disorder(floor.said, seed)) heard.hear(message)
        const records = floor.exchange.executions()
        expect([...heard.executions].sort()).toEqual(records.map(({ execution }) => execution.execId).sort())
        expect(heard.commissions).toEqual(
          new Map(
            heard.executions.map((execId) => [
              execId,
              records.find(({ execution }) => execution.execId === execId)?.commission?.commission,
            ]),
          ),
        )
      }),
      runs(200),
    )
  })
})
