import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import type { AuditEvent, EventType } from '../../audit/event-types.ts'
import { type DeskState, findOrder } from '../state/desk-state.ts'
import { tradingEventSchema } from './event-schema.ts'
import { DURABILITY, type TradingEvent } from './trading-event.ts'

export type TradingEventType = EventType & TradingEvent['kind']

/** Whether rows of this type are events of trading. */
export const isTradingEventType = (type: string): type is TradingEventType => Object.hasOwn(DURABILITY, type)

/** The event as the audit takes it: market time and symbol in their columns, its kind as the type. */
export function storedEvent(event: TradingEvent, state: DeskState): AuditEvent<TradingEventType> {
  const { kind, time, ...payload } = event
  return { type: kind, payload, exTs: time, symbol: symbolOf(event, state) }
}

/** The row of an event, as far as it is needed to read it back. */
interface StoredRow {
  readonly seq: number
  readonly type: TradingEventType
  readonly exTs: number | null
  /** The payload's text. */
  readonly payload: string
}

/** Reads an event back from its row. @returns in one line why it cannot be read. */
export function readStoredEvent({ seq, type, exTs, payload }: StoredRow): Result<TradingEvent, string> {
  let json: unknown
  try {
    json = JSON.parse(payload)
  } catch {
    return { ok: false, error: `row ${seq}: the payload of this "${type}" is not JSON` }
  }
  if (typeof json !== 'object' || json === null) return { ok: false, error: `row ${seq}: a "${type}" without fields` }
  const parsed = tradingEventSchema.safeParse({ ...json, kind: type, time: exTs })
  if (parsed.success) return { ok: true, value: parsed.data }
  const [issue] = parsed.error.issues
  return {
    ok: false,
    error: `row ${seq}: this "${type}" is not as written: ${issue?.path.join('.')} ${issue?.message}`,
  }
}

/** The symbol that an event is about; null when it is about none, or about several orders. */
function symbolOf(event: TradingEvent, state: DeskState): Ticker | null {
  if ('symbol' in event) return event.symbol
  if ('ref' in event) return findOrder(state, event.ref)?.order.symbol ?? null
  switch (event.kind) {
    case 'order-staged':
      return event.staged.symbol
    case 'order-intent':
    case 'amendment-intent':
      return event.entry.symbol
    case 'reduction-intent':
      return event.order.symbol
    case 'broker-order':
      return event.report.symbol
    case 'execution':
      return event.execution.symbol
    default:
      return null
  }
}
