import { describe, expect, test } from 'vitest'
import { createGate, type Gate, type LiveEntries } from '../../../src-main/trading/gate.ts'
import { refusal } from '../../../src-main/trading/risk/refusals.ts'
import { bracketOrders } from '../../../src-main/trading/staging/bracket-orders.ts'
import type { Authorisation, OrderRequest } from '../../../src-shared/domain/authorisation.ts'
import { type AccountId, accountId, orderRef } from '../../../src-shared/domain/ids.ts'
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
    expect(newGate().authorise(stop, 'dry-run')).toMatchObject({ ok: false, error: { code: 'bad-command' } })
  })

  test('lets no entry out twice, whoever authorised it again', () => {
    const gate = newGate()
    const [first, second] = [given(gate), given(gate)]
    expect(code(gate, first)).toBe('ok')
    expect(code(gate, second)).toBe('used')
    expect(code(gate, given(gate))).toBe('used')
  })

  test('lets another revision of an entry out, and no older one after it', () => {
    const gate = newGate()
    const amended = { ...entry, revision: entry.revision + 1 }
    const authorise = (order: OrderRequest) => {
      const authorised = gate.authorise(order, 'dry-run')
      if (!authorised.ok) throw new Error(authorised.error.message)
      return authorised.value
    }
    const old = authorise(entry)
    expect(code(gate, authorise(amended), amended)).toBe('ok')
    expect(code(gate, old)).toBe('used')
  })
})

describe('an entry for an account', () => {
  const account = accountId('DU1234567')
  const live: OrderRequest = { ...entry, account, book: { kind: 'account', account } }

  /** Arming, as the gate sees it. */
  class Armed implements LiveEntries {
    epoch = 1
    asked: [AccountId, string][] = []
    closed: ReturnType<LiveEntries['refuse']> = null

    refuse(of: AccountId, mode: Parameters<LiveEntries['refuse']>[1]) {
      this.asked.push([of, mode])
      return this.closed
    }
  }
  const over = (armed: LiveEntries): Gate => createGate({ now: clock.now, monotonic: () => clock.monotonic }, armed)
  function authorisedBy(gate: Gate): Authorisation {
    const authorised = gate.authorise(live, 'live-paper')
    if (!authorised.ok) throw new Error(authorised.error.message)
    return authorised.value
  }

  test('is authorised while arming lets it, which is asked again at the last moment', () => {
    const armed = new Armed()
    const gate = over(armed)
    expect(code(gate, authorisedBy(gate), live)).toBe('ok')
    expect(armed.asked).toEqual([
      [account, 'live-paper'],
      [account, 'live-paper'],
    ])
  })

  test('is refused with the reason that arming has', () => {
    const armed = new Armed()
    armed.closed = refusal('audit-unwritable')
    expect(over(armed).authorise(live, 'live-paper')).toEqual({ ok: false, error: refusal('audit-unwritable') })
  })

  test('stays where it is when a gate closes between authorisation and first byte, and is used up', () => {
    const armed = new Armed()
    const gate = over(armed)
    const authorisation = authorisedBy(gate)
    armed.closed = refusal('audit-unwritable')
    expect(gate.redeem(authorisation, live)).toEqual({
      ok: false,
      error: { code: 'gate-closed', message: refusal('audit-unwritable').message },
    })
    armed.closed = null
    expect(code(gate, authorisation, live)).toBe('used')
  })

  test('stays where it is when it was armed anew in between, on the same account too', () => {
    const armed = new Armed()
    const gate = over(armed)
    const authorisation = authorisedBy(gate)
    armed.epoch += 2
    expect(code(gate, authorisation, live)).toBe('withdrawn')
  })

  test('is not even asked about in dry run, and one of the simulated book asks nobody', () => {
    const armed = new Armed()
    const gate = over(armed)
    expect(gate.authorise(live, 'dry-run')).toMatchObject({ ok: false, error: { code: 'live-closed' } })
    expect(code(gate, given(gate))).toBe('ok')
    expect(armed.asked).toEqual([])
  })
})
