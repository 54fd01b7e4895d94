import type { Decision } from '../../../../src-shared/domain/decision.ts'
import { type EdgeCode, type Vote, vetoes } from '../../../../src-shared/domain/vote.ts'
import type { FlipDistances } from '../../../engine/flip-distance.ts'
import type { Profile } from '../../../engine/profiles/profile.ts'

const isVeto = (vote: Vote): boolean => vetoes(vote, 'long') || vetoes(vote, 'short')

/**
 * What would change an edge's vote, in a few words; null when nothing within reach does.
 * @param flips null when they are not known
 * @param decimals of the symbol's prices
 */
export function flipWords(
  decision: Decision,
  edge: EdgeCode,
  flips: FlipDistances | null,
  profile: Profile,
  decimals: number,
): string | null {
  if (edge === 'TD') return windowEnd(decision, profile)
  const price = flips?.[edge] ?? null
  if (price === null) return null
  const change = isVeto(decision.cards[0].votes[edge].vote) ? 'lifts' : 'changes'
  return `${change} at ${price.toFixed(decimals)} or ${price < decision.close ? 'below' : 'above'}`
}

function windowEnd({ measures }: Decision, { timeOfDay }: Profile): string | null {
  const row = timeOfDay.windows.find(({ window }) => window === measures.timeOfDay.window)
  return row === undefined ? null : `until ${row.until}`
}
