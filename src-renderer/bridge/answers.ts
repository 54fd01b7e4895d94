import { CONTRACT_ERRORS, type ContractErrorCode } from '../../src-shared/contract/errors.ts'
import type { ClientMessage, ContractError } from '../../src-shared/contract/messages.ts'
import type { Result } from '../../src-shared/domain/result.ts'
import type { WindowClock } from './window-clock.ts'

/** Who asked a query, while it is under way. */
export interface QueryWatch {
  readonly onProgress?: (done: number, total: number) => void
  readonly signal?: AbortSignal
}

/** How long a command may stay without an answer, ms; queries take what they take and can be cancelled. */
const COMMAND_PATIENCE_MS = 10_000

type Asking = Extract<ClientMessage, { type: 'command' | 'query' }>
type Settle = (result: Result<never, ContractError> | { ok: true; value: unknown }) => void

interface Waiting {
  readonly settle: Settle
  readonly onProgress: QueryWatch['onProgress'] | undefined
  readonly until: number
}

const failed = (code: ContractErrorCode): Result<never, ContractError> => ({
  ok: false,
  error: { code, message: CONTRACT_ERRORS[code] },
})

/** Commands and queries under way, each with the promise that its answer settles. */
export function createAnswers(clock: WindowClock, send: (message: ClientMessage) => boolean) {
  const waiting = new Map<string, Waiting>()
  const settle = (id: string, result: Parameters<Settle>[0]): void => {
    const asked = waiting.get(id)
    waiting.delete(id)
    asked?.settle(result)
  }

  return {
    settle,
    /** @returns the answer, of the type that the contract gives to what was asked. */
    ask: <Value>(
      messageOf: (id: string) => Asking,
      { onProgress, signal }: QueryWatch = {},
    ): Promise<Result<Value, ContractError>> =>
      new Promise((resolve) => {
        if (signal?.aborted) {
          resolve(failed('cancelled'))
          return
        }
        const id = clock.newId()
        const message = messageOf(id)
        const cancel = (): void => {
          send({ type: 'cancel-query', id })
        }
        waiting.set(id, {
          settle: (result) => {
            signal?.removeEventListener('abort', cancel)
            resolve(result as Result<Value, ContractError>)
          },
          onProgress,
          until: message.type === 'command' ? clock.now() + COMMAND_PATIENCE_MS : Number.POSITIVE_INFINITY,
        })
        signal?.addEventListener('abort', cancel, { once: true })
        if (!send(message)) settle(id, failed('not-sent'))
      }),
    progress: (id: string, done: number, total: number): void => waiting.get(id)?.onProgress?.(done, total),
    /** Commands that have waited too long. */
    giveUp: (): void => {
      for (const [id, { until }] of waiting) if (clock.now() >= until) settle(id, failed('no-answer'))
    },
    /** The connection went: whether what was sent was done is not known. */
    loseAll: (): void => {
      for (const id of [...waiting.keys()]) settle(id, failed('no-answer'))
    },
  }
}
