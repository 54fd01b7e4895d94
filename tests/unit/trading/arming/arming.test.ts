import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ArmingFacts } from '../../../../src-main/trading/arming/facts.ts'
import type { DisarmCause } from '../../../../src-shared/domain/mode-machine.ts'
import { ArmingFloor, OPEN, OTHER, PAPER, REAL, TOKEN } from './arming-floor.ts'

const MINUTE = 60_000
let floor: ArmingFloor
beforeEach(() => {
  floor = new ArmingFloor()
})
afterEach(() => floor.remove())

const standing = () => floor.arming.standing()
const refused = (account = PAPER) => floor.arming.refuse(account, floor.mode)?.code ?? null

describe('a start', () => {
  test('is a dry run: nothing is armed and no entry goes to an account', () => {
    expect(standing()).toMatchObject({ armed: null, lastDisarm: null, lockedOut: null, token: 'environment' })
    expect(floor.arming.refuse(PAPER, 'live-paper')?.code).toBe('live-closed')
    expect(floor.arming.nextCheck()).toBeNull()
  })

  test('takes a desk that an earlier process left live back to dry run', () => {
    floor.mode = 'live-paper'
    floor.arming.check()
    expect(floor.modes).toEqual([{ mode: 'dry-run', reason: 'every start is one' }])
  })
})

describe('arming', () => {
  test('enters the mode of the account for an hour, and lets its entries out', () => {
    expect(floor.arm()).toEqual({ ok: true, value: null })
    expect(floor.modes).toEqual([{ mode: 'live-paper', reason: 'armed on DU1234567 for 60 minutes' }])
    expect(standing().armed).toEqual({ account: PAPER, class: 'paper', left: 60 * MINUTE, lifetime: 60 * MINUTE })
    expect(refused()).toBeNull()
    expect(floor.told).toEqual([
      { kind: 'armed', account: PAPER, class: 'paper', lifetimeMs: 60 * MINUTE, automaticApproval: false },
    ])
  })

  test('lets no entry of another account or mode out', () => {
    floor.arm()
    expect(refused(OTHER)).toBe('wrong-account')
    expect(floor.arming.refuse(PAPER, 'live-real')?.code).toBe('another-mode')
    expect(floor.arming.refuse(PAPER, 'dry-run')?.code).toBe('another-mode')
  })

  test('switches automatic approval on only when that is asked for', () => {
    floor.arm()
    expect(floor.automaticApproval).toBe(false)
    floor.arm({ automaticApproval: true })
    expect(floor.automaticApproval).toBe(true)
    floor.arm()
    expect(floor.automaticApproval).toBe(false)
  })

  test('lasts at most to the close of the session', () => {
    floor.facts = { ...OPEN, session: { ...OPEN.session, closesInMs: 20 * MINUTE } }
    floor.arm()
    expect(standing().armed?.lifetime).toBe(20 * MINUTE)
  })

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e12, 391])('for %d minutes is refused', (minutes) => {
    expect(floor.armed({ minutes })).toBe('bad-command')
    expect(floor.mode).toBe('dry-run')
  })

  test('anew while it is armed ends it first', () => {
    floor.arm()
    const before = floor.arming.epoch
    floor.arm({ minutes: 5 })
    expect(floor.modes.map(({ mode }) => mode)).toEqual(['live-paper', 'dry-run', 'live-paper'])
    expect(standing()).toMatchObject({ armed: { lifetime: 5 * MINUTE }, lastDisarm: { cause: 're-armed' } })
    expect(floor.arming.epoch).toBeGreaterThan(before)
  })

  test('on another account while it is armed is refused and changes nothing', () => {
    floor.arm()
    expect(floor.armed({ account: OTHER })).toBe('wrong-account')
    expect(standing().armed?.account).toBe(PAPER)
    expect(floor.told.at(-1)).toMatchObject({ kind: 'arming-refused', use: 'arm', code: 'wrong-account' })
  })

  test('is not entered when the desk cannot write it down', () => {
    floor.deskFails = true
    expect(floor.armed()).toBe('audit-unwritable')
    expect(standing().armed).toBeNull()
    expect(floor.arming.refuse(PAPER, 'live-paper')?.code).toBe('live-closed')
  })

  test('does not stay when the audit cannot be told of it', () => {
    floor.auditFails = true
    expect(() => floor.arm()).toThrow('the audit is closed')
    expect(standing().armed).toBeNull()
    expect(floor.mode).toBe('dry-run')
  })

  test('tells the first gate that is closed and how all of them stand', () => {
    floor.facts = { ...OPEN, reconciled: false, differences: 2 }
    const answer = floor.arm()
    if (answer.ok) expect.unreachable()
    expect(answer.error.code).toBe('gate-closed')
    expect(answer.error.message).toContain('Reconciled: What the broker holds has not been compared')
    const closed = answer.error.gates.filter(({ open }) => !open).map(({ gate }) => gate)
    expect(closed).toEqual(['reconciled', 'differences'])
    expect(floor.told).toMatchObject([{ kind: 'arming-refused', code: 'gate-closed', closed }])
  })

  test('does not look at the token while another gate is closed', () => {
    floor.facts = { ...OPEN, differences: 1 }
    for (let count = 0; count < 10; count++) expect(floor.armed({ token: 'wrong' })).toBe('gate-closed')
    floor.facts = OPEN
    expect(floor.armed()).toBe('ok')
  })
})

