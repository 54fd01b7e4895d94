import { basename } from 'node:path'
import type { UtcMs } from '../../../src-shared/domain/time.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'
import type { AuditLog, ForeignRow } from '../audit-log.ts'
import type { AuditReader } from '../audit-reader.ts'
import { EVENT_TYPES, isEventType, payloadText, readPayload } from '../event-types.ts'
import type { EmergencyImported } from '../payloads/session.ts'
import type { AuditWriteError } from '../write-error.ts'
import type { EmergencyRow } from './emergency-format.ts'
import { type FoundEmergency, keepAside, takeAway } from './find-emergency.ts'

export interface EmergencyImport {
  readonly log: Pick<AuditLog, 'appendRows'>
  /** Reads the same database. */
  readonly reader: AuditReader
  readonly found: readonly FoundEmergency[]
  /** In a few words why a row is not what this program writes; null when it is. */
  readonly check: (row: EmergencyRow) => string | null
  /** Rows that come before what a file holds, with the first row's market time. */
  readonly before: (time: UtcMs) => readonly ForeignRow[]
}

/** What belongs together: a file, and the one in another place that goes on with it. */
interface Group {
  readonly file: string | null
  readonly parts: readonly FoundEmergency[]
}

/**
 * Writes what was kept for a database into it: a row that says so and everything that the file held, up to the first
 * line that is not as it was written, in one transaction; then the file goes, or is kept aside when something was wrong
 * with it. What is in the database already, because the process that kept it died after writing it, is not written
 * again, at whatever moment this one dies.
 * @returns one line about each; an error when the database did not take one: its files are then as they were
 */
export function importEmergencies(work: EmergencyImport): {
  readonly reports: string[]
  readonly error: AuditWriteError | null
} {
  const reports: string[] = []
  const known = new Set(importedFiles(work.reader))
  for (const group of groupsOf(work.found)) {
    const isKnown = group.file !== null && known.has(group.file)
    const imported = isKnown ? null : importGroup(work, group)
    if (imported !== null && !imported.ok) return { reports, error: imported.error }
    const moved = group.parts.flatMap(dispose)
    if (imported !== null) reports.push(reportOf(imported.value, moved))
  }
  return { reports, error: null }
}

type Imported =
  | { readonly ok: true; readonly value: EmergencyImported }
  | { readonly ok: false; readonly error: AuditWriteError }

function importGroup({ log, reader, check, before }: EmergencyImport, { file, parts }: Group): Imported {
  const { rows, problems } = goodRows(parts, check)
  const after = Math.min(...parts.map(({ text }) => text?.header.after ?? Number.POSITIVE_INFINITY))
  const missing = rows.length === 0 ? [] : notYetIn(reader, after, rows)
  const payload: EmergencyImported = {
    file,
    name: parts.map(({ path }) => basename(path)).join(', '),
    session: parts.find(({ text }) => text !== null)?.text?.header.session ?? null,
    imported: missing.length,
    known: rows.length - missing.length,
    problem: problems.length === 0 ? null : problems.join('; ').toWellFormed(),
  }
  const [first] = missing
  const notice: ForeignRow = {
    type: 'emergency-imported',
    exTs: null,
    symbol: null,
    v: EVENT_TYPES['emergency-imported'].v,
    payload: payloadText('emergency-imported', payload),
  }
  const foreign = missing.map(({ exTs, type, symbol, v, payload: text }) => ({ exTs, type, symbol, v, payload: text }))
  const lead = first === undefined ? [] : before(utcMs(first.exTs ?? first.ts))
  const written = log.appendRows([...lead, notice, ...foreign])
  return written.ok ? { ok: true, value: payload } : written
}

/** The rows of a group in their order, up to the first that is not what this program writes. */
function goodRows(
  parts: readonly FoundEmergency[],
  check: EmergencyImport['check'],
): { readonly rows: EmergencyRow[]; readonly problems: string[] } {
  const rows: EmergencyRow[] = []
  const problems: string[] = []
  for (const { path, text, problem } of parts) {
    if (problem !== null) problems.push(`${basename(path)}: ${problem}`)
    if (text === null) continue
    const gap = (text.header.follows?.lines ?? 0) - rows.length
    if (gap > 0) problems.push(`${basename(path)}: ${gap} lines before its first are missing`)
    for (const row of text.rows) {
      const wrong = check(row)
      if (wrong !== null) {
        problems.push(`${basename(path)}: ${wrong}; it and what comes after it is not taken`)
        return { rows, problems }
      }
      rows.push(row)
    }
  }
  return { rows, problems }
}

/** What of the rows the database has not, each counted as often as it happened. */
function notYetIn(reader: AuditReader, after: number, rows: readonly EmergencyRow[]): EmergencyRow[] {
  const types = [...new Set(rows.map(({ type }) => type))].filter(isEventType)
  const there = new Map<string, number>()
  for (const chunk of reader.walk({ types, from: after + 1, to: reader.lastSeq })) {
    for (const row of chunk) there.set(keyOf(row), (there.get(keyOf(row)) ?? 0) + 1)
  }
  return rows.filter((row) => {
    const count = there.get(keyOf(row)) ?? 0
    if (count > 0) there.set(keyOf(row), count - 1)
    return count === 0
  })
}

const keyOf = ({ type, exTs, payload }: Pick<EmergencyRow, 'type' | 'exTs' | 'payload'>): string =>
  `${type} ${exTs} ${payload}`

function* importedFiles(reader: AuditReader): Generator<string> {
  const type = 'emergency-imported'
  for (let beyond: number | null = 0; beyond !== null; ) {
    const page: ReturnType<AuditReader['events']> = reader.events(
      { type },
      { order: 'oldest-first', beyond, limit: 500 },
    )
    for (const { v, payload } of page.events) {
      const imported = readPayload(type, v, payload)
      if (imported.ok && imported.value.file !== null) yield imported.value.file
    }
    beyond = page.next
  }
}

/** Files that go on with another one are behind it; what is no file of this database stands for itself. */
function groupsOf(found: readonly FoundEmergency[]): Group[] {
  const groups = new Map<string, FoundEmergency[]>()
  for (const each of found) {
    const key = each.text?.header.file ?? each.path
    groups.set(key, [...(groups.get(key) ?? []), each])
  }
  const linesBefore = ({ text }: FoundEmergency): number => text?.header.follows?.lines ?? 0
  const ordered = [...groups.values()].map((parts) => parts.toSorted((a, b) => linesBefore(a) - linesBefore(b)))
  const afterOf = (parts: readonly FoundEmergency[]): number => parts[0]?.text?.header.after ?? Number.POSITIVE_INFINITY
  return ordered
    .toSorted((a, b) => afterOf(a) - afterOf(b) || timeOf(a) - timeOf(b))
    .map((parts) => ({ file: parts[0]?.text?.header.file ?? null, parts }))
}

const timeOf = (parts: readonly FoundEmergency[]): number => parts[0]?.text?.rows[0]?.ts ?? 0

function dispose({ path, problem }: FoundEmergency): string[] {
  if (problem === null) {
    takeAway(path)
    return []
  }
  const aside = keepAside(path)
  return [aside === null ? `${path} stays where it is` : `it is kept as ${aside}`]
}

function reportOf({ name, imported, known, problem }: EmergencyImported, moved: readonly string[]): string {
  const written = known === 0 ? '' : ` (${known} more were in it already)`
  const taken = `Of what the audit could not take before, ${imported} events came into it from ${name}${written}`
  const wrong = problem === null ? [] : [`not all of it is as it was written: ${problem}`]
  return `${[taken, ...wrong, ...moved].join('; ')}.`
}
