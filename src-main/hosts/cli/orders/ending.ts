import { CommandFailure, EXIT } from '../exit-codes.ts'

/** The user's wish to end the command: Ctrl-C, or a request to end. A second one ends the process at once. */
export interface Ending {
  readonly signal: AbortSignal
  /** @throws CommandFailure once the end is wished for */
  check(): void
  dispose(): void
}

export const endedByUser = (): CommandFailure => new CommandFailure('Ended by you.', EXIT.interrupted)

export function untilEndedByUser(): Ending {
  const controller = new AbortController()
  const end = (): void => {
    stop()
    controller.abort()
  }
  const stop = (): void => {
    process.off('SIGINT', end)
    process.off('SIGTERM', end)
  }
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
  return {
    signal: controller.signal,
    check() {
      if (controller.signal.aborted) throw endedByUser()
    },
    dispose: stop,
  }
}
