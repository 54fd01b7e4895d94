import type { AuditLog } from '../audit/audit-log.ts'
import { type EmergencyFile, type EmergencyState, emergencySentence } from '../audit/emergency/emergency-file.ts'
import type { EmergencyRow } from '../audit/emergency/emergency-format.ts'
import type { AuditEvent } from '../audit/event-types.ts'
import { isTradingEventType, type TradingEventType } from '../trading/journal/stored-event.ts'
import type { TradingEvent } from '../trading/journal/trading-event.ts'

/** What the next start needs of what has happened: the facts of trading, and what exchanges of our own were asked for. */
const isNeeded = ({ type }: Pick<EmergencyRow, 'type'>): boolean =>
  isTradingEventType(type) || type === 'exchange-request'

/**
 * Puts into the emergency file what the audit does not take: facts that trading keeps, and before them what waits in
 * the log's memory, so that the file goes on where the database ends. When the database has all of it the file goes.
 */
export class EmergencyNotes {
  private readonly log: AuditLog
  private readonly file: EmergencyFile
  /** Facts that trading keeps until the audit takes them, as they will be written. */
  private readonly kept = new Map<TradingEvent, AuditEvent<TradingEventType>>()
  /** How far the log's memory has been gone through. */
  private seen: { readonly rows: AuditLog['uncommitted']; readonly to: number } = { rows: [], to: 0 }
  /** Whether anything has been added since the file was empty. */
  private used = false

  constructor(log: AuditLog, file: EmergencyFile) {
    this.log = log
    this.file = file
    log.onFailureChange(() => {
      if (log.failure !== null) this.noteWaiting()
    })
  }

  /** Keeps room for the file while the disk has some. */
  keepRoom(): void {
    this.file.keepRoom()
  }

  /** What stands in the file, and where. */
  get state(): EmergencyState {
    return this.file.state
  }

  /** The same for the trader; null when there is nothing to say. */
  get sentence(): string | null {
    return emergencySentence(this.file.state)
  }

  /** A fact that the audit did not take, and that has happened all the same. */
  keep(event: TradingEvent, stored: AuditEvent<TradingEventType>): void {
    this.kept.set(event, stored)
    this.add([...this.waiting(), this.log.rowOf(stored)])
  }

  /** As what a kept fact will be written; undefined when it is not kept. */
  storedAs(event: TradingEvent): AuditEvent<TradingEventType> | undefined {
    return this.kept.get(event)
  }

  /** Something that the audit did not take, needed or not. */
  missed(row: EmergencyRow): void {
    if (isNeeded(row)) this.add([...this.waiting(), row])
  }

  /** While the audit cannot be written: what is needed of the log's memory is put on the disk, and what no place took yet. */
  noteWaiting(): void {
    const rows = this.waiting()
    if (rows.length > 0 || this.state.inMemory > 0) this.add(rows)
  }

  /** The audit has taken an event durably, and with it everything that waited. */
  taken(event: TradingEvent | null): void {
    if (event !== null) this.kept.delete(event)
    if (!this.used || this.kept.size > 0) return
    this.file.clear()
    this.used = false
  }

  /** The log is closed. @param complete whether everything that it took is on the disk */
  close(complete: boolean): void {
    if (complete) this.taken(null)
    this.file.close()
  }

  private waiting(): EmergencyRow[] {
    const rows = this.log.uncommitted
    // What was committed is another list from then on.
    const from = rows === this.seen.rows ? this.seen.to : 0
    this.seen = { rows, to: rows.length }
    return rows
      .slice(from)
      .filter(isNeeded)
      .map(({ session: _session, ...row }) => row)
  }

  private add(rows: readonly EmergencyRow[]): void {
    this.used = true
    this.file.add(rows)
  }
}
