import type { Ticker } from '../../src-shared/domain/ids.ts'
import { BREADTH_SYMBOLS, MARKET_SYMBOL } from '../../src-shared/domain/instrument.ts'
import { sectorEtfOf, type Universe } from './universe.ts'

/** Of how many stocks of its sector a symbol without relatives is judged; the engine wants two with data, of which the fund is one. */
const PEERS = 4

/**
 * What has to be fed besides the traded symbols so that they can be judged: the market and its breadth, the fund of
 * each one's sector, and its relatives; a symbol without a list of relatives gets stocks of its sector instead.
 * @returns the context in feed order (market, funds of sectors, stocks), each once, nothing that is traded.
 */
export function contextFor(universe: Universe, traded: readonly Ticker[]): Ticker[] {
  const funds = traded.flatMap((symbol) => sectorEtfOf(universe, symbol) ?? [])
  const wanted = new Set([MARKET_SYMBOL, ...BREADTH_SYMBOLS, ...funds])
  for (const symbol of traded) for (const relative of universe.relatedTo[symbol] ?? []) wanted.add(relative)
  for (const symbol of traded) {
    if (universe.relatedTo[symbol] === undefined) addPeers(universe, symbol, traded, wanted)
  }
  for (const symbol of traded) wanted.delete(symbol)
  const isFund = (symbol: Ticker): boolean => universe.etfs.includes(symbol)
  return [...[...wanted].filter(isFund), ...[...wanted].filter((symbol) => !isFund(symbol))]
}

/** What is fed anyway counts, so that two traded stocks of one sector do not ask for eight others. */
function addPeers(universe: Universe, symbol: Ticker, traded: readonly Ticker[], wanted: Set<Ticker>): void {
  const fund = sectorEtfOf(universe, symbol)
  if (fund === null) return
  const isPeer = (other: Ticker): boolean =>
    other !== symbol && !universe.etfs.includes(other) && sectorEtfOf(universe, other) === fund
  let missing = PEERS - [...new Set([...traded, ...wanted])].filter(isPeer).length
  for (const peer of universe.dayTradeUniverse.filter(isPeer)) {
    if (missing <= 0) return
    if (traded.includes(peer) || wanted.has(peer)) continue
    wanted.add(peer)
    missing -= 1
  }
}
