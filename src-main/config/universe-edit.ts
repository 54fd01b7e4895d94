import { closest } from 'fastest-levenshtein'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import type { Result } from '../../src-shared/domain/result.ts'
import { symbolsOf, type Universe } from './universe.ts'

/** Why a universe was left as it is. */
interface EditRefusal {
  readonly code: 'known-already' | 'not-in-it' | 'unknown-sector'
  /** One sentence. */
  readonly message: string
}

type Edited = Result<Universe, EditRefusal>

const refused = (code: EditRefusal['code'], message: string): Edited => ({ ok: false, error: { code, message } })

/**
 * A universe with one more symbol to trade.
 * @param sector null: the one that it has already, as a relative or as context
 */
export function withSymbol(universe: Universe, symbol: Ticker, sector: string | null, kind: 'stock' | 'etf'): Edited {
  if (universe.dayTradeUniverse.includes(symbol)) {
    return refused('known-already', `${symbol} is among the symbols to trade already.`)
  }
  const isFund = kind === 'etf' && !universe.etfs.includes(symbol)
  const added: Universe = {
    ...universe,
    etfs: isFund ? [...universe.etfs, symbol] : universe.etfs,
    dayTradeUniverse: [...universe.dayTradeUniverse, symbol],
  }
  if (sector !== null) return inSector(added, symbol, sector)
  if (universe.sectors[symbol] !== undefined) return { ok: true, value: added }
  return refused('unknown-sector', `${symbol} needs a sector: one of ${sectorNames(universe).join(', ')}.`)
}

/** A universe that does not trade a symbol. It stays known where the market, a sector or a relative needs it. */
export function withoutSymbol(universe: Universe, symbol: Ticker): Edited {
  if (!universe.dayTradeUniverse.includes(symbol)) {
    return refused('not-in-it', `${symbol} is not among the symbols to trade.`)
  }
  const rest = { ...universe, dayTradeUniverse: universe.dayTradeUniverse.filter((other) => other !== symbol) }
  if (symbolsOf(rest).includes(symbol)) return { ok: true, value: rest }
  const sectors = Object.entries(universe.sectors).filter(([other]) => other !== symbol)
  return { ok: true, value: { ...rest, sectors: Object.fromEntries(sectors) } }
}

/** A universe in which a symbol belongs to another sector; the fund of that sector counts from then on. */
export function withSector(universe: Universe, symbol: Ticker, sector: string): Edited {
  if (!symbolsOf(universe).includes(symbol)) {
    return refused('not-in-it', `${symbol} is not in the universe: add it first.`)
  }
  const placed = inSector(universe, symbol, sector)
  if (!placed.ok || placed.value !== universe) return placed
  return refused('known-already', `${symbol} is in ${universe.sectors[symbol]} already.`)
}

const sectorNames = ({ sectorEtfs }: Universe): string[] => Object.keys(sectorEtfs)

function inSector(universe: Universe, symbol: Ticker, sector: string): Edited {
  const names = sectorNames(universe)
  const name = names.find((known) => known.toLowerCase() === sector.trim().toLowerCase())
  if (name === undefined) {
    const what = `There is no sector ${JSON.stringify(sector)}; the nearest is ${closest(sector, names)}`
    return refused('unknown-sector', `${what} (of ${names.join(', ')}).`)
  }
  const mapped = universe.sectorOf[symbol]
  if (universe.sectors[symbol] === name && (mapped === undefined || mapped === universe.sectorEtfs[name])) {
    return { ok: true, value: universe }
  }
  // The original's map comes first where it has an entry, which would keep the fund of the old sector.
  const others = Object.entries(universe.sectorOf).filter(([other]) => other !== symbol)
  const sectorOf = Object.fromEntries(others)
  return { ok: true, value: { ...universe, sectorOf, sectors: { ...universe.sectors, [symbol]: name } } }
}
