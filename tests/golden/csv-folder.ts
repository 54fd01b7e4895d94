import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { ReferenceBar } from '../../src-main/engine/reference/history.ts'
import { BadInput } from './bad-input.ts'
import { readText } from './text-file.ts'

/** Bars by symbol, then by label, ascending. */
export type BarsBySymbol = ReadonlyMap<string, ReadonlyMap<string, ReferenceBar>>

const FILE = /^(.+)\.csv(\.gz)?$/
const LABEL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/
const COLUMNS = ['timestamp', 'open', 'high', 'low', 'close', 'volume']

/**
 * Reads `SYMBOL.csv` and `SYMBOL.csv.gz` of a folder.
 * @throws BadInput naming the file and line
 */
export function readCsvFolder(folder: string): BarsBySymbol {
  const bars = new Map<string, ReadonlyMap<string, ReferenceBar>>()
  for (const name of readdirSync(folder).sort()) {
    const symbol = FILE.exec(name)?.[1]
    if (symbol === undefined) continue
    if (bars.has(symbol)) throw new BadInput(`${folder} holds ${symbol} twice, as .csv and as .csv.gz`)
    bars.set(symbol, readCsv(join(folder, name)))
  }
  if (bars.size === 0) throw new BadInput(`${folder} holds no .csv or .csv.gz files`)
  return bars
}

function readCsv(path: string): ReadonlyMap<string, ReferenceBar> {
  const bars = new Map<string, ReferenceBar>()
  let last = ''
  for (const [i, row] of rowsOf(path).entries()) {
    const bar = readBar(row, `${path}: row ${i + 2}`)
    if (bar.label <= last) throw new BadInput(`${path}: row ${i + 2}: ${bar.label} does not come after ${last}`)
    last = bar.label
    bars.set(bar.label, bar)
  }
  return bars
}

function rowsOf(path: string): readonly Readonly<Record<string, string>>[] {
  const text = readText(path)
  try {
    return parse<Record<string, string>>(text, { columns: checkHeader, skip_empty_lines: true, trim: true })
  } catch (error) {
    throw new BadInput(`${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function checkHeader(header: readonly string[]): string[] {
  const missing = COLUMNS.filter((column) => !header.includes(column))
  if (missing.length > 0) throw new BadInput(`the header lacks ${missing.join(', ')}`)
  return [...header]
}

function readBar(row: Readonly<Record<string, string>>, where: string): ReferenceBar {
  const number = (column: string): number => {
    const text = row[column] ?? ''
    if (text === '' || !Number.isFinite(Number(text)))
      throw new BadInput(`${where}: ${column} is not a number: '${text}'`)
    return Number(text)
  }
  const label = row['timestamp'] ?? ''
  if (!LABEL.test(label)) throw new BadInput(`${where}: timestamp is not like 2024-01-02T09:30:00: '${label}'`)
  return {
    label,
    open: number('open'),
    high: number('high'),
    low: number('low'),
    close: number('close'),
    volume: number('volume'),
  }
}
