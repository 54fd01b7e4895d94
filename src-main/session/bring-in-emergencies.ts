import type { AuditLog, ForeignRow } from '../audit/audit-log.ts'
import type { AuditReader } from '../audit/audit-reader.ts'
import type { EmergencyRow } from '../audit/emergency/emergency-format.ts'
import type { FoundEmergency } from '../audit/emergency/find-emergency.ts'
import { importEmergencies } from '../audit/emergency/import-emergency.ts'
import { EVENT_TYPES, isEventType, readPayload } from '../audit/event-types.ts'
import type { AuditWriteError } from '../audit/write-error.ts'
import { isTradingEventType, readStoredEvent } from '../trading/journal/stored-event.ts'
import { readExchangeRequest } from './exchange-requests.ts'

/**
 * Writes what earlier processes could not into the audit: as part of the run in which it happened, so that it is gone
 * on with, shown and carried over like everything else of it.
 */
export function bringInEmergencies(
  log: Pick<AuditLog, 'appendRows'>,
  reader: AuditReader,
  found: readonly FoundEmergency[],
): { readonly reports: string[]; readonly error: AuditWriteError | null } {
  return importEmergencies({ log, reader, found, check, before: (time) => resumption(reader, time) })
}

/** Rows of the run under way; none where none has begun. */
function resumption(reader: AuditReader, from: number): ForeignRow[] {
  const [row] = reader.events({ type: 'run-started' }, { order: 'newest-first', beyond: null, limit: 1 }).events
  const started = row === undefined ? null : readPayload('run-started', row.v, row.payload)
  if (started === null || !started.ok) return []
  const payload = JSON.stringify({ run: started.value.run, from })
  return [{ type: 'run-resumed', exTs: null, symbol: null, v: EVENT_TYPES['run-resumed'].v, payload }]
}

/** In a few words why a row is not what a session of this program keeps; null when it is. */
function check({ type, exTs, v, payload }: EmergencyRow): string | null {
  if (!isEventType(type)) return `there is no event "${type}"`
  const read = readPayload(type, v, payload)
  if (!read.ok) return read.error
  if (isTradingEventType(type)) {
    const event = readStoredEvent({ seq: 0, type, exTs, payload })
    return event.ok ? null : `one event is not as written: ${event.error}`
  }
  if (type !== 'exchange-request') return `an event "${type}" does not belong there`
  const request = readPayload(type, v, payload)
  const isRequest = request.ok && exTs !== null && readExchangeRequest(request.value) !== null
  return isRequest ? null : 'one request is not as written'
}
