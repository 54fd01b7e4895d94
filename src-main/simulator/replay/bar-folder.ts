import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isTicker, type Ticker } from '../../../src-shared/domain/ids.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'
import { sessionsBetween } from '../../market/calendar.ts'
import { exchangeDate } from '../../market/exchange-time.ts'
import type { MarketData } from '../../market/market-data.ts'
import type { BarFile } from './bar-file.ts'
import { type BarFileError, BarFileFailure } from './bar-file-error.ts'
import { mergeBarFiles } from './merge.ts'
import { type BarFileSurvey, surveyBars } from './survey.ts'

/** Recorded bars as a market source. Its sessions are the calendar's, from the first bar's date to the last one's. */
export interface BarFolder extends MarketData {
  readonly folder: string
  /** What the first pass found, in the order of `symbols`. */
  readonly files: readonly BarFileSurvey[]
}

const EXPECTED_FILES = 'a folder of SYMBOL.csv or SYMBOL.csv.gz files'
const BAR_FILE = /^(.*)\.csv(?:\.gz)?$/i

/** The folder's bar files by the name before `.csv`; other files are none of our business. */
async function listFiles(folder: string): Promise<Map<string, string[]>> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    const text = error instanceof Error ? error.message : String(error)
    throw new BarFileFailure('folder-unreadable', folder, null, `it cannot be read (${text})`, EXPECTED_FILES)
  })
  const names = entries.filter((entry) => entry.isFile() || entry.isSymbolicLink()).map((entry) => entry.name)
  const files = new Map<string, string[]>()
  for (const name of names.sort()) {
    const stem = BAR_FILE.exec(name)?.[1]
    if (stem !== undefined && !name.startsWith('.')) files.set(stem, [...(files.get(stem) ?? []), name])
  }
  if (files.size === 0)
    throw new BarFileFailure('folder-empty', folder, null, 'there is no CSV file in it', EXPECTED_FILES)
  return files
}

function fileOf(folder: string, stem: string, names: readonly string[]): BarFile {
  const [name = '', other] = names
  const path = join(folder, name)
  if (!isTicker(stem)) {
    const problem = `${JSON.stringify(stem)} is not a symbol`
    throw new BarFileFailure('symbol-name', path, null, problem, 'a name such as AAPL.csv or BRK.B.csv.gz')
  }
  if (other !== undefined) {
    throw new BarFileFailure('symbol-twice', path, null, `${other} is there as well`, `one file for ${stem}`)
  }
  return { symbol: stem, path }
}

async function chooseFiles(folder: string, symbols: readonly Ticker[] | undefined): Promise<BarFile[]> {
  const files = await listFiles(folder)
  if (symbols === undefined) return [...files].map(([stem, names]) => fileOf(folder, stem, names))
  return [...new Set(symbols)].map((symbol) => {
    const names = files.get(symbol)
    if (names !== undefined) return fileOf(folder, symbol, names)
    const found = [...files.keys()].slice(0, 20).join(', ')
    const problem = `there are no bars of ${symbol} (but of ${found})`
    throw new BarFileFailure('symbol-missing', folder, null, problem, `${symbol}.csv or ${symbol}.csv.gz`)
  })
}

/**
 * Opens a folder of five-minute bar files: reads every file once, checking all of it (see the table of `BarFile`), so
 * that what is wrong is known before anything is decided. `events` reads them again, merged by time.
 * @param options.symbols only these, and in this order; otherwise every file, in alphabetical order.
 */
export async function openBarFolder(
  folder: string,
  options: { readonly symbols?: readonly Ticker[] } = {},
): Promise<Result<BarFolder, BarFileError>> {
  try {
    const files: BarFileSurvey[] = []
    for (const file of await chooseFiles(folder, options.symbols)) files.push(await surveyBars(file))
    const first = utcMs(Math.min(...files.map((file) => file.first)))
    const last = utcMs(Math.max(...files.map((file) => file.last)))
    const sessions = sessionsBetween(exchangeDate(first), exchangeDate(last))
    const symbols = files.map((file) => file.symbol)
    return {
      ok: true,
      value: { origin: 'recorded', folder, files, symbols, sessions, events: () => mergeBarFiles(files, sessions) },
    }
  } catch (error) {
    if (error instanceof BarFileFailure) return { ok: false, error: error.error }
    throw error
  }
}
