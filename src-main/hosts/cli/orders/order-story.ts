import { type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'
import { openAuditReader } from '../../../audit/audit-reader.ts'
import { exchangeLabel } from '../../../market/exchange-time.ts'
import { isTradingEventType, readStoredEvent } from '../../../trading/journal/stored-event.ts'
import { DURABILITY, type TradingEvent } from '../../../trading/journal/trading-event.ts'

/** One thing that happened to an order: New York time, and words. */
export interface StoryLine {
  readonly time: string
  readonly text: string
}

const TYPES = Object.keys(DURABILITY).filter(isTradingEventType)
/** More lines than this are no story. */
const MOST_LINES = 200

/**
 * What the audit has of an order, oldest first.
 * @param database the audit of a cockpit that may be running
 * @returns nothing where it cannot be read
 */
export function orderStory(database: string, ref: string): readonly StoryLine[] {
  const opened = openAuditReader(database)
  if (!opened.ok) return []
  const reader = opened.value
  try {
    const lines: StoryLine[] = []
    const { lastSeq } = reader
    const named = JSON.stringify(ref)
    for (let from = 1; lines.length < MOST_LINES; ) {
      const seq = reader.firstNaming(named, TYPES, from, lastSeq)
      if (seq === null) break
      from = seq + 1
      const row = reader.event(seq)
      if (row === null || !isTradingEventType(row.type)) continue
      const event = readStoredEvent({ seq, type: row.type, exTs: row.exTs, payload: row.payload })
      const text = event.ok ? tell(event.value, ref) : null
      const last = lines.at(-1)
      if (event.ok && text !== null && text !== last?.text) lines.push({ time: label(event.value.time), text })
    }
    return lines
  } finally {
    reader.close()
  }
}

const label = (time: UtcMs): string => exchangeLabel(utcMs(time)).replace('T', ' ')

/** @returns null for what is not about the order itself */
function tell(event: TradingEvent, ref: string): string | null {
  switch (event.kind) {
    case 'order-staged': {
      const { plan, side } = event.staged
      const entry = plan.limit === null ? 'at the market' : `limit ${plan.limit}`
      return event.staged.ref === ref
        ? `staged: ${side} ${plan.quantity}, ${entry}, stop ${plan.stop}, target ${plan.target}`
        : null
    }
    case 'order-approved':
      return `approved by ${event.by === 'trader' ? 'the trader' : 'the session itself'}`
    case 'order-refused':
      return `not sent: ${event.message}`
    case 'order-declined':
      return 'rejected by the trader'
    case 'order-expired':
      return `expired: ${event.reason}`
    case 'order-intent':
    case 'reduction-intent':
      return 'written down, to be sent'
    case 'order-sent':
      return 'sent'
    case 'amendment-intent':
    case 'change-intent':
      return 'a change is asked for'
    case 'cancel-wanted':
      return `its end is wanted: ${event.reason}`
    case 'cancel-intent':
      return 'its cancel is asked for'
    case 'request-refused':
      return `the ${event.request} was refused: ${event.message}`
    case 'broker-order': {
      const { status, filled, quantity } = event.report
      return event.report.ref === ref ? `the broker says ${status}, ${filled} of ${quantity} filled` : null
    }
    case 'execution': {
      const { shares, price } = event.execution
      return event.execution.ref === ref ? `filled ${shares} at ${price}` : null
    }
    case 'contact-lost':
      return `not known how it stands: ${event.reason}`
    case 'order-absent':
      return 'the broker does not know it: expired'
    default:
      return null
  }
}
