import { describe, expect, test } from 'vitest'
import { stopRef, targetRef } from '../../../src-main/trading/staging/bracket-orders.ts'
import { restore } from '../../../src-main/trading/state/evolve.ts'
import { AAPL, entering, exiting, Harness, NVDA } from './harness.ts'

const fresh = async (): Promise<Harness> => {
  const harness = new Harness()
  await harness.begin()
  return harness
}

const AWAY = { state: 'reconnecting', reason: 'The socket was closed.' } as const
const BACK = { state: 'ready', reason: 'It is back.' } as const

describe('an order without an answer', () => {
  test('is unknown after five seconds, and what a query says resolves it', async () => {
    const harness = await fresh()
    const ref = harness.approve(entering(AAPL, 100))
    harness.broker.outbox = []
    harness.broker.queries = 'fail'
    await harness.pass(4_900)
    expect(harness.orderState(ref)).toBe('sent')
    await harness.pass(200)
    expect(harness.orderState(ref)).toBe('unknown')
    harness.broker.queries = 'answer'
    await harness.pass(10_000)
    expect(harness.orderState(ref)).toBe('acknowledged')
    expect(harness.orderState(stopRef(ref))).toBe('acknowledged')
  })

  test('that two clean queries do not know never arrived', async () => {
    const harness = await fresh()
    harness.broker.losesRequests = true
    const ref = harness.approve(entering(AAPL, 100))
    await harness.pass(5_100)
    expect(harness.orderState(ref)).toBe('unknown')
    await harness.pass(20_000)
    expect(harness.orderState(ref)).toBe('expired')
    expect(harness.facts('order-absent').map((event) => event.ref)).toEqual([ref, stopRef(ref), targetRef(ref)])
    expect(harness.seen('submit')).toHaveLength(1)
  })

  test('is never declared absent by a query that failed', async () => {
    const harness = await fresh()
    harness.broker.losesRequests = true
    const ref = harness.approve(entering(AAPL, 100))
    harness.broker.queries = 'fail'
    await harness.pass(200_000)
    expect(harness.orderState(ref)).toBe('unknown')
  })

  test('can be cancelled', async () => {
    const harness = await fresh()
    const ref = harness.approve(entering(AAPL, 100))
    harness.broker.outbox = []
    harness.broker.queries = 'fail'
    await harness.pass(5_100)
    harness.command({ kind: 'cancel', ref })
    expect(harness.seen('cancel')).toMatchObject([{ ref }])
  })
})

describe('a broker that goes away', () => {
  test('leaves what waits for an answer unknown, at once', async () => {
    const harness = await fresh()
    const ref = harness.approve(entering(AAPL, 100))
    harness.broker.setConnection(AWAY)
    expect(harness.orderState(ref)).toBe('unknown')
    expect(harness.facts('contact-lost')).toMatchObject([{ reason: AWAY.reason }])
  })

  test('is asked for everything when it is back: fills that were missed are found', async () => {
    const harness = await fresh()
    const ref = await harness.enter(entering(AAPL, 100))
    harness.broker.setConnection(AWAY)
    harness.broker.fill(ref, 99, 100)
    harness.broker.deliver()
    expect(harness.shares(AAPL)).toBe(0)
    harness.broker.setConnection(BACK)
    await harness.flush()
    expect(harness.shares(AAPL)).toBe(99)
    expect(harness.orderState(ref)).toBe('filled')
    expect(harness.engineInputs).toMatchObject([{ kind: 'fill', role: 'entry', quantity: 99 }])
  })

  test('keeps what is cancelled meanwhile: that goes out first when it is back', async () => {
    const harness = await fresh()
    const ref = await harness.enter(entering(AAPL, 100))
    harness.broker.setConnection(AWAY)
    expect(harness.refusal({ kind: 'cancel', ref })).toBeNull()
    expect(harness.command({ kind: 'stop' }).ok).toBe(true)
    expect(harness.seen('cancel')).toEqual([])
    const before = harness.broker.seen.length
    harness.broker.setConnection(BACK)
    expect(harness.broker.seen.slice(before)).toMatchObject([{ kind: 'cancel', ref }])
  })

  test('is not asked to flatten later: it says so', async () => {
    const harness = await fresh()
    await harness.hold(entering(AAPL, 100), 100)
    harness.broker.setConnection(AWAY)
    expect(harness.command({ kind: 'flatten' })).toMatchObject({
      ok: true,
      value: {
        orders: [
          {
            ref: 'simulated/AAPL',
            refusal: {
              code: 'broker-away',
              message: `Nothing was asked for, because the broker is away: ${AWAY.reason} Ask again when it is back.`,
            },
          },
        ],
      },
    })
    harness.broker.setConnection(BACK)
    await harness.pass(1_000)
    expect(harness.seen('reduce')).toEqual([])
  })

  test('does not make positions look unprotected: the seconds count from its return', async () => {
    const harness = await fresh()
    await harness.hold(entering(AAPL, 100), 100)
    harness.broker.setConnection(AWAY)
    await harness.pass(60_000)
    harness.broker.setConnection(BACK)
    await harness.pass(1_000)
    expect(harness.seen('reduce')).toEqual([])
    expect(harness.desk.state.closings.size).toBe(0)
  })
})

