import { existsSync } from 'node:fs'
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

const sectorName = z.string().regex(/^[A-Z][A-Za-z0-9 &-]{0,39}$/, 'not the name of a sector such as Energy')

/**
 * The symbols that we know something about. Which sector, which relatives and which index are the original's own maps;
 * `etfs` says which of all these symbols are funds and not stocks. `sectors` names the sector of every symbol, and
 * `sectorEtfs` the fund of each sector (null: none): it stands in where `sectorOf` has no entry.
 */
const universeSchema = z
  .strictObject({
    index: tickers,
    etfs: tickers,
    sectorEtfs: z.record(sectorName, tickerSchema.nullable()),
    sectors: z.record(tickerSchema, sectorName),
    sectorOf: z.record(tickerSchema, tickerSchema),
    relatedTo: z.record(tickerSchema, tickers),
    dayTradeUniverse: tickers,
  })
  .superRefine((universe, context) => {
    const { index, etfs, sectorEtfs, sectors, sectorOf, relatedTo } = universe
    const complain = (path: readonly string[], message: string): void => {
      context.addIssue({ code: 'custom', path: [...path], message })
    }
    for (const symbol of index) if (!etfs.includes(symbol)) complain(['index'], `${symbol} is not among etfs`)
    for (const [sector, etf] of Object.entries(sectorEtfs)) {
      if (etf !== null && !etfs.includes(etf)) complain(['sectorEtfs', sector], `${etf} is not among etfs`)
    }
    for (const [symbol, sector] of Object.entries(sectors)) {
      if (!Object.hasOwn(sectorEtfs, sector)) complain(['sectors', symbol], `${sector} is not among sectorEtfs`)
    }
    for (const symbol of symbolsOf(universe)) {
      if (!Object.hasOwn(sectors, symbol)) complain(['sectors'], `${symbol} has no sector`)
    }
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

/**
 * The universe as its user has it: their own copy where there is one, otherwise the one that comes with the product.
 * A copy that is wrong is an error, never passed over.
 * @param ownFile where the user's copy would be
 */
export function readUsersUniverse(ownFile: string): Result<Universe, UniverseError> {
  if (!existsSync(ownFile)) return readUniverse()
  const own = readUniverse(ownFile)
  if (own.ok) return own
  const message = `${own.error.message}. This is your own copy: mend it, or go back with "orchestrator universe reset"`
  return { ok: false, error: { ...own.error, message } }
}

/** Every symbol that any of its lists and maps names, each once: those to trade first. */
export function symbolsOf({
  index,
  etfs,
  sectorOf,
  relatedTo,
  dayTradeUniverse,
}: Pick<Universe, 'index' | 'etfs' | 'sectorOf' | 'relatedTo' | 'dayTradeUniverse'>): Ticker[] {
  const keys = (map: object): Ticker[] => Object.keys(map) as Ticker[]
  const relatives = Object.values(relatedTo).flat()
  return [...new Set([...dayTradeUniverse, ...keys(sectorOf), ...keys(relatedTo), ...relatives, ...index, ...etfs])]
}

/** The fund that stands for a symbol's sector: the original's own map first, then its sector's; null where none does. */
export function sectorEtfOf(universe: Universe, symbol: Ticker): Ticker | null {
  const mapped = universe.sectorOf[symbol]
  if (mapped !== undefined) return mapped
  const sector = universe.sectors[symbol]
  const etf = sector === undefined ? null : (universe.sectorEtfs[sector] ?? null)
  return etf === symbol ? null : etf
}

/** What the universe says of `symbol`; of one that it does not know: a stock without sector and relatives. */
export function instrumentFor(universe: Universe, symbol: Ticker): Instrument {
  return {
    symbol,
    tick: PENNY,
    kind: universe.etfs.includes(symbol) ? 'etf' : 'stock',
    sectorEtf: sectorEtfOf(universe, symbol),
    related: universe.relatedTo[symbol] ?? [],
  }
}
