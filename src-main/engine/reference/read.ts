import { MARKET_SYMBOL } from '../../../src-shared/domain/instrument.ts'
import { measureCrossAsset, voteCrossAsset } from './cross-asset.ts'
import { fromEnd, type History } from './history.ts'
import { averageTrueRange, relativeStrengthIndex, volumeWeightedPrice } from './indicators.ts'
import { readRegime } from './regime.ts'
import { measureStrength, voteStrength } from './relative-strength.ts'
import type { Reading, StandingVotes } from './scorecard.ts'
import { measureStatistics, voteStatistics } from './statistics.ts'
import { voteTimeOfDay } from './time-of-day.ts'
import { measureProfile, voteProfile } from './volume-profile.ts'

/** The original's own maps of the universe. */
export interface ReferenceMaps {
  /** Symbols that take no part in the percentile. */
  readonly index: readonly string[]
  /** The ETF of a stock's sector; without an entry SPY stands in. */
  readonly sectorOf: Readonly<Record<string, string>>
  /** Symbols whose moves confirm or contradict a stock's. */
  readonly relatedTo: Readonly<Record<string, readonly string[]>>
}

/** Computes everything of `symbol` anew from the histories, which stand in feed order. */
export function readSymbol(
  symbol: string,
  history: History,
  histories: ReadonlyMap<string, History>,
  maps: ReferenceMaps,
): Reading {
  const regime = readRegime(histories.get(MARKET_SYMBOL))
  const atr = averageTrueRange(history)
  const vwap = volumeWeightedPrice(history)
  const related = (maps.relatedTo[symbol] ?? []).map((name) => histories.get(name))
  const seen = {
    symbol,
    bar: fromEnd(history.bars, 1),
    bars: history.bars.length,
    regime,
    atr,
    rsi: relativeStrengthIndex(history),
    vwap,
    day: history.day,
    statistics: measureStatistics(history, atr, vwap),
    profile: measureProfile(history, atr),
    strength: measureStrength(symbol, {
      market: MARKET_SYMBOL,
      sectorEtf: maps.sectorOf[symbol] ?? MARKET_SYMBOL,
      indexSymbols: maps.index,
      histories,
    }),
    crossAsset: { long: measureCrossAsset(related, 'long'), short: measureCrossAsset(related, 'short') },
  }
  return { ...seen, standing: standingVotes(seen) }
}

function standingVotes(seen: Omit<Reading, 'standing'>): StandingVotes | null {
  const { bar, regime, statistics, profile, strength, crossAsset } = seen
  if (regime === null) return null
  return {
    relativeStrength: voteStrength(strength),
    statistics: voteStatistics(statistics, regime.regime),
    volumeProfile: voteProfile(profile, regime.regime),
    crossAsset: { long: voteCrossAsset(crossAsset.long, 'long'), short: voteCrossAsset(crossAsset.short, 'short') },
    timeOfDay: {
      momentum: voteTimeOfDay(bar.label, 'momentum'),
      meanReversion: voteTimeOfDay(bar.label, 'meanReversion'),
    },
  }
}
