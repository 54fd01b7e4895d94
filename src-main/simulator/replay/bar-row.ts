import { type Bar, type BarRefusal, refuseBar } from '../../../src-shared/domain/bar.ts'
import { ENGINE_BAR_MS, sessionDate, type UtcMs } from '../../../src-shared/domain/time.ts'
import { closureOn, FIRST_DATE, sessionAt, sessionOn } from '../../market/calendar.ts'
import { exchangeLabel, utcFromLabel } from '../../market/exchange-time.ts'
import { BarFileFailure } from './bar-file-error.ts'
import type { CsvRow } from './csv-rows.ts'

/** Why one row was left out. */
export type RowSkip =
  | Extract<BarRefusal, 'not-finite' | 'not-positive' | 'range-broken' | 'volume-negative'>
  | 'cells'
  | 'duplicate'

const COLUMNS = ['timestamp', 'open', 'high', 'low', 'close', 'volume'] as const
const EXPECTED_COLUMNS = `a header with the columns ${COLUMNS.join(', ')}`
const EXPECTED_LABEL = "the exchange's local time at the bar's start, such as 2024-01-02T09:30:00"

type ColumnIndex = Readonly<Record<(typeof COLUMNS)[number], number>>

function columnsOf(file: string, header: CsvRow | undefined): ColumnIndex {
  if (header === undefined) throw new BarFileFailure('no-bars', file, null, 'the file is empty', EXPECTED_COLUMNS)
  const names = header.cells.map((cell) => cell.trim().toLowerCase())
  const missing = COLUMNS.filter((column) => !names.includes(column))
  if (missing.length > 0) {
    const hint = names[0]?.startsWith('\u001f') ? ' (it looks like gzip: its name should end with .csv.gz)' : ''
    const problem = `no column ${missing.join(', ')}${hint}`
    throw new BarFileFailure('columns', file, header.line, problem, EXPECTED_COLUMNS)
  }
  const twice = COLUMNS.find((column) => names.indexOf(column) !== names.lastIndexOf(column))
  if (twice !== undefined) {
    throw new BarFileFailure('columns', file, header.line, `the column ${twice} is there twice`, EXPECTED_COLUMNS)
  }
  const at = (column: (typeof COLUMNS)[number]): number => names.indexOf(column)
  return {
    timestamp: at('timestamp'),
    open: at('open'),
    high: at('high'),
    low: at('low'),
    close: at('close'),
    volume: at('volume'),
  }
}

const ZONED = /\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})$/i

function startOf(file: string, line: number, label: string): UtcMs {
  const start = utcFromLabel(label)
  if (start !== null && label >= FIRST_DATE) return checkedSlot(file, line, label, start)
  const shown = JSON.stringify(label.slice(0, 40))
  if (start !== null) {
    throw new BarFileFailure('label', file, line, `the timestamp ${shown} is too early`, `dates from ${FIRST_DATE} on`)
  }
  if (ZONED.test(label)) {
    throw new BarFileFailure(
      'zone',
      file,
      line,
      `the timestamp ${shown} has a zone`,
      `${EXPECTED_LABEL}, without a zone`,
    )
  }
  throw new BarFileFailure('label', file, line, `the timestamp ${shown} cannot be read`, EXPECTED_LABEL)
}

function checkedSlot(file: string, line: number, label: string, start: UtcMs): UtcMs {
  const session = sessionAt(start)
  if (session !== null && (start - session.open) % ENGINE_BAR_MS === 0) return start
  const date = sessionDate(label.slice(0, 10))
  const day = sessionOn(date)
  if (day === null) {
    const problem = `${label} is not on a trading day (${closureOn(date)})`
    throw new BarFileFailure('outside-session', file, line, problem, 'bars of regular NYSE sessions only')
  }
  const hours = `${exchangeLabel(day.open).slice(11, 16)} to before ${exchangeLabel(day.close).slice(11, 16)}`
  const expected = `starts of five-minute bars from ${hours} New York time (not UTC, not bar ends, no extended hours)`
  throw new BarFileFailure('outside-session', file, line, `${label} is no slot of that day's session`, expected)
}

/** Decimal notation only: `Number` alone would read an empty cell as 0 and `0x10` as 16. */
const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i
const numberIn = (cell: string | undefined): number =>
  cell !== undefined && DECIMAL.test(cell) ? Number(cell) : Number.NaN

const sameValues = (a: Bar, b: Bar): boolean =>
  a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close && a.volume === b.volume

/** `not-later` cannot come out: order is checked before, by the labels. */
function skipOf(bar: Bar): RowSkip | null {
  const refusal = refuseBar(bar, null)
  return refusal === 'not-later' || refusal === 'outside-session' ? null : refusal
}

/** The bar of a row, or why the row is left out. */
export type ReadRow = (row: CsvRow) => Bar | RowSkip

/**
 * A reader of one file's rows, in the file's order.
 * @param header its first row, undefined for an empty file.
 * @throws BarFileFailure from itself and from the reader, as the table of `BarFile` says.
 */
export function createRowReader(file: string, header: CsvRow | undefined): ReadRow {
  const columns = columnsOf(file, header)
  let lastStart = Number.NEGATIVE_INFINITY
  let lastTaken: Bar | null = null
  return ({ line, cells }) => {
    if (cells.length !== header?.cells.length) return 'cells'
    const label = (cells[columns.timestamp] ?? '').trim()
    const start = startOf(file, line, label)
    if (start < lastStart) {
      const problem = `${label} comes after a later bar`
      throw new BarFileFailure('not-ascending', file, line, problem, 'rows in ascending order of time')
    }
    lastStart = start
    const bar: Bar = {
      start,
      open: numberIn(cells[columns.open]),
      high: numberIn(cells[columns.high]),
      low: numberIn(cells[columns.low]),
      close: numberIn(cells[columns.close]),
      volume: numberIn(cells[columns.volume]),
    }
    const skip = skipOf(bar)
    if (skip !== null) return skip
    if (lastTaken?.start === start) {
      if (sameValues(bar, lastTaken)) return 'duplicate'
      throw new BarFileFailure('conflict', file, line, `${label} has two different bars`, 'one bar a slot')
    }
    lastTaken = bar
    return bar
  }
}
