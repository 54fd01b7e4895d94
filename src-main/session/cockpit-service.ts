import type { Command, CommandDone } from '../../src-shared/contract/commands.ts'
import type { ContractError, ServerMessage } from '../../src-shared/contract/messages.ts'
import type { Query, QueryAnswers } from '../../src-shared/contract/queries.ts'
import type { TopicId } from '../../src-shared/contract/topics.ts'
import type { Result } from '../../src-shared/domain/result.ts'

/** Who asks, for the audit: `window 3 (browser)`, `command line`. */
export type Actor = string

/**
 * What hosts notice of who operates the cockpit. An armed session ends by itself when nobody is there.
 * `controller-present`: somebody who may command is there, and can be heard.
 */
export type PresenceNote =
  | 'controller-present'
  | 'controller-gone'
  | 'controller-silent'
  | 'suspended'
  | 'screen-locked'
  | 'quitting'

/** What a topic says to who follows it. */
export type StreamMessage = Extract<ServerMessage, { type: 'snapshot' | 'delta' | 'no-topic' }>

export interface QueryOptions {
  readonly signal: AbortSignal
  readonly onProgress: (done: number, total: number) => void
}

/** Follows one topic for one listener. */
export interface Following {
  /** Says the whole state again, at the next opportunity, instead of further deltas: for one who missed some. */
  resend(): void
  stop(): void
}

/** The cockpit as hosts serve it to windows and command lines. Payloads have been parsed when they come here. */
export interface CockpitService {
  /** Obeys once for each id: the same command again gets the same answer. Never queued behind anything slow. */
  command(id: string, command: Command, by: Actor): Result<CommandDone, ContractError>
  query<Asked extends Query>(
    query: Asked,
    options: QueryOptions,
  ): Promise<Result<QueryAnswers[Asked['kind']], ContractError>>
  /** The snapshot comes at once, before this returns; deltas later. */
  follow(topic: TopicId, listener: (message: StreamMessage) => void): Result<Following, ContractError>
  /** Something came in that is not as it should be: an audit row. At most a few a second are kept, the rest counted. */
  reportIntrusion(by: Actor, code: string, detail: string): void
  presence(note: PresenceNote): void
}