describe('arming with real money', () => {
  const SURE = { account: REAL, typedAccount: REAL, heldMs: 1_000 }

  test('takes the id typed and the button held for a second', () => {
    expect(floor.armed(SURE)).toBe('ok')
    expect(floor.mode).toBe('live-real')
  })

  test.each<[string, Partial<Parameters<ArmingFloor['arm']>[0]>, string]>([
    ['no id', { typedAccount: null }, 'Type U1234567.'],
    ['another id', { typedAccount: PAPER }, 'Type U1234567.'],
    ['the id with a space', { typedAccount: `${REAL} ` }, 'Type U1234567.'],
    ['a button that was not held', { heldMs: null }, 'Hold it for 1 s.'],
    ['a button held too shortly', { heldMs: 999 }, 'Hold it for 1 s.'],
    ['a button held for no number', { heldMs: Number.NaN }, 'Hold it for 1 s.'],
  ])('is refused with %s', (_, change, opens) => {
    const answer = floor.arm({ ...SURE, ...change })
    expect(answer).toMatchObject({ ok: false, error: { code: 'gate-closed' } })
    if (!answer.ok) expect(answer.error.message).toContain(opens)
    expect(floor.mode).toBe('dry-run')
  })

  test.each<[string, Partial<ArmingFacts>, string]>([
    ['TRADING_ALLOW_REAL_MONEY', { settings: { ...OPEN.settings, allowRealMoney: false } }, 'TRADING_ALLOW_REAL_MONEY'],
    ['a paper-probe of its TWS', { probeMissing: 'No paper-probe of TWS 187 has passed.' }, 'paper-probe'],
    ['a gateway in the time of this world', { inRealTime: false }, 'another time'],
  ])('takes %s, which a paper account does not', (_, change, says) => {
    floor.facts = { ...OPEN, ...change }
    const answer = floor.arm(SURE)
    expect(answer.ok).toBe(false)
    if (!answer.ok) expect(answer.error.message).toContain(says)
    expect(floor.armed()).toBe('ok')
  })
})

