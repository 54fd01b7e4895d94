import type { Absent, RegimeMeasures, StatisticsMeasures, TradeKind } from '../../src-shared/domain/decision.ts'
import type { Side } from '../../src-shared/domain/vote.ts'
import { REGIME_DIRECTION } from './edges/regime.ts'
import type { Profile } from './profiles/profile.ts'

/** The trade that the regime suggests. Without a side the six votes are shown for both. */
interface Candidate {
  readonly side: Side | null
  readonly kind: TradeKind
}

/** Regimes with a direction look for momentum in it; a range looks for a stretched price to come back; others for nothing. */
export function candidateOf(
  regime: RegimeMeasures,
  statistics: StatisticsMeasures | Absent,
  profile: Profile,
): Candidate {
  const direction = REGIME_DIRECTION[regime.regime]
  if (direction !== 0) return { side: direction > 0 ? 'long' : 'short', kind: 'momentum' }
  if (regime.regime !== 'RANGE_BOUND') return { side: null, kind: 'momentum' }
  const stretch = 'absent' in statistics ? 0 : statistics.price
  const { extremePriceZ } = profile.candidate
  const side = stretch > extremePriceZ ? 'short' : stretch < -extremePriceZ ? 'long' : null
  return { side, kind: 'meanReversion' }
}
