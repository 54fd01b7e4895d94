import fc from 'fast-check'
import { expect } from 'vitest'
import type { ArmingFacts } from '../../../src-main/trading/arming/facts.ts'
import type { AccountId } from '../../../src-shared/domain/ids.ts'
import { liveModeOf, type Mode } from '../../../src-shared/domain/mode.ts'
import { DISARM_CAUSES, type DisarmCause } from '../../../src-shared/domain/mode-machine.ts'
import { ArmingFloor, OPEN, OTHER, PAPER, REAL, TOKEN } from '../../unit/trading/arming/arming-floor.ts'

/**
 * Random lives of an arming, against a model that knows of it only what the safety rules say: who armed what when, what
 * stood open, how many wrong tokens there were.
 */

const LOCK_MS = 5 * 60_000
const ACCOUNTS = [PAPER, OTHER, REAL] as const
const CAUSES = Object.keys(DISARM_CAUSES) as DisarmCause[]
const MODES: readonly Mode[] = ['dry-run', 'live-paper', 'live-simulated', 'live-real']

const account = fc.constantFrom(...ACCOUNTS)
const token = fc.oneof({ weight: 3, arbitrary: fc.constant(TOKEN) }, { weight: 2, arbitrary: fc.string() })
const minutes = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constantFrom(0, -5, Number.NaN, 1e9))

/** What closes one gate or ends armed, each by itself. */
const CHANGES: readonly Partial<ArmingFacts>[] = [
  { settings: { ...OPEN.settings, dryRun: true } },
  { settings: { ...OPEN.settings, liveEnabled: false } },
  { settings: { ...OPEN.settings, allowRealMoney: false } },
  { accounts: [] },
  { accounts: [{ id: OTHER, class: 'paper', tripped: null }] },
  { accounts: OPEN.accounts.map((each) => ({ ...each, tripped: { profit: -1_100, limit: 1_000 } })) },
  { accounts: OPEN.accounts.map((each) => ({ ...each, class: 'simulated' as const })) },
  { connection: { ready: false, reason: 'Gone.', lostForMs: 200 } },
  { connection: { ready: false, reason: 'Gone.', lostForMs: 6_000 } },
  { reconciled: false },
  { differences: 3 },
  { data: { ...OPEN.data, lost: 'Gone.' } },
  { data: { ...OPEN.data, ageMs: null } },
  { data: { ...OPEN.data, ageMs: 20_000 } },
  { session: { ...OPEN.session, open: false } },
  { session: { ...OPEN.session, closesInMs: 90_000 } },
  { session: { ...OPEN.session, disagreement: 'Early close.' } },
  { session: { ...OPEN.session, hoursKnown: false } },
  { skewMs: null },
  { skewMs: 2_500 },
  { skewMs: Number.NaN },
  { inRealTime: false },
  { auditFailure: 'The disk is full.' },
  { tradingState: 'reducing' },
  { tradingState: 'halted' },
  { controllerSilentMs: null },
  { controllerSilentMs: 11_000 },
  { probeMissing: 'None has passed.' },
]

const passing = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 90_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 1_500_000 }) },
)

type Step =
  | { kind: 'arm'; account: AccountId; token: string; minutes: number; automatic: boolean }
  | { kind: 'extend'; token: string; minutes: number }
  | { kind: 'confirm'; token: string }
  | { kind: 'guess'; times: number }
  | { kind: 'disarm'; cause: DisarmCause }
  | { kind: 'facts'; change: Partial<ArmingFacts> }
  | { kind: 'pass' | 'wall'; ms: number }
  | { kind: 'desk-fails'; fails: boolean }
  | { kind: 'opened' | 'check' | 'restart' | 'desk-stops' }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('arm' as const), account, token, minutes, automatic: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('extend' as const), token, minutes }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('confirm' as const), token }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('guess' as const), times: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('disarm' as const), cause: fc.constantFrom(...CAUSES) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('facts' as const), change: fc.constantFrom(...CHANGES) }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'opened' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: passing }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wall' as const), ms: fc.integer({ min: -4e6, max: 4e6 }) }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'check' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('desk-fails' as const), fails: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'desk-stops' as const }) },
)

/** A life of the arming. */
export const lives = (minLength: number, maxLength: number): fc.Arbitrary<Step[]> =>
  fc.array(step, { minLength, maxLength, size: 'max' })

/** The safety rules once more, in one expression. */
function allOpen(facts: ArmingFacts, id: string): boolean {
  const { settings, connection, data, session, skewMs } = facts
  const known = facts.accounts.find((each) => each.id === id)
  if (known === undefined || known.tripped !== null) return false
  const real = known.class !== 'real' || (settings.allowRealMoney && facts.inRealTime && facts.probeMissing === null)
  const configured = !settings.dryRun && settings.liveEnabled && real
  const atBroker = connection.ready && facts.reconciled && facts.differences === 0
  const fresh = data.lost === null && data.ageMs !== null && data.ageMs <= data.staleMs
  const hours = session.open && session.disagreement === null && session.hoursKnown
  const clock = skewMs !== null && Math.abs(skewMs) <= 2_000
  const watched = facts.controllerSilentMs === null || facts.controllerSilentMs <= 10_000
  return (
    configured &&
    atBroker &&
    fresh &&
    hours &&
    clock &&
    watched &&
    facts.auditFailure === null &&
    facts.tradingState === 'active'
  )
}

/** What must have been done for an entry to go out. */
interface Believed {
  armed: { account: string; mode: Mode; untilWall: number; untilMonotonic: number } | null
  wrong: number
  /** Monotonic ms. */
  lockedUntil: number
  /** When the lock began, by the wall clock: all that a restart leaves of it. */
  lockedAt: number
}

