import { afterEach, describe, expect, test } from 'vitest'
import type { ReducingOrder } from '../../src-main/broker/broker.ts'
import type { EntryTicket } from '../../src-main/broker/ticket.ts'
import type { OrderRequest } from '../../src-shared/domain/authorisation.ts'
import { accountId, orderRef } from '../../src-shared/domain/ids.ts'
import { price } from '../../src-shared/domain/price.ts'
import { quantity } from '../../src-shared/domain/quantity.ts'
import { AAPL, ACCOUNT, GatewayFloor, OTHER_ACCOUNT, stepAt } from '../support/ibkr-broker/gateway-floor.ts'
import { request, stopOf, targetOf } from '../unit/broker/requests.ts'

const floors: GatewayFloor[] = []
const openFloor: typeof GatewayFloor.open = async (options) => {
  const floor = await GatewayFloor.open(options)
  floors.push(floor)
  return floor
}
afterEach(async () => {
  for (const floor of floors.splice(0)) await floor.close()
})

const entry = request()
const stop = stopOf(entry)
const target = targetOf(entry)
const bracket: EntryTicket = { kind: 'bracket', entry, children: [stop, target] }
const waiting = request({ pricing: { type: 'LMT', limit: price(99) } })
const waitingBracket: EntryTicket = { kind: 'bracket', entry: waiting, children: [stopOf(waiting), targetOf(waiting)] }
const closing = (change: Partial<OrderRequest> = {}): ReducingOrder => ({
  ...request({ ref: orderRef('close-1'), action: 'SELL', ...change }),
  role: 'close',
})
const okValue = <Value>(answer: { readonly ok: true; readonly value: Value } | { readonly ok: false }): Value => {
  if (!answer.ok) throw new Error(JSON.stringify(answer))
  return answer.value
}

describe('the one door', () => {
  test('lets an entry out once, and nothing with a used, forged or another order’s authorisation', async () => {
    const floor = await openFloor()
    const { broker, gate, settled } = await floor.connect()
    const given = gate.mint(entry)
    const other = request({ ref: orderRef('entry-2') })
    const forged = { ...given } as typeof given
    for (const [order, authorisation] of [
      [entry, forged],
      [other, given],
    ] as const) {
      const refused = broker.submit({ kind: 'bracket', entry: order, children: [] }, authorisation)
      expect(refused).toMatchObject({ ok: false, error: { code: 'not-authorised' } })
    }
    expect(broker.submit(bracket, given)).toEqual({ ok: true, value: null })
    const again = broker.submit({ kind: 'bracket', entry: other, children: [] }, given)
    expect(again).toMatchObject({ error: { message: expect.stringContaining('has been used') } })
    await settled()
    expect(gate.redeemed).toEqual(['entry-1 1'])
    expect(floor.gateway.exchange.positions(ACCOUNT)).toMatchObject([{ shares: 100 }])
    expect(floor.gateway.stats()).toMatchObject({ sessions: 1, failures: 0, violations: [] })
  })

  test('does not use up the authorisation of what cannot be written', async () => {
    const floor = await openFloor()
    const { submit, gate, settled } = await floor.connect()
    const bad = [
      request({ pricing: { type: 'LMT', limit: price(Number.NaN) } }),
      request({ pricing: { type: 'LMT', limit: price(-0) } }),
      request({ quantity: 0.5 as OrderRequest['quantity'] }),
      request({ ref: orderRef('a\0b') }),
      request({ timeInForce: { tif: 'GTD', until: Number.POSITIVE_INFINITY as never } }),
    ]
    for (const order of bad) {
      expect(submit({ kind: 'bracket', entry: order, children: [] })).toMatchObject({ error: { code: 'bad-order' } })
    }
    expect(
      submit({ ...bracket, children: [stop, targetOf(entry, { pricing: { type: 'LMT', limit: price(0) } })] }),
    ).toMatchObject({ error: { code: 'bad-order' } })
    await settled()
    expect(gate.redeemed).toEqual([])
    expect(floor.gateway.exchange.openOrders()).toEqual([])
  })

  test('is closed while the link is not ready, and an entry is not kept for later', async () => {
    const floor = await openFloor()
    const under = floor.begin()
    expect(under.submit(bracket)).toMatchObject({ error: { code: 'not-ready' } })
    expect(under.broker.accounts()).toEqual([])
    await under.whenState('ready')
    await under.settled()
    floor.gateway.notice(1100, 'Connectivity between IBKR and TWS has been lost.')
    await under.whenState('degraded')
    expect(under.submit(bracket)).toMatchObject({ error: { code: 'not-ready' } })
    floor.gateway.notice(1102, 'Connectivity between IBKR and TWS has been restored - data maintained.')
    await under.whenState('ready')
    await under.settled()
    expect(under.gate.redeemed).toEqual([])
    expect(floor.gateway.exchange.completedOrders()).toEqual([])
    expect(under.submit(bracket).ok).toBe(true)
  })

  test('is closed while other messages have to leave first', async () => {
    const floor = await openFloor()
    const { submit, settled, gate, time, broker } = await floor.connect()
    const many = (count: number): EntryTicket => ({
      kind: 'bracket',
      entry: request({ ref: orderRef(`e${count}`), quantity: quantity(1) }),
      children: [],
    })
    const answers = Array.from({ length: 30 }, (_, index) => submit(many(index)))
    const held = answers.findIndex((answer) => !answer.ok)
    expect(held).toBeGreaterThan(5)
    expect(answers[held]).toMatchObject({ error: { code: 'not-ready' } })
    expect(gate.redeemed).toHaveLength(answers.filter(({ ok }) => ok).length)
    // A cancel has a share of the rate for itself.
    expect(broker.cancel(orderRef('e0')).ok).toBe(true)
    time.advance(1_000)
    expect(submit(many(30)).ok).toBe(true)
    await settled()
  })
})

