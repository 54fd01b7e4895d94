import type { DecisionResult } from '../../../src-shared/contract/views/review.ts'
import type { IconName } from '../../ui/icon.tsx'
import type { HappeningRow } from './review-filters.ts'

interface Mark {
  readonly icon: IconName
  readonly tint: string
}

/** The sign before a decision's result. */
export const RESULT_MARKS: Readonly<Record<DecisionResult, Mark & { readonly word: string }>> = {
  filled: { icon: 'check', tint: 'i1', word: 'filled' },
  'not-sent': { icon: 'cross', tint: 'amber', word: 'not sent' },
  vetoed: { icon: 'veto', tint: 'veto', word: 'vetoed' },
  'short-of-consensus': { icon: 'ring', tint: 'i3', word: 'short of consensus' },
  held: { icon: 'abstain', tint: 'i3', word: 'hold' },
}

/** The sign before something else that happened. */
export const HAPPENING_MARKS: Readonly<Record<HappeningRow['subject'], Mark>> = {
  approval: { icon: 'check', tint: 'i2' },
  fill: { icon: 'disc', tint: 'i2' },
  mode: { icon: 'lock', tint: 'i2' },
  refusal: { icon: 'warn', tint: 'amber' },
  order: { icon: 'right', tint: 'i3' },
  session: { icon: 'clock', tint: 'i3' },
}

/** The sign before a step of an order's story, by its words. */
export function stepMark(step: string): Mark {
  if (/filled|closed/.test(step)) return { icon: 'disc', tint: 'i1' }
  if (/approved|acknowledged/.test(step)) return { icon: 'check', tint: 'ok' }
  if (/journaled/.test(step)) return { icon: 'chain', tint: 'i3' }
  if (/rejected|expired|cancel/.test(step)) return { icon: 'cross', tint: 'i2' }
  if (/not sent|refused|unknown|never|again/.test(step)) return { icon: 'warn', tint: 'amber' }
  if (/sent|moved/.test(step)) return { icon: 'right', tint: 'i3' }
  return { icon: 'neutral', tint: 'i3' }
}