describe('armed', () => {
  beforeEach(() => void floor.arm())

  test('ends when its time is over', () => {
    floor.live(60 * MINUTE - 1)
    expect(standing().armed?.left).toBe(1)
    floor.live(1)
    expect(standing()).toMatchObject({ armed: null, lastDisarm: { cause: 'time-over' } })
    expect(floor.mode).toBe('dry-run')
    expect(floor.told.at(-1)).toMatchObject({ kind: 'disarmed', account: PAPER, cause: 'time-over' })
  })

  test('lets no entry out after its time, looked at or not', () => {
    floor.monotonic += 60 * MINUTE
    expect(refused()).toBe('gate-closed')
    floor.monotonic -= 60 * MINUTE
    floor.wall += 60 * MINUTE
    expect(refused()).toBe('gate-closed')
  })

  test('is over after a sleep, which only the wall clock saw', () => {
    floor.live(5_000)
    floor.wall += 6_000
    expect(refused()).toBe('gate-closed')
    floor.arming.check()
    expect(standing().lastDisarm?.cause).toBe('suspend')
  })

  test('is over when the clock is set back by an hour', () => {
    floor.live(5_000)
    floor.wall -= 60 * MINUTE
    expect(refused()).toBe('gate-closed')
    floor.arming.check()
    expect(standing().lastDisarm?.cause).toBe('clock-set-back')
  })

  test('outlasts a clock that is slowly brought right', () => {
    for (let second = 0; second < 600; second++) {
      floor.live(1_000)
      floor.wall -= 10
    }
    expect(standing().armed).not.toBeNull()
  })

  test.each([10, -10])('is over by whichever clock is first where they drift apart, %d ms a second', (drift) => {
    for (let second = 0; second < 3_599; second++) {
      floor.wall += drift
      floor.pass(drift > 0 ? 990 : 1_000)
      floor.arming.check()
    }
    expect(refused()).toBeNull()
    floor.pass(1_000)
    expect(refused()).toBe('gate-closed')
  })

  const ends: readonly [DisarmCause, Partial<ArmingFacts>][] = [
    ['connection-lost', { connection: { ready: false, reason: 'The connection is gone.', lostForMs: 5_001 } }],
    ['session-closed', { session: { ...OPEN.session, open: false } }],
    ['clock-skew', { skewMs: 2_001 }],
    ['clock-skew', { skewMs: -2_001 }],
    ['breaker', { accounts: [{ id: PAPER, class: 'paper', tripped: { profit: -1_020, limit: 1_000 } }] }],
    ['audit-error', { auditFailure: 'The disk is full.' }],
    ['account-changed', { accounts: [{ id: OTHER, class: 'paper', tripped: null }] }],
    ['account-changed', { accounts: [{ id: PAPER, class: 'real', tripped: null }] }],
    ['settings-changed', { settings: { ...OPEN.settings, dryRun: true } }],
    ['settings-changed', { settings: { ...OPEN.settings, liveEnabled: false } }],
    ['controller-silent', { controllerSilentMs: 10_001 }],
  ]
  test.each(ends)('ends by itself: %s', (cause, change) => {
    floor.facts = { ...OPEN, ...change }
    expect(refused()).toBe('gate-closed')
    floor.arming.check()
    expect(standing()).toMatchObject({ armed: null, lastDisarm: { cause } })
    expect(floor.modes.at(-1)?.mode).toBe('dry-run')
  })

  const holds: readonly [string, Partial<ArmingFacts>][] = [
    ['a connection that has just gone', { connection: { ready: false, reason: 'Gone.', lostForMs: 5_000 } }],
    ['what the broker holds being asked for', { reconciled: false }],
    ['a difference', { differences: 1 }],
    ['stale data', { data: { lost: null, ageMs: 15_001, staleMs: 15_000 } }],
    ['lost data', { data: { ...OPEN.data, lost: 'The farm is away.' } }],
    ['a broker whose clock is not known again yet', { skewMs: null }],
    ['trading that is reducing', { tradingState: 'reducing' }],
    ['accounts that are named again', { accounts: [] }],
    ['hours that differ', { session: { ...OPEN.session, disagreement: 'The broker closes at 13:00.' } }],
  ]
  test.each(holds)('stays, and holds entries back, with %s', (_, change) => {
    floor.facts = { ...OPEN, ...change }
    expect(refused()).toBe('gate-closed')
    floor.arming.check()
    expect(standing().armed).not.toBeNull()
    floor.facts = OPEN
    expect(refused()).toBeNull()
  })

  test('is looked at when a loss will have lasted too long, and at least each second', () => {
    expect(floor.arming.nextCheck()).toBe(floor.monotonic + 1_000)
    floor.facts = { ...OPEN, connection: { ready: false, reason: 'Gone.', lostForMs: 4_700 } }
    expect(floor.arming.nextCheck()).toBe(floor.monotonic + 301)
    floor.facts = { ...OPEN, session: { ...OPEN.session, closesInMs: 40 } }
    expect(floor.arming.nextCheck()).toBe(floor.monotonic + 41)
  })

  test('ends with the mode of the desk, as by STOP', () => {
    floor.mode = 'dry-run'
    floor.arming.check()
    expect(standing()).toMatchObject({ armed: null, lastDisarm: { cause: 'asked-for' } })
  })

  test('ends when what it rests on cannot be found out', () => {
    floor.factsFail = true
    expect(() => floor.arming.check()).toThrow(TypeError)
    expect(standing()).toMatchObject({ armed: null, lastDisarm: { cause: 'engine-error' } })
  })

  test('closes the gate at once, and the desk is taken back as soon as it can be', () => {
    floor.deskFails = true
    floor.arming.disarm('audit-error')
    expect(refused()).toBe('live-closed')
    expect(floor.mode).toBe('live-paper')
    expect(floor.arming.nextCheck()).toBe(floor.monotonic + 1_000)
    floor.deskFails = false
    floor.live(1_000)
    expect(floor.mode).toBe('dry-run')
    expect(floor.arming.nextCheck()).toBeNull()
  })

  test('says in one sentence how it ended', () => {
    floor.arming.disarm('stop')
    expect(standing().lastDisarm).toEqual({ cause: 'stop', sentence: 'Dry run: STOP.', at: floor.wall })
    floor.arming.disarm('quit')
    expect(standing().lastDisarm?.cause).toBe('stop')
  })
})

