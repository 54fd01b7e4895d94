import type { Card, HoldReason, Measures, TradeKind } from '../../src-shared/domain/decision.ts'
import {
  EDGE_CODES,
  type EdgeCode,
  type EdgeVote,
  type Side,
  signOf,
  VOTE_WEIGHT,
  vetoes,
} from '../../src-shared/domain/vote.ts'
import { voteCrossAsset } from './edges/cross-asset.ts'
import { voteRegime } from './edges/regime.ts'
import { voteRelativeStrength } from './edges/relative-strength.ts'
import { voteStatistics } from './edges/statistics.ts'
import { voteTimeOfDay } from './edges/time-of-day.ts'
import { voteVolumeProfile } from './edges/volume-profile.ts'
import type { Profile } from './profiles/profile.ts'

/** The six votes for a trade of `kind` on `side`, counted. */
export function cardFor(side: Side, kind: TradeKind, measures: Measures, profile: Profile): Card {
  const { regime } = measures.regime
  return countVotes(side, {
    RS: voteRelativeStrength(measures.relativeStrength, kind, profile),
    ST: voteStatistics(measures.statistics, regime, profile),
    VP: voteVolumeProfile(measures.volumeProfile, regime, side, kind, profile),
    CA: voteCrossAsset(measures.crossAsset, side, profile),
    TD: voteTimeOfDay(measures.timeOfDay, side, kind, profile),
    RG: voteRegime(measures.regime, side, profile),
  })
}

/** The edges that look at the symbol itself; the others look at the market, its peers or the clock. */
const LOOKS_AT_SYMBOL: Readonly<Record<EdgeCode, boolean>> = {
  RS: true,
  ST: true,
  VP: true,
  CA: false,
  TD: false,
  RG: false,
}
const NO_VETO: readonly EdgeCode[] = []

/** Counts agreement for `side`. A veto of the other side neither agrees nor subtracts; an abstention is not counted. */
export function countVotes(side: Side, votes: Readonly<Record<EdgeCode, EdgeVote>>): Card {
  const sign = signOf(side)
  let agreeing = 0
  let ownAgreeing = 0
  let withData = 0
  let scoreSum = 0
  let vetoedBy: EdgeCode[] | null = null
  for (const edge of EDGE_CODES) {
    const { vote, confidence } = votes[edge]
    if (vote === 'ABSTAIN') continue
    withData++
    const weight = VOTE_WEIGHT[vote] * sign
    scoreSum += weight * confidence
    if (weight > 0) {
      agreeing++
      if (LOOKS_AT_SYMBOL[edge]) ownAgreeing++
    }
    if (vetoes(vote, side)) {
      vetoedBy ??= []
      vetoedBy.push(edge)
    }
  }
  return { side, votes, agreeing, ownAgreeing, withData, scoreSum, vetoedBy: vetoedBy ?? NO_VETO }
}

/** Why the votes on a candidate's card are not enough to trade, or null when they are. */
export function refuseConsensus(card: Card, profile: Profile): HoldReason | null {
  const { minimumAgreeing, minimumOwnAgreeing, minimumScore, minimumEdgesWithData } = profile.consensus
  if (card.vetoedBy.length > 0) return 'veto'
  if (card.withData < minimumEdgesWithData) return 'few-edges'
  if (card.agreeing < minimumAgreeing) return 'few-agree'
  if (card.ownAgreeing < minimumOwnAgreeing) return 'few-own-edges'
  // In integers: sum ≥ minimum × edges, never the rounded quotient.
  if (card.scoreSum < minimumScore * card.withData) return 'weak-score'
  return null
}

/** Fraction of the account to put into the position. */
export function sizeOf(card: Card, profile: Profile): number {
  const { baseSize, maximumMultiple } = profile.entry
  return baseSize * Math.min(maximumMultiple, 1 + card.scoreSum / card.withData / 100)
}
