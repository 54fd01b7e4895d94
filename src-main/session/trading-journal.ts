import type { AuditLog } from '../audit/audit-log.ts'
import type { Written } from '../audit/write-error.ts'
import type { Journaled, TradingJournal } from '../trading/journal/journal.ts'
import { storedEvent } from '../trading/journal/stored-event.ts'
import type { DeskState } from '../trading/state/desk-state.ts'

/** The audit as the journal of trading. @param stateOf what trading knows before the event */
export function tradingJournal(log: AuditLog, stateOf: () => DeskState): TradingJournal {
  const journaled = (written: Written): Journaled =>
    written.ok ? written : { ok: false, error: { message: written.error.message } }
  return {
    durable: (event) => journaled(log.appendDurable(storedEvent(event, stateOf()))),
    batched: (event) => journaled(log.append(storedEvent(event, stateOf()))),
  }
}