describe('a message', () => {
  test('that comes twice counts once', async () => {
    const harness = await fresh()
    const ref = await harness.enter(entering(AAPL, 100))
    harness.broker.fill(ref, 99, 100)
    for (let index = 0; index < harness.broker.outbox.length; index++) harness.broker.deliverOne(index, true)
    await harness.settle()
    expect(harness.shares(AAPL)).toBe(99)
    expect(harness.facts('execution')).toHaveLength(1)
  })

  test('that comes before an older one is not taken back by it', async () => {
    const harness = await fresh()
    const ref = await harness.enter(entering(AAPL, 100))
    harness.broker.fill(ref, 40, 100)
    harness.broker.fill(ref, 59, 100)
    harness.broker.outbox.reverse()
    await harness.settle()
    expect(harness.shares(AAPL)).toBe(99)
    expect(harness.orderState(ref)).toBe('filled')
    expect(harness.desk.state.contradictions).toEqual([])
  })

  test('that says an impossible thing is kept, counts its shares and stops new entries', async () => {
    const harness = await fresh()
    const ref = await harness.enter(entering(AAPL, 100))
    const { broker } = harness
    broker.reject(ref)
    await harness.settle()
    expect(harness.orderState(ref)).toBe('rejected')
    const execution = { execId: 'x.01', ref, permId: 1, client: 1, orderId: 1, account: 'SIM1000001', symbol: AAPL }
    const trade = {
      action: 'BUY',
      shares: 10,
      price: 100,
      cumulative: 10,
      averagePrice: 100,
      liquidation: false,
    } as const
    broker.outbox.push({
      kind: 'execution',
      time: harness.clock.marketClock.now(),
      execution: {
        ...execution,
        ...trade,
        account: harness.broker.accounts()[0]!,
        time: harness.clock.marketClock.now(),
      },
    })
    broker.deliver()
    expect(harness.desk.state.contradictions).toMatchObject([{ ref, message: /an order that is rejected cannot fill/ }])
    expect(harness.desk.state.tradingState).toBe('reducing')
    expect(harness.shares(AAPL)).toBe(10)
  })

  test('about an order that is not ours changes nothing, and is written down once', async () => {
    const harness = await fresh()
    const ref = await harness.enter(entering(AAPL, 100))
    harness.broker.fill(ref, 99, 100)
    const foreign = harness.broker.outbox.flatMap((event) =>
      event.kind === 'execution' ? [{ ...event, execution: { ...event.execution, ref: null, execId: 'f.1' } }] : [],
    )
    harness.broker.outbox = [...foreign, ...foreign]
    harness.broker.deliver()
    expect(harness.shares(AAPL)).toBe(0)
    expect(harness.facts('execution')).toHaveLength(1)
  })
})

