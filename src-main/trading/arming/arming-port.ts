import type { AccountId } from '../../../src-shared/domain/ids.ts'
import type { AccountClass, Mode } from '../../../src-shared/domain/mode.ts'
import type { DisarmCause } from '../../../src-shared/domain/mode-machine.ts'
import type { UtcMs } from '../../../src-shared/domain/time.ts'
import type { OperatorClock } from '../../market/clock.ts'
import type { Refusal } from '../risk/refusals.ts'
import type { ArmingFact } from './arming-fact.ts'
import type { ArmingFacts } from './facts.ts'
import type { GateCheck } from './gates.ts'
import type { AttemptsFile } from './lockout.ts'
import type { OrderToken } from './order-token.ts'

export interface ArmingOptions {
  readonly clock: OperatorClock
  /** How everything stands at this moment. */
  readonly facts: () => ArmingFacts
  readonly token: OrderToken
  readonly attempts: AttemptsFile
  /** The desk's mode. */
  readonly mode: () => Mode
  /**
   * Sets the desk's mode, with all that follows from it.
   * @param reason one sentence without its full stop.
   * @param live what a live mode is for; null for dry run.
   */
  readonly changeMode: (mode: Mode, reason: string, live: LiveChoice | null) => void
  readonly observe: (fact: ArmingFact) => void
}

/** The account that takes entries, and whether what is staged for it goes out without being asked for. */
interface LiveChoice {
  readonly account: AccountId
  readonly automaticApproval: boolean
}

export interface ArmRequest {
  readonly account: string
  readonly token: string
  readonly minutes: number
  /** For real money: the id as it was typed, and how long the button was held. */
  readonly typedAccount: string | null
  readonly heldMs: number | null
  readonly automaticApproval: boolean
}

/** Why it was not armed: the first gate that is closed, and how all of them stand. */
export interface ArmRefusal extends Refusal {
  readonly gates: readonly GateCheck[]
}

/** Whether and how long it is armed. Milliseconds. */
export interface ArmingStanding {
  readonly armed: {
    readonly account: AccountId
    readonly class: AccountClass
    readonly left: number
    readonly lifetime: number
  } | null
  /** How long wrong tokens lock it yet; null: they do not. */
  readonly lockedOut: number | null
  readonly token: 'none' | 'environment' | 'keychain'
  /** Why the token cannot be set here; null when it can. */
  readonly tokenFixed: string | null
  /** How it ended the last time, by the wall clock. */
  readonly lastDisarm: { readonly cause: DisarmCause; readonly sentence: string; readonly at: UtcMs } | null
}
