import type { Abstention, BreadthReading, Regime, RegimeMeasures } from '../../../src-shared/domain/decision.ts'
import type { EdgeVote, Side } from '../../../src-shared/domain/vote.ts'
import { averageTrueRange } from '../indicators/true-range.ts'
import type { Profile } from '../profiles/profile.ts'
import type { SymbolHistory } from '../symbol-history.ts'
import { directed, orNull } from './directed.ts'

/** What the table of regimes looks at. Returns are fractions, NaN where a slot is missing. */
interface RegimeInputs {
  readonly day: number
  readonly short: number
  readonly medium: number
  /** |rising − falling| / changes, and its sign. */
  readonly consistency: number
  readonly lean: -1 | 0 | 1
  readonly atrPercent: number
  /** Whether the session is still in its first bars. */
  readonly early: boolean
}

interface RegimeReading {
  readonly regime: Regime
  readonly confidence: number
  readonly unknownBecause: Abstention | null
}

/** 1 for regimes that favour rising prices, −1 for falling, 0 for those without a direction. */
export const REGIME_DIRECTION: Readonly<Record<Regime, -1 | 0 | 1>> = {
  UNKNOWN: 0,
  HIGH_VOLATILITY: 0,
  STRONG_TREND_UP: 1,
  STRONG_TREND_DOWN: -1,
  TREND_UP: 1,
  TREND_DOWN: -1,
  REVERSAL_UP: 1,
  REVERSAL_DOWN: -1,
  RANGE_BOUND: 0,
}

const TRENDS: ReadonlySet<Regime> = new Set(['STRONG_TREND_UP', 'STRONG_TREND_DOWN', 'TREND_UP', 'TREND_DOWN'])

/** The regimes that other edges call a trend, plain or strong. */
export const isTrend = (regime: Regime): boolean => TRENDS.has(regime)
const isReversal = (regime: Regime): boolean => regime === 'REVERSAL_UP' || regime === 'REVERSAL_DOWN'

const unknown = (because: Abstention): RegimeReading => ({
  regime: 'UNKNOWN',
  confidence: 0,
  unknownBecause: because,
})
const known = (regime: Regime, confidence: number): RegimeReading => ({ regime, confidence, unknownBecause: null })

/**
 * Reads the market's regime at slot `ordinal` from SPY (`market`), its confidence also from the breadth indices.
 * @param slotIndex position of the slot in its session, from 0
 */
export function measureRegime(
  market: SymbolHistory | undefined,
  breadth: readonly SymbolHistory[],
  ordinal: number,
  slotIndex: number,
  profile: Profile,
): RegimeMeasures {
  const numbers = profile.regime
  if (market === undefined || market.newestOrdinal !== ordinal) return unmeasured('no-market')
  if (market.stored < numbers.minimumCloses) return unmeasured('few-closes')
  const changes = numbers.consistencyChanges
  const balance = risingLessFalling(market, changes)
  const close = market.close(1)
  const inputs: RegimeInputs = {
    day: close / market.dayOpen - 1,
    short: market.changeAt(ordinal, numbers.shortBars),
    medium: market.changeAt(ordinal, numbers.mediumBars),
    consistency: Math.abs(balance) / changes,
    lean: Math.sign(balance) as -1 | 0 | 1,
    atrPercent: averageTrueRange(market, profile.indicators.atrBars) / close,
    early: slotIndex < numbers.range.earlyBars,
  }
  const reading = classifyRegime(inputs, profile)
  const readings = readBreadth(reading.regime, breadth, ordinal, profile)
  return {
    regime: reading.regime,
    confidence: withBreadth(reading, readings, profile),
    unknownBecause: reading.unknownBecause,
    day: inputs.day,
    short: orNull(inputs.short),
    medium: orNull(inputs.medium),
    consistency: inputs.consistency,
    lean: inputs.lean,
    atrPercent: inputs.atrPercent,
    breadth: readings,
  }
}

/**
 * First row of the table that holds. A row whose other conditions hold but whose return is missing cannot be decided:
 * the regime is then UNKNOWN, never the next row's.
 */
