import { describe, expect, it } from 'vitest'
import { NO_KEYCHAIN } from '../../../../src-main/config/order-token/keychain.ts'
import { OrderTokenStore } from '../../../../src-main/config/order-token/order-token-store.ts'
import { Secret } from '../../../../src-main/config/secret.ts'
import { armProbe, refuseProbeAccounts, simulatedProbeGate } from '../../../../src-main/hosts/probe/probe-gate.ts'
import { systemOperatorClock } from '../../../../src-main/market/clock.ts'
import { type Attempts, Lockout } from '../../../../src-main/trading/arming/lockout.ts'
import { accountId } from '../../../../src-shared/domain/ids.ts'
import { request } from '../../broker/requests.ts'

const PAPER = accountId('DU1000001')
const READY = { dryRun: false, liveEnabled: true }

function trial(token: string | null = 'a token') {
  let attempts: Attempts | null = null
  const file = {
    read: () => ({ ok: true, value: attempts }) as const,
    write: (now: Attempts) => {
      attempts = now
      return { ok: true, value: null } as const
    },
  }
  const store = new OrderTokenStore(token === null ? null : new Secret(token), NO_KEYCHAIN)
  return { token: store, lockout: new Lockout(file, systemOperatorClock), observe: () => {} }
}
const refusalOf = (...args: Parameters<typeof armProbe>): string => {
  const armed = armProbe(...args)
  return 'code' in armed ? armed.message : 'armed'
}
const on = (account: string) => {
  const id = accountId(account)
  return request({ account: id, book: { kind: 'account', account: id } })
}

describe('the probe is armed', () => {
  it('only with every gate open, each refusal naming its own', () => {
    expect(refusalOf({ ...READY, dryRun: true }, trial(), 'a token')).toContain('TRADING_DRY_RUN')
    expect(refusalOf({ ...READY, liveEnabled: false }, trial(), 'a token')).toContain('TRADING_LIVE_ENABLED')
    expect(refusalOf(READY, trial(), null)).toContain('--confirm-token')
    expect(refusalOf(READY, trial(null), 'a token')).toContain('TRADING_ORDER_TOKEN')
    expect(refusalOf(READY, trial(), 'a  token')).toContain('not the order token')
    expect(refusalOf(READY, trial(), 'a token')).toBe('armed')
  })

  it('never after five wrong tokens', () => {
    const tried = trial()
    for (let count = 0; count < 5; count++) refusalOf(READY, tried, 'wrong')
    expect(refusalOf(READY, tried, 'a token')).toContain('locked')
  })

  it('for paper accounts alone', () => {
    const armed = armProbe(READY, trial(), 'a token')
    if ('code' in armed) throw new Error(armed.message)
    expect(armed.authorise(on('DU1000001')).ok).toBe(true)
    expect(armed.authorise(on('DF1000001')).ok).toBe(true)
    expect(armed.authorise(on('U1000001'))).toMatchObject({ ok: false })
    expect(armed.authorise(on('DUMMY'))).toMatchObject({ ok: false })
    expect(armed.authorise(request({ account: PAPER, book: { kind: 'simulated' } }))).toMatchObject({ ok: false })
  })

  it('for one order at a time: an authorisation is worth nothing for another, or again', () => {
    const armed = armProbe(READY, trial(), 'a token')
    if ('code' in armed) throw new Error(armed.message)
    const given = armed.authorise(on('DU1000001'))
    if (!given.ok) throw new Error(given.error)
    expect(armed.redeem(given.value, on('DU1000002'))).toMatchObject({ ok: false, error: { code: 'another-order' } })
    expect(armed.redeem(given.value, on('DU1000001'))).toMatchObject({ ok: false, error: { code: 'used' } })
  })
})

it('a gateway with any account of real money is left alone', () => {
  expect(refuseProbeAccounts([PAPER])).toBeNull()
  expect(refuseProbeAccounts([])).toContain('no account')
  for (const account of ['U1234567', 'DUMMY', 'F1234567', 'du1000001', 'DU']) {
    expect(refuseProbeAccounts([PAPER, accountId(account)]), account).toContain(account)
  }
})

it('the gate of the simulator lets nothing out but to its one account', () => {
  const gate = simulatedProbeGate(PAPER)
  expect(gate.authorise(on('DU1000001')).ok).toBe(true)
  expect(gate.authorise(on('U1000001')).ok).toBe(false)
})
