import type { ArmingRequest, CommandDone } from '../../src-shared/contract/commands.ts'
import type { ContractError } from '../../src-shared/contract/messages.ts'
import type { ArmingView } from '../../src-shared/contract/views/arming.ts'
import type { AccountId } from '../../src-shared/domain/ids.ts'
import type { RiskLimits } from '../../src-shared/domain/limits.ts'
import { classifyAccount } from '../../src-shared/domain/mode.ts'
import type { DisarmCause } from '../../src-shared/domain/mode-machine.ts'
import type { Result } from '../../src-shared/domain/result.ts'
import type { AuditLog } from '../audit/audit-log.ts'
import type { AuditEvent } from '../audit/event-types.ts'
import { WRITTEN, type Written } from '../audit/write-error.ts'
import type { Disposer } from '../broker/broker.ts'
import type { Config } from '../config/keys.ts'
import type { OperatorClock } from '../market/clock.ts'
import type { ListedContract, LiveMarketState } from '../market/live-market.ts'
import { ARMING_MINUTES, Arming } from '../trading/arming/arming.ts'
import type { ArmingFact } from '../trading/arming/arming-fact.ts'
import type { AttemptsFile } from '../trading/arming/lockout.ts'
import type { OrderToken } from '../trading/arming/order-token.ts'
import type { Desk } from '../trading/desk.ts'
import type { TradingEvent } from '../trading/journal/trading-event.ts'
import { armingFacts } from './arming-facts.ts'
import { RecordingError } from './audit-recorder.ts'
import type { PresenceNote } from './cockpit-service.ts'
import type { MarketSource } from './market/market-source.ts'
import type { AccountOwnership } from './session-trading.ts'
import { limitWords } from './streams/words/limit-words.ts'

const NOBODY = { says: 'Nobody operates this session.', opens: 'Start the cockpit.' } as const

/** What arming takes from outside of its session. */
export interface ArmingKit {
  readonly token: OrderToken
  /** Keeps wrong tokens over restarts. */
  readonly attempts: AttemptsFile
  /** Why no paper-probe of a TWS of this version counts; null: one has passed. */
  readonly probeMissing: (serverVersion: number | null) => string | null
  readonly ownAccount: AccountOwnership
}

/** For a session that nobody operates: it never arms. */
export const NEVER_ARMED: ArmingKit = {
  token: {
    standing: () => ({ source: 'none', problem: NOBODY }),
    fixed: () => NOBODY.says,
    matches: () => false,
    isKept: () => false,
    matchesKept: () => false,
    keep: () => ({ ok: false, error: NOBODY.says }),
    forget: () => ({ ok: false, error: NOBODY.says }),
  },
  attempts: { read: () => ({ ok: false, error: NOBODY.says }), write: () => ({ ok: false, error: NOBODY.says }) },
  probeMissing: () => NOBODY.says,
  ownAccount: () => ({ ok: true, value: () => {} }),
}

interface ArmingParts {
  readonly kit: ArmingKit
  readonly config: Config
  readonly source: MarketSource
  readonly log: AuditLog
  readonly operator: OperatorClock
  readonly auditTrouble: Parameters<typeof armingFacts>[0]['auditTrouble']
  readonly engineTrouble: Parameters<typeof armingFacts>[0]['engineTrouble']
  readonly desk: () => Desk
  /** Accounts that another process looks after, with that in words. */
  readonly elsewhere: () => ReadonlyMap<AccountId, string>
  readonly today: Parameters<typeof armingFacts>[0]['today']
  readonly limits: () => RiskLimits
  readonly setAlarm: (ms: number, run: () => void) => Disposer
  /** Something has changed that windows show. */
  readonly onChange: () => void
  /** Runs what may fail outside of anybody's question; what fails there ends deciding, not the process. */
  readonly guard: (act: () => void) => void
}

type Answer = Result<CommandDone, ContractError>
const DONE: Answer = { ok: true, value: { orders: [] } }

/** Facts that are kept while the audit cannot be written. */
const MOST_UNWRITTEN = 1_000

/** What ends armed when hosts notice it. */
const ENDS: Readonly<Record<PresenceNote, DisarmCause | null>> = {
  'controller-present': null,
  'controller-gone': 'window-gone',
  'controller-silent': 'controller-silent',
  suspended: 'suspend',
  'screen-locked': 'screen-locked',
  quitting: 'quit',
}

/** Arming within a session: what it goes by, what it leads to at the desk, and when it is looked at again. */
export class SessionArming {
  readonly arming: Arming
  private readonly parts: ArmingParts
  private market: LiveMarketState | null = null
  private listed: () => ListedContract | null = () => null
  /** Operator time, monotonic ms. */
  private lostSince: number | null = null
  private silentSince: number | null = null
  private cancelAlarm: Disposer = () => {}
  private readonly unwritten: AuditEvent<'arming'>[] = []
  private writing = false
  private closed = false

