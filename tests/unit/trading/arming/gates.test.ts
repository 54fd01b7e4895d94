import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ArmingFacts } from '../../../../src-main/trading/arming/facts.ts'
import { GATES } from '../../../../src-main/trading/arming/gate-rules.ts'
import { accountId } from '../../../../src-shared/domain/ids.ts'
import { DISARM_CAUSES } from '../../../../src-shared/domain/mode-machine.ts'
import { ArmingFloor, OPEN, PAPER, REAL } from './arming-floor.ts'

const SIMULATED = accountId('DF100')
let floor: ArmingFloor
beforeEach(() => {
  floor = new ArmingFloor()
})
afterEach(() => floor.remove())

const gates = (account: typeof PAPER | null = PAPER) => floor.arming.gates(account)
const closed = (account: typeof PAPER | null = PAPER) => gates(account).filter(({ open }) => !open)

describe('the gates of arming', () => {
  test('are all open when nothing is in the way, and say how they stand', () => {
    expect(closed()).toEqual([])
    for (const { name, says, opens } of gates()) {
      expect(name).toMatch(/^[A-Z]/)
      expect(says).toMatch(/[.]$/)
      expect(opens).toBe('')
    }
  })

  test('of a paper account are those of every account, and real money has three more', () => {
    const names = (account: typeof PAPER) => gates(account).map(({ gate }) => gate)
    const more = names(REAL).filter((gate) => !names(PAPER).includes(gate))
    expect(more).toEqual(['allow-real-money', 'probe', 'real-time'])
  })

  const inTheWay: readonly [string, Partial<ArmingFacts>, string][] = [
    ['dry-run-off', { settings: { ...OPEN.settings, dryRun: true } }, 'TRADING_DRY_RUN=false'],
    ['live-enabled', { settings: { ...OPEN.settings, liveEnabled: false } }, 'TRADING_LIVE_ENABLED=true'],
    ['account', { accounts: [] }, 'when the broker has named them'],
    ['allow-real-money', { settings: { ...OPEN.settings, allowRealMoney: false } }, 'TRADING_ALLOW_REAL_MONEY=true'],
    ['probe', { probeMissing: 'No paper-probe of server version 187.' }, 'orchestrator paper-probe'],
    ['real-time', { inRealTime: false }, 'Connect to TWS'],
    ['connected', { connection: { ready: false, reason: 'The port is closed.', lostForMs: 10 } }, 'broker is back'],
    ['reconciled', { reconciled: false }, 'when the broker has answered'],
    ['differences', { differences: 2 }, 'acknowledge each'],
    ['fresh-data', { data: { ...OPEN.data, lost: 'The farm is away.' } }, 'when data comes again'],
    ['fresh-data', { data: { ...OPEN.data, ageMs: null } }, 'first quote'],
    ['fresh-data', { data: { ...OPEN.data, ageMs: 15_001 } }, 'next quote'],
    ['session', { session: { ...OPEN.session, open: false } }, 'next regular session'],
    ['calendar', { session: { ...OPEN.session, hoursKnown: false } }, 'when the broker has answered'],
    ['calendar', { session: { ...OPEN.session, disagreement: 'The broker closes at 13:00.' } }, 'which of the two'],
    ['clock', { skewMs: null }, 'when the broker has told it'],
    ['clock', { skewMs: -2_001 }, "Set the computer's clock"],
    ['clock', { skewMs: Number.NaN }, "Set the computer's clock"],
    ['audit', { auditFailure: 'The disk is full.' }, 'can be written again'],
    ['engine', { engineFailure: 'The engine failed.' }, 'Start the cockpit again'],
    ['breaker', { accounts: [{ id: REAL, class: 'real', tripped: { profit: -1_020, limit: 1_000 } }] }, 'next session'],
    ['trading-state', { tradingState: 'reducing' }, 'Set trading to active'],
    ['controller', { controllerSilentMs: 10_001 }, 'Open a window'],
  ]
  test.each(inTheWay)('close one by one: %s', (gate, change, opens) => {
    floor.facts = { ...OPEN, ...change }
    const found = closed(REAL)
    expect(found.map((each) => each.gate)).toEqual([gate])
    expect(found[0]?.opens).toContain(opens)
    expect(found[0]?.says).toMatch(/[.]$/)
  })

  test('each is closed by something', () => {
    const tested = new Set(inTheWay.map(([gate]) => gate))
    expect(Object.keys(GATES).filter((gate) => !tested.has(gate))).toEqual(['token'])
  })

  test('say their numbers', () => {
    const says = (change: Partial<ArmingFacts>) => {
      floor.facts = { ...OPEN, ...change }
      return closed().map((each) => each.says)
    }
    expect(says({ differences: 1 })).toEqual(['1 difference between our books and the broker.'])
    expect(says({ skewMs: 2_512 })).toEqual(['The clock of the broker and market time are 2.5 s apart.'])
    expect(says({ data: { ...OPEN.data, ageMs: 75_000 } })).toEqual([
      'The newest quote of SPY is 75 s old; more than 15 s is stale.',
    ])
    const tripped = { profit: -1_020.5, limit: 1_000 }
    expect(says({ accounts: [{ id: PAPER, class: 'paper', tripped }] })).toEqual([
      'The day stood at -1,020.50 dollars; the limit is -1,000.00.',
    ])
  })

  test('without an account say which there are', () => {
    expect(closed(null)).toMatchObject([{ gate: 'account', says: 'No account is chosen.' }])
    const [unknown] = closed(SIMULATED)
    expect(unknown).toMatchObject({ gate: 'account', opens: 'Choose one of DU1234567, DU7654321, U1234567.' })
  })

  test('let an account of our own gateway in whatever time it lives', () => {
    floor.facts = {
      ...OPEN,
      inRealTime: false,
      accounts: [{ id: SIMULATED, class: 'simulated', tripped: null }],
      probeMissing: 'None has passed.',
    }
    expect(floor.armed({ account: SIMULATED })).toBe('ok')
    expect(floor.mode).toBe('live-simulated')
  })

  test('show the lock of wrong tokens', () => {
    for (let count = 0; count < 5; count++) floor.arm({ token: 'wrong' })
    floor.pass(1_000)
    expect(closed()).toMatchObject([
      { gate: 'not-locked', says: 'Five wrong tokens were tried: it is locked for another 299 s.' },
    ])
  })

  test('that end armed name causes of the table', () => {
    for (const rule of Object.values(GATES)) if ('ends' in rule) expect(DISARM_CAUSES).toHaveProperty(rule.ends.cause)
  })
})
