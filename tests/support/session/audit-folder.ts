import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AuditReader, openAuditReader } from '../../../src-main/audit/audit-reader.ts'
import type { ChainedRow } from '../../../src-main/audit/canonical.ts'
import { type EventType, type PayloadOf, readPayload } from '../../../src-main/audit/event-types.ts'
import { verifyAudit } from '../../../src-main/audit/verify/verify.ts'
import { type ReplayReport, replayDecisions } from '../../../src-main/research/decision-replay.ts'
import { isTradingEventType, readStoredEvent } from '../../../src-main/trading/journal/stored-event.ts'
import type { TradingEvent } from '../../../src-main/trading/journal/trading-event.ts'

/** A folder for databases of one test. */
export interface AuditFolder {
  file(name: string): string
  remove(): void
}

export function auditFolder(): AuditFolder {
  const folder = mkdtempSync(join(tmpdir(), 'cockpit-'))
  return { file: (name) => join(folder, `${name}.db`), remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Reads a database and closes it again. */
function reading<Value>(database: string, read: (reader: AuditReader) => Value): Value {
  const opened = openAuditReader(database)
  if (!opened.ok) throw new Error(opened.error.message)
  try {
    return read(opened.value)
  } finally {
    opened.value.close()
  }
}

/** All rows of the types, oldest first. */
export function rowsOf(database: string, isWanted: (type: string) => boolean): ChainedRow[] {
  return reading(database, (reader) => {
    const rows: ChainedRow[] = []
    for (let beyond: number | null = 0; beyond !== null; ) {
      const page: ReturnType<AuditReader['events']> = reader.events({}, { order: 'oldest-first', beyond, limit: 2_000 })
      rows.push(...page.events.filter(({ type }) => isWanted(type)))
      beyond = page.next
    }
    return rows
  })
}

export function payloadsOf<Type extends EventType>(database: string, type: Type): PayloadOf<Type>[] {
  return rowsOf(database, (each) => each === type).map(({ v, payload }) => {
    const read = readPayload(type, v, payload)
    if (!read.ok) throw new Error(read.error)
    return read.value
  })
}

/** The journal of trading as the disk has it, of all sessions. */
export function journalOf(database: string): TradingEvent[] {
  return rowsOf(database, isTradingEventType).map((row) => {
    if (!isTradingEventType(row.type)) throw new Error('another type')
    const event = readStoredEvent({ ...row, type: row.type })
    if (!event.ok) throw new Error(event.error)
    return event.value
  })
}

/** What `audit verify` finds wrong: nothing, one hopes. */
export async function faultsOf(database: string): Promise<readonly unknown[]> {
  const report = await verifyAudit(database)
  if (!report.ok) return [report.error]
  return report.value.findings
}

export const replayOf = (database: string): ReplayReport =>
  reading(database, (reader) => replayDecisions(reader.engineInputs({})))