/** Lives one life and checks after each step that nothing is possible that the rules forbid. */
export function live(steps: readonly Step[]): void {
  let kept: { wrong: number; at: number } | null = null
  const attempts = {
    read: () => ({ ok: true, value: kept }) as const,
    write: (next: { wrong: number; at: number }) => {
      kept = { ...next }
      return { ok: true, value: null } as const
    },
  }
  const floor = new ArmingFloor({ attempts })
  const believed: Believed = { armed: null, wrong: 0, lockedUntil: Number.NEGATIVE_INFINITY, lockedAt: 0 }
  try {
    for (const each of steps) {
      take(floor, believed, each)
      holds(floor, believed)
    }
  } finally {
    floor.remove()
  }
}

function take(floor: ArmingFloor, believed: Believed, each: Step): void {
  switch (each.kind) {
    case 'arm': {
      const { account: id, token: typed, minutes: time, automatic } = each
      const before = floor.told.length
      const answer = floor.arm({
        ...{ account: id, token: typed, minutes: time, automaticApproval: automatic },
        ...{ typedAccount: id, heldMs: 1_000 },
      })
      // The desk comes after the token: what it could not write down was right.
      counts(floor, believed, typed, before, answer.ok || answer.error.code === 'audit-unwritable')
      if (!answer.ok) return
      expect(typed.normalize('NFC')).toBe(TOKEN)
      expect(allOpen(floor.facts, id)).toBe(true)
      const known = floor.facts.accounts.find((one) => one.id === id)
      const most = Math.min(time * 60_000, floor.facts.session.closesInMs ?? Number.POSITIVE_INFINITY)
      believed.armed = {
        account: id,
        mode: liveModeOf(known?.class ?? 'paper'),
        untilWall: floor.wall + most,
        untilMonotonic: floor.monotonic + most,
      }
      expect(floor.mode).toBe(believed.armed.mode)
      expect(floor.automaticApproval).toBe(automatic)
      return
    }
    case 'extend': {
      const { token: typed, minutes: time } = each
      const before = floor.told.length
      const answer = floor.arming.extend({ token: typed, minutes: time })
      counts(floor, believed, typed, before, answer.ok)
      if (!answer.ok) return
      expect(typed.normalize('NFC')).toBe(TOKEN)
      if (believed.armed === null) throw new Error('what is not armed was extended')
      believed.armed.untilWall = Math.max(believed.armed.untilWall, floor.wall + time * 60_000)
      believed.armed.untilMonotonic = Math.max(believed.armed.untilMonotonic, floor.monotonic + time * 60_000)
      return
    }
    case 'confirm':
      confirm(floor, believed, each.token)
      return
    case 'guess':
      for (let count = 0; count < each.times; count++) confirm(floor, believed, `guess ${count}`)
      return
    case 'disarm':
      floor.arming.disarm(each.cause)
      believed.armed = null
      if (!floor.deskFails) expect(floor.mode === 'dry-run' || floor.arming.nextCheck() !== null).toBe(true)
      return
    case 'facts':
      floor.facts = { ...floor.facts, ...each.change }
      return
    case 'opened':
      floor.facts = OPEN
      return
    case 'pass':
      floor.pass(each.ms)
      return
    case 'wall':
      floor.wall += each.ms
      return
    case 'check':
      floor.arming.check()
      return
    case 'restart':
      floor.restart()
      believed.armed = null
      // A wall clock that was set forward meanwhile has taken its part away.
      believed.lockedUntil = Math.min(
        believed.lockedUntil,
        floor.monotonic + LOCK_MS - Math.max(0, floor.wall - believed.lockedAt),
      )
      return
    case 'desk-fails':
      floor.deskFails = each.fails
      return
    case 'desk-stops':
      floor.mode = 'dry-run'
  }
}

function confirm(floor: ArmingFloor, believed: Believed, typed: string): void {
  const before = floor.told.length
  const answer = floor.arming.confirm(typed)
  if (answer.ok) expect(typed.normalize('NFC')).toBe(TOKEN)
  counts(floor, believed, typed, before, answer.ok)
}

/** Wrong tokens are counted, and nothing is compared while five of them lock it. */
function counts(floor: ArmingFloor, believed: Believed, typed: string, before: number, right: boolean): void {
  const wrong = floor.told.slice(before).some(({ kind }) => kind === 'wrong-token')
  if (right || wrong) expect(floor.monotonic).toBeGreaterThanOrEqual(believed.lockedUntil)
  if (right) believed.wrong = 0
  if (!wrong) return
  expect(typed.normalize('NFC')).not.toBe(TOKEN)
  believed.wrong += 1
  if (believed.wrong < 5) return
  believed.wrong = 0
  believed.lockedUntil = floor.monotonic + LOCK_MS
  believed.lockedAt = floor.wall
}

function holds(floor: ArmingFloor, believed: Believed): void {
  const { armed } = floor.arming.standing()
  const expected = believed.armed
  for (const id of ACCOUNTS) {
    for (const mode of MODES) {
      if (floor.arming.refuse(id, mode) !== null) continue
      // An entry could go out: everything must be so.
      expect(expected).toMatchObject({ account: id, mode })
      expect(floor.wall).toBeLessThan(expected?.untilWall ?? 0)
      expect(floor.monotonic).toBeLessThan(expected?.untilMonotonic ?? 0)
      expect(allOpen(floor.facts, id)).toBe(true)
    }
  }
  if (armed === null) believed.armed = null
  else expect(expected?.account).toBe(armed.account)
  // What has ended has taken the desk along, or goes on trying.
  if (armed === null && floor.mode !== 'dry-run') expect(floor.arming.nextCheck()).not.toBeNull()
}
