import { z } from 'zod'
import { type CommandDone, commandSchema } from './commands.ts'
import type { ErrorCode } from './errors.ts'
import type { HostKind, Role } from './protocol.ts'
import { type QueryAnswers, querySchema } from './queries.ts'
import type { TopicId } from './topic-ids.ts'

/** Names one message of a connection, so that its answer finds it. Of a command it is the command's id for good. */
export const messageIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, '1 to 64 letters, digits, - or _')

/** What a window sends. The first message is `hello`. */
export const clientMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('hello'), protocol: z.int(), wants: z.enum(['controller', 'viewer']) }),
  z.strictObject({ type: z.literal('command'), id: messageIdSchema, command: commandSchema }),
  z.strictObject({ type: z.literal('query'), id: messageIdSchema, query: querySchema }),
  /** Ends a query that is under way; it is answered `cancelled`. */
  z.strictObject({ type: z.literal('cancel-query'), id: messageIdSchema }),
  z.strictObject({ type: z.literal('subscribe'), topic: z.string().max(80) }),
  z.strictObject({ type: z.literal('unsubscribe'), topic: z.string().max(80) }),
  /** Makes this window the one that commands; the one before watches from then on. */
  z.strictObject({ type: z.literal('take-control') }),
  z.strictObject({ type: z.literal('heartbeat') }),
])
export type ClientMessage = z.infer<typeof clientMessageSchema>

export interface ContractError {
  readonly code: ErrorCode
  /** A sentence or two for the trader: what happened, what it means for orders, what to do. */
  readonly message: string
}

/** What the main process sends. Every stream message of a topic counts on by one; an epoch is one run of a session. */
export type ServerMessage =
  | {
      readonly type: 'welcome'
      readonly protocol: number
      readonly app: { readonly name: string; readonly version: string }
      readonly host: HostKind
      readonly role: Role
    }
  | { readonly type: 'role'; readonly role: Role; readonly reason: string }
  | { readonly type: 'done'; readonly id: string; readonly value: CommandDone | QueryAnswers[keyof QueryAnswers] }
  | { readonly type: 'refused'; readonly id: string; readonly error: ContractError }
  | { readonly type: 'progress'; readonly id: string; readonly done: number; readonly total: number }
  /** The whole state; the topic's next delta has `seq` + 1. */
  | {
      readonly type: 'snapshot'
      readonly topic: TopicId
      readonly epoch: string
      readonly seq: number
      readonly state: unknown
    }
  | {
      readonly type: 'delta'
      readonly topic: TopicId
      readonly epoch: string
      readonly seq: number
      readonly delta: unknown
    }
  /** There is no such topic (any more): nothing more will come of it. */
  | { readonly type: 'no-topic'; readonly topic: TopicId; readonly error: ContractError }
  /** The engine lives. */
  | { readonly type: 'pulse' }
  /** The last message before the connection is closed. */
  | { readonly type: 'goodbye'; readonly error: ContractError }
