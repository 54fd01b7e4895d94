import { describe, expect, test } from 'vitest'
import { stopRef, targetRef } from '../../../src-main/trading/staging/bracket-orders.ts'
import { AAPL, entering, exiting, Harness } from './harness.ts'

const fresh = async (): Promise<Harness> => {
  const harness = new Harness()
  await harness.begin()
  return harness
}

describe('a decision to enter', () => {
  test('becomes a bracket: limit at close + 0.1 ATR, stop and target on the tick, sized by account and limits', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100.003, { atr: 0.97 }))
    const { plan, side, ref } = harness.card()
    expect(side).toBe('long')
    expect(plan.limit).toBe(100.1)
    expect(plan.stop).toBe(97.57)
    expect(plan.target).toBe(103.88)
    expect(plan.quantity).toBe(99)
    expect(harness.orderState(ref)).toBe('staged')
    expect(harness.orderState(stopRef(ref))).toBe('staged')
    expect(harness.broker.seen).toEqual([])
  })

  test('goes out when it is approved, its intent on the disk first', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    const before = harness.journal.lines.length
    const { ref, revision } = harness.card()
    let atSubmit: string[] = []
    const submit = harness.broker.submit.bind(harness.broker)
    harness.broker.submit = (ticket, authorisation) => {
      atSubmit = harness.journal.events().map(({ kind }) => kind)
      return submit(ticket, authorisation)
    }
    expect(harness.command({ kind: 'approve', ref, revision }).ok).toBe(true)
    expect(atSubmit.slice(before)).toEqual(['order-approved', 'order-intent'])
    expect(harness.orderState(ref)).toBe('sent')
    await harness.settle()
    expect(harness.orderState(ref)).toBe('acknowledged')
    const [{ entry, children } = { entry: null, children: [] }] = harness.seen('submit')
    expect(entry).toMatchObject({ action: 'BUY', pricing: { type: 'LMT', limit: 100.1 }, timeInForce: { tif: 'GTD' } })
    expect(children.map(({ role }) => role)).toEqual(['stop', 'target'])
  })

  test('fills, is re-anchored to the average price, and the engine hears of it', async () => {
    const harness = await fresh()
    const ref = await harness.hold(entering(AAPL, 100), 100.06)
    expect(harness.shares(AAPL)).toBe(99)
    expect(harness.orderState(ref)).toBe('filled')
    expect(harness.order(stopRef(ref))?.order.pricing).toEqual({ type: 'STP', stop: 97.56 })
    expect(harness.order(targetRef(ref))?.order.pricing).toEqual({ type: 'LMT', limit: 104.06 })
    expect(harness.engineInputs).toMatchObject([
      { kind: 'fill', role: 'entry', side: 'long', quantity: 99, price: 100.06, entry: { atr: 1, stop: 97.56 } },
    ])
    await harness.pass(10_000)
    expect(harness.seen('reduce')).toEqual([])
  })

  test('ends at its stop, and the target goes', async () => {
    const harness = await fresh()
    const ref = await harness.hold(entering(AAPL, 100), 100)
    harness.broker.fill(stopRef(ref), 99, 97.4)
    await harness.settle()
    expect(harness.shares(AAPL)).toBe(0)
    expect(harness.orderState(stopRef(ref))).toBe('filled')
    expect(harness.orderState(targetRef(ref))).toBe('cancelled')
    expect(harness.trade(AAPL)).toBeUndefined()
    expect(harness.engineInputs.at(-1)).toMatchObject({ kind: 'fill', role: 'stop', side: 'long', quantity: 99 })
    expect(harness.desk.state.live.size).toBe(0)
  })
})

describe('an open position', () => {
  test('has its stop moved by the engine, never looser', async () => {
    const harness = await fresh()
    const ref = await harness.hold(entering(AAPL, 100), 100)
    harness.decide(exiting(AAPL, { kind: 'moveStop', price: 101.006 }, 102))
    await harness.settle()
    expect(harness.order(stopRef(ref))?.order.pricing).toEqual({ type: 'STP', stop: 101 })
    harness.decide(exiting(AAPL, { kind: 'moveStop', price: 100.5 }, 101.5))
    await harness.settle()
    expect(harness.order(stopRef(ref))?.order.pricing).toEqual({ type: 'STP', stop: 101 })
    expect(harness.trade(AAPL)?.bestClose).toBe(102)
  })

  test('is closed by an order in the group of its children', async () => {
    const harness = await fresh()
    const ref = await harness.hold(entering(AAPL, 100), 100)
    harness.decide(exiting(AAPL, { kind: 'closeNow', reason: 'the profile says so' }))
    await harness.settle()
    const [{ order } = { order: null }] = harness.seen('reduce')
    expect(order).toMatchObject({ role: 'close', action: 'SELL', quantity: 99, ocaGroup: `${ref}-X` })
    harness.broker.fill(order!.ref, 99, 100.2)
    await harness.settle()
    expect(harness.shares(AAPL)).toBe(0)
    expect(harness.desk.state.live.size).toBe(0)
    expect(harness.desk.state.closings.size).toBe(0)
  })
})
