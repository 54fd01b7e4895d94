import { describe, expect, test } from 'vitest'
import type { BrokerEvent, ReducingOrder } from '../../../../src-main/broker/broker.ts'
import type { EntryTicket } from '../../../../src-main/broker/ticket.ts'
import { SimulatedBroker } from '../../../../src-main/simulator/exchange/simulated-broker.ts'
import type { Authorisation, OrderRequest } from '../../../../src-shared/domain/authorisation.ts'
import { accountId, orderRef } from '../../../../src-shared/domain/ids.ts'
import { price } from '../../../../src-shared/domain/price.ts'
import { quantity } from '../../../../src-shared/domain/quantity.ts'
import { openGate } from '../../../support/ibkr-broker/open-gate.ts'
import { request, stopOf, targetOf } from '../../broker/requests.ts'
import { AAPL, ACCOUNT, OTHER_ACCOUNT, TradingFloor } from './trading-floor.ts'

/** A broker on a floor, whose deferred work a test lets run. */
function brokerOn(floor = new TradingFloor()) {
  const gate = openGate()
  const later: (() => void)[] = []
  const events: BrokerEvent[] = []
  const broker = new SimulatedBroker({
    exchange: floor.exchange,
    client: 1,
    accounts: [ACCOUNT],
    redeem: gate.redeem,
    defer: (run) => later.push(run),
  })
  broker.onEvent((event) => events.push(event))
  return {
    floor,
    gate,
    broker,
    events,
    settle: () => {
      for (const run of later.splice(0)) run()
    },
    /** Submits what the gate lets out. */
    submit: (ticket: EntryTicket) => broker.submit(ticket, gate.mint(ticket.entry)),
    kinds: () => events.splice(0).map((event) => (event.kind === 'order' ? `order ${event.order.status}` : event.kind)),
  }
}

const entry = request()
const bracket: EntryTicket = { kind: 'bracket', entry, children: [stopOf(entry), targetOf(entry)] }
const reducing = (change: Partial<OrderRequest> = {}): ReducingOrder => ({
  ...request({ ref: orderRef('close-1'), action: 'SELL', ...change }),
  role: 'close',
})

describe('the one door', () => {
  test('lets an entry out with an authorisation for it', () => {
    const { submit, gate, floor } = brokerOn()
    expect(submit(bracket)).toEqual({ ok: true, value: null })
    expect(gate.redeemed).toEqual(['entry-1 1'])
    expect(floor.shares()).toBe(100)
  })

  test('lets nothing out with a used, a forged or another order’s authorisation', () => {
    const { broker, gate, floor } = brokerOn()
    const given = gate.mint(entry)
    const other = request({ ref: orderRef('entry-2') })
    const forged = { ...given } as Authorisation
    for (const [order, authorisation] of [
      [entry, forged],
      [other, given],
    ] as const) {
      const refused = broker.submit({ kind: 'bracket', entry: order, children: [] }, authorisation)
      expect(refused).toMatchObject({ ok: false, error: { code: 'not-authorised' } })
    }
    expect(broker.submit(bracket, given).ok).toBe(true)
    const again = broker.submit({ kind: 'bracket', entry: other, children: [] }, given)
    expect(again).toMatchObject({ ok: false, error: { message: expect.stringContaining('has been used') } })
    expect(floor.shares()).toBe(100)
  })

  test('does not use up the authorisation of what it refuses for other reasons', () => {
    const { submit, broker, gate } = brokerOn()
    const codes = [
      submit({ kind: 'bracket', entry: stopOf(entry), children: [] }),
      submit({ kind: 'bracket', entry, children: [stopOf(entry, { action: 'BUY' })] }),
      submit({ kind: 'bracket', entry: request({ account: OTHER_ACCOUNT }), children: [] }),
      submit({ kind: 'amendment', entry }),
    ].map((answer) => (answer.ok ? 'ok' : answer.error.code))
    expect(codes).toEqual(['not-an-entry', 'bad-bracket', 'wrong-account', 'unknown-order'])
    broker.setConnection({ state: 'reconnecting', reason: 'The exchange is away.' })
    expect(submit(bracket)).toMatchObject({ error: { code: 'not-ready', message: expect.stringContaining('is away') } })
    expect(gate.redeemed).toEqual([])
  })

  test('lets no order out twice, also one that was refused', () => {
    const { submit, floor } = brokerOn()
    const big = request({ quantity: quantity(100_000) })
    expect(submit({ kind: 'bracket', entry: big, children: [] }).ok).toBe(true)
    expect(submit(bracket)).toMatchObject({ error: { code: 'duplicate-ref' } })
    expect(floor.shares()).toBe(0)
  })

  test('lets a working entry be amended, with an authorisation for its new revision', () => {
    const { submit, broker, gate, floor } = brokerOn()
    const waiting = request({ pricing: { type: 'LMT', limit: price(99) } })
    submit({ kind: 'bracket', entry: waiting, children: [] })
    expect(broker.adjust(waiting.ref, { pricing: { type: 'LMT', limit: price(101) } })).toMatchObject({
      error: { code: 'not-a-reduction' },
    })
    const amended = { ...waiting, revision: 2, pricing: { type: 'LMT', limit: price(100.5) } } as const
    expect(broker.submit({ kind: 'amendment', entry: amended }, gate.mint(waiting)).ok).toBe(false)
    expect(submit({ kind: 'amendment', entry: { ...amended, action: 'SELL' } }).ok).toBe(false)
    expect(submit({ kind: 'amendment', entry: amended }).ok).toBe(true)
    expect(floor.fills(1)).toEqual(['100@100.01'])
  })
})

