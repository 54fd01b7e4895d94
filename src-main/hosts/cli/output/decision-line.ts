import { stripVTControlCharacters, styleText } from 'node:util'
import type { Card, Decision } from '../../../../src-shared/domain/decision.ts'
import { ENGINE_BAR_MS, utcMs } from '../../../../src-shared/domain/time.ts'
import {
  EDGE_CODES,
  type EdgeCode,
  mirrorVote,
  VOTE_WEIGHT,
  type Vote,
  vetoes,
} from '../../../../src-shared/domain/vote.ts'
import type { Profile } from '../../../engine/profiles/profile.ts'
import { verdict } from '../../../engine/reasons/verdict.ts'
import { exchangeLabel } from '../../../market/exchange-time.ts'

type Style = Parameters<typeof styleText>[0]

/** Two terminal columns each, so that the edges stand under each other. */
const GLYPH: Readonly<Record<Vote, string>> = {
  STRONG_LONG: '▲▲',
  LONG: '▲ ',
  NEUTRAL: '· ',
  SHORT: '▼ ',
  STRONG_SHORT: '▼▼',
  VETO_LONG: '⛔',
  VETO_SHORT: '⛔',
  VETO_BOTH: '⛔',
  ABSTAIN: '– ',
}
/** A veto of the side that is not the candidate's. */
const OTHER_SIDE_VETO = '⊘ '
/** Without a candidate: the edge would vote for either side. */
const EITHER_SIDE = '↕ '

const HEADINGS: readonly EdgeCode[] = ['RG', 'RS', 'ST', 'VP', 'CA', 'TD']

const STYLE: Readonly<Record<Decision['action']['kind'] | 'veto' | 'long' | 'short', Style>> = {
  enter: 'bold',
  hold: 'dim',
  veto: 'magenta',
  long: 'blue',
  short: 'yellow',
}

/** Column heads of `decisionLine`. */
export const DECISION_HEAD = `time   symbol      price  regime              ${HEADINGS.map((code) => `${code} `).join(' ')} agree  decision`

/** One decision on one line: time of decision (exchange time), symbol, close, regime, six votes, agreement, what follows and why. */
export function decisionLine(decision: Decision, profile: Profile, coloured: boolean): string {
  const time = exchangeLabel(utcMs(decision.barStart + ENGINE_BAR_MS)).slice(11, 16)
  const { regime, confidence } = decision.measures.regime
  const market = `${regime.replaceAll('_', ' ').toLowerCase()} ${(confidence / 100).toFixed(2)}`
  const votes = HEADINGS.map((edge) => glyphOf(decision, edge)).join('  ')
  const agreeing = Math.max(...decision.cards.map((card) => card.agreeing))
  const line = [
    time.padEnd(6),
    decision.symbol.padEnd(6),
    decision.close.toFixed(2).padStart(10),
    '',
    market.padEnd(19),
    votes,
    ` ${agreeing}/${EDGE_CODES.length}  `,
    verdict(decision, profile),
  ].join(' ')
  return coloured ? styleText(styleOf(decision), line, { validateStream: false }) : stripVTControlCharacters(line)
}

function glyphOf({ cards }: Decision, edge: EdgeCode): string {
  const [card, other] = cards
  if (other === undefined) return glyphOn(card, edge)
  // Without a candidate the first card is the long one.
  const [long, short] = [card.votes[edge].vote, other.votes[edge].vote]
  if (VOTE_WEIGHT[long] > 0 && short === mirrorVote(long)) return EITHER_SIDE
  // Against one side but for the other: what it is for says both.
  return VOTE_WEIGHT[long] === 0 && VOTE_WEIGHT[short] !== 0 ? GLYPH[short] : glyphOn(card, edge)
}

function glyphOn({ side, votes }: Card, edge: EdgeCode): string {
  const { vote } = votes[edge]
  const isVeto = vetoes(vote, 'long') || vetoes(vote, 'short')
  return isVeto && !vetoes(vote, side) ? OTHER_SIDE_VETO : GLYPH[vote]
}

function styleOf({ action }: Decision): Style {
  if (action.kind === 'enter') return [STYLE[action.side], STYLE.enter] as Style
  return action.why === 'veto' ? STYLE.veto : STYLE.hold
}
