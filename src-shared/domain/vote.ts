/** The six edges in the order in which a veto is named. */
export const EDGE_CODES = ['RS', 'ST', 'VP', 'CA', 'TD', 'RG'] as const
export type EdgeCode = (typeof EDGE_CODES)[number]

export const EDGE_NAMES: Readonly<Record<EdgeCode, string>> = {
  RS: 'Relative strength',
  ST: 'Statistics',
  VP: 'Volume profile',
  CA: 'Cross-asset',
  TD: 'Time of day',
  RG: 'Regime',
}

export type Side = 'long' | 'short'
export const opposite = (side: Side): Side => (side === 'long' ? 'short' : 'long')
export const signOf = (side: Side): 1 | -1 => (side === 'long' ? 1 : -1)

export const VOTES = [
  'STRONG_LONG',
  'LONG',
  'NEUTRAL',
  'SHORT',
  'STRONG_SHORT',
  'VETO_LONG',
  'VETO_SHORT',
  'VETO_BOTH',
  'ABSTAIN',
] as const
export type Vote = (typeof VOTES)[number]

/** A vote and how sure the edge is, in integer hundredths (0 to 100), so that scores compare exactly. */
export interface EdgeVote {
  readonly vote: Vote
  readonly confidence: number
}

/** Signed weight of a vote in the score: strong 2, plain 1, everything else nothing. */
export const VOTE_WEIGHT: Readonly<Record<Vote, number>> = {
  STRONG_LONG: 2,
  LONG: 1,
  NEUTRAL: 0,
  SHORT: -1,
  STRONG_SHORT: -2,
  VETO_LONG: 0,
  VETO_SHORT: 0,
  VETO_BOTH: 0,
  ABSTAIN: 0,
}

const MIRROR: Readonly<Record<Vote, Vote>> = {
  STRONG_LONG: 'STRONG_SHORT',
  LONG: 'SHORT',
  NEUTRAL: 'NEUTRAL',
  SHORT: 'LONG',
  STRONG_SHORT: 'STRONG_LONG',
  VETO_LONG: 'VETO_SHORT',
  VETO_SHORT: 'VETO_LONG',
  VETO_BOTH: 'VETO_BOTH',
  ABSTAIN: 'ABSTAIN',
}

/** The same vote for the opposite market. */
export const mirrorVote = (vote: Vote): Vote => MIRROR[vote]

/** Whether `vote` forbids an entry on `side`. */
export function vetoes(vote: Vote, side: Side): boolean {
  return vote === 'VETO_BOTH' || vote === (side === 'long' ? 'VETO_LONG' : 'VETO_SHORT')
}
