import type { AuditReader } from '../audit/audit-reader.ts'
import type { ChainedRow } from '../audit/canonical.ts'
import { EVENT_TYPES, type EventType, isEventType, readPayload } from '../audit/event-types.ts'
import { isTradingEventType, readStoredEvent } from '../trading/journal/stored-event.ts'
import type { TradingEvent } from '../trading/journal/trading-event.ts'
import { type DeskState, EMPTY_DESK, findOrder } from '../trading/state/desk-state.ts'
import { evolve } from '../trading/state/evolve.ts'

const TRADING_TYPES: readonly EventType[] = Object.keys(EVENT_TYPES)
  .filter(isEventType)
  .filter((type) => isTradingEventType(type))

/** What a run begins with. */
export interface CarriedBooks {
  /** The books of accounts as earlier runs left them; without the simulated book, as every start is: in dry run. */
  readonly state: DeskState
  /** The `run-started` row from which on they are told; null when there is nothing to tell. */
  readonly from: number | null
  /** What of it could not be read, a line each: the books may be incomplete. */
  readonly unreadable: readonly string[]
}

/** Nothing is carried into a run. */
const NOTHING_CARRIED: CarriedBooks = { state: EMPTY_DESK, from: null, unreadable: [] }

/**
 * The books of accounts as the runs before row `before` left them. The simulated book ends with its run; that of an
 * account is at a broker, who goes on, whatever is traded on here: fresh runs, other symbols, another profile, another
 * day. Only where the market is invented or recorded the accounts are those of a gateway of our own, and end with it.
 */
export function carriedBooks(reader: AuditReader, before = reader.lastSeq + 1): CarriedBooks {
  if (reader.meta.kind !== 'live') return NOTHING_CARRIED
  const from = firstRowOf(reader, before)
  if (from === null || !namesAccounts(reader, from, before - 1)) return NOTHING_CARRIED
  const unreadable: string[] = []
  let state = EMPTY_DESK
  for (const rows of reader.walk({ types: TRADING_TYPES, from, to: before - 1 })) {
    for (const row of rows) {
      const event = eventOf(row)
      if (typeof event === 'string') unreadable.push(event)
      else if (event !== null) state = evolveAccounts(state, event)
    }
  }
  return { state, from: holdsSomething(state) ? from : null, unreadable }
}

/** Whether anything is said of accounts there: where they are never used nothing else is read. */
function namesAccounts(reader: AuditReader, from: number, to: number): boolean {
  const acknowledged: readonly EventType[] = ['difference-acknowledged']
  return (
    reader.firstNaming('"kind":"account"', TRADING_TYPES, from, to) !== null ||
    reader.firstNaming('{', acknowledged, from, to) !== null
  )
}

/** From which row on the runs before row `before` tell what accounts hold; null when there is no run. */
function firstRowOf(reader: AuditReader, before: number): number | null {
  const page = reader.events({ type: 'run-started' }, { order: 'newest-first', beyond: before, limit: 1 })
  const [started] = page.events
  if (started === undefined) return null
  const payload = readPayload('run-started', started.v, started.payload)
  // What cannot be read is no reason to forget what is held.
  return payload.ok ? (payload.value.carriesFrom ?? started.seq) : 1
}

function eventOf(row: ChainedRow): TradingEvent | string | null {
  if (!isTradingEventType(row.type)) return null
  const event = readStoredEvent({ ...row, type: row.type })
  return event.ok ? event.value : event.error
}

/** The state of the books of accounts after one more event: what is about the simulated book is not there for it. */
function evolveAccounts(state: DeskState, event: TradingEvent): DeskState {
  const seen = asAccountsSee(state, event)
  return seen === null ? state : evolve(state, seen)
}

/** An event as far as it is about accounts, or about all books; null when it is about neither. */
function asAccountsSee(state: DeskState, event: TradingEvent): TradingEvent | null {
  switch (event.kind) {
    case 'mode-changed':
    case 'automatic-approval-changed':
      return null
    case 'order-staged':
      return event.staged.book.kind === 'account' ? event : null
    case 'order-intent':
    case 'amendment-intent':
      return event.entry.book.kind === 'account' ? event : null
    case 'reduction-intent':
      return event.order.book.kind === 'account' ? event : null
    case 'order-sent':
    case 'contact-lost': {
      const refs = event.refs.filter((ref) => findOrder(state, ref) !== undefined)
      return refs.length === 0 ? null : { ...event, refs }
    }
    default:
      if ('book' in event) return event.book.kind === 'account' ? event : null
      // Only orders of accounts are known here.
      if ('ref' in event) return findOrder(state, event.ref) === undefined ? null : event
      return event
  }
}

/** Whether the next run has anything to know of these books. */
function holdsSomething(state: DeskState): boolean {
  const { live, over, brackets, executions, pastExecutions, holdings, trades, closings } = state
  const { tripped, findings, acknowledged } = state
  const held = [live, over, brackets, executions, pastExecutions, holdings, trades, closings]
  return [...held, tripped, findings, acknowledged].some(({ size }) => size > 0)
}
