import { accessSync, closeSync, constants, createReadStream, existsSync, fstatSync, openSync, readSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../../../src-shared/domain/time.ts'
import { exchangeDate, exchangeLabel } from '../../../market/exchange-time.ts'
import type { BarSize } from '../../../market/live-market.ts'
import { CommandFailure } from '../exit-codes.ts'
import { EXPORT_HEADER, readExportRow } from './export-row.ts'

/** What a file of exported bars is meant to hold. */
export interface ExportPlan {
  readonly file: string
  readonly symbols: readonly Ticker[]
  readonly barSize: BarSize
  /** Bars start in [`from`, `until`), UTC ms. */
  readonly from: UtcMs
  readonly until: UtcMs
}

/** What a file holds of one symbol. */
interface ExportedSymbol {
  bars: number
  /** Starts of the first and the last one; null: none. */
  first: UtcMs | null
  last: UtcMs | null
  /** Exchange dates that it has bars of. */
  readonly dates: Set<string>
}

export interface ExportSurvey {
  readonly symbols: ReadonlyMap<Ticker, Readonly<ExportedSymbol>>
  readonly bars: number
  /** Bytes up to the end of the last whole line; what follows was torn off by a crash. */
  readonly wholeBytes: number
  readonly tornBytes: number
}

/**
 * Whether bars can be exported into a file at all: asked before anything is connected.
 * @throws CommandFailure for a file that does not begin as ours do, and for what cannot be written
 */
export async function checkExportFile(file: string): Promise<void> {
  const isThere = existsSync(file)
  try {
    accessSync(isThere ? file : dirname(file), isThere ? constants.R_OK | constants.W_OK : constants.W_OK)
  } catch (error) {
    throw new CommandFailure(`--out: ${file} cannot be written: ${(error as Error).message}`)
  }
  if (!isThere) return
  const { wholeBytes, torn } = endOf(file)
  if (wholeBytes === 0 && !EXPORT_HEADER.startsWith(torn)) throw foreign(file, 1, NO_HEADER)
  for await (const line of linesOf(file, Math.min(wholeBytes, LONGEST_LINE))) {
    if (line !== EXPORT_HEADER) throw foreign(file, 1, NO_HEADER)
    return
  }
}

/**
 * Reads a file of exported bars from its beginning and checks every line: it belongs to the plan, its bar is one, on a
 * slot of a session, and later than the one before of its symbol.
 * @throws CommandFailure with the first line that does not belong into it; the file is left as it is.
 */
export async function surveyExport(plan: ExportPlan): Promise<ExportSurvey> {
  const { file, symbols } = plan
  const found = new Map(
    symbols.map((symbol): [Ticker, ExportedSymbol] => [symbol, { bars: 0, first: null, last: null, dates: new Set() }]),
  )
  const { wholeBytes, torn } = endOf(file)
  if (wholeBytes === 0 && !EXPORT_HEADER.startsWith(torn)) throw foreign(file, 1, NO_HEADER)
  let number = 0
  for await (const line of linesOf(file, wholeBytes)) {
    number += 1
    const problem = number === 1 ? (line === EXPORT_HEADER ? null : NO_HEADER) : count(line, plan, found)
    if (problem !== null) throw foreign(file, number, problem)
  }
  return { symbols: found, bars: Math.max(0, number - 1), wholeBytes, tornBytes: Buffer.byteLength(torn) }
}

const NO_HEADER = `it does not begin with ${EXPORT_HEADER}`

const foreign = (file: string, line: number, problem: string): CommandFailure =>
  new CommandFailure(`${file}, line ${line}: ${problem}. It is left as it is: name another file with --out.`)

/** Counts a line. @returns what is wrong with it, or null */
function count(line: string, plan: ExportPlan, found: ReadonlyMap<Ticker, ExportedSymbol>): string | null {
  const row = readExportRow(line, plan.barSize)
  if (!row.ok) return row.error
  const { symbol, bar } = row.value
  const of = found.get(symbol)
  if (of === undefined) return `${symbol} is not among the symbols that were named`
  const label = exchangeLabel(bar.start)
  if (bar.start < plan.from || bar.start >= plan.until) return `${label} lies outside the days that were named`
  if (of.last !== null && bar.start <= of.last) return `${symbol} has ${label} after ${exchangeLabel(of.last)}`
  of.bars += 1
  of.first ??= bar.start
  of.last = bar.start
  of.dates.add(exchangeDate(bar.start))
  return null
}

async function* linesOf(file: string, bytes: number): AsyncGenerator<string, void, undefined> {
  if (bytes === 0) return
  yield* createInterface({ input: createReadStream(file, { end: bytes - 1, encoding: 'utf8' }) })
}

/** Longer than any line of ours. */
const LONGEST_LINE = 512

/**
 * Where the last whole line of a file ends, and what stands after it.
 * @throws CommandFailure for what cannot be read, and for a file whose last line is too long to be ours
 */
function endOf(file: string): { readonly wholeBytes: number; readonly torn: string } {
  try {
    const descriptor = openSync(file, 'r')
    try {
      const { size } = fstatSync(descriptor)
      const tail = Buffer.alloc(Math.min(size, LONGEST_LINE))
      const read = readSync(descriptor, tail, 0, tail.length, size - tail.length)
      const torn = tail.subarray(tail.subarray(0, read).lastIndexOf('\n') + 1, read)
      if (torn.length < LONGEST_LINE) return { wholeBytes: size - torn.length, torn: torn.toString('utf8') }
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    throw new CommandFailure(`--out: ${file} cannot be read: ${(error as Error).message}`)
  }
  throw new CommandFailure(
    `${file} does not hold lines of exported bars. It is left as it is: name another file with --out.`,
  )
}
