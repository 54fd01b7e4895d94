import type { EdgeCode, Vote } from '../../../src-shared/domain/vote.ts'

/** A vote with the original's confidence: a fraction, 0 to 1, in floating point. */
export interface ReferenceVote {
  readonly vote: Exclude<Vote, 'VETO_BOTH' | 'ABSTAIN'>
  readonly confidence: number
}

export type ReferenceVotes = Readonly<Record<EdgeCode, ReferenceVote>>

export const cast = (vote: ReferenceVote['vote'], confidence: number): ReferenceVote => ({ vote, confidence })
