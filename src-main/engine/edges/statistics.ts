import type { Absent, Regime, StatisticsMeasures } from '../../../src-shared/domain/decision.ts'
import type { EdgeVote } from '../../../src-shared/domain/vote.ts'
import { type IsFlat, zScore } from '../indicators/z-score.ts'
import type { Profile } from '../profiles/profile.ts'
import type { SymbolHistory } from '../symbol-history.ts'
import { ABSTAINS, directed } from './directed.ts'
import { isTrend, REGIME_DIRECTION } from './regime.ts'

/** Longest window that a profile may ask for; the scratch arrays below are filled and read within one call. */
const LONGEST_WINDOW = 50
const prices = new Float64Array(LONGEST_WINDOW)
const volumes = new Float64Array(LONGEST_WINDOW)
const changes = new Float64Array(LONGEST_WINDOW)

const isFlatPrice: IsFlat = (deviation, newest, _mean, flat) => deviation < flat * newest
/** Where nothing traded at all the limit is zero too. */
const isFlatVolume: IsFlat = (deviation, _newest, mean, flat) => deviation < flat * mean || deviation === 0
const isFlatChange: IsFlat = (deviation, _newest, _mean, flat) => deviation < flat

/**
 * z-scores of the newest price, volume and 1-bar return against the stored bars before it in the window.
 * Overnight gaps do not count: closes before a session break are scaled by open / previous close, and a session's
 * first return is close / open − 1.
 */
export function measureStatistics(history: SymbolHistory, profile: Profile): StatisticsMeasures | Absent {
  const { window, minimumCloses, minimumValues, flat } = profile.statistics
  const { stored } = history
  if (stored < minimumCloses) return { absent: 'few-closes' }
  const count = Math.min(window, stored)
  // A return needs the close before it, except a session's first.
  const changeCount = stored > count || history.opensSession(count) ? count : count - 1
  let scale = 1
  for (let back = 1; back <= count; back++) {
    const close = history.close(back)
    prices[count - back] = close * scale
    volumes[count - back] = history.volume(back)
    const opensSession = history.opensSession(back)
    if (back <= changeCount) {
      changes[changeCount - back] = close / (opensSession ? history.open(back) : history.close(back + 1)) - 1
    }
    if (opensSession && back < count) scale *= history.open(back) / history.close(back + 1)
  }
  return {
    price: zScore(prices, count, minimumValues, flat, isFlatPrice),
    volume: zScore(volumes, count, minimumValues, flat, isFlatVolume),
    momentum: zScore(changes, changeCount, minimumValues, flat, isFlatChange),
  }
}

/** Votes on what is statistically unusual, read in the light of the regime. */
export function voteStatistics(measures: StatisticsMeasures | Absent, regime: Regime, profile: Profile): EdgeVote {
  if ('absent' in measures) return ABSTAINS
  const { rangeExtreme, trendMomentum, trendOverextended, volumeSurge, neutralConfidence } = profile.statistics
  const { price, volume, momentum } = measures
  if (regime === 'RANGE_BOUND') {
    const { confidence } = rangeExtreme
    if (price > rangeExtreme.price && momentum > rangeExtreme.momentum) return { vote: 'SHORT', confidence }
    if (price < -rangeExtreme.price && momentum < -rangeExtreme.momentum) return { vote: 'LONG', confidence }
  }
  if (isTrend(regime)) {
    const sign = REGIME_DIRECTION[regime]
    const side = sign > 0 ? 'long' : 'short'
    if (sign * momentum > trendMomentum.momentum && sign * price < trendMomentum.priceBelow) {
      return { vote: directed('PLAIN', side), confidence: trendMomentum.confidence }
    }
    if (sign * price > trendOverextended.price) {
      return { vote: directed('VETO', side), confidence: trendOverextended.confidence }
    }
  }
  if (volume > volumeSurge.volume && Math.abs(momentum) > volumeSurge.momentum) {
    return { vote: momentum > 0 ? 'LONG' : 'SHORT', confidence: volumeSurge.confidence }
  }
  return { vote: 'NEUTRAL', confidence: neutralConfidence }
}