test('a bracket leaves as a whole or not at all', async () => {
  const floor = await openFloor()
  const { submit, settled, gate, time } = await floor.connect()
  await settled()
  time.advance(1_000)
  const single = (count: number): EntryTicket => {
    const one = request({ ref: orderRef(`e${count}`), quantity: quantity(1) })
    return { kind: 'bracket', entry: one, children: [] }
  }
  // Of 20 places for orders in a second two are left: one too few for three orders.
  for (let count = 0; count < 18; count++) expect(submit(single(count)).ok).toBe(true)
  expect(submit(bracket)).toMatchObject({ error: { code: 'not-ready' } })
  await settled()
  expect(gate.redeemed).not.toContain('entry-1 1')
  const { exchange } = floor.gateway
  expect([...exchange.openOrders(), ...exchange.heldOrders()]).toEqual([])
  expect(exchange.completedOrders()).toHaveLength(18)
  expect(submit(bracket).ok).toBe(true)
})

describe('cancels and reductions', () => {
  test('go out while TWS has lost its servers, but for new orders: it would send them whenever it is back', async () => {
    const floor = await openFloor()
    const { broker, submit, settled, whenState } = await floor.connect()
    submit(bracket)
    await settled()
    floor.gateway.notice(1100, 'Connectivity between IBKR and TWS has been lost.')
    await whenState('degraded')
    expect(broker.reduce(closing({ ocaGroup: 'entry-1-exit' }))).toMatchObject({ error: { code: 'not-ready' } })
    expect(broker.cancel(target.ref).ok).toBe(true)
    expect(broker.adjust(stop.ref, { quantity: quantity(50) }).ok).toBe(true)
    await settled()
    expect(floor.gateway.exchange.order(1, 3)?.status).toBe('Cancelled')
    expect(floor.gateway.exchange.order(1, 2)?.quantity).toBe(50)
  })

  test('go out, all of them, while market data is missing', async () => {
    const floor = await openFloor()
    const { broker, submit, settled, whenState } = await floor.connect()
    submit(bracket)
    await settled()
    floor.gateway.notice(2103, 'Market data farm connection is broken:usfarm')
    await whenState('degraded')
    expect(broker.reduce(closing({ ocaGroup: 'entry-1-exit' })).ok).toBe(true)
    await settled()
    expect(floor.gateway.exchange.positions(ACCOUNT)).toEqual([])
    expect(floor.gateway.exchange.openOrders()).toEqual([])
  })

  test('are refused without a connection, and nothing of them leaves later', async () => {
    const floor = await openFloor()
    const { broker, submit, settled, whenState, time } = await floor.connect()
    submit(bracket)
    await settled()
    floor.gateway.dropClients('reset')
    await whenState('reconnecting')
    expect(broker.cancel(target.ref)).toMatchObject({ error: { code: 'not-ready' } })
    expect(broker.adjust(stop.ref, { pricing: { type: 'STP', stop: price(99) } })).toMatchObject({
      error: { code: 'not-ready' },
    })
    expect(broker.reduce(closing({ ocaGroup: 'entry-1-exit' }))).toMatchObject({ error: { code: 'not-ready' } })
    time.advance(60_000)
    await whenState('ready')
    await settled()
    expect(floor.gateway.exchange.openOrders()).toHaveLength(2)
    expect(broker.cancel(target.ref).ok).toBe(true)
  })

  test('an order that waits for its turn counts, and is taken back by its cancel', async () => {
    const floor = await openFloor()
    const { broker, submit, settled, events } = await floor.connect()
    submit({ kind: 'bracket', entry, children: [] })
    await settled()
    const parts = Array.from({ length: 25 }, (_, index) =>
      closing({ ref: orderRef(`c${index}`), quantity: quantity(4) }),
    )
    expect(parts.map((part) => broker.reduce(part).ok)).toEqual(parts.map(() => true))
    expect(broker.reduce(closing({ quantity: quantity(1) }))).toMatchObject({ error: { code: 'exceeds-position' } })
    expect(broker.reduce(parts[24] as ReducingOrder)).toMatchObject({ error: { code: 'duplicate-ref' } })
    expect(broker.cancel(orderRef('c24')).ok).toBe(true)
    await settled()
    await settled()
    expect(events).toContainEqual(expect.objectContaining({ kind: 'refusal', request: 'order', ref: 'c24', code: 202 }))
    expect(floor.gateway.exchange.positions(ACCOUNT)).toMatchObject([{ shares: 4 }])
  })

  test('an order that is over is never sent again as a change', async () => {
    const floor = await openFloor()
    const { broker, submit, settled } = await floor.connect()
    submit(bracket)
    await settled()
    broker.cancel(stop.ref)
    await settled()
    const before = floor.gateway.stats().received
    expect(broker.adjust(stop.ref, { pricing: { type: 'STP', stop: price(97) } })).toMatchObject({
      error: { code: 'unknown-order' },
    })
    expect(floor.gateway.stats().received).toBe(before)
  })
})

