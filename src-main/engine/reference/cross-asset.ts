import { type Side, signOf } from '../../../src-shared/domain/vote.ts'
import { type History, hasBars, returnOver } from './history.ts'
import { cast, type ReferenceVote } from './votes.ts'

const PLACES = 10
const MOVE = 0.001

/** How far the related symbols confirm a trade on `side`: −1 (all contradict) to 1 (all confirm), 0 if none moves. */
export function measureCrossAsset(related: readonly (History | undefined)[], side: Side): number {
  const changes = related
    .filter((history): history is History => hasBars(history, PLACES))
    .map((history) => returnOver(history, PLACES) * signOf(side))
  const confirming = changes.filter((change) => change > MOVE).length
  const contradicting = changes.filter((change) => change < -MOVE).length
  const moving = confirming + contradicting
  return moving === 0 ? 0 : (confirming - contradicting) / moving
}

export function voteCrossAsset(score: number, side: Side): ReferenceVote {
  const long = side === 'long'
  if (score > 0.6) return cast(long ? 'STRONG_LONG' : 'STRONG_SHORT', 0.8)
  if (score > 0.2) return cast(long ? 'LONG' : 'SHORT', 0.6)
  if (score < -0.4) return cast(long ? 'VETO_LONG' : 'VETO_SHORT', 0.7)
  if (score < -0.1) return cast('NEUTRAL', 0.5)
  return cast('NEUTRAL', 0.4)
}
