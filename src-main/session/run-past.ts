import type { Decision } from '../../src-shared/domain/decision.ts'
import { type SessionId, sessionId } from '../../src-shared/domain/ids.ts'
import type { Result } from '../../src-shared/domain/result.ts'
import { ENGINE_BAR_MS, type UtcMs, utcMs } from '../../src-shared/domain/time.ts'
import type { AuditReader } from '../audit/audit-reader.ts'
import type { ChainedRow } from '../audit/canonical.ts'
import { type EventType, type PayloadOf, readPayload } from '../audit/event-types.ts'
import type { ExchangeRequest } from '../simulator/exchange/exchange-request.ts'
import { isTradingEventType, readStoredEvent } from '../trading/journal/stored-event.ts'
import type { TradingEvent } from '../trading/journal/trading-event.ts'
import type { DeskState } from '../trading/state/desk-state.ts'
import { evolve } from '../trading/state/evolve.ts'
import { type CarriedBooks, carriedBooks } from './carried-books.ts'
import { type OwnExchange, readExchangeRequest } from './exchange-requests.ts'
import type { GatewayRequest } from './market/market-source.ts'
import type { RunIdentity } from './run-identity.ts'

/** Rows read at a time. */
const PAGE = 1_000

/** One thing of a run's past, in the order in which it was written, with the market time at which it happened. */
export type PastRow =
  | {
      readonly kind: 'request'
      readonly time: UtcMs
      /** Which exchange of ours was asked: that of the simulated book, or the one behind a gateway that we started. */
      readonly exchange: OwnExchange
      readonly request: ExchangeRequest
    }
  | { readonly kind: 'trading'; readonly time: UtcMs; readonly event: TradingEvent }
  | { readonly kind: 'decision'; readonly time: UtcMs; readonly decision: Decision }

/** What earlier sessions of a run have left, read once to go on with it. */
export interface RunPast {
  readonly run: SessionId
  /** Market time of the last thing that was written down: what comes after has not happened. */
  readonly until: UtcMs
  /** Market time of the newest trade of an account, by its own stamp; 0 when there is none. */
  readonly tradedUntil: UtcMs
  /** The end of the last slot that was decided; 0 when none was. */
  readonly decidedTo: UtcMs
  /** The decisions of that slot. */
  readonly lastDecisions: readonly Decision[]
  /** What the run began with: the books of accounts as earlier ones left them. */
  readonly carried: DeskState
  /** What of that could not be read, a line each. */
  readonly unreadable: readonly string[]
  /** What the journal leads to. */
  readonly state: DeskState
  /** All of it, anew from the disk. @throws PastUnreadable */
  rows(): Generator<PastRow>
  /** What was asked of the exchange behind a gateway that we started, anew from the disk. @throws PastUnreadable */
  gatewayRequests(): Generator<GatewayRequest>
}

/** A row that this program cannot read: the run cannot be gone on with. */
class PastUnreadable extends Error {
  override readonly name = 'PastUnreadable'
}

/**
 * The run to go on with: the last one that was begun, when nothing has ended it and it is the same market on the same
 * exchange.
 * @returns null when there is none; in one line why it cannot be read when there is one and it cannot
 */
export function findRun(reader: AuditReader, identity: RunIdentity): Result<RunPast | null, string> {
  const [started] = newest(reader, 'run-started')
  if (started === undefined) return { ok: true, value: null }
  try {
    const { run, identity: ofRun } = read(started, 'run-started')
    const ended = allOf(reader, 'run-ended').some((row) => read(row, 'run-ended').run === run)
    if (ended || JSON.stringify(ofRun) !== JSON.stringify(identity)) return { ok: true, value: null }
    const resumed = allOf(reader, 'run-resumed').filter((row) => read(row, 'run-resumed').run === run)
    const past = survey(
      reader,
      sessionId(run),
      [started, ...resumed].map(({ session }) => sessionId(session)),
      carriedBooks(reader, started.seq),
    )
    return { ok: true, value: past }
  } catch (thrown) {
    if (thrown instanceof PastUnreadable) return { ok: false, error: thrown.message }
    throw thrown
  }
}

const newest = (reader: AuditReader, type: EventType): readonly ChainedRow[] =>
  reader.events({ type }, { order: 'newest-first', beyond: null, limit: 1 }).events

const allOf = (reader: AuditReader, type: EventType): readonly ChainedRow[] =>
  reader.events({ type }, { order: 'oldest-first', beyond: null, limit: PAGE }).events

function read<Type extends EventType>({ seq, v, payload }: ChainedRow, type: Type): PayloadOf<Type> {
  const payloadRead = readPayload(type, v, payload)
  if (!payloadRead.ok) throw new PastUnreadable(`row ${seq}: ${payloadRead.error}`)
  return payloadRead.value
}

/** @returns null when nothing of it has happened yet. */
function survey(
  reader: AuditReader,
  run: SessionId,
  sessions: readonly SessionId[],
  { state: carried, unreadable }: CarriedBooks,
): RunPast | null {
  let until = 0
  let tradedUntil = 0
  let decidedTo = 0
  let lastDecisions: Decision[] = []
  let state = carried
  for (const row of rowsOf(reader, sessions)) {
    if (row.exTs !== null) until = Math.max(until, row.exTs)
    if (row.type === 'barrier') {
      decidedTo = Math.max(decidedTo, read(row, 'barrier').barStart + ENGINE_BAR_MS)
      lastDecisions = []
    }
    const past = pastRow(row)
    if (past?.kind === 'decision') lastDecisions.push(past.decision)
    if (past?.kind !== 'trading') continue
    state = evolve(state, past.event)
    const { event } = past
    if (event.kind === 'execution' && event.book.kind === 'account')
      tradedUntil = Math.max(tradedUntil, event.execution.time)
  }
  if (until === 0) return null
  return {
    run,
    until: utcMs(until),
    tradedUntil: utcMs(tradedUntil),
    decidedTo: utcMs(decidedTo),
    lastDecisions,
    carried,
    unreadable,
    state,
    *rows() {
      for (const row of rowsOf(reader, sessions)) {
        const past = pastRow(row)
        if (past !== null) yield past
      }
    },
    *gatewayRequests() {
      for (const row of rowsOf(reader, sessions, 'exchange-request')) {
        const past = pastRow(row)
        if (past?.kind === 'request' && past.exchange === 'gateway') yield past
      }
    },
  }
}

function* rowsOf(reader: AuditReader, sessions: readonly SessionId[], type?: EventType): Generator<ChainedRow> {
  for (const session of sessions) {
    for (let beyond: number | null = 0; beyond !== null; ) {
      const page: ReturnType<AuditReader['events']> = reader.events(
        type === undefined ? { session } : { session, type },
        { order: 'oldest-first', beyond, limit: PAGE },
      )
      yield* page.events
      beyond = page.next
    }
  }
}

/** Null for what only the engine hears. */
function pastRow(row: ChainedRow): PastRow | null {
  const { type, exTs, seq } = row
  if (exTs === null) return null
  const time = utcMs(exTs)
  if (type === 'decision') return { kind: 'decision', time, decision: read(row, 'decision') }
  if (type === 'exchange-request') {
    const request = readExchangeRequest(read(row, 'exchange-request'))
    if (request === null) throw new PastUnreadable(`row ${seq}: this request is not as written`)
    return { kind: 'request', time, ...request }
  }
  if (!isTradingEventType(type)) return null
  const event = readStoredEvent({ ...row, type })
  if (!event.ok) throw new PastUnreadable(event.error)
  return { kind: 'trading', time, event: event.value }
}
