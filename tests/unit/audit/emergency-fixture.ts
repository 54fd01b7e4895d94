import { openAuditReader } from '../../../src-main/audit/audit-reader.ts'
import { EmergencyFile, type EmergencyFileParts } from '../../../src-main/audit/emergency/emergency-file.ts'
import type { EmergencyRow } from '../../../src-main/audit/emergency/emergency-format.ts'
import { findEmergencies } from '../../../src-main/audit/emergency/find-emergency.ts'
import { importEmergencies } from '../../../src-main/audit/emergency/import-emergency.ts'
import { databaseId } from '../../../src-main/audit/format.ts'
import { sessionId } from '../../../src-shared/domain/ids.ts'
import { openedAudit, type TemporaryFolder } from './audit-fixture.ts'

/** As `auditOptions` names the databases of tests. */
export const DATABASE = databaseId('replay', '00000000-0000-4000-8000-000000000001')

export const noteRow = (text: string): EmergencyRow => ({
  ts: 1_000,
  exTs: 500,
  type: 'note',
  symbol: null,
  v: 1,
  payload: JSON.stringify({ text }),
})

export function emergencyFile(folder: TemporaryFolder, parts: Partial<EmergencyFileParts> = {}): EmergencyFile {
  const whole = { database: folder.file(), db: DATABASE, session: 'before', lastSeq: () => 1, elsewhere: folder.path }
  return new EmergencyFile({ ...whole, ...parts })
}

export const found = (folder: TemporaryFolder) => findEmergencies(folder.file(), DATABASE, folder.path)

let sessions = 0

/** Imports what is found, in a session of its own. @returns what was reported, and all notes in the database */
export function imported(folder: TemporaryFolder): { readonly reports: string[]; readonly notes: string[] } {
  sessions += 1
  const log = openedAudit(folder.file(), { session: sessionId(`import-${sessions}`) })
  const opened = openAuditReader(folder.file())
  if (!opened.ok) throw new Error(opened.error.message)
  const reader = opened.value
  const check = ({ payload }: EmergencyRow) => (payload.includes('strange') ? 'a strange note' : null)
  const { reports, error } = importEmergencies({ log, reader, found: found(folder), check, before: () => [] })
  if (error !== null) throw new Error(error.message)
  const page = reader.events({ type: 'note' }, { order: 'oldest-first', beyond: null, limit: 1_000 })
  reader.close()
  log.close()
  return { reports, notes: page.events.map(({ payload }) => JSON.parse(payload).text) }
}