describe('more time', () => {
  test('takes the token', () => {
    floor.arm()
    floor.live(30 * MINUTE)
    expect(floor.arming.extend({ token: 'wrong', minutes: 60 })).toMatchObject({ error: { code: 'wrong-token' } })
    expect(standing().armed?.left).toBe(30 * MINUTE)
    expect(floor.arming.extend({ token: TOKEN, minutes: 60 })).toEqual({ ok: true, value: null })
    expect(standing().armed).toMatchObject({ left: 60 * MINUTE, lifetime: 60 * MINUTE })
    expect(floor.told.at(-1)).toEqual({ kind: 'arming-extended', account: PAPER, leftMs: 60 * MINUTE })
  })

  test('never makes it shorter, and ends with the session', () => {
    floor.arm()
    floor.arming.extend({ token: TOKEN, minutes: 5 })
    expect(standing().armed?.left).toBe(60 * MINUTE)
    floor.facts = { ...OPEN, session: { ...OPEN.session, closesInMs: 70 * MINUTE } }
    floor.arming.extend({ token: TOKEN, minutes: 120 })
    expect(standing().armed?.left).toBe(70 * MINUTE)
  })

  test('is there for what is armed only', () => {
    expect(floor.arming.extend({ token: TOKEN, minutes: 60 })).toMatchObject({ error: { code: 'live-closed' } })
    floor.arm({ minutes: 1 })
    floor.pass(MINUTE)
    expect(floor.arming.extend({ token: TOKEN, minutes: 60 })).toMatchObject({ error: { code: 'live-closed' } })
    expect(standing().lastDisarm?.cause).toBe('time-over')
  })
})
