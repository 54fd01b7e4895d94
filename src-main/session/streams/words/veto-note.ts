import type { Decision } from '../../../../src-shared/domain/decision.ts'
import { ENGINE_BAR_MS, utcMs } from '../../../../src-shared/domain/time.ts'
import { EDGE_NAMES } from '../../../../src-shared/domain/vote.ts'
import { capitalised, listed } from '../../../engine/reasons/wording.ts'
import type { ActivityNote } from '../../../trading/views/activity.ts'

/** A candidate that a veto stopped: `Long vetoed by Statistics`; null for any other decision. */
export function vetoWords({ action, candidate, cards: [card] }: Decision): string | null {
  if (candidate === null || action.kind !== 'hold' || action.why !== 'veto') return null
  return `${capitalised(candidate)} vetoed by ${listed(card.vetoedBy.map((edge) => EDGE_NAMES[edge]))}`
}

/**
 * The line of activity for a vetoed candidate; null for one that the same veto stopped on the bar before.
 * @param before the symbol's decision before; null without one
 */
export function vetoNote(decision: Decision, before: Decision | null): ActivityNote | null {
  const words = vetoWords(decision)
  if (words === null || (before !== null && vetoWords(before) === words)) return null
  const time = utcMs(decision.barStart + ENGINE_BAR_MS)
  return { time, subject: 'decision', symbol: decision.symbol, text: `${words}.`, mark: 'veto', amount: null }
}
