import { randomUUID } from 'node:crypto'
import { type SessionId, sessionId } from '../../src-shared/domain/ids.ts'
import type { Result } from '../../src-shared/domain/result.ts'
import type { AuditLog } from '../audit/audit-log.ts'
import { type AuditReader, openAuditReader } from '../audit/audit-reader.ts'
import { EmergencyFile } from '../audit/emergency/emergency-file.ts'
import { findEmergencies } from '../audit/emergency/find-emergency.ts'
import { openAudit } from '../audit/open-audit.ts'
import { describeConfig, type LoadedConfig } from '../config/load.ts'
import { systemOperatorClock } from '../market/clock.ts'
import type { DeskState } from '../trading/state/desk-state.ts'
import { bringInEmergencies } from './bring-in-emergencies.ts'
import { type CarriedBooks, carriedBooks } from './carried-books.ts'
import { EmergencyNotes } from './emergency-notes.ts'
import type { MarketSource } from './market/market-source.ts'
import type { LoadedProfile } from './profile-file.ts'
import { type RunIdentity, runIdentity } from './run-identity.ts'
import { findRun, type RunPast } from './run-past.ts'

interface LogParts {
  readonly source: MarketSource
  readonly profile: LoadedProfile
  readonly loaded: LoadedConfig
  readonly database: string
  readonly app: string
  readonly headless: boolean
}

/** A session whose beginning is on the disk. */
export interface StartedLog {
  readonly log: AuditLog
  readonly id: SessionId
  readonly run: SessionId
  readonly past: RunPast | null
  /** What trading knows at the start: what the run has behind it, or the books of accounts that outlive every run. */
  readonly restored: DeskState
  /** What of the books of accounts could not be read, a line each: they may be incomplete. */
  readonly unreadable: readonly string[]
  /** Where facts stand that the audit does not take. It closes with the log. */
  readonly emergency: EmergencyNotes
  /** Gives back what is read of the past. */
  readonly endReading: () => void
}

/** An open log, and what it reads of itself. */
interface OpenLog {
  readonly log: AuditLog
  readonly id: SessionId
  readonly emergency: EmergencyNotes
  readonly reader: AuditReader
}

/**
 * Opens, or makes, the database, brings in what an earlier process could not write, records what the session begins
 * with, and finds the run that it goes on with.
 * @param fresh begins a new run in any case
 * @returns in one line why the database cannot be written
 */
export function startLog(parts: LogParts, fresh: boolean): Result<StartedLog, string> {
  const { source, loaded, profile } = parts
  const opened = openWithEmergencies(parts)
  if (!opened.ok) return opened
  const { log, id, emergency, reader, reports } = opened.value
  const settings = { ...describeConfig(loaded), profileHash: { value: profile.hash, from: 'profile' } }
  log.append({ type: 'configuration', payload: { settings: JSON.parse(JSON.stringify(settings)) } })
  for (const text of reports) log.append({ type: 'note', payload: { text } })
  for (const { file, counts } of source.skipped) {
    log.append({ type: 'bars-skipped', payload: { source: file, counts } })
  }
  const identity = runIdentity({ ...parts, config: loaded.config })
  const found = fresh ? null : findRun(reader, identity)
  if (found !== null && !found.ok) {
    const text = `The run before cannot be gone on with, and a new one begins: ${found.error}.`
    log.append({ type: 'note', payload: { text } })
  }
  const past = found?.ok ? found.value : null
  const begun = { log, id, emergency, past }
  if (past !== null) {
    log.append({ type: 'run-resumed', payload: { run: past.run, from: past.until } })
    const rest = { run: past.run, restored: past.state, unreadable: past.unreadable, endReading: () => reader.close() }
    return { ok: true, value: { ...begun, ...rest } }
  }
  const carried = carriedBooks(reader)
  reader.close()
  beginRun(log, id, identity, carried)
  const rest = { run: id, restored: carried.state, unreadable: carried.unreadable, endReading: () => {} }
  return { ok: true, value: { ...begun, ...rest } }
}

function beginRun(log: AuditLog, run: SessionId, identity: RunIdentity, { from, unreadable }: CarriedBooks): void {
  const carriesFrom = from === null ? {} : { carriesFrom: from }
  log.append({ type: 'run-started', payload: { run, identity, ...carriesFrom } })
  if (unreadable.length === 0) return
  const text = `What the books of accounts hold may be incomplete, because it cannot be read: ${unreadable.join('; ')}.`
  log.append({ type: 'note', payload: { text: text.toWellFormed() } })
}

/**
 * What was found in emergency files is brought in by a session of its own, which goes on with the run in which it
 * happened and does nothing else.
 */
function openWithEmergencies(parts: LogParts): Result<OpenLog & { readonly reports: readonly string[] }, string> {
  const { database } = parts
  const opened = open(parts)
  if (!opened.ok) return opened
  const { log, reader } = opened.value
  const found = findEmergencies(database, log.database)
  if (found.length === 0) {
    keepRoom(parts, opened.value)
    return { ok: true, value: { ...opened.value, reports: [] } }
  }
  const { reports, error } = bringInEmergencies(log, reader, found)
  reader.close()
  if (error === null) log.append({ type: 'session-ended', payload: { reason: 'emergency files were brought in' } })
  log.close()
  if (error !== null) {
    const files = found.map(({ path }) => path).join(', ')
    return { ok: false, error: `${error.message} What the audit could not take before still waits in ${files}.` }
  }
  const again = open(parts)
  if (!again.ok) return again
  keepRoom(parts, again.value)
  return { ok: true, value: { ...again.value, reports } }
}

/** A session that nobody looks after ends when its audit cannot be written. */
function keepRoom({ headless }: LogParts, { emergency }: OpenLog): void {
  if (!headless) emergency.keepRoom()
}

function open({ source, database, app }: LogParts): Result<OpenLog, string> {
  const id = sessionId(randomUUID())
  let emergency: EmergencyNotes | null = null
  const opened = openAudit(database, {
    kind: source.kind === 'gateway' ? 'live' : source.kind,
    session: id,
    start: { app, source: source.name },
    clock: systemOperatorClock,
    uniqueId: randomUUID,
    onClosed: (complete) => emergency?.close(complete),
  })
  if (!opened.ok) return { ok: false, error: opened.error.message }
  const log = opened.value
  const file = new EmergencyFile({ database, db: log.database, session: id, lastSeq: () => log.head().seq })
  emergency = new EmergencyNotes(log, file)
  const reader = openAuditReader(database)
  if (!reader.ok) {
    log.close()
    return { ok: false, error: reader.error.message }
  }
  return { ok: true, value: { log, id, emergency, reader: reader.value } }
}
