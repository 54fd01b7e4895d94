import { type AccountId, accountId as asAccountId } from '../../../src-shared/domain/ids.ts'
import { type AccountClass, type Mode, START_MODE } from '../../../src-shared/domain/mode.ts'
import { armInput, DISARM_CAUSES, type DisarmCause, nextMode } from '../../../src-shared/domain/mode-machine.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import { MINUTE_MS, SECOND_MS } from '../../../src-shared/domain/time.ts'
import type { LiveEntries } from '../gate.ts'
import { type Refusal, refusal } from '../risk/refusals.ts'
import { plain } from '../words.ts'
import type { ArmingOptions, ArmingStanding, ArmRefusal, ArmRequest } from './arming-port.ts'
import type { ArmingAccount } from './facts.ts'
import type { GateGround } from './gate-rules.ts'
import { armingGates, endedBy, endsWithin, firstClosed, type GateCheck, lockGate, typedGates } from './gates.ts'
import { Lockout } from './lockout.ts'
import { Span } from './span.ts'
import { refuseToken, removeToken, setToken, type TokenTrial, tryToken } from './token-trial.ts'

/** How long it is armed unless another time is chosen, and the longest: a whole session. Minutes. */
export const ARMING_MINUTES = { offered: 60, most: 390 } as const

/** While armed everything is looked at this often. */
const LOOK_MS = SECOND_MS

interface Armed {
  readonly account: AccountId
  readonly class: AccountClass
  readonly mode: Mode
  readonly span: Span
}

type Done = Result<null, Refusal>
const DONE = { ok: true, value: null } as const

/**
 * Whether orders that add exposure can go to an account: who may say so, under which conditions, and how it ends. It
 * tells the gate, which asks again for every order; it never holds back what reduces.
 */
export class Arming implements LiveEntries {
  readonly #options: ArmingOptions
  readonly #lockout: Lockout
  readonly #trial: TokenTrial
  #armed: Armed | null = null
  #epoch = 0
  #lastDisarm: ArmingStanding['lastDisarm'] = null
  /** Why the desk has to be in dry run while nothing is armed. */
  #cause: DisarmCause = 'restart'

  constructor(options: ArmingOptions) {
    this.#options = options
    const { attempts, clock, token, observe } = options
    this.#lockout = new Lockout(attempts, clock)
    this.#trial = { token, lockout: this.#lockout, observe }
  }

  /** Another number after every arming and every end of one. */
  get epoch(): number {
    return this.#epoch
  }

