import type { TradeKind } from '../../../src-shared/domain/decision.ts'
import { timeOfLabel } from './history.ts'
import { cast, type ReferenceVote } from './votes.ts'

/** By the bar's label, not its end; LONG whatever the candidate's side: both are quirks of the original. */
export function voteTimeOfDay(label: string, kind: TradeKind): ReferenceVote {
  const time = timeOfLabel(label)
  const momentum = kind === 'momentum'
  if (time < '09:30' || time >= '16:00') return cast('NEUTRAL', 0.3)
  if (time < '10:00') return momentum ? cast('LONG', 0.7) : cast('NEUTRAL', 0.4)
  if (time < '10:30') return momentum ? cast('NEUTRAL', 0.5) : cast('LONG', 0.6)
  if (time < '11:30') return cast('LONG', 0.7)
  if (time < '13:30') return cast('NEUTRAL', 0.4)
  if (time < '14:30') return cast('LONG', 0.6)
  if (time < '15:30') return momentum ? cast('LONG', 0.6) : cast('NEUTRAL', 0.5)
  return cast('NEUTRAL', 0.3)
}
