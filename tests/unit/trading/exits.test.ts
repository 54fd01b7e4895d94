import { describe, expect, test } from 'vitest'
import { groupOf, stopRef, targetRef } from '../../../src-main/trading/staging/bracket-orders.ts'
import { SIMULATED_BOOK } from '../../../src-shared/domain/book.ts'
import type { OrderRef } from '../../../src-shared/domain/ids.ts'
import { price } from '../../../src-shared/domain/price.ts'
import { AAPL, atMinute, DATE, entering, exiting, Harness } from './harness.ts'

const fresh = async (options: ConstructorParameters<typeof Harness>[0] = {}): Promise<Harness> => {
  const harness = new Harness(options)
  await harness.begin()
  return harness
}

const holding = async (options: ConstructorParameters<typeof Harness>[0] = {}): Promise<[Harness, OrderRef]> => {
  const harness = await fresh(options)
  return [harness, await harness.hold(entering(AAPL, 100), 100)]
}

const CLOSE_NOW = { kind: 'closeNow', reason: 'the profile says so' } as const

describe('a stop', () => {
  test('follows the engine by a change of the working order, never a new one', async () => {
    const [harness, ref] = await holding()
    harness.decide(exiting(AAPL, { kind: 'moveStop', price: 99 }))
    expect(harness.seen('adjust').at(-1)).toEqual({
      kind: 'adjust',
      ref: stopRef(ref),
      change: { pricing: { type: 'STP', stop: 99 } },
    })
    expect(harness.seen('reduce')).toEqual([])
  })

  test('of a short position is rounded up, and tightens downwards', async () => {
    const harness = await fresh()
    const ref = await harness.hold(entering(AAPL, 100, { side: 'short' }), 100)
    harness.decide(exiting(AAPL, { kind: 'moveStop', price: 101.001 }))
    await harness.settle()
    expect(harness.order(stopRef(ref))?.order.pricing).toEqual({ type: 'STP', stop: 101.01 })
    harness.decide(exiting(AAPL, { kind: 'moveStop', price: 101.5 }))
    await harness.settle()
    expect(harness.order(stopRef(ref))?.order.pricing).toEqual({ type: 'STP', stop: 101.01 })
  })

  test('is not loosened by a late fill of its entry, once it has been moved', async () => {
    const harness = await fresh()
    const ref = await harness.enter(entering(AAPL, 100))
    harness.broker.fill(ref, 50, 100)
    await harness.settle()
    harness.decide(exiting(AAPL, { kind: 'moveStop', price: 99.5 }))
    harness.broker.fill(ref, 49, 99.9)
    await harness.settle()
    expect(harness.order(stopRef(ref))?.order.pricing).toEqual({ type: 'STP', stop: 99.5 })
    expect(harness.order(targetRef(ref))?.order.pricing).toMatchObject({ limit: 103.95 })
  })

  test('that the broker does not move is asked for again, with patience', async () => {
    const [harness, ref] = await holding()
    harness.broker.refuseNext.adjust = 'not-ready'
    harness.decide(exiting(AAPL, { kind: 'moveStop', price: 99 }))
    expect(harness.orderState(stopRef(ref))).toBe('modify-rejected')
    const before = harness.seen('adjust').length
    await harness.pass(500)
    expect(harness.seen('adjust')).toHaveLength(before)
    await harness.pass(600)
    await harness.settle()
    expect(harness.order(stopRef(ref))?.order.pricing).toEqual({ type: 'STP', stop: 99 })
  })

  test('that has begun to fill is not moved any more: it sells at the market', async () => {
    const [harness, ref] = await holding()
    harness.broker.fill(stopRef(ref), 40, 97.4)
    await harness.settle()
    const before = harness.seen('adjust').length
    harness.decide(exiting(AAPL, { kind: 'moveStop', price: 99 }))
    await harness.settle()
    await harness.pass(5_000)
    expect(harness.seen('adjust').slice(before)).not.toContainEqual(expect.objectContaining({ ref: stopRef(ref) }))
  })

  test('that somebody has tightened elsewhere stays there, and one that was loosened comes back', async () => {
    const [harness, ref] = await holding()
    harness.broker.adjust(stopRef(ref), { pricing: { type: 'STP', stop: price(99.2) } })
    await harness.settle()
    expect(harness.trade(AAPL)).toMatchObject({ stop: 99.2, moved: true })
    harness.broker.adjust(stopRef(ref), { pricing: { type: 'STP', stop: price(90) } })
    await harness.settle()
    expect(harness.order(stopRef(ref))?.order.pricing).toEqual({ type: 'STP', stop: 99.2 })
  })
})

