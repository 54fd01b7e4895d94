import { afterEach, describe, expect, test } from 'vitest'
import type { Keychain } from '../../../../src-main/config/order-token/keychain.ts'
import { Secret } from '../../../../src-main/config/secret.ts'
import { ArmingFloor, TOKEN } from './arming-floor.ts'

const OLD = 'the first token'
const NEW = 'the second token'

/** A keychain that a test can lock and break. */
class TestKeychain implements Keychain {
  held: string | null
  missing: string | null = null
  locked: string | null = null
  broken: string | null = null

  constructor(held: string | null) {
    this.held = held
  }

  unavailable() {
    return this.missing
  }

  read() {
    if (this.locked !== null) return { ok: false, error: this.locked } as const
    return { ok: true, value: this.held === null ? null : new Secret(this.held) } as const
  }

  write(token: Secret) {
    if (this.broken !== null) return { ok: false, error: this.broken } as const
    this.held = token.reveal()
    return { ok: true, value: null } as const
  }

  remove() {
    if (this.broken !== null) return { ok: false, error: this.broken } as const
    this.held = null
    return { ok: true, value: null } as const
  }
}

let floor: ArmingFloor
afterEach(() => floor.remove())

function open(token: string | null, keychain: TestKeychain | null = null): ArmingFloor {
  floor = new ArmingFloor(keychain === null ? { token } : { token, keychain })
  return floor
}
const set = (token: string, oldToken: string | null = null) => floor.arming.setToken({ token, oldToken })
const remove = (oldToken: string) => floor.arming.removeToken({ oldToken })
const message = (answer: ReturnType<typeof set>): string => (answer.ok ? 'ok' : answer.error.message)

describe('without a token', () => {
  test('arming says where one is set', () => {
    const answer = open(null).arm()
    expect(answer).toMatchObject({ ok: false, error: { code: 'no-token' } })
    if (!answer.ok) expect(answer.error.message).toContain('TRADING_ORDER_TOKEN is not set.')
    expect(floor.arming.standing().token).toBe('none')
    expect(floor.arming.confirm('anything')).toMatchObject({ error: { code: 'no-token' } })
  })
})

describe('a token of the environment', () => {
  test('is changed there, not here', () => {
    const keychain = new TestKeychain(null)
    open(TOKEN, keychain)
    expect(set(NEW)).toMatchObject({ error: { code: 'token-fixed' } })
    expect(remove(TOKEN)).toMatchObject({ error: { code: 'token-fixed' } })
    expect(message(set(NEW))).toContain('TRADING_ORDER_TOKEN')
    expect(keychain.held).toBeNull()
    expect(floor.armed()).toBe('ok')
  })

  test('that the keychain has as well is one token', () => {
    open(TOKEN, new TestKeychain(TOKEN))
    expect(floor.armed()).toBe('ok')
  })

  test('that differs from the one of the keychain closes arming until one of them is gone', () => {
    const keychain = new TestKeychain(OLD)
    open(TOKEN, keychain)
    for (const token of [TOKEN, OLD]) {
      const answer = floor.arm({ token })
      expect(answer).toMatchObject({ ok: false, error: { code: 'no-token' } })
      if (!answer.ok) expect(answer.error.message).toContain('different order tokens')
    }
    expect(remove('wrong')).toMatchObject({ error: { code: 'wrong-token' } })
    expect(remove(OLD)).toEqual({ ok: true, value: null })
    expect(floor.armed()).toBe('no-token')
    floor.restart()
    expect(floor.armed()).toBe('ok')
  })

  test('is in force whatever becomes of the keychain', () => {
    const keychain = new TestKeychain(OLD)
    keychain.locked = 'The keychain is locked.'
    expect(open(TOKEN, keychain).armed()).toBe('ok')
  })
})

