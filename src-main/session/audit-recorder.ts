import type { Bar, BarRefusal } from '../../src-shared/domain/bar.ts'
import type { Decision } from '../../src-shared/domain/decision.ts'
import type { EngineInput } from '../../src-shared/domain/engine-input.ts'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../src-shared/domain/time.ts'
import type { AuditLog } from '../audit/audit-log.ts'
import type { AuditEvent, EventType } from '../audit/event-types.ts'
import type { AuditWriteError, Written } from '../audit/write-error.ts'

/** The audit did not take an event. A simulated session ends on it: what is not recorded has not been shown to have happened. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError'
  readonly code: AuditWriteError['code']

  constructor({ code, message }: AuditWriteError) {
    super(message)
    this.code = code
  }
}

/** Records a session into its audit log. Its calls throw a `RecordingError` when the log can no longer be written. */
export class AuditRecorder {
  private readonly log: AuditLog

  constructor(log: AuditLog) {
    this.log = log
  }

  append<Type extends EventType>(event: AuditEvent<Type>): void {
    this.demand(this.log.append(event))
  }

  /** An input, before the engine takes it. @param marketTime when it became known */
  input(input: EngineInput, marketTime: UtcMs): void {
    this.demand(this.log.appendInput(input, marketTime))
  }

  decision(decision: Decision, marketTime: UtcMs): void {
    this.demand(this.log.appendDecision(decision, marketTime))
  }

  barRefused(symbol: Ticker, bar: Bar, refusal: BarRefusal | 'unknown-symbol', marketTime: UtcMs): void {
    this.append({ type: 'bar-refused', payload: { bar, refusal }, symbol, exTs: marketTime })
  }

  /** A bar that came, or came differently, after its slot was decided. */
  barCorrected(symbol: Ticker, bar: Bar, decided: Bar | null, marketTime: UtcMs): void {
    this.append({ type: 'bar-correction', payload: { bar, decided }, symbol, exTs: marketTime })
  }

  /** Commits what waits: it survives the end of this process. */
  flush(): void {
    this.demand(this.log.flush())
  }

  private demand(written: Written): void {
    if (!written.ok) throw new RecordingError(written.error)
    // A batched event is taken while flushes fail; the session must not go on until the buffer is full.
    if (this.log.failure !== null) throw new RecordingError(this.log.failure)
  }
}
