import type { Absent, RelativeStrengthMeasures, TradeKind } from '../../../src-shared/domain/decision.ts'
import type { EdgeVote, Side } from '../../../src-shared/domain/vote.ts'
import type { Profile } from '../profiles/profile.ts'
import type { SymbolHistory } from '../symbol-history.ts'
import { ABSTAINS, directed } from './directed.ts'

/**
 * Compares a symbol's return with its sector's, the market's and those of all tracked stocks at slot `ordinal`.
 * @param stocks every stock fed, traded or context; those without the bars needed do not count
 */
export function measureRelativeStrength(
  history: SymbolHistory,
  sector: SymbolHistory | undefined,
  market: SymbolHistory | undefined,
  stocks: readonly SymbolHistory[],
  ordinal: number,
  profile: Profile,
): RelativeStrengthMeasures | Absent {
  const { bars, minimumStocks } = profile.relativeStrength
  const own = history.changeAt(ordinal, bars)
  if (Number.isNaN(own)) return { absent: history.stored > bars ? 'missing-slot' : 'few-closes' }
  const marketChange = market === undefined ? Number.NaN : market.changeAt(ordinal, bars)
  if (market === undefined || Number.isNaN(marketChange)) return { absent: 'no-market' }
  let others = 0
  let below = 0
  let ties = 0
  for (const stock of stocks) {
    if (stock === history) continue
    const change = stock.changeAt(ordinal, bars)
    if (Number.isNaN(change)) continue
    others++
    if (change < own) below++
    else if (change === own) ties++
  }
  if (others + 1 < minimumStocks) return { absent: 'few-stocks' }
  const sectorChange = sector === undefined ? Number.NaN : sector.changeAt(ordinal, bars)
  const sectorKnown = sector !== undefined && !Number.isNaN(sectorChange)
  return {
    own,
    versusSector: own - (sectorKnown ? sectorChange : marketChange),
    versusMarket: own - marketChange,
    sector: sectorKnown ? sector.instrument.symbol : market.instrument.symbol,
    sectorIsMarket: !sectorKnown,
    percentile: ((below + ties / 2) * 100) / others,
    stocks: others + 1,
  }
}

/** Leaders and laggards vote; for mean reversion, where a stretched stock leads or lags by construction, only vetoes stay. */
export function voteRelativeStrength(
  measures: RelativeStrengthMeasures | Absent,
  kind: TradeKind,
  profile: Profile,
): EdgeVote {
  if ('absent' in measures) return ABSTAINS
  const { veto, strong, plain, neutralConfidence } = profile.relativeStrength
  const sides: readonly Side[] = ['long', 'short']
  for (const side of sides) {
    const { sector, market } = towards(measures, side)
    if (sector > veto.sector && market < veto.market)
      return { vote: directed('VETO', side), confidence: veto.confidence }
  }
  if (kind === 'meanReversion') return { vote: 'NEUTRAL', confidence: neutralConfidence }
  for (const side of sides) {
    const { percentile, sector } = towards(measures, side)
    if (percentile > strong.percentile && sector > strong.sector) {
      return { vote: directed('STRONG', side), confidence: strong.confidence }
    }
  }
  for (const side of sides) {
    const { percentile, sector } = towards(measures, side)
    if (percentile > plain.percentile && sector > plain.sector) {
      return { vote: directed('PLAIN', side), confidence: plain.confidence }
    }
  }
  return { vote: 'NEUTRAL', confidence: neutralConfidence }
}

/** The measures as a trade on `side` sees them: mirrored for a short. */
function towards(
  measures: RelativeStrengthMeasures,
  side: Side,
): { sector: number; market: number; percentile: number } {
  const { versusSector, versusMarket, percentile } = measures
  return side === 'long'
    ? { sector: versusSector, market: versusMarket, percentile }
    : { sector: -versusSector, market: -versusMarket, percentile: 100 - percentile }
}
