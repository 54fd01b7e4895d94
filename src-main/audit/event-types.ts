import type { z } from 'zod'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import type { Result } from '../../src-shared/domain/result.ts'
import type { UtcMs } from '../../src-shared/domain/time.ts'
import { decisionSchema, decisionText } from './payloads/decision.ts'
import {
  barrierSchema,
  barSchema,
  barText,
  epochSchema,
  fillSchema,
  positionSchema,
  symbolsSchema,
} from './payloads/engine-input.ts'
import {
  brokerMessageSchema,
  commandRefusedSchema,
  commandSchema,
  connectionSchema,
  factSchema,
  feedNoticeSchema,
  intrusionSchema,
  runEndedSchema,
  runResumedSchema,
  runStartedSchema,
} from './payloads/run.ts'
import {
  barCorrectionSchema,
  barCorrectionText,
  barRefusedSchema,
  barRefusedText,
  barsSkippedSchema,
  configurationSchema,
  emergencyImportedSchema,
  errorSchema,
  noteSchema,
  sessionEndedSchema,
  sessionStartedSchema,
  stopMovedSchema,
} from './payloads/session.ts'

/** `durable`: on disk before `append` returns. `batched`: on disk with the next flush, in order. */
type Durability = 'durable' | 'batched'

interface EventDefinition<Payload> {
  /** Version of the payload's form; raised when it changes. */
  readonly v: number
  readonly durability: Durability
  readonly schema: z.ZodType<Payload>
  /** The stored text, where it is not plain JSON of the payload; `schema` reads it back. */
  readonly write?: (payload: Payload) => string
}

const define = <Payload>(definition: EventDefinition<Payload>): EventDefinition<Payload> => definition

/** Every event there is. A new one is one line here and its schema in `payloads/`. */
const table = {
  'session-started': define({ v: 1, durability: 'durable', schema: sessionStartedSchema }),
  'session-ended': define({ v: 1, durability: 'durable', schema: sessionEndedSchema }),
  configuration: define({ v: 1, durability: 'durable', schema: configurationSchema }),
  error: define({ v: 1, durability: 'durable', schema: errorSchema }),
  note: define({ v: 1, durability: 'durable', schema: noteSchema }),
  /** What an emergency file held follows. */
  'emergency-imported': define({ v: 1, durability: 'durable', schema: emergencyImportedSchema }),

  // The engine's input log and what came of it.
  epoch: define({ v: 1, durability: 'batched', schema: epochSchema }),
  bar: define({ v: 1, durability: 'batched', schema: barSchema, write: barText }),
  barrier: define({ v: 1, durability: 'batched', schema: barrierSchema }),
  fill: define({ v: 1, durability: 'durable', schema: fillSchema }),
  position: define({ v: 1, durability: 'batched', schema: positionSchema }),
  symbols: define({ v: 1, durability: 'batched', schema: symbolsSchema }),
  decision: define({ v: 1, durability: 'batched', schema: decisionSchema, write: decisionText }),

  'bar-refused': define({ v: 1, durability: 'batched', schema: barRefusedSchema, write: barRefusedText }),
  'bar-correction': define({ v: 1, durability: 'batched', schema: barCorrectionSchema, write: barCorrectionText }),
  'bars-skipped': define({ v: 1, durability: 'batched', schema: barsSkippedSchema }),
  /** Not written any more: what trading does is told by its own events. */
  'stop-moved': define({ v: 1, durability: 'batched', schema: stopMovedSchema }),

  // Runs, which outlive their sessions, and who asks for what.
  'run-started': define({ v: 1, durability: 'durable', schema: runStartedSchema }),
  'run-resumed': define({ v: 1, durability: 'durable', schema: runResumedSchema }),
  'run-ended': define({ v: 1, durability: 'durable', schema: runEndedSchema }),
  command: define({ v: 1, durability: 'batched', schema: commandSchema }),
  'command-refused': define({ v: 1, durability: 'batched', schema: commandRefusedSchema }),
  /** What arming did and refused, without a token. */
  arming: define({ v: 1, durability: 'durable', schema: factSchema }),
  intrusion: define({ v: 1, durability: 'batched', schema: intrusionSchema }),
  connection: define({ v: 1, durability: 'durable', schema: connectionSchema }),
  'broker-message': define({ v: 1, durability: 'batched', schema: brokerMessageSchema }),
  'feed-notice': define({ v: 1, durability: 'batched', schema: feedNoticeSchema }),
  /** What a client asked the simulated exchange for, before anything came of it. */
  'exchange-request': define({ v: 1, durability: 'batched', schema: factSchema }),

  // The journal of trading: what its state follows from.
  'day-started': define({ v: 1, durability: 'durable', schema: factSchema }),
  'mode-changed': define({ v: 1, durability: 'durable', schema: factSchema }),
  'trading-state-changed': define({ v: 1, durability: 'durable', schema: factSchema }),
  'automatic-approval-changed': define({ v: 1, durability: 'durable', schema: factSchema }),
  'breaker-tripped': define({ v: 1, durability: 'durable', schema: factSchema }),
  'command-answered': define({ v: 1, durability: 'batched', schema: factSchema }),
  'order-staged': define({ v: 1, durability: 'durable', schema: factSchema }),
  /** Version 1 held a code and a message alone. */
  'entry-refused': define({ v: 2, durability: 'batched', schema: factSchema }),
  'order-edited': define({ v: 1, durability: 'durable', schema: factSchema }),
  'drift-shown': define({ v: 1, durability: 'durable', schema: factSchema }),
  'order-approved': define({ v: 1, durability: 'batched', schema: factSchema }),
  'order-declined': define({ v: 1, durability: 'durable', schema: factSchema }),
  'order-expired': define({ v: 1, durability: 'durable', schema: factSchema }),
  'order-refused': define({ v: 1, durability: 'durable', schema: factSchema }),
  'order-intent': define({ v: 1, durability: 'durable', schema: factSchema }),
  'amendment-intent': define({ v: 1, durability: 'durable', schema: factSchema }),
  'reduction-intent': define({ v: 1, durability: 'durable', schema: factSchema }),
  'change-intent': define({ v: 1, durability: 'durable', schema: factSchema }),
  'cancel-intent': define({ v: 1, durability: 'batched', schema: factSchema }),
  'order-sent': define({ v: 1, durability: 'batched', schema: factSchema }),
  'request-refused': define({ v: 1, durability: 'batched', schema: factSchema }),
  'cancel-wanted': define({ v: 1, durability: 'durable', schema: factSchema }),
  'close-wanted': define({ v: 1, durability: 'durable', schema: factSchema }),
  'stop-wanted': define({ v: 1, durability: 'durable', schema: factSchema }),
  'target-wanted': define({ v: 1, durability: 'durable', schema: factSchema }),
  'best-close': define({ v: 1, durability: 'batched', schema: factSchema }),
  'broker-order': define({ v: 1, durability: 'batched', schema: factSchema }),
  execution: define({ v: 1, durability: 'durable', schema: factSchema }),
  commission: define({ v: 1, durability: 'batched', schema: factSchema }),
  'contact-lost': define({ v: 1, durability: 'batched', schema: factSchema }),
  'order-absent': define({ v: 1, durability: 'durable', schema: factSchema }),
  'position-adopted': define({ v: 1, durability: 'durable', schema: factSchema }),
  'difference-acknowledged': define({ v: 1, durability: 'durable', schema: factSchema }),
}

