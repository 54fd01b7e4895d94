/** What the shell is told. Scripts rely on these. */
export const EXIT = {
  ok: 0,
  /** The command ran and the answer is no: tampering found, a decision differs, the run failed. */
  failed: 1,
  /** The command cannot be carried out as it was given: flags, files, configuration. */
  usage: 2,
  /** The cockpit refuses an order, or another command, by a rule of trading: the words name the gate or limit. */
  refused: 3,
  /** Ended by the user. */
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** How a command reports its exit code. */
export type SetExitCode = (code: ExitCode) => void

/** Ends a command with one line on standard error. Thrown where the way back is long; caught in one place. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
  readonly exitCode: ExitCode

  constructor(message: string, exitCode: ExitCode = EXIT.usage) {
    super(message)
    this.exitCode = exitCode
  }
}
