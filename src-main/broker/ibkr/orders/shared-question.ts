import type { Result } from '../../../../src-shared/domain/result.ts'
import type { QueryFailure } from '../../refusals.ts'
import type { RequestFailure } from '../link.ts'

export type Answer<Value> = Promise<Result<Value, QueryFailure>>

interface Asked<Value> {
  readonly answer: Answer<Value>
  /** What had been sent when it left; null until then. */
  sentBefore: number | null
}

/**
 * A question whose answer carries no id, so that it can be on its way only once. Who asks meanwhile shares it, unless
 * something was sent after it had left: an answer that cannot know of that would look like one that does.
 */
export class SharedQuestion<Value> {
  private running: Asked<Value> | null = null
  private next: Answer<Value> | null = null
  private readonly put: (left: () => void) => Promise<Result<Value, RequestFailure>>
  private readonly sent: () => number

  /** @param put asks, and calls `left` as it leaves. @param sent counts what changes the answer */
  constructor(put: (left: () => void) => Promise<Result<Value, RequestFailure>>, sent: () => number) {
    this.put = put
    this.sent = sent
  }

  ask(): Answer<Value> {
    const { running } = this
    if (running === null) return this.start()
    if (running.sentBefore === null || running.sentBefore === this.sent()) return running.answer
    this.next ??= running.answer.then(() => {
      this.next = null
      return this.ask()
    })
    return this.next
  }

  private start(): Answer<Value> {
    const left = (): void => {
      asked.sentBefore = this.sent()
    }
    const answer = Promise.resolve()
      .then(() => this.put(left))
      .then((result) => (result.ok ? result : failed<Value>(result.error)))
      .finally(() => {
        this.running = null
      })
    const asked: Asked<Value> = { answer, sentBefore: null }
    this.running = asked
    return answer
  }
}

export const failed = <Value>({ code, message }: RequestFailure): Result<Value, QueryFailure> => ({
  ok: false,
  error: { code: code === 'cancelled' ? 'not-connected' : code, message },
})
