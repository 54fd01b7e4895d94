import { EDGE_NAMES, type EdgeCode, opposite, type Side, type Vote, vetoes } from '../../src-shared/domain/vote.ts'
import { hundredths } from './format.ts'

/** The six edges in the order in which they are shown, everywhere. */
export const SHOWN_EDGES = ['RG', 'RS', 'ST', 'VP', 'CA', 'TD'] as const satisfies readonly EdgeCode[]

/** One word for each, where the full name has no room. */
export const SHORT_EDGE_NAMES: Readonly<Record<EdgeCode, string>> = {
  RG: 'Regime',
  RS: 'Strength',
  ST: 'Statistics',
  VP: 'Volume',
  CA: 'Cross',
  TD: 'Time',
}

const PLAIN_WORDS = {
  STRONG_LONG: 'strong long',
  LONG: 'long',
  NEUTRAL: 'neutral',
  SHORT: 'short',
  STRONG_SHORT: 'strong short',
  ABSTAIN: 'no data',
} as const satisfies Partial<Record<Vote, string>>

/** A vote in words, as it stands for a trade on `side`. */
export function voteWords(vote: Vote, side: Side): string {
  if (vote === 'VETO_LONG' || vote === 'VETO_SHORT' || vote === 'VETO_BOTH') {
    return vetoes(vote, side) ? `veto of ${side}` : `would veto ${opposite(side)}`
  }
  return PLAIN_WORDS[vote]
}

/** An edge's name, its vote in words and its confidence (hundredths), on two lines. */
export function edgeTip(edge: EdgeCode, vote: Vote, confidence: number, side: Side): string {
  const sure = vote === 'ABSTAIN' ? '' : `, ${hundredths(confidence)}`
  return `${EDGE_NAMES[edge]}\n${voteWords(vote, side)}${sure}`
}
