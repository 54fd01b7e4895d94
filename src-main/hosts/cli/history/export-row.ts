import { BAR_REFUSAL_TEXT, type Bar, refuseBar } from '../../../../src-shared/domain/bar.ts'
import { isTicker, type Ticker } from '../../../../src-shared/domain/ids.ts'
import type { Result } from '../../../../src-shared/domain/result.ts'
import { exchangeLabel, utcFromLabel } from '../../../market/exchange-time.ts'
import type { BarSize } from '../../../market/live-market.ts'
import { isSlot } from './slices.ts'

/**
 * The first line of an exported file. A replay reads a file of one symbol and five-minute bars as it is: it looks the
 * columns up by name and passes over the first two.
 */
export const EXPORT_HEADER = 'symbol,bar_size,timestamp,open,high,low,close,volume'

/** A bar as a line, its time as the exchange's clock shows it at the bar's start. */
export const exportRow = (symbol: Ticker, barSize: BarSize, bar: Bar): string =>
  [symbol, barSize, exchangeLabel(bar.start), bar.open, bar.high, bar.low, bar.close, bar.volume].join(',')

interface ExportRow {
  readonly symbol: Ticker
  readonly bar: Bar
}

const NUMBER = /^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/

/** Reads a line that `exportRow` wrote. @returns the row, or what is wrong with the line */
export function readExportRow(line: string, barSize: BarSize): Result<ExportRow, string> {
  const [symbol = '', size, label = '', ...cells] = line.split(',')
  if (cells.length !== 5) return { ok: false, error: 'it does not have eight cells' }
  if (!isTicker(symbol)) return { ok: false, error: `${JSON.stringify(symbol)} is not a symbol` }
  if (size !== barSize) return { ok: false, error: `its bars are of ${size}, not of ${barSize}` }
  const start = utcFromLabel(label)
  if (start === null || !isSlot(start, barSize)) return { ok: false, error: `${label} is no start of a ${barSize} bar` }
  const [open, high, low, close, volume] = cells.map((cell) => (NUMBER.test(cell) ? Number(cell) : Number.NaN))
  const bar = { start, open, high, low, close, volume } as Bar
  const refusal = refuseBar(bar, null)
  return refusal === null ? { ok: true, value: { symbol, bar } } : { ok: false, error: BAR_REFUSAL_TEXT[refusal] }
}