describe('what TWS refuses', () => {
  test('read-only: the order is refused, and so is a cancel, with IBKR’s words', async () => {
    const floor = await openFloor({ readOnly: true })
    const { submit, settled, events } = await floor.connect()
    submit({ kind: 'bracket', entry, children: [] })
    await settled()
    expect(events.filter(({ kind }) => kind === 'refusal')).toMatchObject([
      { request: 'order', ref: 'entry-1', code: 321, message: expect.stringContaining('Read-Only') },
    ])
  })

  /** Swallows the next orders of a client, and answers each with an error. */
  function refuseNext(floor: GatewayFloor, times: number, code: number): void {
    let left = times
    floor.gateway.intercept({
      incoming(session, fields, pass) {
        if (fields[0] !== '3' || left === 0) return pass(fields)
        left -= 1
        session.error(Number(fields[1]), code, 'as the test wants it')
      },
    })
  }

  test('2102: a change for which TWS is too busy is asked for again', async () => {
    const floor = await openFloor()
    const { broker, submit, settled, pass, events } = await floor.connect()
    submit(bracket)
    await settled()
    refuseNext(floor, 2, 2102)
    const moved = { type: 'STP', stop: price(98.5) } as const
    expect(broker.adjust(stop.ref, { pricing: moved }).ok).toBe(true)
    await pass(6_000)
    await settled()
    expect(floor.gateway.exchange.order(1, 2)).toMatchObject({ pricing: moved, quantity: 100 })
    expect(events.filter(({ kind }) => kind === 'refusal')).toEqual([])
  })

  test('2102: it is given up after a while, and the original lives', async () => {
    const floor = await openFloor()
    const { broker, submit, settled, pass, events } = await floor.connect()
    submit(bracket)
    await settled()
    refuseNext(floor, 100, 2102)
    broker.adjust(stop.ref, { pricing: { type: 'STP', stop: price(98.5) } })
    await pass(16_000)
    await settled()
    expect(events.filter(({ kind }) => kind === 'refusal')).toMatchObject([
      { request: 'change', ref: stop.ref, code: 2102 },
    ])
    expect(okValue(await broker.openOrders())).toMatchObject([{ pricing: stop.pricing }, {}])
  })

  test('103: an order id that had been used refuses the order, and the next one has a higher id', async () => {
    const floor = await openFloor()
    const { submit, settled, pass, events } = await floor.connect()
    refuseNext(floor, 1, 103)
    submit({ kind: 'bracket', entry, children: [] })
    await settled()
    expect(events.filter(({ kind }) => kind === 'refusal')).toMatchObject([
      { request: 'order', ref: 'entry-1', code: 103 },
    ])
    await pass(2_000)
    expect(submit({ kind: 'bracket', entry: request({ ref: orderRef('entry-2') }), children: [] }).ok).toBe(true)
    await settled()
    expect(events.findLast(({ kind }) => kind === 'order')).toMatchObject({
      order: { ref: 'entry-2', status: 'Filled' },
    })
  })

  test('a warning leaves the order alone', async () => {
    const floor = await openFloor()
    const { submit, settled, events, link } = await floor.connect()
    floor.gateway.script.holdNext()
    submit({ kind: 'bracket', entry: request({ action: 'SELL' }), children: [] })
    await settled()
    expect(link.state().messages).toContainEqual(expect.objectContaining({ code: 404 }))
    expect(events.filter(({ kind }) => kind === 'refusal')).toEqual([])
    expect(events.findLast(({ kind }) => kind === 'order')).toMatchObject({ order: { whyHeld: 'locate', working: 0 } })
  })

  test('messages that come twice are told once', async () => {
    const floor = await openFloor()
    const { submit, settled, events } = await floor.connect()
    floor.gateway.script.answerTwice(100)
    submit({ kind: 'bracket', entry, children: [] })
    await settled()
    expect(events.map(({ kind }) => kind).filter((kind) => kind !== 'connection' && kind !== 'account')).toEqual([
      'order',
      'execution',
      'order',
      'commission',
      'position',
    ])
  })
})

