import { z } from 'zod'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import type { Instrument } from '../../src-shared/domain/instrument.ts'
import { PENNY } from '../../src-shared/domain/price.ts'
import type { Result } from '../../src-shared/domain/result.ts'
import { tickerSchema } from '../../src-shared/domain/schemas.ts'
import { assetPath } from './assets.ts'
import { readJsonFile } from './json-file.ts'

/** A list of symbols, each once. */
const tickers = z
  .array(tickerSchema)
  .refine((list) => new Set(list).size === list.length, 'a symbol stands in it twice')

/**
 * The symbols that we know something about. Which sector, which relatives and which index are the original's own maps;
 * `etfs` says which of all these symbols are funds and not stocks.
 */
const universeSchema = z
  .strictObject({
    index: tickers,
    etfs: tickers,
    sectorOf: z.record(tickerSchema, tickerSchema),
    relatedTo: z.record(tickerSchema, tickers),
    dayTradeUniverse: tickers,
  })
  .superRefine(({ index, etfs, sectorOf, relatedTo }, context) => {
    const complain = (path: readonly string[], message: string): void => {
      context.addIssue({ code: 'custom', path: [...path], message })
    }
    for (const symbol of index) if (!etfs.includes(symbol)) complain(['index'], `${symbol} is not among etfs`)
    for (const [symbol, sector] of Object.entries(sectorOf)) {
      if (!etfs.includes(sector)) complain(['sectorOf', symbol], `${sector} is not among etfs`)
      if (sector === symbol) complain(['sectorOf', symbol], 'a symbol is not its own sector')
    }
    for (const [symbol, related] of Object.entries(relatedTo)) {
      if (related.some((other) => other === symbol)) complain(['relatedTo', symbol], 'a symbol is not its own relative')
    }
  })

export type Universe = z.infer<typeof universeSchema>

export interface UniverseError {
  readonly code: 'universe-unreadable' | 'universe-invalid'
  /** One line that names the file. */
  readonly message: string
}

/**
 * Reads and checks a universe.
 * @param file a JSON file; by default the one that comes with the product.
 */
export function readUniverse(file: string = assetPath('universe.json')): Result<Universe, UniverseError> {
  const read = readJsonFile(file)
  if (!read.ok) return { ok: false, error: { code: 'universe-unreadable', message: read.error.message } }
  const parsed = universeSchema.safeParse(read.value)
  if (parsed.success) return { ok: true, value: parsed.data }
  const [issue] = parsed.error.issues
  const place = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`
  return { ok: false, error: { code: 'universe-invalid', message: `${file}${place}: ${issue?.message}` } }
}

/** What the universe says of `symbol`; of one that it does not know: a stock without sector and relatives. */
export function instrumentFor(universe: Universe, symbol: Ticker): Instrument {
  return {
    symbol,
    tick: PENNY,
    kind: universe.etfs.includes(symbol) ? 'etf' : 'stock',
    sectorEtf: universe.sectorOf[symbol] ?? null,
    related: universe.relatedTo[symbol] ?? [],
  }
}
