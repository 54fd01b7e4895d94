import { describe, expect, test } from 'vitest'
import type { BrokerEvent, ReducingOrder } from '../../../../src-main/broker/broker.ts'
import type { EntryTicket } from '../../../../src-main/broker/ticket.ts'
import type { BrokerBehaviour } from '../../../../src-main/simulator/exchange/broker-behaviour.ts'
import { SimulatedBroker } from '../../../../src-main/simulator/exchange/simulated-broker.ts'
import { orderRef } from '../../../../src-shared/domain/ids.ts'
import { price } from '../../../../src-shared/domain/price.ts'
import { quantity } from '../../../../src-shared/domain/quantity.ts'
import { openGate } from '../../../support/ibkr-broker/open-gate.ts'
import { request, stopOf, targetOf } from '../../broker/requests.ts'
import { ACCOUNT, TradingFloor } from './trading-floor.ts'

const entry = request()
const bracket: EntryTicket = { kind: 'bracket', entry, children: [stopOf(entry), targetOf(entry)] }
const BACK = { state: 'ready', reason: 'back' } as const
const [STOP, TARGET] = [stopOf(entry).ref, targetOf(entry).ref]

/** A broker that says at once what it has to say. */
function brokerThat(behaviour: Partial<BrokerBehaviour>) {
  const floor = new TradingFloor()
  const { mint, redeem } = openGate()
  const { exchange } = floor
  const broker = new SimulatedBroker({
    ...{ exchange, client: 1, accounts: [ACCOUNT], redeem, behaviour },
    defer: (run) => run(),
  })
  const events: BrokerEvent[] = []
  broker.onEvent((event) => events.push(event))
  return { floor, exchange, broker, events, submit: () => broker.submit(bracket, mint(entry)) }
}

const kindsOf = (events: BrokerEvent[]): string[] => events.splice(0).map(({ kind }) => kind)

describe('while TWS is without its servers', () => {
  test('queries answer what it knew, nothing is told, and all of it is told afterwards', async () => {
    const { broker, floor, events, submit } = brokerThat({})
    submit()
    events.splice(0)
    broker.loseServers('1100')
    floor.step(97)
    expect(kindsOf(events)).toEqual(['connection'])
    expect(await broker.positions()).toMatchObject({ value: [{ shares: 100 }] })
    broker.recoverServers()
    expect(events.map(({ kind }) => kind)).toContain('execution')
    expect(await broker.positions()).toEqual({ ok: true, value: [] })
  })

  test('nothing that adds exposure or closes is taken', () => {
    const { broker, submit } = brokerThat({})
    submit()
    broker.loseServers('1100')
    const close: ReducingOrder = { ...request({ ref: orderRef('close-1'), action: 'SELL' }), role: 'close' }
    expect(broker.reduce(close)).toMatchObject({ error: { code: 'not-ready' } })
    expect(broker.submit(bracket, openGate().mint(entry))).toMatchObject({ error: { code: 'not-ready' } })
  })

  test.each([
    ['resubmitted', 'Cancelled'],
    ['dropped', 'PreSubmitted'],
  ] as const)('a cancel is %s, and its order is then %s', (ordersDuringOutage, status) => {
    const { broker, exchange, submit } = brokerThat({ ordersDuringOutage })
    submit()
    broker.loseServers('1100')
    expect(broker.cancel(STOP).ok).toBe(true)
    broker.recoverServers()
    const stop = [...exchange.openOrders(), ...exchange.completedOrders()].find(({ ref }) => ref === STOP)
    expect(stop?.status).toBe(status)
  })
})

test.each([
  ['forgotten', 0],
  ['kept', 2],
] as const)('what was not transmitted when the connection went is %s', (heldChains, held) => {
  const { broker, exchange, submit } = brokerThat({ heldChains })
  broker.breakNextChain(2)
  expect(submit().ok).toBe(true)
  expect(broker.connection().state).toBe('reconnecting')
  expect(exchange.openOrders()).toEqual([])
  expect(exchange.heldOrders()).toHaveLength(held)
})

test.each([
  ['on-request', ['connection']],
  ['pushed-again', ['connection', 'execution', 'commission']],
] as const)('the executions of the day come %s to who connects', (executionsOnConnect, kinds) => {
  const { broker, events, submit } = brokerThat({ executionsOnConnect })
  submit()
  broker.setConnection({ state: 'reconnecting', reason: 'away' })
  events.splice(0)
  broker.setConnection(BACK)
  expect(kindsOf(events)).toEqual(kinds)
})

test.each([
  ['both', 2],
  ['latest', 1],
] as const)('of corrected executions %s are listed', async (correctedExecutions, count) => {
  const { broker, exchange, submit } = brokerThat({ correctedExecutions })
  submit()
  const [first] = exchange.executions()
  exchange.correct(first?.execution.execId ?? '', 99, 100)
  expect(await broker.executions()).toMatchObject({ ok: true, value: Array.from({ length: count }, () => ({})) })
})

test.each([10_148, 161] as const)('the cancel of what is over is answered by %d', (lateCancel) => {
  const { broker, events, submit } = brokerThat({ lateCancel })
  submit()
  broker.cancel(entry.ref)
  expect(events.filter(({ kind }) => kind === 'refusal')).toMatchObject([{ request: 'cancel', code: lateCancel }])
})

test.each(['go-on', 'roll-back'] as const)('after a restart whose ids %s no order takes the id of another', (ids) => {
  const { broker, exchange, submit, floor } = brokerThat({ idsAfterRestart: ids })
  submit()
  broker.restart('the nightly one')
  broker.setConnection(BACK)
  const own: ReducingOrder = { ...stopOf(entry, { ref: orderRef('stop-2'), parent: null }), role: 'stop' }
  expect(broker.reduce(own).ok).toBe(true)
  const orders = [...exchange.openOrders(), ...exchange.completedOrders()].map(({ orderId }) => orderId)
  expect(new Set(orders).size).toBe(orders.length)
  expect(floor.shares()).toBe(100)
})

test('each of several orders of a group is made smaller in turn when there is less to close', () => {
  const { broker, exchange, submit } = brokerThat({})
  submit()
  const { ocaGroup } = stopOf(entry)
  const own: ReducingOrder = { ...stopOf(entry, { ref: orderRef('stop-2'), parent: null, ocaGroup }), role: 'stop' }
  expect(broker.reduce(own)).toEqual({ ok: true, value: null })
  const second: ReducingOrder = { ...own, ref: orderRef('stop-3'), pricing: { type: 'STP', stop: price(90) } }
  expect(broker.reduce(second)).toEqual({ ok: true, value: null })
  const [first] = exchange.executions()
  exchange.correct(first?.execution.execId ?? '', 93, 100)
  expect(broker.adjust(own.ref, { quantity: quantity(93) })).toEqual({ ok: true, value: null })
  expect(broker.adjust(second.ref, { quantity: quantity(93) })).toEqual({ ok: true, value: null })
  expect(exchange.openOrders().find(({ ref }) => ref === TARGET)?.quantity).toBe(93)
})
