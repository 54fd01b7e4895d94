import type { Decision } from '../../src-shared/domain/decision.ts'
import type { EngineInput } from '../../src-shared/domain/engine-input.ts'
import type { UtcMs } from '../../src-shared/domain/time.ts'
import { notCanonical, type UnnumberedRow } from './canonical.ts'
import type { ChainWriter } from './chain-writer.ts'
import { type AuditEvent, EVENT_TYPES, type EventType, payloadText } from './event-types.ts'
import { type AuditWriteError, isFinal, WRITTEN, type Written, writeError } from './write-error.ts'

/** Batched events are written when this many wait, or this many characters of payload. */
const FLUSH_ROWS = 4_096
const FLUSH_CHARACTERS = 4_000_000
/** What is kept in memory while the disk takes nothing. */
const MOST_BUFFERED_ROWS = 50_000

export interface AuditLogParts {
  readonly writer: ChainWriter
  readonly session: string
  /** Operator time, UTC ms. */
  readonly now: () => UtcMs
  /** Told when writing begins to fail, or fails in another way; `AuditLog.failure` says whether it still does. */
  readonly onFailure: (error: AuditWriteError) => void
  /** Ends ownership. @param intact false when what the disk holds is uncertain */
  readonly release: (intact: boolean) => void
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

  /** Commits what waits. It survives the end of this process; a power cut may take it unless something durable follows. */
  flush(): Written {
    if (this.closed) return closed()
    return this.write(false, false)
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

  /** Commits what waits, durably, and gives the database back. */
  close(): Written {
    if (this.closed) return closed()
    const written = this.waiting.length === 0 ? WRITTEN : this.write(true, false)
    this.closed = true
    this.parts.release(this.finalFailure === null)
    return written
  }

  private take<Type extends EventType>(event: AuditEvent<Type>, durable: boolean): Written {
    if (this.closed) return closed()
    if (this.finalFailure !== null) return { ok: false, error: this.finalFailure }
    const { type, payload, symbol = null, exTs = null } = event
    const { session, now } = this.parts
    const row = { ts: now(), exTs, session, type, symbol, v: EVENT_TYPES[type].v, payload: payloadText(type, payload) }
    const reason = notCanonical(row)
    if (reason !== null) return failed('bad-event', `an event "${type}" has no canonical form, ${reason}`)
    if (durable) return this.takeDurable(row)
    if (this.waiting.length >= MOST_BUFFERED_ROWS) {
      return failed('buffer-full', `${this.waiting.length} events wait in memory already`)
    }
    this.waiting.push(row)
    this.characters += row.payload.length
    if (this.waiting.length >= this.flushAt || this.characters >= FLUSH_CHARACTERS) this.write(false, false)
    return WRITTEN
  }

  private takeDurable(row: UnnumberedRow): Written {
    this.waiting.push(row)
    const written = this.write(true, row.type === 'session-ended')
    // Whoever hears that it failed acts on that; it must not turn up in the log later.
    if (!written.ok) this.waiting.pop()
    return written
  }

  /** The failure after which nothing is written any more. */
  private get finalFailure(): AuditWriteError | null {
    return this.lastFailure !== null && isFinal(this.lastFailure) ? this.lastFailure : null
  }

  private write(durable: boolean, ends: boolean): Written {
    if (this.finalFailure !== null) return { ok: false, error: this.finalFailure }
    if (this.waiting.length === 0) return WRITTEN
    const error = this.parts.writer.write(this.waiting, durable, ends)
    const committed = error === null || error.code === 'anchors-failed'
    if (error !== null && error.code !== this.lastFailure?.code) this.parts.onFailure(error)
    this.lastFailure = error
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
}

const failed = (code: AuditWriteError['code'], reason: string): Written => ({
  ok: false,
  error: writeError(code, reason),
})
const closed = (): Written => failed('closed', 'it is closed')