describe('a close', () => {
  test('joins the group of stop and target, sized by what the broker confirms', async () => {
    const [harness, ref] = await holding()
    harness.decide(exiting(AAPL, CLOSE_NOW))
    const [close] = harness.seen('reduce')
    expect(close?.order).toMatchObject({
      role: 'close',
      action: 'SELL',
      quantity: 99,
      pricing: { type: 'MKT' },
      ocaGroup: groupOf(ref),
      parent: null,
    })
    expect(harness.seen('cancel')).toEqual([])
    await harness.settle()
    harness.broker.fill(close!.order.ref, 99, 100.5)
    await harness.settle()
    expect(harness.shares(AAPL)).toBe(0)
    expect(harness.desk.state.live.size).toBe(0)
  })

  test('is sent once, however often it is wanted', async () => {
    const [harness] = await holding()
    harness.decide(exiting(AAPL, CLOSE_NOW))
    harness.decide(exiting(AAPL, CLOSE_NOW))
    harness.command({ kind: 'close', book: SIMULATED_BOOK, symbol: 'AAPL', limit: null })
    harness.command({ kind: 'flatten' })
    await harness.pass(30_000)
    expect(harness.seen('reduce')).toHaveLength(1)
  })

  test('that the group does not take cancels the children, waits for that, and goes alone', async () => {
    const [harness, ref] = await holding()
    harness.broker.rejectsReductions = true
    harness.decide(exiting(AAPL, CLOSE_NOW))
    await harness.settle()
    await harness.pass(1_100)
    await harness.settle()
    expect(harness.seen('reduce')).toHaveLength(2)
    harness.broker.rejectsReductions = false
    await harness.pass(2_100)
    expect(harness.seen('cancel').map((request) => request.ref)).toEqual([stopRef(ref), targetRef(ref)])
    expect(harness.seen('reduce')).toHaveLength(2)
    await harness.settle()
    expect(harness.seen('reduce').at(-1)?.order).toMatchObject({ role: 'close', quantity: 99, ocaGroup: null })
  })

  test('first ends what is left of the entry, then closes what has filled', async () => {
    const harness = await fresh()
    const ref = await harness.enter(entering(AAPL, 100))
    harness.broker.fill(ref, 40, 100)
    await harness.settle()
    harness.decide(exiting(AAPL, CLOSE_NOW))
    expect(harness.seen('cancel').map((request) => request.ref)).toEqual([ref])
    expect(harness.seen('reduce')).toEqual([])
    await harness.settle()
    expect(harness.seen('reduce')[0]?.order).toMatchObject({ role: 'close', quantity: 40 })
  })

  test('waits while the broker is away, and goes when it is back', async () => {
    const [harness] = await holding()
    harness.broker.setConnection({ state: 'reconnecting', reason: 'The socket was closed.' })
    harness.decide(exiting(AAPL, CLOSE_NOW))
    await harness.pass(10_000)
    expect(harness.seen('reduce')).toEqual([])
    harness.broker.setConnection({ state: 'ready', reason: 'It is back.' })
    await harness.flush()
    expect(harness.seen('reduce')).toHaveLength(1)
  })

  test('is not held up by limits, state, mode or data', async () => {
    const [harness] = await holding({})
    harness.limits = { ...harness.limits, maxOpenPositions: 0, allowedSymbols: [], allowShorting: false }
    harness.command({ kind: 'set-trading-state', state: 'reducing' })
    harness.desk.changeMode('live-paper', 'armed')
    harness.desk.setFeedLost('it is gone.')
    harness.command({ kind: 'close', book: SIMULATED_BOOK, symbol: 'AAPL', limit: null })
    expect(harness.seen('reduce')).toHaveLength(1)
  })

  test('is held by a halt of trading, and goes when that ends', async () => {
    const [harness] = await holding()
    harness.command({ kind: 'set-trading-state', state: 'halted' })
    harness.decide(exiting(AAPL, CLOSE_NOW))
    expect(harness.seen('reduce')).toEqual([])
    harness.command({ kind: 'set-trading-state', state: 'reducing' })
    expect(harness.seen('reduce')).toHaveLength(1)
  })

  test('of what the account does not hold closes no more than it does, when it says so twice', async () => {
    const [harness] = await holding()
    // Somebody else has sold 30 of them.
    const { broker } = harness
    const positions = broker.positions.bind(broker)
    broker.positions = async () => {
      const answer = await positions()
      return answer.ok
        ? { ok: true, value: answer.value.map((each) => ({ ...each, shares: each.shares - 30 })) }
        : answer
    }
    await harness.pass(60_000)
    harness.decide(exiting(AAPL, CLOSE_NOW))
    expect(harness.seen('reduce')).toEqual([])
    await harness.pass(1_100)
    expect(harness.seen('reduce')[0]?.order.quantity).toBe(69)
  })
})