describe('a restart', () => {
  test('knows its working orders by their references, and can change, cancel and not repeat them', async () => {
    const floor = await openFloor()
    const first = await floor.connect()
    first.submit(bracket)
    await first.settled()
    first.close()
    const { broker, submit, settled, events } = await floor.connect()
    expect(okValue(await broker.openOrders())).toMatchObject([
      { ref: stop.ref, client: 1, orderId: 2, parentId: 1, working: 100, status: 'PreSubmitted' },
      { ref: target.ref, client: 1, orderId: 3, working: 100, status: 'Submitted' },
    ])
    expect(submit(bracket)).toMatchObject({ error: { code: 'duplicate-ref' } })
    expect(broker.adjust(stop.ref, { pricing: { type: 'STP', stop: price(98.5) } }).ok).toBe(true)
    expect(broker.cancel(target.ref).ok).toBe(true)
    await settled()
    expect(floor.gateway.exchange.openOrders()).toMatchObject([{ pricing: { stop: 98.5 }, ocaGroup: 'entry-1-exit' }])
    expect(events.filter(({ kind }) => kind === 'refusal')).toEqual([])
    const next = request({ ref: orderRef('entry-2') })
    expect(submit({ kind: 'bracket', entry: next, children: [] }).ok).toBe(true)
    await settled()
    expect(floor.gateway.exchange.positions(ACCOUNT)).toMatchObject([{ shares: 200 }])
  })

  test('fills that happened meanwhile are found by asking', async () => {
    const floor = await openFloor()
    const first = await floor.connect()
    first.submit(waitingBracket)
    await first.settled()
    floor.gateway.dropClients('reset')
    await first.whenState('reconnecting')
    floor.gateway.take(stepAt(2, 98.5))
    floor.gateway.take(stepAt(3, 97.5))
    first.time.advance(60_000)
    await first.whenState('ready')
    const { broker } = first
    expect(okValue(await broker.positions())).toEqual([])
    expect(okValue(await broker.openOrders())).toEqual([])
    const executions = okValue(await broker.executions())
    expect(executions.map(({ execution }) => `${execution.action} ${execution.shares}@${execution.price}`)).toEqual([
      'BUY 100@99',
      'SELL 100@97.49',
    ])
    expect(executions.every(({ commission }) => commission !== null)).toBe(true)
    expect(okValue(await broker.completedOrders())).toMatchObject([
      { ref: 'entry-1', status: 'Filled', filled: 100, averagePrice: 99 },
      { ref: stop.ref, status: 'Filled', filled: 100, averagePrice: 97.49, parentId: 1 },
      { ref: target.ref, status: 'Cancelled', filled: 0 },
    ])
  })

  test('a change that was lost with its connection is not made by the next one', async () => {
    const floor = await openFloor()
    const { broker, submit, settled, whenState, time } = await floor.connect()
    submit(bracket)
    await settled()
    const lose = floor.gateway.intercept({
      incoming(_session, fields, pass) {
        if (fields[0] !== '3') pass(fields)
      },
    })
    broker.adjust(stop.ref, { pricing: { type: 'STP', stop: price(99) } })
    await settled()
    floor.gateway.dropClients('reset')
    await whenState('reconnecting')
    lose()
    time.advance(60_000)
    await whenState('ready')
    broker.adjust(stop.ref, { quantity: quantity(60) })
    await settled()
    expect(floor.gateway.exchange.order(1, 2)).toMatchObject({ pricing: stop.pricing, quantity: 60 })
  })

  test('executions that TWS pushes again after a reconnect are told no second time', async () => {
    const floor = await openFloor({ behaviour: { executionsOnConnect: 'pushed-again', lateCancel: 161 } })
    const { broker, submit, settled, whenState, time, events } = await floor.connect()
    submit(bracket)
    await settled()
    floor.gateway.dropClients('reset')
    await whenState('reconnecting')
    time.advance(60_000)
    await whenState('ready')
    await settled()
    expect(events.filter(({ kind }) => kind === 'execution')).toHaveLength(1)
    broker.cancel(entry.ref)
    await settled()
    expect(events.filter(({ kind }) => kind === 'refusal')).toMatchObject([
      { request: 'cancel', ref: 'entry-1', code: 161 },
    ])
  })

  test('another client id sees the orders and cannot change them', async () => {
    const floor = await openFloor()
    const first = await floor.connect(1)
    first.submit(bracket)
    await first.settled()
    const { broker, submit, events } = await floor.connect(2)
    expect(okValue(await broker.openOrders())).toMatchObject([
      { ref: stop.ref, client: 1 },
      { ref: target.ref, client: 1 },
    ])
    expect(submit(bracket)).toMatchObject({ error: { code: 'duplicate-ref' } })
    expect(broker.cancel(stop.ref)).toMatchObject({ error: { code: 'unknown-order' } })
    expect(events.filter(({ kind }) => kind === 'order' || kind === 'execution')).toEqual([])
  })

  test('client 0 takes the orders of TWS’s own window for its own', async () => {
    const floor = await openFloor()
    floor.gateway.script.placeInTws({
      account: ACCOUNT,
      symbol: AAPL,
      action: 'BUY',
      quantity: 10,
      pricing: { type: 'LMT', limit: price(95) },
      timeInForce: { tif: 'DAY' },
      parentId: null,
      oca: null,
      outsideRegularHours: false,
      transmit: true,
      orderRef: '',
    })
    const { broker } = await floor.connect(0)
    expect(okValue(await broker.openOrders())).toMatchObject([{ ref: null, client: 0, quantity: 10 }])
  })
})

