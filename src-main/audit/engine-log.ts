import type Database from 'better-sqlite3'
import type { Decision } from '../../src-shared/domain/decision.ts'
import type { EngineInput } from '../../src-shared/domain/engine-input.ts'
import { isTicker, type SessionId } from '../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../src-shared/domain/time.ts'
import type { ChainedRow } from './canonical.ts'
import { eventChunks } from './event-rows.ts'
import { type EventType, type PayloadOf, readPayload } from './event-types.ts'

/** Which decisions are asked for: those on bars that start in `from ≤ start < to`, of one session or of all. */
export interface EngineLogRange {
  readonly from?: UtcMs
  readonly to?: UtcMs
  readonly session?: SessionId
}

/** One row of the engine's log. */
export type EngineLogStep =
  | { readonly kind: 'input'; readonly seq: number; readonly session: string; readonly input: EngineInput }
  /** `asked`: it lies in the range; others were only made on the way there. */
  | {
      readonly kind: 'decision'
      readonly seq: number
      readonly session: string
      readonly decision: Decision
      readonly asked: boolean
    }

/** A stored event that this program cannot read: damaged (then `verifyAudit` finds it) or of a newer form. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent'
  readonly seq: number

  constructor(seq: number, reason: string) {
    super(`row ${seq}: ${reason}`)
    this.seq = seq
  }
}

/** The payload of an event of a known type. @throws UnreadableEvent */
export function readEvent<Type extends EventType>({ seq, v, payload }: ChainedRow, type: Type): PayloadOf<Type> {
  const read = readPayload(type, v, payload)
  if (!read.ok) throw new UnreadableEvent(seq, read.error)
  return read.value
}

interface SessionSpan {
  readonly session: string
  readonly first: number
  readonly last: number
}

const BARRIER_START = "CASE WHEN type = 'barrier' AND json_valid(payload) THEN json_extract(payload, '$.barStart') END"

const SESSIONS_ASKED = `SELECT session, min(seq) AS first, max(seq) AS last FROM events
  WHERE :session IS NULL OR session = :session
  GROUP BY session HAVING max(${BARRIER_START} >= :from AND ${BARRIER_START} < :to)
  ORDER BY first`

/**
 * The engine's input log with the decisions that came of it, in order: what `audit replay` feeds through a fresh
 * engine. Each session that decided in the range is given from its first row, because its epoch and its warm-up are
 * part of what the decisions came from, and up to the range's end. It reads the events, never a projection.
 * @throws UnreadableEvent at the first event that cannot be read; SqliteError when a page cannot
 */
export function* readEngineInputs(db: Database.Database, range: EngineLogRange): Generator<EngineLogStep> {
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY, session = null } = range
  const spans = db.prepare<unknown[], SessionSpan>(SESSIONS_ASKED).all({ from, to, session })
  for (const span of spans) yield* readSession(db, span, from, to)
}

function* readSession(db: Database.Database, span: SessionSpan, from: number, to: number): Generator<EngineLogStep> {
  for (const events of eventChunks(db, span.first, span.last)) {
    for (const event of events) {
      const { seq, session } = event
      if (session !== span.session) continue
      if (event.type === 'decision') {
        const decision = readEvent(event, 'decision')
        const asked = decision.barStart >= from && decision.barStart < to
        yield { kind: 'decision', seq, session, decision, asked }
        continue
      }
      const input = readInput(event)
      if (input === null) continue
      if (input.kind === 'barrier' && input.barStart >= to) return
      yield { kind: 'input', seq, session, input }
    }
  }
}

/** @returns null when the event is not an input */
function readInput(event: ChainedRow): EngineInput | null {
  switch (event.type) {
    case 'epoch':
    case 'barrier':
    case 'fill':
    case 'position':
    case 'symbols':
      return readEvent(event, event.type)
    case 'bar': {
      const { seq, symbol } = event
      if (symbol === null || !isTicker(symbol)) throw new UnreadableEvent(seq, 'a bar without a symbol')
      return { kind: 'bar', symbol, bar: readEvent(event, 'bar') }
    }
    default:
      return null
  }
}
