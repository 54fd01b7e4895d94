import { describe, expect, test } from 'vitest'
import { stopRef, targetRef } from '../../../src-main/trading/staging/bracket-orders.ts'
import { SIMULATED_BOOK } from '../../../src-shared/domain/book.ts'
import { AAPL, atMinute, DATE, entering, exiting, Harness, NVDA } from './harness.ts'

const fresh = async (): Promise<Harness> => {
  const harness = new Harness()
  await harness.begin()
  return harness
}

describe('STOP', () => {
  test('disarms, ends what waits and cancels our entries; stops and targets stay', async () => {
    const harness = await fresh()
    const held = await harness.hold(entering(AAPL, 100), 100)
    const working = await harness.enter(entering(NVDA, 200))
    harness.command({ kind: 'set-automatic-approval', on: true })
    expect(harness.command({ kind: 'stop' })).toEqual({
      ok: true,
      value: { orders: [{ ref: working, refusal: null }] },
    })
    expect(harness.desk.state).toMatchObject({ mode: 'dry-run', automaticApproval: false })
    expect(harness.seen('cancel').map(({ ref }) => ref)).toEqual([working])
    await harness.settle()
    expect(harness.orderState(stopRef(held))).toBe('acknowledged')
    expect(harness.orderState(targetRef(held))).toBe('acknowledged')
    expect(harness.shares(AAPL)).toBe(99)
  })

  test('in a live mode is a dry run afterwards, and nothing waits', async () => {
    const harness = await fresh()
    harness.desk.changeMode('live-paper', 'armed')
    harness.command({ kind: 'stop' })
    expect(harness.facts('mode-changed').at(-1)).toMatchObject({ mode: 'dry-run', reason: 'STOP' })
    harness.decide(entering(AAPL, 100))
    harness.command({ kind: 'stop' })
    expect(harness.facts('order-expired')).toMatchObject([{ reason: 'stop' }])
  })
})

describe('flatten', () => {
  test('closes every position of ours', async () => {
    const harness = await fresh()
    await harness.hold(entering(AAPL, 100), 100)
    await harness.hold(entering(NVDA, 200, { side: 'short' }), 200)
    harness.command({ kind: 'flatten' })
    expect(harness.seen('reduce').map(({ order }) => [order.symbol, order.action, order.quantity])).toEqual([
      ['AAPL', 'SELL', 99],
      ['NVDA', 'BUY', 50],
    ])
  })

  test('outside regular hours says why it does not', async () => {
    const harness = await fresh()
    await harness.hold(entering(AAPL, 100), 100)
    harness.clock.market = atMinute(DATE, 16, 10)
    expect(harness.command({ kind: 'flatten' })).toMatchObject({
      value: { orders: [{ refusal: { code: 'outside-hours' } }] },
    })
  })

  test('with nothing held does nothing', async () => {
    expect((await fresh()).command({ kind: 'flatten' })).toEqual({ ok: true, value: { orders: [] } })
  })
})

describe('a cancel', () => {
  test('of an entry goes out at once, in every trading state', async () => {
    const harness = await fresh()
    const ref = await harness.enter(entering(AAPL, 100))
    harness.command({ kind: 'set-trading-state', state: 'halted' })
    harness.command({ kind: 'cancel', ref })
    expect(harness.seen('cancel').map((request) => request.ref)).toContain(ref)
    await harness.settle()
    expect(harness.orderState(ref)).toBe('cancelled')
    expect(harness.refusal({ kind: 'cancel', ref })?.code).toBe('order-over')
  })

  test('of what waits for approval rejects it', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    const { ref } = harness.card()
    expect(harness.refusal({ kind: 'cancel', ref: stopRef(ref) })).toBeNull()
    expect(harness.orderState(ref)).toBe('rejected')
  })

  test('that the broker refuses is asked for again until the order is over', async () => {
    const harness = await fresh()
    const ref = await harness.enter(entering(AAPL, 100))
    harness.broker.refuseNext.cancel = 'not-ready'
    harness.command({ kind: 'cancel', ref })
    expect(harness.orderState(ref)).toBe('cancel-rejected')
    await harness.pass(1_100)
    await harness.settle()
    expect(harness.orderState(ref)).toBe('cancelled')
  })

  test('of a stop leaves its position two seconds without one', async () => {
    const harness = await fresh()
    const ref = await harness.hold(entering(AAPL, 100), 100)
    harness.command({ kind: 'cancel', ref: stopRef(ref) })
    await harness.settle()
    await harness.pass(2_100)
    expect(harness.seen('reduce')).toMatchObject([{ order: { role: 'stop', quantity: 99 } }])
  })
})

describe('a trading state', () => {
  test('that is not active ends working entries', async () => {
    const harness = await fresh()
    const ref = await harness.enter(entering(AAPL, 100))
    expect(harness.command({ kind: 'set-trading-state', state: 'reducing' })).toMatchObject({
      value: { orders: [{ ref }] },
    })
    await harness.settle()
    expect(harness.orderState(ref)).toBe('cancelled')
  })

  test('that is halted moves no stop until it is over', async () => {
    const harness = await fresh()
    const ref = await harness.hold(entering(AAPL, 100), 100)
    harness.command({ kind: 'set-trading-state', state: 'halted' })
    harness.decide(exiting(AAPL, { kind: 'moveStop', price: 99 }))
    expect(harness.order(stopRef(ref))?.order.pricing).toMatchObject({ stop: 97.5 })
    harness.command({ kind: 'set-trading-state', state: 'active' })
    await harness.settle()
    expect(harness.order(stopRef(ref))?.order.pricing).toMatchObject({ stop: 99 })
  })
})

describe('a mode', () => {
  test('governs entries only: stops move and positions close in every one', async () => {
    const harness = await fresh()
    const ref = await harness.hold(entering(AAPL, 100), 100)
    harness.desk.changeMode('live-paper', 'armed')
    harness.decide(exiting(AAPL, { kind: 'moveStop', price: 99 }))
    await harness.settle()
    expect(harness.order(stopRef(ref))?.order.pricing).toMatchObject({ stop: 99 })
    harness.command({ kind: 'close', book: SIMULATED_BOOK, symbol: 'AAPL', limit: null })
    expect(harness.seen('reduce')).toHaveLength(1)
    harness.decide(entering(NVDA, 200))
    expect(harness.facts('entry-refused')).toMatchObject([{ code: 'live-closed' }])
    expect(harness.command({ kind: 'set-mode', mode: 'dry-run' }).ok).toBe(true)
    harness.decide(entering(NVDA, 200))
    expect(harness.waiting()).toHaveLength(1)
  })
})

test('the desk is asked by nobody whom it has just told', async () => {
  const harness = await fresh()
  let thrown: unknown
  const push = harness.events.push.bind(harness.events)
  harness.events.push = (...events) => {
    try {
      harness.desk.command({ id: 'inside', kind: 'flatten' })
    } catch (error) {
      thrown = error
    }
    return push(...events)
  }
  harness.decide(entering(AAPL, 100))
  expect(thrown).toMatchObject({ message: 'a command came from within the desk' })
})

test('a desk that is closed answers nothing any more', async () => {
  const harness = await fresh()
  harness.desk.close()
  expect(harness.command({ kind: 'flatten' })).toMatchObject({ ok: false, error: { code: 'bad-command' } })
  expect(harness.desk.state.answers.size).toBe(0)
})