  /** Arms, when every gate is open and the token is right. Armed already: that ends first, and it begins anew. */
  arm(request: ArmRequest): Result<null, ArmRefusal> {
    this.check()
    this.#lockout.look()
    const ground = this.#ground(asAccountId(request.account))
    const { account } = ground
    const { typedAccount, heldMs, minutes, token } = request
    const gates = [
      ...armingGates(ground),
      lockGate(this.#lockout.standing()),
      ...(account === null ? [] : typedGates(account, { account: typedAccount, heldMs })),
    ]
    const refused =
      refuseMinutes(minutes) ??
      this.#refuseOther(account) ??
      this.#refuseClosed(gates) ??
      tryToken(this.#trial, 'arm', token) ??
      (account === null ? refusal('bad-command', { problem: 'no account is named' }) : this.#begin(account, request))
    if (refused === null) return DONE
    return { ok: false, error: { ...refuseToken(this.#options, 'arm', refused, gates).error, gates } }
  }

  /** Lengthens what is armed. Nothing else changes. */
  extend({ token, minutes }: { readonly token: string; readonly minutes: number }): Done {
    this.check()
    const armed = this.#armed
    const refused =
      armed === null ? refusal('live-closed') : (refuseMinutes(minutes) ?? tryToken(this.#trial, 'extend', token))
    if (refused !== null || armed === null)
      return refuseToken(this.#options, 'extend', refused ?? refusal('live-closed'))
    armed.span.extend(this.#lifetime(minutes))
    this.#options.observe({ kind: 'arming-extended', account: armed.account, leftMs: armed.span.left() })
    return DONE
  }

  /** Whether the token that came with one order is the right one. It arms nothing. */
  confirm(token: string): Done {
    const refused = tryToken(this.#trial, 'confirm', token)
    if (refused !== null) return refuseToken(this.#options, 'confirm', refused)
    this.#options.observe({ kind: 'order-confirmed' })
    return DONE
  }

  /** Ends it. In dry run nothing happens. */
  disarm(cause: DisarmCause): void {
    const armed = this.#armed
    if (armed === null) return
    const mode = nextMode(armed.mode, cause)
    // From here on the gate refuses, whatever becomes of the rest.
    this.#armed = null
    this.#epoch += 1
    this.#cause = cause
    const reason = DISARM_CAUSES[cause]
    this.#lastDisarm = { cause, sentence: `Dry run: ${reason}.`, at: this.#options.clock.now() }
    this.#options.changeMode(mode, reason, null)
    this.#options.observe({ kind: 'disarmed', account: armed.account, cause, reason })
  }

  /** Looks at the time and at everything that ends armed; to be called at `nextCheck`, and whenever something changes. */
  check(): void {
    const { mode, changeMode } = this.#options
    if (this.#armed === null) {
      // What was not written down when it ended, or an earlier process left.
      if (mode() !== START_MODE) changeMode(nextMode(mode(), this.#cause), DISARM_CAUSES[this.#cause], null)
      return
    }
    const cause = this.#endOf(this.#armed)
    if (cause === null) this.#armed.span.seen()
    else this.disarm(cause)
  }

  /** The monotonic moment at which `check` is due; null: not before something changes. */
  nextCheck(): number | null {
    const { clock, mode } = this.#options
    const now = clock.monotonic()
    if (this.#armed === null) return mode() === START_MODE ? null : now + LOOK_MS
    const within = endsWithin(this.#ground(this.#armed.account)) ?? LOOK_MS
    return Math.min(this.#armed.span.end, now + within, now + LOOK_MS)
  }

  /** Why no entry goes to an account now; null: it may. For the gate. */
  refuse(account: AccountId, mode: Mode): Refusal | null {
    const armed = this.#armed
    if (armed === null) return refusal('live-closed')
    if (account !== armed.account) return refusal('wrong-account', { account, armed: armed.account })
    if (mode !== armed.mode) return refusal('another-mode')
    const over = this.#over(armed)
    if (over !== null) {
      return refusal('gate-closed', { gate: 'Armed', says: `It ends: ${DISARM_CAUSES[over]}.`, opens: 'Arm again.' })
    }
    const closed = firstClosed(armingGates(this.#ground(account)))
    return closed === null ? null : refusal('gate-closed', { ...closed, gate: closed.name })
  }

  /** Keeps a token, or another in place of the one that is kept, which it takes. In dry run only. */
  setToken({ token, oldToken }: { readonly token: string; readonly oldToken: string | null }): Done {
    if (this.#armed !== null) return refuseToken(this.#options, 'set-token', refusal('still-armed'))
    return setToken(this.#trial, token, oldToken)
  }

  /** Removes the token that is kept, which it takes. In dry run only. */
  removeToken({ oldToken }: { readonly oldToken: string }): Done {
    if (this.#armed !== null) return refuseToken(this.#options, 'remove-token', refusal('still-armed'))
    return removeToken(this.#trial, oldToken)
  }

  /** Every gate but what is typed, for an account; null while none is known. */
  gates(account: AccountId | null): readonly GateCheck[] {
    return [...armingGates(this.#ground(account)), lockGate(this.#lockout.standing())]
  }

  standing(): ArmingStanding {
    const { token } = this.#options
    const locked = this.#lockout.standing()
    const armed = this.#armed
    return {
      armed: armed && {
        account: armed.account,
        class: armed.class,
        left: armed.span.left(),
        lifetime: armed.span.lifetime,
      },
      lockedOut: locked.ok ? locked.value : null,
      token: token.standing().source,
      tokenFixed: token.fixed(),
      lastDisarm: this.#lastDisarm,
    }
  }

  #ground(accountId: AccountId | null): GateGround {
    const { facts: read, token } = this.#options
    const facts = read()
    const account = facts.accounts.find(({ id }) => id === accountId) ?? null
    return { facts, token: token.standing(), accountId, account }
  }

  /** Why it has to end now, the desk's own return to dry run included. */
  #endOf(armed: Armed): DisarmCause | null {
    try {
      return this.#over(armed) ?? (this.#options.mode() === armed.mode ? null : 'asked-for')
    } catch (error) {
      this.disarm('engine-error')
      throw error
    }
  }

  /** Why it is over; null while it goes on. */
  #over(armed: Armed): DisarmCause | null {
    const over = armed.span.over()
    if (over !== null) return over
    const ground = this.#ground(armed.account)
    const changed = ground.account !== null && ground.account.class !== armed.class
    return changed ? 'account-changed' : endedBy(ground)
  }

  /** Another account is armed after this one has been disarmed. */
  #refuseOther(account: ArmingAccount | null): Refusal | null {
    const armed = this.#armed
    if (armed === null || account === null || account.id === armed.account) return null
    return refusal('wrong-account', { account: account.id, armed: armed.account })
  }

  #refuseClosed(gates: readonly GateCheck[]): Refusal | null {
    const closed = firstClosed(gates)
    if (closed === null) return null
    const { gate, name, says, opens } = closed
    const locked = this.standing().lockedOut
    if (gate === 'not-locked' && locked !== null) return refusal('locked-out', { seconds: locked / SECOND_MS })
    if (gate === 'token') return refusal('no-token', { problem: `${says} ${opens}` })
    return refusal('gate-closed', { gate: name, says, opens })
  }

  /** At most to the session's close. */
  #lifetime(minutes: number): number {
    return Math.min(minutes * MINUTE_MS, this.#options.facts().session.closesInMs ?? Number.POSITIVE_INFINITY)
  }

  #begin(account: ArmingAccount, { minutes, automaticApproval }: ArmRequest): Refusal | null {
    const { clock, changeMode, observe, mode: modeOf } = this.#options
    this.disarm('re-armed')
    if (modeOf() !== START_MODE) return refusal('audit-unwritable')
    const mode = nextMode(START_MODE, armInput(account.class))
    const span = new Span(clock, this.#lifetime(minutes))
    this.#armed = { account: account.id, class: account.class, mode, span }
    this.#epoch += 1
    const lifetimeMs = span.lifetime
    try {
      const reason = `armed on ${account.id} for ${plain(Math.round(lifetimeMs / MINUTE_MS))} minutes`
      changeMode(mode, reason, { account: account.id, automaticApproval })
      // A mode that could not be written down is not entered, and neither is one of which the audit knows nothing.
      if (modeOf() === mode) {
        observe({ kind: 'armed', account: account.id, class: account.class, lifetimeMs, automaticApproval })
        return null
      }
    } catch (error) {
      this.disarm('engine-error')
      throw error
    }
    this.disarm('audit-error')
    return refusal('audit-unwritable')
  }
}

function refuseMinutes(minutes: number): Refusal | null {
  if (minutes > 0 && minutes <= ARMING_MINUTES.most) return null
  return refusal('bad-command', {
    problem: `it is armed for up to ${ARMING_MINUTES.most} minutes, not for ${plain(minutes)}`,
  })
}