describe('a restart', () => {
  test('in the middle of a day finds positions, stops, best close and cards', async () => {
    const first = await fresh()
    const ref = await first.hold(entering(AAPL, 100), 100)
    first.decide(exiting(AAPL, { kind: 'moveStop', price: 101 }, 103))
    await first.settle()
    first.decide(entering(NVDA, 200))
    const before = first.desk.state
    const second = first.restart()
    expect(second.desk.state).toEqual(before)
    await second.begin()
    expect(second.trade(AAPL)).toMatchObject({ stop: 101, moved: true, bestClose: 103, entry: ref })
    expect(second.waiting()).toHaveLength(1)
    expect(second.desk.enginePositions()).toMatchObject([
      { position: { side: 'long', quantity: 99, average: 100, atr: 1, stop: 101, bestClose: 103 } },
    ])
    await second.pass(10_000)
    expect(second.seen('reduce')).toEqual([])
    expect(second.seen('submit')).toHaveLength(1)
  })

  test('never sends what was approved and not sent', async () => {
    const first = await fresh()
    first.decide(entering(AAPL, 100))
    const { ref } = first.card()
    first.broker.submit = () => {
      throw new Error('the process dies here')
    }
    expect(() => first.command({ kind: 'approve', ref, revision: 1 })).toThrow('the process dies here')
    const second = first.restart()
    expect(second.orderState(ref)).toBe('journaled')
    await second.begin()
    expect(second.orderState(ref)).toBe('unknown')
    await second.pass(20_000)
    expect(second.orderState(ref)).toBe('expired')
    expect(second.seen('submit')).toEqual([])
  })

  test('after the approval and before the intent leaves an order that is over', async () => {
    const first = await fresh()
    first.decide(entering(AAPL, 100))
    const { ref } = first.card()
    first.command({ kind: 'approve', ref, revision: 1 })
    const cut = first.journal.events().findIndex(({ kind }) => kind === 'order-intent')
    first.journal.lines.splice(cut)
    const second = first.restart()
    expect(second.orderState(ref)).toBe('approved')
    await second.begin()
    expect(second.orderState(ref)).toBe('expired')
  })

  test('finds what happened while the process was dead', async () => {
    const first = await fresh()
    const ref = await first.enter(entering(AAPL, 100))
    first.desk.close()
    first.broker.fill(ref, 99, 100)
    first.broker.fill(stopRef(ref), 40, 97.4)
    first.broker.outbox = []
    const second = first.restart()
    await second.begin()
    await second.settle()
    expect(second.shares(AAPL)).toBe(59)
    expect(second.engineInputs).toMatchObject([{ role: 'entry' }, { role: 'stop', quantity: 40 }])
  })

  test('at every point of a day gives the state that was', async () => {
    const harness = await fresh()
    await harness.hold(entering(AAPL, 100), 100)
    harness.decide(exiting(AAPL, { kind: 'moveStop', price: 99 }))
    harness.command({ kind: 'flatten' })
    await harness.settle()
    const events = harness.journal.events()
    let state = restore([])
    for (let count = 0; count <= events.length; count++) {
      const restored = restore(events.slice(0, count))
      if (count > 0) expect(restored).not.toBe(state)
      state = restored
    }
    expect(state).toEqual(harness.desk.state)
  })

  test('leaves no alarm and no subscription behind', async () => {
    const harness = await fresh()
    await harness.hold(entering(AAPL, 100), 100)
    expect(harness.broker.listening).toBe(1)
    harness.desk.close()
    expect(harness.broker.listening).toBe(0)
    expect(harness.clock.waiting).toBe(0)
    harness.desk.passTime()
    expect(harness.clock.waiting).toBe(0)
  })
})