describe('queries', () => {
  test('see everything on the accounts, whoever placed it', async () => {
    const floor = await openFloor()
    const { broker, submit, settled } = await floor.connect(1)
    const other = await floor.connect(2)
    submit(bracket)
    await settled()
    other.submit({ kind: 'bracket', entry: request({ ref: orderRef('other'), account: OTHER_ACCOUNT }), children: [] })
    await other.settled()
    await settled()
    expect(okValue(await broker.openOrders())).toHaveLength(2)
    expect(okValue(await broker.completedOrders())).toMatchObject([
      { ref: 'entry-1' },
      { ref: 'other', account: OTHER_ACCOUNT },
    ])
    expect(okValue(await broker.positions())).toMatchObject([
      { account: ACCOUNT, shares: 100 },
      { account: OTHER_ACCOUNT, shares: 100 },
    ])
    expect(okValue(await broker.executions())).toHaveLength(2)
    const values = okValue(await broker.accountValues(ACCOUNT))
    const exact = floor.gateway.exchange.accountValues(ACCOUNT)
    expect(values).toMatchObject({
      account: ACCOUNT,
      currency: 'USD',
      netLiquidation: exact.netLiquidation,
      cash: exact.cash,
      buyingPower: exact.buyingPower,
      initialMargin: exact.initialMargin,
      commissions: 1,
      unrealised: exact.unrealised - 1,
    })
    expect(await broker.accountValues(accountId('DU9'))).toMatchObject({ error: { code: 'refused' } })
    expect(okValue(await broker.time())).toBe(floor.gateway.exchange.now)
  })

  test('asked at once leave once; asked after something was sent they leave again', async () => {
    const floor = await openFloor()
    const { broker, submit, settled, time } = await floor.connect()
    await settled()
    const count = (): number => floor.gateway.stats().received
    const before = count()
    const together = await Promise.all([broker.openOrders(), broker.openOrders(), broker.openOrders()])
    expect(together.map(okValue)).toEqual([[], [], []])
    expect(count() - before).toBe(1)
    time.advance(1_000)
    const early = broker.openOrders()
    await Promise.resolve()
    submit(waitingBracket)
    const late = broker.openOrders()
    time.advance(1_000)
    expect(okValue(await early)).toEqual(expect.any(Array))
    expect(okValue(await late)).toHaveLength(3)
  })

  test('fail when TWS does not answer, and its late answer does not end the next one', async () => {
    const floor = await openFloor()
    const { broker, submit, settled, pass } = await floor.connect()
    submit(bracket)
    await settled()
    const held: (() => void)[] = []
    const hold = floor.gateway.intercept({
      outgoing(_session, fields, send) {
        if (fields[0] === 61 || fields[0] === 62) held.push(() => send(fields))
        else send(fields)
      },
    })
    const unanswered = broker.positions()
    await pass(12_000)
    expect(await unanswered).toMatchObject({ ok: false, error: { code: 'timed-out' } })
    const next = broker.positions()
    let answered = false
    void next.then(() => {
      answered = true
    })
    await settled()
    // The end of the first answer comes after the second question, and before the second answer.
    const ends = held.splice(0)
    ends[1]?.()
    await settled()
    expect(answered).toBe(false)
    for (const send of ends.slice(2)) send()
    expect(okValue(await next)).toMatchObject([{ shares: 100 }])
    hold()
  })

  test('fail when the connection is lost on the way, and while there is none', async () => {
    const floor = await openFloor()
    const { broker, whenState } = await floor.connect()
    const asked = [broker.openOrders(), broker.positions(), broker.executions(), broker.completedOrders()]
    floor.gateway.dropClients('reset')
    await whenState('reconnecting')
    for (const answer of asked) expect(await answer).toMatchObject({ ok: false, error: { code: 'not-connected' } })
    for (const answer of [
      broker.openOrders(),
      broker.time(),
      broker.accountValues(ACCOUNT),
      broker.estimateMargin(entry),
    ]) {
      expect(await answer).toMatchObject({ ok: false, error: { code: 'not-connected' } })
    }
  })

  test('are answered while only market data is missing, and not while TWS has lost its servers', async () => {
    const floor = await openFloor()
    const { broker, submit, settled, whenState } = await floor.connect()
    submit(bracket)
    await settled()
    floor.gateway.notice(2103, 'Market data farm connection is broken:usfarm')
    await whenState('degraded')
    expect(okValue(await broker.positions())).toMatchObject([{ shares: 100 }])
    expect(submit({ kind: 'bracket', entry: request({ ref: orderRef('entry-2') }), children: [] })).toMatchObject({
      error: { code: 'not-ready' },
    })
    const late = broker.openOrders()
    floor.gateway.notice(1100, 'Connectivity between IBKR and TWS has been lost.')
    await settled()
    // It was on its way when the servers were lost: nobody knows from when its answer is.
    expect(await late).toMatchObject({ ok: false, error: { code: 'not-connected' } })
    expect(await broker.positions()).toMatchObject({ ok: false, error: { code: 'not-connected' } })
  })

  test('estimate a margin without an order, once a minute', async () => {
    const floor = await openFloor()
    const { broker, pass, events } = await floor.connect()
    const exact = floor.gateway.exchange.estimateMargin({
      ...entry,
      client: 1,
      orderId: 99,
      parentId: null,
      oca: null,
      transmit: true,
      orderRef: entry.ref,
    })
    expect(await broker.estimateMargin(entry)).toEqual(exact)
    expect(await broker.estimateMargin(entry)).toMatchObject({ ok: false, error: { code: 'refused' } })
    await pass(60_000)
    floor.operator.advance(60_000)
    const odd = request({ pricing: { type: 'LMT', limit: price(99.999) } })
    expect(await broker.estimateMargin(odd)).toMatchObject({ ok: false, error: { code: 'refused' } })
    expect(floor.gateway.exchange.openOrders()).toEqual([])
    expect(events.filter(({ kind }) => kind === 'order' || kind === 'refusal')).toEqual([])
  })
})

test('a broker that is closed leaves nothing behind in its link', async () => {
  const floor = await openFloor()
  const { link, broker, submit, settled, events } = await floor.connect()
  submit(bracket)
  await settled()
  broker.close()
  expect(link.listenerCount()).toBe(0)
  const told = events.length
  floor.gateway.take(stepAt(2, 97))
  await settled()
  expect(events).toHaveLength(told)
})
