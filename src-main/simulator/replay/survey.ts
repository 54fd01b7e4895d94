import type { UtcMs } from '../../../src-shared/domain/time.ts'
import { type BarFile, readBars } from './bar-file.ts'
import { BarFileFailure } from './bar-file-error.ts'
import type { RowSkip } from './bar-row.ts'

/** Rows of one file that were left out for one reason. */
interface SkippedRows {
  readonly reason: RowSkip
  readonly count: number
  /** The first of them: its line, and its text as read. */
  readonly firstLine: number
  readonly firstRow: string
}

/** What one pass over a file found. */
export interface BarFileSurvey extends BarFile {
  readonly bars: number
  readonly first: UtcMs
  readonly last: UtcMs
  readonly skipped: readonly SkippedRows[]
}

/** An example is shown, not stored for ever. */
const EXAMPLE_CHARACTERS = 120

/** For a terminal and a log: control characters of a junk file stay out of both. */
const exampleOf = (cells: readonly string[]): string =>
  cells
    .join(',')
    .slice(0, EXAMPLE_CHARACTERS)
    .replaceAll(/\p{Cc}/gu, '·')

/**
 * Reads a file once from end to end and keeps only what there is to say about it, so that whatever is wrong with it
 * is known before its first bar is used.
 * @throws BarFileFailure as the table of `BarFile` says.
 */
export async function surveyBars(file: BarFile): Promise<BarFileSurvey> {
  const skipped = new Map<RowSkip, SkippedRows>()
  let bars = 0
  let first: UtcMs | null = null
  let last: UtcMs | null = null
  const batches = readBars(file, (reason, { line, cells }) => {
    const known = skipped.get(reason)
    skipped.set(reason, {
      reason,
      count: (known?.count ?? 0) + 1,
      firstLine: known?.firstLine ?? line,
      firstRow: known?.firstRow ?? exampleOf(cells),
    })
  })
  for await (const batch of batches) {
    bars += batch.length
    first ??= batch[0]?.start ?? null
    last = batch.at(-1)?.start ?? last
  }
  const all = [...skipped.values()]
  const example =
    all[0] === undefined ? '' : `, line ${all[0].firstLine} for example (${all[0].reason}: ${all[0].firstRow})`
  if (first === null || last === null) {
    const problem = all.length === 0 ? 'there is no row under the header' : `no row is usable${example}`
    throw new BarFileFailure('no-bars', file.path, null, problem, 'at least one bar')
  }
  const unusable = all.reduce((sum, { reason, count }) => sum + (reason === 'duplicate' ? 0 : count), 0)
  if (unusable > bars) {
    const problem = `${unusable} rows are unusable and only ${bars} are bars${example}`
    throw new BarFileFailure('mostly-unusable', file.path, null, problem, 'a file that is mostly bars')
  }
  return { ...file, bars, first, last, skipped: all }
}
