import type { TopicState } from '../../../../src-shared/contract/topics.ts'
import type { ContractClient } from '../../attach/contract-client.ts'
import type { ReadableTopic } from '../../attach/topic-states.ts'

/** What becomes of waiting for a topic: what was looked for, or what came first. */
export type Watched<Value> =
  | { readonly kind: 'found'; readonly value: Value }
  | { readonly kind: 'late' | 'interrupted' }
  | { readonly kind: 'ended'; readonly message: string }

interface WatchOptions {
  readonly client: ContractClient
  /** Operator ms; null waits for as long as it takes. */
  readonly withinMs: number | null
  readonly signal: AbortSignal
}

/**
 * Waits for a state of a topic.
 * @param look what is looked for; undefined while it is not there. Called with each state, in order
 */
export function watch<Name extends ReadableTopic, Value>(
  topic: Name,
  { client, withinMs, signal }: WatchOptions,
  look: (state: TopicState<Name>) => Value | undefined,
): Promise<Watched<Value>> {
  return new Promise((resolve) => {
    let over = false
    const finish = (result: Watched<Value>): void => {
      if (over) return
      over = true
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      queueMicrotask(() => stop())
      resolve(result)
    }
    const onAbort = (): void => finish({ kind: 'interrupted' })
    const timer = withinMs === null ? undefined : setTimeout(() => finish({ kind: 'late' }), withinMs)
    signal.addEventListener('abort', onAbort)
    const stop = client.follow(topic, (state) => {
      if (over) return
      const value = look(state)
      if (value !== undefined) finish({ kind: 'found', value })
    })
    void client.ended.then((message) => finish({ kind: 'ended', message }))
    if (signal.aborted) onAbort()
  })
}
