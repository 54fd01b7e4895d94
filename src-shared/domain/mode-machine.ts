import { type AccountClass, type Mode, START_MODE } from './mode.ts'

/** Everything that ends armed by itself or because somebody wants it to. What the trader reads goes on after "Dry run:". */
export const DISARM_CAUSES = {
  'asked-for': 'the trader went back to it',
  stop: 'STOP',
  'time-over': 'the time for which it was armed is over',
  'session-closed': 'the session has closed',
  'connection-lost': 'the connection was lost for more than 5 s',
  suspend: 'the computer was asleep, or its clock was set forward',
  'screen-locked': 'the screen was locked',
  'window-gone': 'the window that controls is gone',
  'controller-silent': 'the window that controls was silent for more than 10 s',
  'account-changed': 'the account is not the one that was armed any more',
  'clock-skew': 'the clock of the broker and market time are more than 2 s apart',
  'clock-set-back': 'the clock of the computer was set back',
  breaker: 'the breaker tripped',
  'engine-error': 'the engine failed',
  'audit-error': 'the audit cannot be written',
  'settings-changed': 'a setting that arming depends on has changed',
  'limits-changed': 'the limits have changed',
  'token-changed': 'the order token has changed',
  're-armed': 'it is armed anew',
  quit: 'the program ends',
  restart: 'every start is one',
} as const
export type DisarmCause = keyof typeof DISARM_CAUSES

/** What can happen to the mode. */
export const MODE_INPUTS = {
  'arm-paper': 'every gate of arming is open for a paper account',
  'arm-simulated': 'every gate of arming is open for an account of a gateway that we started',
  'arm-real': 'every gate of arming is open for an account of real money',
  ...DISARM_CAUSES,
} as const
export type ModeInput = keyof typeof MODE_INPUTS

type Row = Readonly<Partial<Record<ModeInput, Mode>>>

const causes = Object.keys(DISARM_CAUSES) as DisarmCause[]

/** Whatever disarms leads to dry run, from every mode: in dry run it happens too, and changes nothing. */
const DISARMS = Object.fromEntries(causes.map((cause) => [cause, START_MODE])) as Readonly<Record<DisarmCause, Mode>>

/**
 * The one table of the mode: from a mode by an input to a mode. Live is entered from dry run alone, so arming anew is
 * disarming first, with everything that follows from it. A pair that is not here is a bug.
 */
export const MODE_TRANSITIONS: Readonly<Record<Mode, Row>> = {
  'dry-run': { ...DISARMS, 'arm-paper': 'live-paper', 'arm-simulated': 'live-simulated', 'arm-real': 'live-real' },
  'live-paper': DISARMS,
  'live-simulated': DISARMS,
  'live-real': DISARMS,
}

const ARM_INPUTS = {
  paper: 'arm-paper',
  simulated: 'arm-simulated',
  real: 'arm-real',
} as const satisfies Record<AccountClass, ModeInput>

/** The input that arming on an account is. */
export const armInput = (account: AccountClass): ModeInput => ARM_INPUTS[account]

/** A pair of mode and input that is not in the table. */
export class ModeTransitionError extends Error {
  override readonly name = 'ModeTransitionError'
  readonly mode: Mode
  readonly input: ModeInput

  constructor(mode: Mode, input: ModeInput) {
    super(`in ${mode} there is no ${input}: ${MODE_INPUTS[input]}`)
    this.mode = mode
    this.input = input
  }
}

/** The mode after the input. @throws ModeTransitionError when the table has no such pair. */
export function nextMode(mode: Mode, input: ModeInput): Mode {
  const next = MODE_TRANSITIONS[mode][input]
  if (next === undefined) throw new ModeTransitionError(mode, input)
  return next
}
