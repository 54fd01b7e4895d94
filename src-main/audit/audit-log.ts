import type { Decision } from '../../src-shared/domain/decision.ts'
import type { EngineInput } from '../../src-shared/domain/engine-input.ts'
import type { UtcMs } from '../../src-shared/domain/time.ts'
import { notCanonical, type UnnumberedRow } from './canonical.ts'
import type { ChainWriter } from './chain-writer.ts'
import { type AuditEvent, EVENT_TYPES, type EventType, payloadText } from './event-types.ts'
import type { DatabaseId } from './format.ts'
import { type AuditWriteError, isFinal, WRITTEN, type Written, writeError } from './write-error.ts'

/** Batched events are written when this many wait, or this many characters of payload. */
const FLUSH_ROWS = 4_096
const FLUSH_CHARACTERS = 4_000_000
/** What is kept in memory while the disk takes nothing. */
const MOST_BUFFERED_ROWS = 50_000
/**
 * How long nothing is tried after a try that failed, ms of operator time: on a full disk a try costs what writing
 * everything that waits would, and whoever sends a cancel meanwhile must not wait for that.
 */
export const RETRY_MS = 1_000

/** A row of another log, or of an emergency file, to be written into this one. */
export type ForeignRow = Omit<UnnumberedRow, 'ts' | 'session'>

export interface AuditLogParts {
  readonly writer: ChainWriter
  /** What the database calls itself. */
  readonly database: DatabaseId
  readonly session: string
  /** Operator time, UTC ms. */
  readonly now: () => UtcMs
  /** Operator time, ms since an arbitrary moment, never decreasing. */
  readonly monotonic: () => number
  /** Told when writing begins to fail, or fails in another way; `AuditLog.failure` says whether it still does. */
  readonly onFailure: (error: AuditWriteError) => void
  /** Ends ownership. @param intact false when what the disk holds is uncertain */
  readonly release: (intact: boolean) => void
  /** Told when the database has been given back. @param complete whether everything that was taken is on the disk */
  readonly onClosed: (complete: boolean) => void
}

/**
 * The writing end of an audit database, for one session. Events go in the order of the calls, whatever their
 * durability; what a crash can take is only the newest batched ones.
 */
export class AuditLog {
  private readonly parts: AuditLogParts
  private waiting: UnnumberedRow[] = []
  private characters = 0
  /** Waiting rows at which the next flush is due; moves up while flushing fails, so that not every event tries. */
  private flushAt = FLUSH_ROWS
  private lastFailure: AuditWriteError | null = null
  private readonly listeners = new Set<() => void>()
  private told: AuditWriteError['code'] | null = null
  /** Nothing is tried before this moment, monotonic ms. */
  private retryAt = Number.NEGATIVE_INFINITY
  private closed = false

  constructor(parts: AuditLogParts) {
    this.parts = parts
  }

  /**
   * Records an event as its type demands: a durable one is on the disk when this returns, a batched one with the next
   * flush.
   * @returns an error when it was not taken. A batched event that was taken stays waiting while flushes fail.
   */
  append<Type extends EventType>(event: AuditEvent<Type>): Written {
    return this.take(event, EVENT_TYPES[event.type].durability === 'durable')
  }

  /**
   * Records an event, and everything before it, durably: it is on the disk when this returns without an error. With
   * one, it is not recorded and will not be.
   */
  appendDurable<Type extends EventType>(event: AuditEvent<Type>): Written {
    return this.take(event, true)
  }

  /** An input, before the engine takes it. @param exTs when it became known, market time */
  appendInput(input: EngineInput, exTs: UtcMs): Written {
    switch (input.kind) {
      case 'epoch':
        return this.append({ type: 'epoch', payload: input, exTs })
      case 'bar':
        return this.append({ type: 'bar', payload: input.bar, symbol: input.symbol, exTs })
      case 'barrier':
        return this.append({ type: 'barrier', payload: input, exTs })
      case 'fill':
        return this.append({ type: 'fill', payload: input, symbol: input.symbol, exTs })
      case 'position':
        return this.append({ type: 'position', payload: input, symbol: input.symbol, exTs })
      case 'symbols':
        return this.append({ type: 'symbols', payload: input, exTs })
    }
  }

  /** @param exTs when it was made, market time */
  appendDecision(decision: Decision, exTs: UtcMs): Written {
    return this.append({ type: 'decision', payload: decision, symbol: decision.symbol, exTs })
  }

  /**
   * Records rows that were made before, durably and in one transaction: all of them are on the disk when this returns
   * without an error, none is with one.
   */
  appendRows(foreign: readonly ForeignRow[]): Written {
    if (this.closed) return closed()
    const { session, now } = this.parts
    const rows = foreign.map((row): UnnumberedRow => ({ ...row, ts: now(), session }))
    for (const row of rows) {
      const reason = notCanonical(row)
      if (reason !== null) return failed('bad-event', `an event "${row.type}" has no canonical form, ${reason}`)
    }
    return this.takeDurable(rows)
  }

