import type { AuditLog } from '../audit/audit-log.ts'
import type { Written } from '../audit/write-error.ts'
import type { Journaled, TradingJournal } from '../trading/journal/journal.ts'
import { storedEvent } from '../trading/journal/stored-event.ts'
import type { DeskState } from '../trading/state/desk-state.ts'
import type { EmergencyNotes } from './emergency-notes.ts'

/**
 * The audit as the journal of trading.
 * @param stateOf what trading knows before the event
 * @param emergency where facts stand that the audit does not take; null leaves them in memory alone
 */
export function tradingJournal(
  log: AuditLog,
  stateOf: () => DeskState,
  emergency: EmergencyNotes | null = null,
): TradingJournal {
  const journaled = (written: Written): Journaled =>
    written.ok ? written : { ok: false, error: { message: written.error.message } }
  return {
    durable(event) {
      const written = log.appendDurable(emergency?.storedAs(event) ?? storedEvent(event, stateOf()))
      if (written.ok) emergency?.taken(event)
      else emergency?.noteWaiting()
      return journaled(written)
    },
    batched(event) {
      const written = log.append(storedEvent(event, stateOf()))
      if (written.ok && log.failure !== null) emergency?.noteWaiting()
      return journaled(written)
    },
    keep: (event) => emergency?.keep(event, storedEvent(event, stateOf())),
  }
}
