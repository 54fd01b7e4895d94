import { describe, expect, test } from 'vitest'
import { stopRef } from '../../../src-main/trading/staging/bracket-orders.ts'
import { MARKET_SYMBOL } from '../../../src-shared/domain/instrument.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'
import { AAPL, atMinute, DATE, entering, Harness, NVDA } from './harness.ts'

const fresh = async (): Promise<Harness> => {
  const harness = new Harness()
  await harness.begin()
  return harness
}

/** Lets operator time pass while the market ticks. */
async function passTicking(harness: Harness, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 10_000) {
    await harness.pass(Math.min(left, 10_000))
    for (const [symbol, price] of [
      [MARKET_SYMBOL, 500],
      [AAPL, 100],
      [NVDA, 200],
    ] as const) {
      harness.quote(symbol, price)
    }
  }
}

describe('approval', () => {
  test('of a revision that is no longer shown is refused', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    const { ref } = harness.card()
    expect(harness.command({ kind: 'edit', ref, revision: 1, change: { quantity: 10 } }).ok).toBe(true)
    expect(harness.refusal({ kind: 'approve', ref, revision: 1 })).toEqual({
      code: 'stale-revision',
      message: 'The order has changed since it was shown: revision 1 was meant, it has revision 2.',
    })
    expect(harness.refusal({ kind: 'approve', ref, revision: 2 })).toBeNull()
    expect(harness.seen('submit')[0]?.entry).toMatchObject({ quantity: 10, revision: 2 })
  })

  test('happens once: a second one is refused, the same one again gets the same answer', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    const { ref, revision } = harness.card()
    const command = { id: 'approve-1', kind: 'approve', ref, revision } as const
    const answer = harness.desk.command(command)
    expect(answer).toEqual({ ok: true, value: { orders: [{ ref, refusal: null }] } })
    expect(harness.desk.command(command)).toEqual(answer)
    expect(harness.desk.command({ ...command, id: 'approve-2' })).toMatchObject({
      ok: false,
      error: { code: 'not-waiting', message: `Order ${ref} no longer waits for approval: it is sent.` },
    })
    expect(harness.facts('order-approved')).toHaveLength(1)
    expect(harness.seen('submit')).toHaveLength(1)
  })

  test('of all approves those that were shown, each for itself', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100), entering(NVDA, 200))
    const shown = harness.waiting().map(({ ref, revision }) => ({ ref, revision }))
    harness.quote(NVDA, 200, { halted: true })
    const answer = harness.command({ kind: 'approve-all', shown })
    expect(answer).toMatchObject({
      ok: true,
      value: { orders: [{ refusal: null }, { refusal: { code: 'symbol-halted' } }] },
    })
    expect(harness.seen('submit')).toHaveLength(1)
    expect(harness.refusal({ kind: 'approve-all', shown: [] })?.code).toBe('nothing-waits')
  })

  test('by itself is off at the start, and goes off with every change of mode', async () => {
    const harness = await fresh()
    expect(harness.desk.state.automaticApproval).toBe(false)
    harness.command({ kind: 'set-automatic-approval', on: true })
    harness.decide(entering(AAPL, 100))
    expect(harness.facts('order-approved')).toMatchObject([{ by: 'automatic' }])
    expect(harness.seen('submit')).toHaveLength(1)
    harness.desk.changeMode('live-paper', 'armed')
    expect(harness.refusal({ kind: 'set-automatic-approval', on: true })?.code).toBe('automatic-in-live')
    harness.desk.changeMode('dry-run', 'disarmed')
    expect(harness.desk.state.automaticApproval).toBe(false)
    harness.decide(entering(NVDA, 200))
    expect(harness.waiting()).toHaveLength(1)
  })
})

