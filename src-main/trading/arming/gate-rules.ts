import type { AccountId } from '../../../src-shared/domain/ids.ts'
import type { DisarmCause } from '../../../src-shared/domain/mode-machine.ts'
import { money, plain } from '../words.ts'
import type { ArmingAccount, ArmingFacts } from './facts.ts'

/** A connection lost for longer ends armed. */
export const CONNECTION_LOST_MS = 5_000
/** So does a controller that is silent for longer. */
export const CONTROLLER_SILENT_MS = 10_000
const MOST_SKEW_MS = 2_000

/** Whether the configured token can be compared with. */
export interface TokenStanding {
  readonly source: 'none' | 'environment' | 'keychain'
  /** Why there is none in force, with what would help; null while there is one. */
  readonly problem: { readonly says: string; readonly opens: string } | null
}

/** What the gates look at. */
export interface GateGround {
  readonly facts: ArmingFacts
  readonly token: TokenStanding
  /** The one that is asked for; null: none is chosen. */
  readonly accountId: AccountId | null
  /** Null where it is not among the broker's. */
  readonly account: ArmingAccount | null
}

/** How one gate stands: when it is closed, what would open it. */
export type Standing =
  | { readonly open: true; readonly says: string }
  | { readonly open: false; readonly says: string; readonly opens: string }

export interface GateRule {
  /** For people. */
  readonly name: string
  readonly check: (ground: GateGround) => Standing
  /** It exists for some accounts only. */
  readonly appliesTo?: (account: ArmingAccount | null) => boolean
  /**
   * What ends armed, and when; absent: a closed gate only holds entries back. Every gate here must be open for arming
   * and again whenever an entry is authorised or its authorisation redeemed.
   */
  readonly ends?: { readonly cause: DisarmCause; readonly when: (ground: GateGround) => boolean }
}

export const open = (says: string): Standing => ({ open: true, says })
export const closed = (says: string, opens: string): Standing => ({ open: false, says, opens })
/** A duration for a sentence: `1.5 s`. */
export const seconds = (ms: number): string => `${plain(Math.round(ms / 100) / 10)} s`
const isReal = (account: ArmingAccount | null): boolean => account?.class === 'real'
const beyond = (value: number | null, most: number): boolean => value !== null && !(Math.abs(value) <= most)