describe('children', () => {
  test('are unknown after a fill until a query shows them, and nothing happens for two seconds', async () => {
    const harness = await fresh()
    const ref = await harness.enter(entering(AAPL, 100))
    harness.broker.queries = 'fail'
    harness.broker.fill(ref, 99, 100)
    await harness.settle()
    await harness.pass(1_900)
    expect(harness.seen('reduce')).toEqual([])
    harness.broker.queries = 'answer'
    await harness.pass(2_000)
    expect(harness.seen('reduce')).toEqual([])
  })

  test('that do not work are replaced after two seconds by a stop of our own', async () => {
    const [harness, ref] = await holding()
    harness.broker.end(stopRef(ref), 'Cancelled')
    await harness.settle()
    await harness.pass(1_999)
    expect(harness.seen('reduce')).toEqual([])
    await harness.pass(3)
    expect(harness.seen('reduce')[0]?.order).toMatchObject({
      role: 'stop',
      action: 'SELL',
      quantity: 99,
      pricing: { type: 'STP', stop: 97.5 },
      timeInForce: { tif: 'GTC' },
      ocaGroup: groupOf(ref),
      parent: null,
    })
    await harness.settle()
    await harness.pass(20_000)
    expect(harness.seen('reduce')).toHaveLength(1)
    expect(harness.desk.state.closings.size).toBe(0)
  })

  test('that work only once the entry is filled leave a stop of our own, which goes when they do', async () => {
    const harness = await fresh({
      behaviour: { childrenWork: 'on-full-fill', partialParentCancelled: 'children-stay', group: 'reduces' },
    })
    const ref = await harness.enter(entering(AAPL, 100))
    harness.broker.fill(ref, 40, 100)
    await harness.settle()
    await harness.pass(2_100)
    const [own] = harness.seen('reduce')
    expect(own?.order).toMatchObject({ role: 'stop', quantity: 40 })
    await harness.settle()
    harness.broker.fill(ref, 59, 100)
    await harness.settle()
    expect(harness.orderState(own!.order.ref)).toBe('acknowledged')
    expect(harness.order(stopRef(ref))?.report?.working).toBe(99)
  })

  test('replaced by a stop of our own grow with the position, also while a price that was refused waits for its next try', async () => {
    const harness = await fresh()
    const ref = await harness.enter(entering(AAPL, 100))
    harness.broker.fill(ref, 40, 100)
    harness.broker.end(stopRef(ref), 'Cancelled')
    await harness.settle()
    await harness.pass(2_100)
    await harness.settle()
    const own = harness.seen('reduce')[0]!.order.ref
    harness.broker.refuseNext.adjust = 'not-ready'
    harness.decide(exiting(AAPL, { kind: 'moveStop', price: 99 }))
    harness.broker.refuseNext.adjust = 'not-ready'
    await harness.pass(1_100)
    expect(harness.orderState(own)).toBe('modify-rejected')
    harness.broker.fill(ref, 30, 100)
    await harness.settle()
    await harness.pass(1_000)
    await harness.settle()
    expect(harness.order(own)?.order.quantity).toBe(70)
  })

  test('whose replacement is refused twice let the position be closed', async () => {
    const [harness, ref] = await holding()
    harness.broker.rejectsReductions = true
    harness.broker.end(stopRef(ref), 'Cancelled')
    await harness.settle()
    for (let second = 0; second < 5; second++) {
      await harness.pass(1_000)
      await harness.settle()
    }
    expect(harness.facts('close-wanted')).toMatchObject([{ reason: 'it could not be protected' }])
    harness.broker.rejectsReductions = false
    await harness.pass(10_000)
    await harness.settle()
    expect(harness.seen('reduce').at(-1)?.order.role).toBe('close')
  })

  test('whose replacement is not confirmed within five seconds let the position be closed', async () => {
    const [harness, ref] = await holding()
    harness.broker.end(stopRef(ref), 'Cancelled')
    await harness.settle()
    harness.broker.queries = 'fail'
    await harness.pass(5_100)
    expect(harness.facts('close-wanted')).toMatchObject([{ reason: 'its stop was not confirmed' }])
  })

  test('are cancelled when no position is left, and not before a query shows that they are there', async () => {
    const [harness, ref] = await holding()
    const { broker } = harness
    broker.queries = 'fail'
    const close = await closeByHand(harness)
    broker.fill(close, 99, 100)
    broker.outbox = broker.outbox.filter((event) => event.kind === 'execution')
    await harness.settle()
    expect(harness.shares(AAPL)).toBe(0)
    expect(harness.seen('cancel')).toEqual([])
    broker.queries = 'answer'
    await harness.pass(5_000)
    await harness.settle()
    expect(harness.desk.state.live.size).toBe(0)
    expect(harness.orderState(stopRef(ref))).toBe('cancelled')
  })

  test('of an entry that ends unfilled end with it', async () => {
    const harness = await fresh()
    const ref = await harness.enter(entering(AAPL, 100))
    harness.broker.end(ref, 'Cancelled')
    await harness.settle()
    expect(harness.desk.state.live.size).toBe(0)
    expect(harness.seen('cancel')).toEqual([])
  })

  test('that are larger than the position are made smaller', async () => {
    const [harness, ref] = await holding()
    harness.broker.correct(ref, 60, 100)
    await harness.settle()
    expect(harness.shares(AAPL)).toBe(60)
    expect(harness.order(stopRef(ref))?.report?.working).toBe(60)
  })
})

