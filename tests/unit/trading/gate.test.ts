import { describe, expect, test } from 'vitest'
import { createGate, type Gate, refuseAtGate } from '../../../src-main/trading/gate.ts'
import { bracketOrders } from '../../../src-main/trading/staging/bracket-orders.ts'
import type { Authorisation, OrderRequest } from '../../../src-shared/domain/authorisation.ts'
import { accountId, orderRef } from '../../../src-shared/domain/ids.ts'
import { price } from '../../../src-shared/domain/price.ts'
import { quantity } from '../../../src-shared/domain/quantity.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'
import { AAPL, entering, Harness } from './harness.ts'

const harness = new Harness()
await harness.begin()
harness.decide(entering(AAPL, 100))
const { entry, stop } = bracketOrders(harness.card())

const clock = {
  wall: 1_000_000,
  monotonic: 0,
  now: () => utcMs(clock.wall),
  pass: (ms: number) => {
    clock.wall += ms
    clock.monotonic += ms
  },
}
const newGate = (): Gate => createGate({ now: clock.now, monotonic: () => clock.monotonic })

function given(gate: Gate): Authorisation {
  const authorised = gate.authorise(entry, 'dry-run')
  if (!authorised.ok) throw new Error(authorised.error.message)
  return authorised.value
}

const code = (gate: Gate, authorisation: Authorisation, order: OrderRequest = entry): string => {
  const redeemed = gate.redeem(authorisation, order)
  return redeemed.ok ? 'ok' : redeemed.error.code
}

describe('an authorisation', () => {
  test('lets its order out, once', () => {
    const gate = newGate()
    const authorisation = given(gate)
    expect(code(gate, authorisation)).toBe('ok')
    expect(code(gate, authorisation)).toBe('used')
  })

  test('is good for seconds of operator time', () => {
    const gate = newGate()
    const [early, late, asleep] = [given(gate), given(gate), given(gate)]
    clock.pass(4_999)
    expect(code(gate, early)).toBe('ok')
    clock.wall += 1
    expect(code(gate, asleep)).toBe('out-of-time')
    clock.monotonic += 1
    expect(code(gate, late)).toBe('out-of-time')
  })

  test.each<[string, Partial<OrderRequest>]>([
    ['reference', { ref: orderRef('other') }],
    ['revision', { revision: 2 }],
    ['account', { account: accountId('DU1234567') }],
    ['book', { book: { kind: 'account', account: accountId('DU1234567') } }],
    ['quantity', { quantity: quantity(100_000) }],
    ['price', { pricing: { type: 'LMT', limit: price(999) } }],
    ['side', { action: 'SELL' }],
  ])('of another %s is worth nothing, and is used up', (_, change) => {
    const gate = newGate()
    const authorisation = given(gate)
    expect(code(gate, authorisation, { ...entry, ...change })).toBe('another-order')
    expect(code(gate, authorisation)).toBe('used')
  })

  test('of another gate, a copy or a likeness is worth nothing', () => {
    const gate = newGate()
    expect(code(gate, given(newGate()))).toBe('not-ours')
    expect(code(gate, { ...given(gate) })).toBe('not-ours')
    expect(code(gate, Object.freeze({}) as Authorisation)).toBe('not-ours')
  })

  test('is withdrawn with everything else when mode, state or limits change', () => {
    const gate = newGate()
    const before = given(gate)
    gate.withdraw()
    expect(code(gate, before)).toBe('withdrawn')
    expect(code(gate, given(gate))).toBe('ok')
  })
})

describe('the gate', () => {
  test('gives nothing for an account, or in a live mode', () => {
    const live: OrderRequest = { ...entry, book: { kind: 'account', account: entry.account } }
    expect(newGate().authorise(live, 'live-paper')).toMatchObject({ ok: false, error: { code: 'live-closed' } })
    expect(newGate().authorise(live, 'dry-run')).toMatchObject({ ok: false, error: { code: 'live-closed' } })
    expect(newGate().authorise(entry, 'live-paper')).toMatchObject({ ok: false, error: { code: 'another-mode' } })
  })

  test('gives nothing for an order that reduces: those need none', () => {
    expect(refuseAtGate(stop, 'dry-run')?.code).toBe('bad-command')
  })
})
