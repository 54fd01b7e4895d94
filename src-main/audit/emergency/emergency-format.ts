import { hash } from 'node:crypto'
import { z } from 'zod'
import type { ForeignRow } from '../audit-log.ts'
import type { DatabaseId } from '../format.ts'

/**
 * The form of an emergency file: JSON lines, UTF-8. The first says which database it is for, each further one holds a
 * row that the database did not take. Each ends with a SHA-256 over the one before and itself, so that a line that is
 * half written, altered, missing or in another place is found. What comes after the first NUL is room that was kept.
 */

/** What the first line says. */
export interface EmergencyHeader {
  /** Names the file; the second one, in another place, goes on with the name of the first. */
  readonly file: string
  readonly db: DatabaseId
  readonly session: string
  /** The database's last row when the first line was written. */
  readonly after: number
  /** How many lines of the first file come before this one's, and the last one's sum; null in a first file. */
  readonly follows: { readonly lines: number; readonly sum: string } | null
}

/** A row as it would have been written. `ts`: operator time, UTC ms, at which it happened. */
export interface EmergencyRow extends ForeignRow {
  readonly ts: number
}

/** What a file holds up to the first line that is not as this program writes it. */
export interface EmergencyText {
  readonly header: EmergencyHeader
  readonly rows: readonly EmergencyRow[]
  /** The last good line's. */
  readonly sum: string
  /** What was found behind the good lines, in a few words; null when there is nothing. */
  readonly problem: string | null
}

const FORM = 'cockpit-emergency-1'
const NUL = 0
const NEWLINE = 10

const sumSchema = z.string().regex(/^[0-9a-f]{64}$/)
const headerSchema: z.ZodType<EmergencyHeader & { readonly form: string }> = z.strictObject({
  form: z.literal(FORM),
  file: z.string().min(1).max(100),
  db: z.string().transform((id) => id as DatabaseId),
  session: z.string(),
  after: z.int().nonnegative(),
  follows: z.strictObject({ lines: z.int().nonnegative(), sum: sumSchema }).nullable(),
})
const headerLineSchema = z.tuple([headerSchema, sumSchema])
const rowLineSchema = z.tuple([
  z.int().positive(),
  z.int(),
  z.int().nullable(),
  z.string(),
  z.string().nullable(),
  z.int(),
  z.string(),
  sumSchema,
])

const sumOf = (before: string, content: unknown): string => hash('sha256', `${before}${JSON.stringify(content)}`, 'hex')

/** A line as it stands in the file, and its sum. */
export interface EmergencyLine {
  readonly text: string
  readonly sum: string
}

export function headerLine(header: EmergencyHeader): EmergencyLine {
  const { file, db, session, after, follows } = header
  const content = { form: FORM, file, db, session, after, follows }
  const sum = sumOf('', content)
  return { text: `${JSON.stringify([content, sum])}\n`, sum }
}

/** @param number counts lines from 1, over both places. @param before the sum of the line before */
export function rowLine(number: number, row: EmergencyRow, before: string): EmergencyLine {
  const content = [number, row.ts, row.exTs, row.type, row.symbol, row.v, row.payload]
  const sum = sumOf(before, content)
  return { text: `${JSON.stringify([...content, sum])}\n`, sum }
}

/**
 * Reads a file's content.
 * @returns null when nothing was written into it; in a few words why it is no emergency file
 */
export function parseEmergency(
  bytes: Buffer,
): EmergencyText | { readonly header: null; readonly problem: string } | null {
  const nul = bytes.indexOf(NUL)
  const written = nul < 0 ? bytes : bytes.subarray(0, nul)
  if (written.length === 0) return null
  const whole = written.lastIndexOf(NEWLINE) + 1
  const [first = '', ...lines] = written.toString('utf8', 0, whole).split('\n').slice(0, -1)
  const header = readHeader(first)
  if (header === null) return { header: null, problem: 'it does not begin as this program begins one' }
  const rows: EmergencyRow[] = []
  let { sum } = header
  let number = header.value.follows?.lines ?? 0
  for (const line of lines) {
    number += 1
    const read = readRow(line, number, sum)
    if (read === null) {
      const problem = `line ${rows.length + 2} is not as this program wrote it, nor is anything behind it`
      return { header: header.value, rows, sum, problem }
    }
    rows.push(read.row)
    sum = read.sum
  }
  const torn = written.length - whole
  const problem = torn === 0 ? null : `its last line is torn off (${torn} bytes)`
  return { header: header.value, rows, sum, problem }
}

function readHeader(line: string): { readonly value: EmergencyHeader; readonly sum: string } | null {
  const parsed = headerLineSchema.safeParse(jsonOf(line))
  if (!parsed.success) return null
  const [value, sum] = parsed.data
  return headerLine(value).sum === sum ? { value, sum } : null
}

function readRow(
  line: string,
  expected: number,
  before: string,
): { readonly row: EmergencyRow; readonly sum: string } | null {
  const parsed = rowLineSchema.safeParse(jsonOf(line))
  if (!parsed.success) return null
  const [number, ts, exTs, type, symbol, v, payload, sum] = parsed.data
  const row = { ts, exTs, type, symbol, v, payload }
  return number === expected && rowLine(number, row, before).sum === sum ? { row, sum } : null
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
