import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { BarFileFailure } from './bar-file-error.ts'

/** One record of a CSV file: one line. */
export interface CsvRow {
  /** From 1. */
  readonly line: number
  readonly cells: readonly string[]
}

/** A line longer than this is no row of a bar file; it bounds the memory that a file without line ends can take. */
const LONGEST_LINE = 65_536

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** What went wrong underneath, in the words of the folder's reader; anything unforeseen stays as it is. */
function failureOf(file: string, error: unknown): unknown {
  const text = error instanceof Error ? error.message : String(error)
  switch (codeOf(error)) {
    case 'Z_DATA_ERROR':
      return text.includes('incorrect header check')
        ? new BarFileFailure('not-gzip', file, null, 'this is not gzip', 'gzip data in a file that ends with .gz')
        : new BarFileFailure('gzip-damaged', file, null, `the gzip data is damaged (${text})`, 'intact gzip data')
    case 'Z_BUF_ERROR':
      return new BarFileFailure('gzip-truncated', file, null, 'the gzip data ends too soon', 'the complete file')
    case 'ENOENT':
    case 'EACCES':
    case 'EPERM':
    case 'EISDIR':
    case 'EIO':
      return new BarFileFailure('file-unreadable', file, null, `it cannot be read (${text})`, 'a readable file')
    default:
      return error
  }
}

function openText(file: string): AsyncIterable<Buffer> {
  const source = createReadStream(file)
  if (!/\.gz$/i.test(file)) return source
  // Whoever iterates gets what breaks the pipeline; the callback keeps it from being thrown a second time.
  return pipeline(source, createGunzip(), () => {})
}

const notCsv = (file: string, line: number, problem: string): BarFileFailure =>
  new BarFileFailure('not-csv', file, line, problem, 'comma-separated values, one bar a line')

/** Quoting is the library's business; nearly all rows have none, and splitting them is several times as fast. */
function cellsOf(file: string, line: number, text: string): readonly string[] {
  if (!text.includes('"')) return text.split(',')
  try {
    const [cells = []]: string[][] = parse(text, { relax_column_count: true })
    return cells
  } catch {
    throw notCsv(file, line, 'its quotes do not match')
  }
}

/**
 * Streams the rows of a CSV file in batches, unpacked when its name ends with `.gz`. A byte-order mark, CRLF and blank
 * lines are taken as they come; a value does not contain a line end. Memory does not grow with the file's length.
 * @throws BarFileFailure when the file cannot be read, unpacked or split into rows.
 */
export async function* csvRows(file: string): AsyncGenerator<readonly CsvRow[], void, undefined> {
  const decoder = new TextDecoder()
  let line = 0
  let rest = ''
  function rowsIn(lines: readonly string[]): CsvRow[] {
    const rows: CsvRow[] = []
    for (const each of lines) {
      line += 1
      const text = each.endsWith('\r') ? each.slice(0, -1) : each
      if (text.length > LONGEST_LINE) throw notCsv(file, line, 'the line does not end')
      if (text.trim() !== '') rows.push({ line, cells: cellsOf(file, line, text) })
    }
    return rows
  }
  try {
    for await (const chunk of openText(file)) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > LONGEST_LINE) throw notCsv(file, line + lines.length + 1, 'the line does not end')
      const rows = rowsIn(lines)
      if (rows.length > 0) yield rows
    }
    const rows = rowsIn([rest + decoder.decode()])
    if (rows.length > 0) yield rows
  } catch (error) {
    throw failureOf(file, error)
  }
}
