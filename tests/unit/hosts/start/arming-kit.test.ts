import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { loadConfig } from '../../../../src-main/config/load.ts'
import { NO_KEYCHAIN } from '../../../../src-main/config/order-token/keychain.ts'
import type { ArmingKit } from '../../../../src-main/session/session-arming.ts'
import { accountId } from '../../../../src-shared/domain/ids.ts'

const home = mkdtempSync(join(tmpdir(), 'kit-'))
const DU1 = accountId('DU1000001')
const DU2 = accountId('DU1000002')
let makeKit: () => ArmingKit

beforeAll(async () => {
  vi.stubEnv('HOME', home)
  vi.stubEnv('XDG_DATA_HOME', join(home, 'data'))
  vi.stubEnv('XDG_CONFIG_HOME', join(home, 'config'))
  const { armingKit } = await import('../../../../src-main/hosts/start/arming-kit.ts')
  const loaded = loadConfig({
    flags: {},
    env: { TRADING_ORDER_TOKEN: 'one two three four' },
    envFile: null,
    settingsFile: null,
  })
  if (!loaded.ok) throw new Error('the configuration is right')
  makeKit = () => armingKit(loaded.value.config, NO_KEYCHAIN)
})

afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(home, { recursive: true })
})

describe('an account', () => {
  test('is looked after by one cockpit of a user at a time, whatever database each has', () => {
    const [mine, other] = [makeKit(), makeKit()]
    const first = mine.ownAccount(DU1)
    expect(first.ok).toBe(true)
    const words = { ok: false, error: 'Another cockpit of yours looks after DU1000001.' }
    expect(other.ownAccount(DU1)).toEqual(words)
    const apart = other.ownAccount(DU2)
    expect(apart.ok).toBe(true)
    for (const owned of [first, apart]) if (owned.ok) owned.value()
    const later = other.ownAccount(DU1)
    expect(later.ok).toBe(true)
    if (later.ok) later.value()
  })
})

describe('real money', () => {
  test('has no paper-probe that counts before one has passed, and none before the version is known', () => {
    const { probeMissing } = makeKit()
    expect(probeMissing(null)).toBe('The version of TWS is not known yet.')
    expect(probeMissing(193)).toEqual(expect.any(String))
  })
})
