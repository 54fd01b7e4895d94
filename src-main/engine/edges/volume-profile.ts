import type {
  Absent,
  Regime,
  TradeKind,
  ValuePlace,
  VolumeProfileMeasures,
} from '../../../src-shared/domain/decision.ts'
import { type EdgeVote, type Side, signOf } from '../../../src-shared/domain/vote.ts'
import type { Profile } from '../profiles/profile.ts'
import type { SymbolHistory } from '../symbol-history.ts'
import { ABSTAINS, directed } from './directed.ts'
import { isTrend, REGIME_DIRECTION } from './regime.ts'

/**
 * Where the price stands to the value that the session, or until its initial balance is complete the prior one, has found.
 * @param atr dollars
 */
export function measureVolumeProfile(
  history: SymbolHistory,
  atr: number,
  profile: Profile,
): VolumeProfileMeasures | Absent {
  const { initialBalanceBars, acceptanceBars } = profile.volumeProfile
  const source = history.sessionBars < initialBalanceBars ? 'prior' : 'session'
  const area = source === 'session' ? history.sessionArea : history.priorSessionArea
  if (area === null) return { absent: source === 'session' || history.hasPriorSession ? 'no-volume' : 'no-profile' }
  if (atr === 0) return { absent: 'no-range' }
  const price = history.close(1)
  const { poc, valueHigh, valueLow, structure } = area
  const place: ValuePlace = price > valueHigh ? 'above' : price < valueLow ? 'below' : 'inside'
  return {
    source,
    poc,
    valueHigh,
    valueLow,
    structure,
    place,
    fromPoc: (price - poc) / atr,
    beyondHigh: (price - valueHigh) / atr,
    beyondLow: (valueLow - price) / atr,
    accepted: place !== 'inside' && isAccepted(history, place, valueHigh, valueLow, acceptanceBars),
  }
}

/** Votes after auction theory; a momentum trade that chases price far from value is vetoed. */
export function voteVolumeProfile(
  measures: VolumeProfileMeasures | Absent,
  regime: Regime,
  side: Side,
  kind: TradeKind,
  profile: Profile,
): EdgeVote {
  if ('absent' in measures) return ABSTAINS
  const numbers = profile.volumeProfile
  const { chase, insideStretch } = numbers
  const beyond = side === 'long' ? measures.beyondHigh : measures.beyondLow
  if (kind === 'momentum' && beyond > chase.atr) return { vote: directed('VETO', side), confidence: chase.confidence }
  if (measures.place !== 'inside') return voteOutside(measures.place, measures.accepted, regime, profile)
  if (measures.structure >= numbers.minimumStructure) {
    const { confidence } = insideStretch
    if (measures.fromPoc > insideStretch.atr) return { vote: 'SHORT', confidence }
    if (measures.fromPoc < -insideStretch.atr) return { vote: 'LONG', confidence }
  }
  return { vote: 'NEUTRAL', confidence: numbers.insideNeutralConfidence }
}

function voteOutside(place: 'above' | 'below', accepted: boolean, regime: Regime, profile: Profile): EdgeVote {
  const { trendOutside, rangeOutside, outsideNeutralConfidence } = profile.volumeProfile
  const outward: Side = place === 'above' ? 'long' : 'short'
  if (isTrend(regime) && REGIME_DIRECTION[regime] === signOf(outward)) {
    return { vote: directed('PLAIN', outward), confidence: trendOutside.confidence }
  }
  if (regime === 'RANGE_BOUND' && !accepted) {
    return { vote: outward === 'long' ? 'SHORT' : 'LONG', confidence: rangeOutside.confidence }
  }
  return { vote: 'NEUTRAL', confidence: outsideNeutralConfidence }
}

/** Whether the session's last closes all lie beyond the value area on the price's side. */
function isAccepted(
  history: SymbolHistory,
  place: 'above' | 'below',
  valueHigh: number,
  valueLow: number,
  bars: number,
): boolean {
  if (history.sessionBars < bars) return false
  for (let back = 1; back <= bars; back++) {
    const close = history.close(back)
    if (place === 'above' ? close <= valueHigh : close >= valueLow) return false
  }
  return true
}
