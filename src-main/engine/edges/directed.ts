import type { Side, Vote } from '../../../src-shared/domain/vote.ts'

const VOTES: Readonly<Record<'STRONG' | 'PLAIN' | 'VETO', Readonly<Record<Side, Vote>>>> = {
  STRONG: { long: 'STRONG_LONG', short: 'STRONG_SHORT' },
  PLAIN: { long: 'LONG', short: 'SHORT' },
  VETO: { long: 'VETO_LONG', short: 'VETO_SHORT' },
}

/** The vote of a strength for (or, as a veto, against) a side. */
export const directed = (strength: 'STRONG' | 'PLAIN' | 'VETO', side: Side): Vote => VOTES[strength][side]

/** The vote of an edge without data. */
export const ABSTAINS = { vote: 'ABSTAIN', confidence: 0 } as const

/** Plain data has no NaN: a missing number is null. */
export const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value)