  constructor(parts: ArmingParts) {
    this.parts = parts
    const { kit, config, source, operator } = parts
    const facts = {
      ...{ config, source, today: parts.today, auditTrouble: parts.auditTrouble, elsewhere: parts.elsewhere },
      engineTrouble: parts.engineTrouble,
      get desk() {
        return parts.desk().view
      },
      market: () => this.market,
      lostSince: () => this.lostSince,
      listed: () => this.listed(),
      controllerSilentMs: () => (this.silentSince === null ? null : operator.monotonic() - this.silentSince),
      probeMissing: kit.probeMissing,
    }
    this.arming = new Arming({
      clock: operator,
      facts: () => armingFacts(facts),
      token: kit.token,
      attempts: kit.attempts,
      mode: () => parts.desk().state.mode,
      changeMode: (mode, reason, live) => {
        parts
          .desk()
          .changeMode(mode, reason, live?.account ?? null, { automaticApproval: live?.automaticApproval ?? false })
      },
      observe: (fact) => this.observe(fact),
    })
  }

  /** Obeys everything but an order. The token is compared, and goes no further. */
  obey(request: Exclude<ArmingRequest, { kind: 'place-confirmed' }>): Answer {
    const answer = this.answer(request)
    this.look()
    return answer.ok ? DONE : refused(answer.error)
  }

  /** Whether the token that came with one order is the right one. */
  confirm(token: string): Result<null, ContractError> {
    const answer = this.arming.confirm(token)
    this.parts.onChange()
    return answer.ok ? answer : refused(answer.error)
  }

  disarm(cause: DisarmCause): void {
    this.arming.disarm(cause)
    this.look()
  }

  presence(note: PresenceNote): void {
    if (note === 'controller-present') this.silentSince = null
    if (note === 'controller-gone' || note === 'controller-silent') this.silentSince ??= this.parts.operator.monotonic()
    const cause = ENDS[note]
    if (cause !== null) this.disarm(cause)
    else this.look()
  }

  /** The way to the market, and with it to the accounts, stands otherwise. */
  marketIs(state: LiveMarketState): void {
    this.market = state
    if (state.state === 'ready') this.lostSince = null
    else this.lostSince ??= this.parts.operator.monotonic()
    this.look()
  }

  /** What is known of the contract whose hours are the session's. */
  hoursOf(listed: () => ListedContract | null): void {
    this.listed = listed
  }

  /** Trading has recorded something: a breaker, another mode, a contradiction. */
  hear({ kind }: TradingEvent): void {
    if (kind === 'breaker-tripped' || kind === 'mode-changed' || kind === 'trading-state-changed') {
      // It is told while the desk is at work, which must not be asked for anything then.
      queueMicrotask(() => this.look())
    }
  }

  /** Looks whether what armed rests on still stands, and when to look again. What fails in it has ended armed first. */
  look(): void {
    if (this.closed) return
    const { guard, operator, setAlarm, onChange } = this.parts
    guard(() => {
      if (this.unwritten.length > 0) this.write()
      this.arming.check()
      this.cancelAlarm()
      const at = this.arming.nextCheck()
      if (at !== null) {
        this.cancelAlarm = setAlarm(Math.max(1, at - operator.monotonic()), () => this.look())
      }
    })
    onChange()
  }

  close(): void {
    this.closed = true
    this.cancelAlarm()
    this.write()
  }

  view(): ArmingView {
    const { arming, parts } = this
    const { armed, lockedOut, token, tokenFixed, lastDisarm } = arming.standing()
    const { state, venues } = parts.desk().view
    const ours = venues.flatMap(({ book, account }) => (book.kind === 'account' ? [account] : []))
    const accounts = [...ours, ...parts.elsewhere().keys()]
    return {
      armed: armed === null ? null : { ...armed, automaticApproval: state.automaticApproval },
      accounts: accounts.map((id) => ({
        id,
        class: classifyAccount(id, parts.source.kind !== 'gateway'),
        gates: [...arming.gates(id)],
      })),
      gates: [...arming.gates(null)],
      lockedOut,
      token,
      tokenFixed,
      minutes: ARMING_MINUTES,
      limits: limitWords(parts.limits()),
      lastDisarm,
    }
  }

  private answer(request: Exclude<ArmingRequest, { kind: 'place-confirmed' }>): Result<null, ContractError> {
    switch (request.kind) {
      case 'arm':
        return this.arming.arm(request)
      case 'extend-arming':
        return this.arming.extend(request)
      case 'set-token':
        return this.arming.setToken(request)
      case 'remove-token':
        return this.arming.removeToken(request)
    }
  }

  /** @throws RecordingError when arming itself cannot be written down: then it is not armed */
  private observe(fact: ArmingFact): void {
    this.unwritten.push({ type: 'arming', payload: { ...fact }, exTs: this.parts.desk().view.now().market })
    const written = this.write()
    if (written.ok) return
    if (fact.kind === 'armed') {
      this.unwritten.pop()
      throw new RecordingError(written.error)
    }
    if (this.unwritten.length > MOST_UNWRITTEN) this.unwritten.shift()
  }

  /** What the audit did not take is written as soon as it takes anything: why it ended, before all. */
  private write(): Written {
    // A log that can be written again says so while it takes the first of them.
    if (this.writing) return WRITTEN
    this.writing = true
    try {
      for (let next = this.unwritten[0]; next !== undefined; next = this.unwritten[0]) {
        const written = this.parts.log.append(next)
        if (!written.ok) return written
        this.unwritten.shift()
      }
      return WRITTEN
    } finally {
      this.writing = false
    }
  }
}

/** Of a refusal what the contract has. */
const refused = ({ code, message }: ContractError): { readonly ok: false; readonly error: ContractError } => ({
  ok: false,
  error: { code, message },
})
