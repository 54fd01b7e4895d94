import type { Bar, BarRefusal } from '../../src-shared/domain/bar.ts'
import type { Decision } from '../../src-shared/domain/decision.ts'
import type { EngineInput } from '../../src-shared/domain/engine-input.ts'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../src-shared/domain/time.ts'
import type { AuditLog } from '../audit/audit-log.ts'
import type { AuditEvent, EventType } from '../audit/event-types.ts'
import { type AuditWriteError, type Written, writeError } from '../audit/write-error.ts'
import type { EmergencyNotes } from './emergency-notes.ts'

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
 * What recording does when the audit cannot be written.
 * - `end`: its calls throw a `RecordingError`; nobody is there who could look after anything.
 * - `go-on`: its calls answer whether the event is recorded, or waits in its order to be; nothing is thrown. What trading
 *   and the exchanges need at the next start stands in the emergency file meanwhile.
 */
type OnFailure = 'end' | 'go-on'

interface RecorderOptions {
  readonly onFailure?: OnFailure
  readonly emergency?: EmergencyNotes | null
}

/** Records a session into its audit log. */
export class AuditRecorder {
  private readonly log: AuditLog
  private readonly ends: boolean
  private readonly emergency: EmergencyNotes | null
  private lost: AuditWriteError | null = null

  constructor(log: AuditLog, { onFailure = 'end', emergency = null }: RecorderOptions = {}) {
    this.log = log
    this.ends = onFailure === 'end'
    this.emergency = emergency
  }

  /** Why the audit cannot be written at the moment; null when it can. */
  get failure(): AuditWriteError | null {
    return this.log.failure
  }

  /**
   * Why the engine must not be told, or asked for a decision, any more in this session: something that it heard, or
   * should have heard, is not in the log and will not be. Null while all of it is, or waits in its order.
   */
  get gap(): AuditWriteError | null {
    return this.lost
  }

  /** What to throw where something that had to be recorded was not. */
  broken(): RecordingError {
    return new RecordingError(this.lost ?? this.log.failure ?? writeError('closed', 'it is closed'))
  }

  /** Tells whenever the audit can no longer be written, or can be again. @returns what ends that */
  onFailureChange(listener: () => void): () => void {
    return this.log.onFailureChange(listener)
  }

  append<Type extends EventType>(event: AuditEvent<Type>): boolean {
    const written = this.log.append(event)
    if (!written.ok) this.emergency?.missed(this.log.rowOf(event))
    else if (this.log.failure !== null) this.emergency?.noteWaiting()
    return this.demand(written)
  }

  /**
   * An input, before the engine takes it.
   * @param marketTime when it became known
   * @returns false when it is not recorded: then the engine must not take it
   */
  input(input: EngineInput, marketTime: UtcMs): boolean {
    return this.engineEvent(() => this.log.appendInput(input, marketTime))
  }

  decision(decision: Decision, marketTime: UtcMs): boolean {
    return this.engineEvent(() => this.log.appendDecision(decision, marketTime))
  }

  barRefused(symbol: Ticker, bar: Bar, refusal: BarRefusal | 'unknown-symbol', marketTime: UtcMs): void {
    this.append({ type: 'bar-refused', payload: { bar, refusal }, symbol, exTs: marketTime })
  }

  /** A bar that came, or came differently, after its slot was decided. */
  barCorrected(symbol: Ticker, bar: Bar, decided: Bar | null, marketTime: UtcMs): void {
    this.append({ type: 'bar-correction', payload: { bar, decided }, symbol, exTs: marketTime })
  }

  /** Commits what waits: it survives the end of this process. @returns whether it does */
  flush(): boolean {
    return this.demand(this.log.flush())
  }

  /** After the first one that is not taken none is: the engine's log has no hole. */
  private engineEvent(append: () => Written): boolean {
    if (this.lost !== null) return false
    const written = append()
    if (!written.ok) this.lost = written.error
    return this.demand(written)
  }

  private demand(written: Written): boolean {
    if (!this.ends) return written.ok
    if (!written.ok) throw new RecordingError(written.error)
    // A batched event is taken while flushes fail; the session must not go on until the buffer is full.
    if (this.log.failure !== null) throw new RecordingError(this.log.failure)
    return true
  }
}
