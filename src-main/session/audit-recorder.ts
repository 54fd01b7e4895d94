import type { AuditLog } from '../audit/audit-log.ts'
import type { AuditEvent, EventType } from '../audit/event-types.ts'
import type { AuditWriteError, Written } from '../audit/write-error.ts'
import type { Recorder } from './recorder.ts'

/** The audit did not take an event. A simulated session ends on it: what is not recorded has not been shown to have happened. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError'
  readonly code: AuditWriteError['code']

  constructor({ code, message }: AuditWriteError) {
    super(message)
    this.code = code
  }
}

/**
 * Records a session into an audit log.
 * @returns a recorder whose calls throw a `RecordingError` when the log can no longer be written
 */
export function recordInto(log: AuditLog): Recorder {
  const demand = (written: Written): void => {
    if (!written.ok) throw new RecordingError(written.error)
    // A batched event is taken while flushes fail; the session must not go on until the buffer is full.
    if (log.failure !== null) throw new RecordingError(log.failure)
  }
  const append = <Type extends EventType>(event: AuditEvent<Type>): void => demand(log.append(event))
  return {
    input: (input, exTs) => demand(log.appendInput(input, exTs)),
    decision: (decision, exTs) => demand(log.appendDecision(decision, exTs)),
    barRefused: (symbol, bar, refusal, exTs) =>
      append({ type: 'bar-refused', payload: { bar, refusal }, symbol, exTs }),
    barCorrected: (symbol, bar, decided, exTs) =>
      append({ type: 'bar-correction', payload: { bar, decided }, symbol, exTs }),
    stopMoved: (symbol, stop, exTs) => append({ type: 'stop-moved', payload: { stop }, symbol, exTs }),
    entryRefused: (symbol, code, message, exTs) =>
      append({ type: 'entry-refused', payload: { code, message }, symbol, exTs }),
  }
}