export function classifyRegime(inputs: RegimeInputs, profile: Profile): RegimeReading {
  const { highVolatility, strongTrend, trend, reversal, range } = profile.regime
  const { day, short, medium, consistency, lean, atrPercent } = inputs
  if (atrPercent > highVolatility.atrPercent) return known('HIGH_VOLATILITY', highVolatility.confidence)
  for (const sign of [1, -1] as const) {
    if (sign * day > strongTrend.day && consistency >= strongTrend.consistency && lean === sign) {
      const confidence = Math.round(strongTrend.confidenceBase + strongTrend.confidenceSlope * consistency)
      const regime = sign > 0 ? 'STRONG_TREND_UP' : 'STRONG_TREND_DOWN'
      return known(regime, Math.min(strongTrend.confidenceCap, confidence))
    }
  }
  for (const sign of [1, -1] as const) {
    if (!(sign * day > trend.day) || sign * short <= 0 || sign * medium <= 0) continue
    if (Number.isNaN(short) || Number.isNaN(medium)) return unknown('missing-slot')
    return known(sign > 0 ? 'TREND_UP' : 'TREND_DOWN', trend.confidence)
  }
  for (const sign of [1, -1] as const) {
    if (!(sign * day < -reversal.day) || sign * short <= reversal.short) continue
    if (Number.isNaN(short)) return unknown('missing-slot')
    return known(sign > 0 ? 'REVERSAL_UP' : 'REVERSAL_DOWN', reversal.confidence)
  }
  return known('RANGE_BOUND', inputs.early ? range.earlyConfidence : range.confidence)
}

/**
 * The regime's vote for a trade on `side`. A regime with a direction votes for that direction (a candidate always has
 * it too); one without a direction speaks for the side asked; UNKNOWN and HIGH_VOLATILITY veto everything.
 */
export function voteRegime(measures: RegimeMeasures, side: Side, profile: Profile): EdgeVote {
  const { regime, confidence } = measures
  if (regime === 'UNKNOWN' || regime === 'HIGH_VOLATILITY') return { vote: 'VETO_BOTH', confidence }
  const direction = REGIME_DIRECTION[regime]
  const favoured: Side = direction === 0 ? side : direction > 0 ? 'long' : 'short'
  if (confidence > profile.regime.vote.strongAbove) return { vote: directed('STRONG', favoured), confidence }
  if (confidence > profile.regime.vote.plainAbove) return { vote: directed('PLAIN', favoured), confidence }
  return { vote: 'NEUTRAL', confidence }
}

function risingLessFalling(history: SymbolHistory, changes: number): number {
  let balance = 0
  for (let back = 1; back <= changes; back++) balance += Math.sign(history.close(back) - history.close(back + 1))
  return balance
}

function readBreadth(
  regime: Regime,
  indices: readonly SymbolHistory[],
  ordinal: number,
  profile: Profile,
): readonly BreadthReading[] {
  const direction = REGIME_DIRECTION[regime]
  if (direction === 0) return []
  const { agreeAdds, elseTakes, trendBars, reversalBars } = profile.regime.breadth
  return indices.map((index) => {
    const change = index.changeAt(ordinal, isReversal(regime) ? reversalBars : trendBars)
    const effect = Number.isNaN(change) ? 0 : change * direction > 0 ? agreeAdds : -elseTakes
    return { symbol: index.instrument.symbol, change: orNull(change), effect }
  })
}

function withBreadth(reading: RegimeReading, readings: readonly BreadthReading[], profile: Profile): number {
  if (readings.length === 0) return reading.confidence
  let confidence = reading.confidence
  for (const { effect } of readings) confidence += effect
  return Math.min(profile.regime.breadth.confidenceCap, Math.max(0, confidence))
}

function unmeasured(because: Abstention): RegimeMeasures {
  return {
    ...unknown(because),
    day: null,
    short: null,
    medium: null,
    consistency: null,
    lean: 0,
    atrPercent: null,
    breadth: [],
  }
}