type Payloads = {
  readonly [Type in keyof typeof table]: (typeof table)[Type] extends EventDefinition<infer Payload> ? Payload : never
}
export type EventType = keyof Payloads
export type PayloadOf<Type extends EventType> = Payloads[Type]

export const EVENT_TYPES: { readonly [Type in EventType]: EventDefinition<Payloads[Type]> } = table

export const isEventType = (text: string): text is EventType => Object.hasOwn(EVENT_TYPES, text)

/** Something to record. Its number, its time and its place in the chain come with the writing. */
export interface AuditEvent<Type extends EventType> {
  readonly type: Type
  readonly payload: PayloadOf<Type>
  readonly symbol?: Ticker | null
  /** Market time at which it happened, where it has one. */
  readonly exTs?: UtcMs | null
}

/** The payload's text as it is stored and hashed. */
export function payloadText<Type extends EventType>(type: Type, payload: PayloadOf<Type>): string {
  const { write }: EventDefinition<PayloadOf<Type>> = EVENT_TYPES[type]
  return write === undefined ? JSON.stringify(payload) : write(payload)
}

/**
 * Reads a stored payload back.
 * @returns the payload, or in one line why this program cannot read it.
 */
export function readPayload<Type extends EventType>(
  type: Type,
  v: number,
  text: string,
): Result<PayloadOf<Type>, string> {
  const definition: EventDefinition<PayloadOf<Type>> = EVENT_TYPES[type]
  if (v !== definition.v) return { ok: false, error: `version ${v} of "${type}" is not known (only ${definition.v})` }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { ok: false, error: `the payload of this "${type}" is not JSON` }
  }
  const parsed = definition.schema.safeParse(json)
  if (parsed.success) return { ok: true, value: parsed.data }
  const [issue] = parsed.error.issues
  return {
    ok: false,
    error: `the payload of this "${type}" is not as written: ${issue?.path.join('.')} ${issue?.message}`,
  }
}