  /** Commits what waits. It survives the end of this process; a power cut may take it unless something durable follows. */
  flush(): Written {
    if (this.closed) return closed()
    const written = this.write(false, false)
    this.tell()
    return written
  }

  /** The last committed row: its number (0 for none) and its hash, hex. */
  head(): { readonly seq: number; readonly hash: string } {
    const { seq, hash } = this.parts.writer.head
    return { seq, hash: hash.toString('hex') }
  }

  /** Why the log cannot be written now; null when the last try succeeded. */
  get failure(): AuditWriteError | null {
    return this.lastFailure
  }

  /** Tells of each change of `failure`. @returns what ends that */
  onFailureChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** What was taken and is not committed yet, oldest first: each row will be exactly this one. */
  get uncommitted(): readonly UnnumberedRow[] {
    return this.waiting
  }

  get database(): DatabaseId {
    return this.parts.database
  }

  get session(): string {
    return this.parts.session
  }

  /** The row that an event would be now. */
  rowOf<Type extends EventType>({ type, payload, symbol = null, exTs = null }: AuditEvent<Type>): UnnumberedRow {
    const { session, now } = this.parts
    return { ts: now(), exTs, session, type, symbol, v: EVENT_TYPES[type].v, payload: payloadText(type, payload) }
  }

  /** Commits what waits, durably, and gives the database back. */
  close(): Written {
    if (this.closed) return closed()
    this.retryAt = Number.NEGATIVE_INFINITY
    const written = this.waiting.length === 0 ? WRITTEN : this.write(true, false)
    this.closed = true
    this.parts.release(this.finalFailure === null)
    this.parts.onClosed(written.ok)
    return written
  }

  private take<Type extends EventType>(event: AuditEvent<Type>, durable: boolean): Written {
    if (this.closed) return closed()
    if (this.finalFailure !== null) return { ok: false, error: this.finalFailure }
    const row = this.rowOf(event)
    const reason = notCanonical(row)
    if (reason !== null) return failed('bad-event', `an event "${row.type}" has no canonical form, ${reason}`)
    if (durable) return this.takeDurable([row])
    if (this.waiting.length >= MOST_BUFFERED_ROWS) {
      return failed('buffer-full', `${this.waiting.length} events wait in memory already`)
    }
    this.waiting.push(row)
    this.characters += row.payload.length
    if (this.waiting.length >= this.flushAt || this.characters >= FLUSH_CHARACTERS) this.flush()
    return WRITTEN
  }

  private takeDurable(rows: readonly UnnumberedRow[]): Written {
    const before = this.waiting.length
    for (const row of rows) this.waiting.push(row)
    const written = this.write(true, rows.at(-1)?.type === 'session-ended')
    // Whoever hears that it failed acts on that; it must not turn up in the log later.
    if (!written.ok) this.waiting.length = before
    this.tell()
    return written
  }

  /** The failure after which nothing is written any more. */
  private get finalFailure(): AuditWriteError | null {
    return this.lastFailure !== null && isFinal(this.lastFailure) ? this.lastFailure : null
  }

  private write(durable: boolean, ends: boolean): Written {
    if (this.finalFailure !== null) return { ok: false, error: this.finalFailure }
    if (this.waiting.length === 0) return WRITTEN
    if (this.lastFailure !== null && this.parts.monotonic() < this.retryAt) {
      return { ok: false, error: this.lastFailure }
    }
    const error = this.parts.writer.write(this.waiting, durable, ends)
    const committed = error === null || error.code === 'anchors-failed'
    if (!committed) this.retryAt = this.parts.monotonic() + RETRY_MS
    this.note(error)
    if (!committed) {
      this.flushAt = this.waiting.length + FLUSH_ROWS
      this.characters = 0
      return { ok: false, error }
    }
    this.waiting = []
    this.characters = 0
    this.flushAt = FLUSH_ROWS
    return WRITTEN
  }

  private note(failure: AuditWriteError | null): void {
    const before = this.lastFailure
    this.lastFailure = failure
    if (failure?.code === before?.code) return
    if (failure !== null) this.parts.onFailure(failure)
  }

  /** Tells of a change once what was not taken is no longer among what waits: whoever hears of it may look there. */
  private tell(): void {
    const code = this.lastFailure?.code ?? null
    if (code === this.told) return
    this.told = code
    for (const listener of this.listeners) listener()
  }
}

const failed = (code: AuditWriteError['code'], reason: string): Written => ({
  ok: false,
  error: writeError(code, reason),
})
const closed = (): Written => failed('closed', 'it is closed')