describe('a price that has gone more than half an ATR', () => {
  test('has to be approved again, at the same limit, under a new revision, without another clock', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    const before = harness.card()
    harness.quote(AAPL, 100.6)
    expect(harness.refusal({ kind: 'approve', ref: before.ref, revision: 1 })).toEqual({
      code: 'approve-again',
      message: 'The price has moved by 0.6 ATR, from 100.00 to 100.60. Approve again to go on at the same limit.',
    })
    const after = harness.card()
    expect(after).toMatchObject({ revision: 2, reference: 100.6, plan: before.plan, expiresAt: before.expiresAt })
    expect(harness.refusal({ kind: 'approve', ref: before.ref, revision: 1 })?.code).toBe('stale-revision')
    expect(harness.refusal({ kind: 'approve', ref: before.ref, revision: 2 })).toBeNull()
    expect(harness.seen('submit')[0]?.entry.pricing).toEqual({ type: 'LMT', limit: 100.1 })
  })

  test('counts in both directions, and only beyond the half', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    const { ref } = harness.card()
    harness.quote(AAPL, 99.4)
    expect(harness.refusal({ kind: 'approve', ref, revision: 1 })?.code).toBe('approve-again')
    harness.quote(AAPL, 99.9)
    expect(harness.refusal({ kind: 'approve', ref, revision: 2 })).toBeNull()
  })
})

describe('an edit', () => {
  test('changes what is shown, and the children with it', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    const { ref } = harness.card()
    harness.command({ kind: 'edit', ref, revision: 1, change: { stop: 98.5, quantity: 20 } })
    expect(harness.card()).toMatchObject({ revision: 2, plan: { stop: 98.5, quantity: 20 } })
    expect(harness.order(stopRef(ref))?.order).toMatchObject({ quantity: 20, pricing: { stop: 98.5 }, revision: 2 })
  })

  test('is checked against every limit anew', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    const { ref } = harness.card()
    const edit = (change: { quantity?: number; limit?: number }): string | undefined =>
      harness.refusal({ kind: 'edit', ref, revision: 1, change })?.code
    expect(edit({ quantity: 100 })).toBe('position-dollars')
    expect(edit({ limit: 101.5 })).toBe('collar')
    expect(edit({ limit: 98.5 })).toBe('collar')
    expect(harness.card().revision).toBe(1)
  })
})

describe('a rejected order', () => {
  test('never goes out', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    const { ref } = harness.card()
    expect(harness.refusal({ kind: 'decline', ref })).toBeNull()
    expect(harness.orderState(ref)).toBe('rejected')
    expect(harness.refusal({ kind: 'approve', ref, revision: 1 })).toMatchObject({
      code: 'not-waiting',
      message: `Order ${ref} no longer waits for approval: it is rejected.`,
    })
    expect(harness.refusal({ kind: 'decline', ref })?.code).toBe('not-waiting')
  })

  test('may be all of them', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100), entering(NVDA, 200))
    harness.command({ kind: 'decline-all' })
    expect(harness.waiting()).toEqual([])
    expect(harness.refusal({ kind: 'decline-all' })?.code).toBe('nothing-waits')
  })
})

describe('a waiting order expires', () => {
  test('after three minutes of operator time, however fast the market runs', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    const { ref } = harness.card()
    await passTicking(harness, 179_000)
    expect(harness.waiting()).toHaveLength(1)
    await passTicking(harness, 1_000)
    expect(harness.facts('order-expired')).toMatchObject([{ ref, reason: 'time' }])
    expect(harness.refusal({ kind: 'approve', ref, revision: 1 })).toEqual({
      code: 'expired',
      message: `Order ${ref} has expired.`,
    })
  })

  test('by an alarm of its own, when nothing else happens', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    while (harness.waiting().length > 0) {
      const alarm = harness.clock.due(Number.POSITIVE_INFINITY)!
      harness.clock.pass(alarm.at - harness.clock.monotonic, 0)
      alarm.run()
      await harness.flush()
    }
    expect(harness.facts('order-expired')).toMatchObject([{ reason: 'time' }])
    expect(harness.clock.monotonic).toBe(1_000 + 180_000)
  })

  test('with the next decision', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    await harness.goTo(atMinute(DATE, 10, 5))
    harness.decide(entering(NVDA, 200, { at: atMinute(DATE, 10, 5) }))
    expect(harness.facts('order-expired')).toMatchObject([{ reason: 'next decision' }])
    expect(harness.card().symbol).toBe(NVDA)
  })

  test('with a change of mode, and can never go out in the other one', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    const { ref } = harness.card()
    harness.desk.changeMode('live-paper', 'armed')
    expect(harness.facts('order-expired')).toMatchObject([{ ref, reason: 'mode change' }])
    harness.desk.changeMode('dry-run', 'disarmed')
    expect(harness.refusal({ kind: 'approve', ref, revision: 1 })?.code).toBe('expired')
  })

  test('when the machine has slept', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    await harness.pass(1_000)
    harness.clock.wall += 6_000
    await harness.pass(10)
    expect(harness.facts('order-expired')).toMatchObject([{ reason: 'suspend' }])
  })

  test('also when the clock of the machine is set back an hour', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    harness.clock.wall -= 3_600_000
    await passTicking(harness, 180_000)
    expect(harness.facts('order-expired')).toMatchObject([{ reason: 'time' }])
  })

  test('does not expire with a decision about another symbol of the same bar', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    harness.decide(entering(NVDA, 200))
    expect(harness.waiting()).toHaveLength(2)
  })
})