describe('reducing needs no authorisation', () => {
  test('but something to reduce', () => {
    const { broker, submit, floor } = brokerOn()
    expect(broker.reduce(reducing())).toMatchObject({ error: { code: 'not-a-reduction' } })
    submit({ kind: 'bracket', entry, children: [] })
    expect(broker.reduce(reducing({ quantity: quantity(101) }))).toMatchObject({ error: { code: 'exceeds-position' } })
    expect(broker.reduce(reducing()).ok).toBe(true)
    expect(floor.shares()).toBe(0)
    expect(broker.reduce(reducing())).toMatchObject({ ok: false })
  })

  test('a close joins the group of the children and ends them', () => {
    const { broker, submit, floor } = brokerOn()
    submit(bracket)
    expect(broker.reduce(reducing())).toMatchObject({ error: { code: 'exceeds-position' } })
    expect(broker.reduce(reducing({ ocaGroup: 'entry-1-exit' })).ok).toBe(true)
    expect(floor.shares()).toBe(0)
    expect(floor.exchange.openOrders()).toEqual([])
  })

  test('a stop moves as a change, also while its entry waits', () => {
    const { broker, submit, floor } = brokerOn()
    const waiting = request({ pricing: { type: 'LMT', limit: price(99) } })
    submit({ kind: 'bracket', entry: waiting, children: [stopOf(waiting)] })
    const moved = { type: 'STP', stop: price(97) } as const
    expect(broker.adjust(stopOf(waiting).ref, { pricing: moved }).ok).toBe(true)
    expect(floor.exchange.order(1, 2)?.pricing).toEqual(moved)
    floor.step(98.9)
    expect(floor.shares()).toBe(100)
    expect(broker.adjust(stopOf(waiting).ref, { quantity: quantity(60) }).ok).toBe(true)
    expect(broker.adjust(stopOf(waiting).ref, { quantity: quantity(101) })).toMatchObject({ ok: false })
  })

  test('nothing is adjusted or cancelled that is not known', () => {
    const { broker } = brokerOn()
    expect(broker.adjust(orderRef('x'), {})).toMatchObject({ error: { code: 'unknown-order' } })
    expect(broker.cancel(orderRef('x'))).toMatchObject({ error: { code: 'unknown-order' } })
  })
})

describe('events', () => {
  test('come after the request that led to them has returned', () => {
    const { submit, kinds, settle } = brokerOn()
    submit({ kind: 'bracket', entry, children: [] })
    expect(kinds()).toEqual([])
    settle()
    expect(kinds()).toEqual(['order PreSubmitted', 'execution', 'order Filled', 'commission', 'position', 'account'])
  })

  test('come at once from the market, after what a request led to before', () => {
    const { broker, submit, floor, kinds, settle } = brokerOn()
    submit({ kind: 'bracket', entry: request({ pricing: { type: 'LMT', limit: price(99) } }), children: [] })
    floor.step(98)
    expect(kinds().slice(0, 2)).toEqual(['order Submitted', 'execution'])
    settle()
    expect(kinds()).toEqual([])
    broker.close()
    floor.place({ client: 1 })
    expect(kinds()).toEqual([])
  })

  test('by default in a microtask', async () => {
    const { floor, gate } = brokerOn()
    const { redeem } = gate
    const broker = new SimulatedBroker({ exchange: floor.exchange, client: 3, accounts: [ACCOUNT], redeem })
    const events: string[] = []
    const stop = broker.onEvent(({ kind }) => events.push(kind))
    broker.submit({ kind: 'bracket', entry, children: [] }, gate.mint(entry))
    expect(events).toEqual([])
    await Promise.resolve()
    expect(events[0]).toBe('order')
    stop()
    floor.step(101)
    broker.setConnection({ state: 'degraded', reason: 'test' })
    expect(events).not.toContain('connection')
  })

  test('tell which request was refused', () => {
    const { broker, submit, events, settle } = brokerOn()
    submit({ kind: 'bracket', entry: request({ quantity: quantity(100_000) }), children: [] })
    broker.cancel(entry.ref)
    settle()
    const refusals = events.filter((event) => event.kind === 'refusal')
    expect(refusals).toMatchObject([
      { request: 'order', ref: 'entry-1', code: 201 },
      { request: 'cancel', ref: 'entry-1', code: 10148 },
    ])
  })

  test('tell nothing of what others do but where it shows on the account', () => {
    const { floor, kinds } = brokerOn()
    floor.place({ client: 2 })
    expect(kinds()).toEqual(['position', 'account'])
    floor.exchange.liquidate(ACCOUNT, AAPL)
    expect(kinds()).toEqual(['position', 'account'])
    floor.place({ client: 2, account: OTHER_ACCOUNT })
    expect(kinds()).toEqual([])
  })
})

