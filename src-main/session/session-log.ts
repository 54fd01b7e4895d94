import { randomUUID } from 'node:crypto'
import { type SessionId, sessionId } from '../../src-shared/domain/ids.ts'
import type { Result } from '../../src-shared/domain/result.ts'
import type { AuditLog } from '../audit/audit-log.ts'
import { openAuditReader } from '../audit/audit-reader.ts'
import { openAudit } from '../audit/open-audit.ts'
import { describeConfig, type LoadedConfig } from '../config/load.ts'
import { systemOperatorClock } from '../market/clock.ts'
import type { MarketSource } from './market/market-source.ts'
import type { LoadedProfile } from './profile-file.ts'
import { runIdentity } from './run-identity.ts'
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
  /** Gives back what is read of the past. */
  readonly endReading: () => void
}

/**
 * Opens, or makes, the database, records what the session begins with, and finds the run that it goes on with.
 * @param fresh begins a new run in any case
 * @returns in one line why the database cannot be written
 */
export function startLog(parts: LogParts, fresh: boolean): Result<StartedLog, string> {
  const { source, loaded, database, profile, app } = parts
  const id = sessionId(randomUUID())
  const opened = openAudit(database, {
    kind: source.kind === 'gateway' ? 'live' : source.kind,
    session: id,
    start: { app, source: source.name },
    clock: systemOperatorClock,
    uniqueId: randomUUID,
  })
  if (!opened.ok) return { ok: false, error: opened.error.message }
  const log = opened.value
  const settings = { ...describeConfig(loaded), profileHash: { value: profile.hash, from: 'profile' } }
  log.append({ type: 'configuration', payload: { settings: JSON.parse(JSON.stringify(settings)) } })
  for (const { file, counts } of source.skipped) {
    log.append({ type: 'bars-skipped', payload: { source: file, counts } })
  }
  const identity = runIdentity({ ...parts, config: loaded.config })
  const reader = fresh ? null : openAuditReader(database)
  const endReading = (): void => {
    if (reader?.ok) reader.value.close()
  }
  const found = reader?.ok ? findRun(reader.value, identity) : null
  if (found !== null && !found.ok) {
    const text = `The run before cannot be gone on with, and a new one begins: ${found.error}.`
    log.append({ type: 'note', payload: { text } })
  }
  const past = found?.ok ? found.value : null
  if (past === null) {
    endReading()
    log.append({ type: 'run-started', payload: { run: id, identity } })
    return { ok: true, value: { log, id, run: id, past, endReading: () => {} } }
  }
  log.append({ type: 'run-resumed', payload: { run: past.run, from: past.until } })
  return { ok: true, value: { log, id, run: past.run, past, endReading } }
}
