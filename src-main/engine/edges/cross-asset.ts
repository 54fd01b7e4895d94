import type { Absent, CrossAssetMeasures } from '../../../src-shared/domain/decision.ts'
import type { EdgeVote, Side } from '../../../src-shared/domain/vote.ts'
import type { Profile } from '../profiles/profile.ts'
import type { SymbolHistory } from '../symbol-history.ts'
import { ABSTAINS, directed } from './directed.ts'

/** Counts how many of the related symbols rose and fell over the look-back at slot `ordinal`. */
export function measureCrossAsset(
  peers: readonly SymbolHistory[],
  ordinal: number,
  profile: Profile,
): CrossAssetMeasures | Absent {
  const { bars, threshold, minimumPeers } = profile.crossAsset
  const related: { symbol: (typeof peers)[number]['instrument']['symbol']; change: number }[] = []
  let rising = 0
  let falling = 0
  for (const peer of peers) {
    const change = peer.changeAt(ordinal, bars)
    if (Number.isNaN(change)) continue
    related.push({ symbol: peer.instrument.symbol, change })
    if (change > threshold) rising++
    else if (change < -threshold) falling++
  }
  return related.length < minimumPeers ? { absent: 'few-peers' } : { related, rising, falling }
}

/** Related symbols that move the same way confirm a trade on `side`; enough against it veto. */
export function voteCrossAsset(measures: CrossAssetMeasures | Absent, side: Side, profile: Profile): EdgeVote {
  if ('absent' in measures) return ABSTAINS
  const { strong, plain, veto, contradicted, neutralConfidence } = profile.crossAsset
  const confirming = side === 'long' ? measures.rising : measures.falling
  const contradicting = side === 'long' ? measures.falling : measures.rising
  const moved = confirming + contradicting
  const score = moved === 0 ? 0 : (confirming - contradicting) / moved
  if (score > strong.above) return { vote: directed('STRONG', side), confidence: strong.confidence }
  if (score > plain.above) return { vote: directed('PLAIN', side), confidence: plain.confidence }
  if (score < veto.below && contradicting >= veto.contradicting) {
    return { vote: directed('VETO', side), confidence: veto.confidence }
  }
  if (score < contradicted.below) return { vote: 'NEUTRAL', confidence: contradicted.confidence }
  return { vote: 'NEUTRAL', confidence: neutralConfidence }
}