describe('queries', () => {
  test('see everything on the accounts, whoever placed it, and nothing of others', async () => {
    const { broker, floor, submit } = brokerOn()
    submit(bracket)
    floor.place({ client: 2, pricing: { type: 'LMT', limit: price(99) } })
    floor.place({ client: 2, account: OTHER_ACCOUNT })
    const [open, completed, executions, positions] = await Promise.all([
      broker.openOrders(),
      broker.completedOrders(),
      broker.executions(),
      broker.positions(),
    ])
    expect(open).toMatchObject({ ok: true, value: [{ client: 1 }, { client: 1 }, { client: 2 }] })
    expect(completed).toMatchObject({ ok: true, value: [{ ref: 'entry-1', status: 'Filled' }] })
    expect(executions).toMatchObject({ value: [{ execution: { ref: 'entry-1' }, commission: { commission: 1 } }] })
    expect(positions).toMatchObject({ value: [{ account: ACCOUNT, shares: 100 }] })
    expect(await broker.accountValues(ACCOUNT)).toMatchObject({ value: { commissions: 1 } })
    expect(await broker.accountValues(accountId('DU9'))).toMatchObject({ ok: false, error: { code: 'refused' } })
    expect(await broker.time()).toEqual({ ok: true, value: floor.exchange.now })
  })

  test('fail while the exchange is away; they never say that there is nothing', async () => {
    const { broker, submit } = brokerOn()
    submit(bracket)
    broker.setConnection({ state: 'degraded', reason: 'The exchange is away.' })
    for (const answer of [broker.openOrders(), broker.positions(), broker.executions(), broker.estimateMargin(entry)]) {
      expect(await answer).toEqual({ ok: false, error: { code: 'not-connected', message: 'The exchange is away.' } })
    }
    expect(broker.accounts()).toEqual([])
  })

  test('show what filled while it was away', async () => {
    const { broker, submit, floor, kinds, settle } = brokerOn()
    submit(bracket)
    settle()
    broker.setConnection({ state: 'reconnecting', reason: 'away' })
    kinds()
    floor.step(97)
    expect(broker.cancel(entry.ref)).toMatchObject({ error: { code: 'not-ready' } })
    broker.setConnection({ state: 'ready', reason: 'back' })
    expect(kinds()).toEqual(['connection'])
    expect(await broker.positions()).toEqual({ ok: true, value: [] })
  })

  test('estimate a margin without an order', async () => {
    const { broker, floor } = brokerOn()
    expect(await broker.estimateMargin(entry)).toMatchObject({ value: { initialMarginAfter: 5_000, commission: 1 } })
    const odd = request({ pricing: { type: 'LMT', limit: price(99.999) } })
    expect(await broker.estimateMargin(odd)).toMatchObject({ ok: false, error: { code: 'refused' } })
    expect(floor.exchange.openOrders()).toEqual([])
  })
})

test('a broker that starts on a running exchange knows its orders by their references', () => {
  const { submit, floor, gate } = brokerOn()
  submit(bracket)
  const restarted = new SimulatedBroker({
    exchange: floor.exchange,
    client: 1,
    accounts: [ACCOUNT],
    redeem: gate.redeem,
  })
  expect(restarted.submit(bracket, gate.mint(entry))).toMatchObject({ error: { code: 'duplicate-ref' } })
  expect(restarted.cancel(targetOf(entry).ref).ok).toBe(true)
  expect(floor.state(3)).toBe('Cancelled 0/100')
})