/** Everything that must be so for an order to go to an account, beside what is typed; in the order of asking. */
export const GATES = {
  'dry-run-off': {
    name: 'Dry run switched off',
    check: ({ facts }) =>
      facts.settings.dryRun
        ? closed('TRADING_DRY_RUN is true.', 'Set TRADING_DRY_RUN=false wherever it is set, and start again.')
        : open('TRADING_DRY_RUN is false.'),
    ends: { cause: 'settings-changed', when: ({ facts }) => facts.settings.dryRun },
  },
  'live-enabled': {
    name: 'Live trading enabled',
    check: ({ facts }) =>
      facts.settings.liveEnabled
        ? open('TRADING_LIVE_ENABLED is true.')
        : closed('TRADING_LIVE_ENABLED is false.', 'Set TRADING_LIVE_ENABLED=true and start again.'),
    ends: { cause: 'settings-changed', when: ({ facts }) => !facts.settings.liveEnabled },
  },
  token: {
    name: 'Order token',
    check: ({ token: { source, problem } }) =>
      problem === null ? open(`It is set, in the ${source}.`) : closed(problem.says, problem.opens),
    ends: { cause: 'token-changed', when: ({ token }) => token.problem !== null },
  },
  account: {
    name: 'Account',
    check: checkAccount,
    ends: { cause: 'account-changed', when: ({ facts, account }) => account === null && facts.accounts.length > 0 },
  },
  'allow-real-money': {
    name: 'Real money allowed',
    appliesTo: isReal,
    check: ({ facts }) =>
      facts.settings.allowRealMoney
        ? open('TRADING_ALLOW_REAL_MONEY is true.')
        : closed('TRADING_ALLOW_REAL_MONEY is false.', 'Set TRADING_ALLOW_REAL_MONEY=true and start again.'),
    ends: { cause: 'settings-changed', when: ({ facts }) => !facts.settings.allowRealMoney },
  },
  probe: {
    name: 'Proven TWS version',
    appliesTo: isReal,
    check: ({ facts: { probeMissing } }) =>
      probeMissing === null
        ? open('A paper-probe of this TWS version has passed.')
        : closed(probeMissing, 'Run `orchestrator paper-probe` against a paper account of this TWS version.'),
  },
  'real-time': {
    name: 'Time of this world',
    appliesTo: isReal,
    check: ({ facts }) =>
      facts.inRealTime
        ? open("The gateway's clock is that of this world.")
        : closed("The gateway's market lives in another time.", 'Connect to TWS or IB Gateway.'),
    ends: { cause: 'account-changed', when: ({ facts }) => !facts.inRealTime },
  },
  connected: {
    name: 'Connected',
    check: ({ facts: { connection } }) =>
      connection.ready ? open(connection.reason) : closed(connection.reason, 'It opens when the broker is back.'),
    ends: {
      cause: 'connection-lost',
      when: ({ facts: { connection } }) => beyond(connection.lostForMs, CONNECTION_LOST_MS),
    },
  },
  reconciled: {
    name: 'Reconciled',
    check: ({ facts }) =>
      facts.reconciled
        ? open('Orders, executions and positions have been compared with the broker.')
        : closed(
            'What the broker holds has not been compared since the connection was made.',
            'It opens when the broker has answered.',
          ),
  },
  differences: {
    name: 'No open differences',
    check: ({ facts: { differences } }) =>
      differences === 0
        ? open('Our books and the broker agree, or what differs has been acknowledged.')
        : closed(
            `${plain(differences)} ${differences === 1 ? 'difference' : 'differences'} between our books and the broker.`,
            'Resolve or acknowledge each in the list of differences.',
          ),
  },
  'fresh-data': { name: 'Fresh data', check: checkData },
  session: {
    name: 'Session under way',
    check: ({ facts: { session } }) =>
      session.open
        ? open('A regular session is under way.')
        : closed('There is no regular session under way.', 'It opens with the next regular session.'),
    ends: { cause: 'session-closed', when: ({ facts: { session } }) => !session.open },
  },
  calendar: { name: 'Calendar agrees with the broker', check: checkCalendar },
  clock: {
    name: 'Clocks agree',
    check: checkClock,
    ends: { cause: 'clock-skew', when: ({ facts }) => beyond(facts.skewMs, MOST_SKEW_MS) },
  },
  audit: {
    name: 'Audit writable',
    check: ({ facts: { auditFailure } }) =>
      auditFailure === null
        ? open('The audit is being written.')
        : closed(auditFailure, 'It opens when the audit can be written again.'),
    ends: { cause: 'audit-error', when: ({ facts }) => facts.auditFailure !== null },
  },
  engine: {
    name: 'Engine deciding',
    check: ({ facts: { engineFailure } }) =>
      engineFailure === null ? open('Decisions are made.') : closed(engineFailure, 'Start the cockpit again.'),
    ends: { cause: 'engine-error', when: ({ facts }) => facts.engineFailure !== null },
  },
  breaker: {
    name: 'Breaker',
    check: ({ account }) => {
      const tripped = account?.tripped ?? null
      if (tripped === null) return open('It has not tripped.')
      const { profit, limit } = tripped
      return closed(
        `The day stood at ${money(profit)} dollars; the limit is ${money(-limit)}.`,
        'It opens with the next session.',
      )
    },
    ends: { cause: 'breaker', when: ({ account }) => account !== null && account.tripped !== null },
  },
  'trading-state': {
    name: 'Trading active',
    check: ({ facts: { tradingState } }) =>
      tradingState === 'active'
        ? open('Trading is active.')
        : closed(`Trading is ${tradingState}.`, 'Set trading to active.'),
  },
  controller: {
    name: 'Window answers',
    check: ({ facts: { controllerSilentMs } }) =>
      beyond(controllerSilentMs, CONTROLLER_SILENT_MS)
        ? closed(
            `The window that controls has been silent for ${seconds(controllerSilentMs ?? 0)}.`,
            'Open a window that controls.',
          )
        : open(controllerSilentMs === null ? 'No window is needed.' : 'The window that controls answers.'),
    ends: {
      cause: 'controller-silent',
      when: ({ facts }) => beyond(facts.controllerSilentMs, CONTROLLER_SILENT_MS),
    },
  },
} as const satisfies Readonly<Record<string, GateRule>>
export type GateName = keyof typeof GATES

const CLASS_WORDS = { paper: 'a paper account', simulated: 'a simulated account', real: 'an account of real money' }

function checkAccount({ facts, accountId, account }: GateGround): Standing {
  if (account?.elsewhere !== undefined)
    return closed(account.elsewhere, 'Trade there; or end that one, and start again here.')
  if (account !== null) return open(`${account.id} is ${CLASS_WORDS[account.class]}.`)
  if (facts.accounts.length === 0) {
    return closed('The broker has not named its accounts.', 'It opens when the broker has named them.')
  }
  const known = facts.accounts.map(({ id }) => id).join(', ')
  // What was typed is not repeated: it may have been meant for another field.
  const says = accountId === null ? 'No account is chosen.' : 'The broker names no such account.'
  return closed(says, `Choose one of ${known}.`)
}

function checkData({ facts: { data } }: GateGround): Standing {
  if (data.lost !== null) return closed(`Market data is lost: ${data.lost}`, 'It opens when data comes again.')
  if (data.ageMs === null) return closed('There is no quote of SPY yet.', 'It opens with the first quote.')
  if (!(data.ageMs <= data.staleMs)) {
    return closed(
      `The newest quote of SPY is ${seconds(data.ageMs)} old; more than ${seconds(data.staleMs)} is stale.`,
      'It opens with the next quote.',
    )
  }
  return open(`The newest quote of SPY is ${seconds(data.ageMs)} old.`)
}

function checkCalendar({ facts: { session } }: GateGround): Standing {
  if (!session.hoursKnown) {
    return closed("The broker's trading hours are not known yet.", 'It opens when the broker has answered.')
  }
  if (session.disagreement === null) return open("The calendar agrees with the broker's trading hours.")
  return closed(session.disagreement, 'Find out which of the two is right; arming waits until they agree.')
}

function checkClock({ facts: { skewMs } }: GateGround): Standing {
  if (skewMs === null) return closed("The broker's clock is not known yet.", 'It opens when the broker has told it.')
  const says = `The clock of the broker and market time are ${seconds(Math.abs(skewMs))} apart.`
  if (beyond(skewMs, MOST_SKEW_MS))
    return closed(says, `Set the computer's clock; up to ${seconds(MOST_SKEW_MS)} is fine.`)
  return open(says)
}