describe('a token of the keychain', () => {
  test('is in force from the next start on when it is the first', () => {
    const keychain = new TestKeychain(null)
    open(null, keychain)
    expect(set(OLD)).toEqual({ ok: true, value: null })
    expect(floor.told.at(-1)).toEqual({ kind: 'token-set', replaced: false, inForce: 'next-start' })
    expect(floor.armed({ token: OLD })).toBe('no-token')
    floor.restart()
    expect(floor.arming.standing()).toMatchObject({ token: 'keychain', tokenFixed: null })
    expect(floor.armed({ token: OLD })).toBe('ok')
  })

  test('is replaced only with the old one, and then the old one is worth nothing', () => {
    open(null, new TestKeychain(OLD))
    expect(set(NEW)).toMatchObject({ error: { code: 'bad-command' } })
    expect(set(NEW, NEW)).toMatchObject({ error: { code: 'wrong-token' } })
    expect(set(NEW, OLD)).toEqual({ ok: true, value: null })
    expect(floor.told.at(-1)).toEqual({ kind: 'token-set', replaced: true, inForce: 'now' })
    expect(floor.armed({ token: OLD })).toBe('wrong-token')
    expect(floor.armed({ token: NEW })).toBe('ok')
  })

  test('that is not in force yet is replaced only with itself too', () => {
    open(null, new TestKeychain(null))
    set(OLD)
    expect(set(NEW, NEW)).toMatchObject({ error: { code: 'wrong-token' } })
    expect(set(NEW, OLD)).toEqual({ ok: true, value: null })
    expect(floor.armed({ token: NEW })).toBe('no-token')
  })

  test('is removed only with itself, and a new one is then a first one', () => {
    const keychain = new TestKeychain(OLD)
    open(null, keychain)
    expect(remove(NEW)).toMatchObject({ error: { code: 'wrong-token' } })
    expect(remove(OLD)).toEqual({ ok: true, value: null })
    expect(keychain.held).toBeNull()
    expect(floor.armed({ token: OLD })).toBe('no-token')
    expect(set(NEW)).toEqual({ ok: true, value: null })
    expect(floor.armed({ token: NEW })).toBe('no-token')
  })

  test('is not changed while it is armed', () => {
    open(null, new TestKeychain(OLD))
    floor.arm({ token: OLD })
    expect(set(NEW, OLD)).toMatchObject({ error: { code: 'still-armed' } })
    expect(remove(OLD)).toMatchObject({ error: { code: 'still-armed' } })
    floor.arming.disarm('asked-for')
    expect(set(NEW, OLD).ok).toBe(true)
  })

  test('is locked by five wrong old ones', () => {
    open(null, new TestKeychain(OLD))
    for (let count = 0; count < 3; count++) set(NEW, 'wrong')
    for (let count = 0; count < 2; count++) remove('wrong')
    expect(set(NEW, OLD)).toMatchObject({ error: { code: 'locked-out' } })
    expect(remove(OLD)).toMatchObject({ error: { code: 'locked-out' } })
    expect(floor.armed({ token: OLD })).toBe('locked-out')
  })

  test.each([['', 'bad-command'] as const, ['x'.repeat(1_048_576), 'bad-command'] as const])(
    'is not set to what can be no token',
    (token, code) => {
      const keychain = new TestKeychain(null)
      open(null, keychain)
      expect(set(token)).toMatchObject({ error: { code } })
      expect(keychain.held).toBeNull()
    },
  )
})

describe('a keychain', () => {
  test('that is not there refuses, and names the environment', () => {
    const keychain = new TestKeychain(null)
    keychain.missing = 'There is no keyring: set TRADING_ORDER_TOKEN in the environment.'
    open(null, keychain)
    expect(message(set(NEW))).toContain('TRADING_ORDER_TOKEN')
    expect(message(remove(NEW))).toContain('TRADING_ORDER_TOKEN')
    expect(floor.arming.standing().tokenFixed).toContain('TRADING_ORDER_TOKEN')
    expect(keychain.held).toBeNull()
  })

  test('that cannot be read closes arming, and nothing is written over what it holds', () => {
    const keychain = new TestKeychain(OLD)
    keychain.locked = 'The keychain is locked.'
    open(null, keychain)
    const answer = floor.arm({ token: OLD })
    expect(answer).toMatchObject({ ok: false, error: { code: 'no-token' } })
    if (!answer.ok) expect(answer.error.message).toContain('The keychain is locked.')
    expect(set(NEW)).toMatchObject({ error: { code: 'token-fixed' } })
    expect(keychain.held).toBe(OLD)
  })

  test('that cannot be written leaves the old token in force', () => {
    const keychain = new TestKeychain(OLD)
    open(null, keychain)
    keychain.broken = 'The disk is full.'
    expect(set(NEW, OLD)).toMatchObject({ error: { code: 'token-fixed' } })
    expect(remove(OLD)).toMatchObject({ error: { code: 'token-fixed' } })
    expect(floor.armed({ token: OLD })).toBe('ok')
  })
})