/** A close of our own that the group reduces nothing for. */
async function closeByHand(harness: Harness): Promise<OrderRef> {
  harness.broker.queries = 'answer'
  harness.command({ kind: 'close', book: SIMULATED_BOOK, symbol: 'AAPL', limit: null })
  await harness.settle()
  harness.broker.queries = 'fail'
  return harness.seen('reduce').at(-1)!.order.ref
}

describe('an entry that still works', () => {
  test('ends when its position is stopped out', async () => {
    const harness = await fresh()
    const ref = await harness.enter(entering(AAPL, 100))
    harness.broker.fill(ref, 50, 100)
    await harness.settle()
    harness.broker.fill(stopRef(ref), 50, 97.4)
    await harness.settle()
    expect(harness.seen('cancel').map((request) => request.ref)).toContain(ref)
    expect(harness.orderState(ref)).toBe('cancelled-after-partial')
    expect(harness.desk.state.live.size).toBe(0)
  })

  test('and fills late, when all was thought to be over, has its position managed all the same', async () => {
    const harness = await fresh()
    const ref = await harness.enter(entering(AAPL, 100))
    const { broker } = harness
    broker.fill(ref, 99, 100)
    const fills = broker.outbox
    broker.outbox = []
    harness.command({ kind: 'cancel', ref })
    broker.outbox = []
    await harness.pass(6_000)
    expect(harness.shares(AAPL)).toBe(99)
    broker.outbox.push(...fills)
    await harness.settle()
    expect(harness.shares(AAPL)).toBe(99)
    expect(harness.trade(AAPL)).toMatchObject({ side: 'long', stop: 97.5 })
    expect(harness.desk.state.contradictions).toEqual([])
  })
})

describe('a position that a correction has turned round', () => {
  test('is closed, because no entry of ours explains it', async () => {
    const [harness, ref] = await holding()
    harness.broker.fill(targetRef(ref), 99, 104)
    await harness.settle()
    harness.broker.correct(ref, 90, 100)
    await harness.settle()
    expect(harness.shares(AAPL)).toBe(-9)
    expect(harness.facts('close-wanted')).toMatchObject([{ reason: 'no entry of ours explains it' }])
    expect(harness.seen('reduce').at(-1)?.order).toMatchObject({ role: 'close', action: 'BUY', quantity: 9 })
    expect(harness.engineInputs.at(-1)).toMatchObject({ kind: 'position', position: null })
  })
})

test('a stop-out is kept, for an engine that is new', async () => {
  const [harness, ref] = await holding()
  harness.decide(exiting(AAPL, { kind: 'hold' }, 101))
  expect(harness.desk.enginePositions()).toMatchObject([
    { kind: 'position', symbol: 'AAPL', position: { side: 'long', quantity: 99, bestClose: 101 }, stoppedOut: null },
  ])
  harness.broker.fill(stopRef(ref), 99, 97.4)
  await harness.settle()
  expect(harness.desk.enginePositions()).toMatchObject([
    { symbol: 'AAPL', position: null, stoppedOut: { side: 'long', time: atMinute(DATE, 10, 0) } },
  ])
})
