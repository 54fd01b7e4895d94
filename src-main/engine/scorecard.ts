import type {
  Card,
  HoldReason,
  Measures,
  RegimeMeasures,
  TimeOfDayMeasures,
  TradeKind,
} from '../../src-shared/domain/decision.ts'
import type { Side } from '../../src-shared/domain/vote.ts'
import { candidateOf } from './candidate.ts'
import { cardFor, refuseConsensus, sizeOf } from './consensus.ts'
import { measureCrossAsset } from './edges/cross-asset.ts'
import { measureRelativeStrength } from './edges/relative-strength.ts'
import { measureStatistics } from './edges/statistics.ts'
import { measureVolumeProfile } from './edges/volume-profile.ts'
import { relativeStrengthIndex } from './indicators/rsi.ts'
import { averageTrueRange } from './indicators/true-range.ts'
import type { Profile } from './profiles/profile.ts'
import type { Slot } from './session-slots.ts'
import type { SymbolHistory } from './symbol-history.ts'

/** A symbol with the symbols that its edges compare it to, resolved once instead of on every bar. */
export interface Surroundings {
  readonly history: SymbolHistory
  readonly sector: SymbolHistory | undefined
  readonly peers: readonly SymbolHistory[]
  readonly market: SymbolHistory | undefined
  readonly breadth: readonly SymbolHistory[]
  /** Every stock fed, traded or context. */
  readonly stocks: readonly SymbolHistory[]
}

/** The six edges of one symbol on one bar, before position and cool-down are considered. */
export interface Scorecard {
  readonly surroundings: Surroundings
  readonly slot: Slot
  /** Dollars. */
  readonly atr: number
  readonly rsi: number
  readonly candidate: Side | null
  readonly kind: TradeKind
  readonly measures: Measures
  readonly cards: readonly [Card] | readonly [Card, Card]
  /** Why the edges do not lead to a trade; null when they do. */
  readonly refusal: HoldReason | null
  /** Fraction of the account; 0 without a candidate. */
  readonly size: number
}

export function scoreSymbol(
  surroundings: Surroundings,
  slot: Slot,
  regime: RegimeMeasures,
  timeOfDay: TimeOfDayMeasures,
  profile: Profile,
): Scorecard {
  const { history, sector, peers, market, stocks } = surroundings
  const { ordinal } = slot
  const atr = averageTrueRange(history, profile.indicators.atrBars)
  const measures: Measures = {
    regime,
    relativeStrength: measureRelativeStrength(history, sector, market, stocks, ordinal, profile),
    statistics: measureStatistics(history, profile),
    volumeProfile: measureVolumeProfile(history, atr, profile),
    crossAsset: measureCrossAsset(peers, ordinal, profile),
    timeOfDay,
  }
  const { side: candidate, kind } = candidateOf(regime, measures.statistics, profile)
  const cards: Scorecard['cards'] =
    candidate === null
      ? [cardFor('long', kind, measures, profile), cardFor('short', kind, measures, profile)]
      : [cardFor(candidate, kind, measures, profile)]
  const refusal = refuse(history, atr, candidate, regime, cards[0], profile)
  return {
    surroundings,
    slot,
    atr,
    rsi: relativeStrengthIndex(history, profile.indicators.rsiBars),
    candidate,
    kind,
    measures,
    cards,
    refusal,
    size: candidate === null ? 0 : sizeOf(cards[0], profile),
  }
}

function refuse(
  history: SymbolHistory,
  atr: number,
  candidate: Side | null,
  regime: RegimeMeasures,
  card: Card,
  profile: Profile,
): HoldReason | null {
  if (history.stored < profile.history.minimumBars) return 'warming-up'
  if (atr === 0) return 'no-range'
  if (candidate === null) return regime.regime === 'RANGE_BOUND' ? 'no-extreme' : 'regime-forbids'
  return refuseConsensus(card, profile)
}
