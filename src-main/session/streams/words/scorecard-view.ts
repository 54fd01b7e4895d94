import type { MatrixColumn, Scorecard, SideCard } from '../../../../src-shared/contract/views/scorecard.ts'
import type { Card, Decision, Exit } from '../../../../src-shared/domain/decision.ts'
import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import type { EdgeCode } from '../../../../src-shared/domain/vote.ts'
import type { FlipDistances } from '../../../engine/flip-distance.ts'
import type { Profile } from '../../../engine/profiles/profile.ts'
import { edgeReason } from '../../../engine/reasons/edge-reasons.ts'
import { edgeInputs } from './edge-inputs.ts'
import { flipWords } from './flip-words.ts'
import { behindObstacle, verdictSentence } from './verdict-words.ts'
import { shownScore } from './why.ts'

/** The order in which edges are shown. */
const SHOWN: readonly EdgeCode[] = ['RG', 'RS', 'ST', 'VP', 'CA', 'TD']

export interface ScorecardParts {
  readonly decision: Decision
  readonly profile: Profile
  /** Null when they are not known. */
  readonly flips: FlipDistances | null
  /** Of the symbol's prices. */
  readonly decimals: number
  /** Oldest first. */
  readonly matrix: readonly MatrixColumn[]
}

/** A decision as the trader reads it. */
export function scorecardView(parts: ScorecardParts): Scorecard {
  const { decision, profile, flips, decimals, matrix } = parts
  const { symbol, barStart, close, atr, candidate, tradeKind, action, exit, cards } = decision
  const [veto] = action.kind === 'hold' && action.why === 'veto' ? cards[0].vetoedBy : []
  const flip = veto === undefined || veto === 'TD' ? null : flipWords(decision, veto, flips, profile, decimals)
  return {
    symbol,
    decided: {
      barStart,
      close,
      atr,
      candidate,
      tradeKind,
      profile: decision.profile,
      profileHash: decision.profileHash,
      outcome: action.kind === 'enter' ? 'enter' : action.why === 'veto' ? 'veto' : 'hold',
      verdict: verdictSentence(decision, profile, flip),
      beyond: behindObstacle(decision, profile),
      exit: exit === null ? null : exitWords(exit, decimals),
    },
    cards: cards.map((card) => sideCard(card, parts)),
    needs: needsOf(profile),
    matrix: [...matrix],
  }
}

/** A symbol that has not been decided yet, or never is. */
export const undecided = (symbol: Ticker, profile: Profile): Scorecard => ({
  symbol,
  decided: null,
  cards: [],
  needs: needsOf(profile),
  matrix: [],
})

/** The votes of a decision as a column of the matrix. */
export function matrixColumn({ barStart, candidate, cards: [card] }: Decision): MatrixColumn {
  const { side, agreeing, votes } = card
  return { barStart, side, candidate: candidate !== null, agreeing, cells: votes }
}

const needsOf = ({ consensus }: Profile): Scorecard['needs'] => ({
  agreeing: consensus.minimumAgreeing,
  ownAgreeing: consensus.minimumOwnAgreeing,
  score: consensus.minimumScore,
})

function sideCard(card: Card, { decision, profile, flips, decimals }: ScorecardParts): SideCard {
  const { side, agreeing, ownAgreeing, withData, vetoedBy, votes } = card
  // Flip distances follow the first card's votes.
  const known = card === decision.cards[0] ? flips : null
  return {
    side,
    agreeing,
    ownAgreeing,
    withData,
    score: shownScore(card, profile),
    vetoedBy: [...vetoedBy],
    edges: SHOWN.map((edge) => ({
      edge,
      cell: votes[edge],
      reason: edgeReason(decision, edge, side, profile),
      inputs: edgeInputs(decision, edge, profile),
      flip: flipWords(decision, edge, known, profile, decimals),
    })),
  }
}

function exitWords(exit: Exit, decimals: number): string {
  switch (exit.kind) {
    case 'hold':
      return 'Hold: the stop stays where it is.'
    case 'moveStop':
      return `Move the stop to ${exit.price.toFixed(decimals)}.`
    case 'closeNow':
      return `Close it now: ${exit.reason}.`
  }
}
