import type { Bar } from '../../../src-shared/domain/bar.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import { createRowReader, type ReadRow, type RowSkip } from './bar-row.ts'
import { type CsvRow, csvRows } from './csv-rows.ts'

/**
 * Bars of one symbol from `SYMBOL.csv` or `SYMBOL.csv.gz`: columns timestamp, open, high, low, close, volume in any
 * order (the header decides; further columns are ignored), the timestamp being the exchange-local label of the bar's
 * start, five minutes a bar, regular hours, ascending.
 *
 * What is wrong with one row costs that row; what says that the file is not what it seems to be stops everything,
 * before anything is decided:
 *
 * | found | result |
 * |---|---|
 * | byte-order mark, CRLF, blank lines, quotes, columns in another order, further columns | taken as meant |
 * | a row with more or fewer cells than the header | skipped: `cells` |
 * | a number that is none, NaN, infinite, zero or negative prices, low/high broken, negative volume | skipped |
 * | the same bar twice | skipped: `duplicate` |
 * | a column missing or named twice (a missing header, another delimiter, binary junk) | error `columns` |
 * | a timestamp that cannot be read, or lies before the calendar's first date | error `label` |
 * | a timestamp with a zone | error `zone` |
 * | outside a regular session, or not on its five-minute slots (wrong zone, labels of bar ends, extended hours) | error `outside-session` |
 * | a row earlier than the one before (shuffled, appended twice) | error `not-ascending` |
 * | two different bars for one slot | error `conflict` |
 * | broken quotes, a line end within quotes, a line without end | error `not-csv` |
 * | not gzip, gzip that ends too soon or is damaged | errors `not-gzip`, `gzip-truncated`, `gzip-damaged` |
 * | nothing, only a header, or every row skipped | error `no-bars` |
 * | more rows skipped for their values or cells than used | error `mostly-unusable` |
 */
export interface BarFile {
  readonly symbol: Ticker
  readonly path: string
}

/**
 * Streams the bars of a file in batches.
 * @param onSkip told of every row that is left out.
 * @throws BarFileFailure as the table above says.
 */
export async function* readBars(
  { path }: BarFile,
  onSkip: (reason: RowSkip, row: CsvRow) => void,
): AsyncGenerator<readonly Bar[], void, undefined> {
  let readRow: ReadRow | null = null
  for await (const rows of csvRows(path)) {
    const bars: Bar[] = []
    for (const row of rows) {
      if (readRow === null) {
        readRow = createRowReader(path, row)
        continue
      }
      const read = readRow(row)
      if (typeof read === 'string') onSkip(read, row)
      else bars.push(read)
    }
    if (bars.length > 0) yield bars
  }
  if (readRow === null) createRowReader(path, undefined)
}