describe('over a restart', () => {
  test('an order waits on, with the expiry that it had', async () => {
    const first = await fresh()
    first.decide(entering(AAPL, 100))
    const staged = first.card()
    await passTicking(first, 60_000)
    first.clock.monotonic = 5
    const second = first.restart()
    await second.begin()
    expect(second.card()).toEqual(staged)
    expect(second.refusal({ kind: 'approve', ref: staged.ref, revision: 1 })).toBeNull()
    const third = first.restart()
    await third.begin()
    expect(third.refusal({ kind: 'approve', ref: staged.ref, revision: 1 })?.code).toBe('not-waiting')
  })

  test('an order whose time passed meanwhile is expired', async () => {
    const first = await fresh()
    first.decide(entering(AAPL, 100))
    first.clock.wall += 181_000
    first.clock.monotonic = 0
    const second = first.restart()
    await second.begin()
    expect(second.waiting()).toEqual([])
    expect(second.facts('order-expired')).toMatchObject([{ reason: 'time' }])
  })

  test('a clock that was set back meanwhile gives no more than the whole time', async () => {
    const first = await fresh()
    first.decide(entering(AAPL, 100))
    first.clock.wall -= 86_400_000
    const second = first.restart()
    await second.begin()
    await passTicking(second, 180_000)
    expect(second.facts('order-expired')).toMatchObject([{ reason: 'time' }])
  })

  test('automatic approval is off, and the mode is dry run', async () => {
    const first = await fresh()
    first.command({ kind: 'set-automatic-approval', on: true })
    const second = first.restart()
    await second.begin()
    expect(second.desk.state.automaticApproval).toBe(false)
    second.desk.changeMode('live-paper', 'armed')
    const third = second.restart()
    await third.begin()
    expect(third.desk.state.mode).toBe('dry-run')
    expect(third.facts('mode-changed')).toMatchObject([{ mode: 'dry-run', reason: 'every start is a dry run' }])
  })

  test('an answer is still the answer', async () => {
    const first = await fresh()
    first.decide(entering(AAPL, 100))
    const { ref, revision } = first.card()
    const command = { id: 'once', kind: 'approve', ref, revision } as const
    const answer = first.desk.command(command)
    const second = first.restart()
    await second.begin()
    expect(second.desk.command(command)).toEqual(answer)
    expect(second.seen('submit')).toHaveLength(1)
  })
})

test('an entry dies at the broker after two bars, and at the cut-off at the latest', async () => {
  const harness = await fresh()
  harness.decide(entering(AAPL, 100))
  expect(harness.card().goodTill).toBe(atMinute(DATE, 10, 10))
  harness.command({ kind: 'decline-all' })
  await harness.goTo(utcMs(atMinute(DATE, 15, 25)))
  harness.decide(entering(AAPL, 100, { at: atMinute(DATE, 15, 25) }))
  expect(harness.card().goodTill).toBe(atMinute(DATE, 15, 30))
})
