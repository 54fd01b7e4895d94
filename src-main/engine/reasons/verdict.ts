import type { Card, Decision } from '../../../src-shared/domain/decision.ts'
import { EDGE_NAMES } from '../../../src-shared/domain/vote.ts'
import type { Profile } from '../profiles/profile.ts'
import { edgeReason } from './edge-reasons.ts'
import { continued, hundredths, listed, signed } from './wording.ts'

/** The score of a card in hundredths, as its exact quotient; 0 when every edge abstains. */
export const scoreOf = (card: Card): number => (card.withData === 0 ? 0 : card.scoreSum / card.withData)

/** One sentence: what follows from a decision and why. */
export function verdict(decision: Decision, profile: Profile): string {
  const { action } = decision
  const card = decision.cards[0]
  if (action.kind === 'enter') {
    const { stopAtr, targetAtr } = profile.entry
    const size = (action.size * 100).toFixed(2)
    return `enter ${action.side}: ${agreement(card)}, score ${score(card)}; size ${size} % of the account, stop ${stopAtr} ATR, target ${targetAtr} ATR`
  }
  switch (action.why) {
    case 'warming-up':
      return `warming up: ${decision.bars} of ${profile.history.minimumBars} bars`
    case 'no-range':
      return 'no trade: the price has not moved'
    case 'regime-forbids':
      return `no trade: ${continued(edgeReason(decision, 'RG', 'long', profile))}`
    case 'no-extreme':
      return noExtreme(decision, profile)
    case 'position-open':
      return positionOpen(decision)
    case 'veto': {
      const edge = card.vetoedBy[0] ?? 'RG'
      const others =
        card.vetoedBy.length > 1 ? ` (${listed(card.vetoedBy.slice(1).map((other) => EDGE_NAMES[other]))} too)` : ''
      return `${EDGE_NAMES[edge]} vetoes this ${card.side}${others}: ${continued(edgeReason(decision, edge, card.side, profile))}`
    }
    case 'few-edges':
      return `no ${card.side}: too few edges have data, ${card.withData} of ${profile.consensus.minimumEdgesWithData}`
    case 'few-agree':
      return `no ${card.side}: ${agreement(card)}, ${profile.consensus.minimumAgreeing} needed`
    case 'few-own-edges':
      return `no ${card.side}: own edges ${card.ownAgreeing} of ${profile.consensus.minimumOwnAgreeing}`
    case 'weak-score':
      return `no ${card.side}: score ${weakScore(card)}, ${hundredths(profile.consensus.minimumScore)} needed`
    case 'stopped-out':
      return `no ${card.side}: one was stopped out within the last ${profile.entry.stopOutBars + 1} bars`
  }
}

const agreement = (card: Card): string => `${card.agreeing} of 6 agree`
const score = (card: Card): string => hundredths(scoreOf(card))
/** Cut off, not rounded: 0.498 is not shown as the 0.50 that it misses. */
const weakScore = (card: Card): string => hundredths(Math.floor(scoreOf(card)))

function noExtreme(decision: Decision, profile: Profile): string {
  const { statistics } = decision.measures
  if ('absent' in statistics) return 'no trade: the market ranges and too few bars are stored to see an extreme'
  const needed = profile.candidate.extremePriceZ
  return `no trade: the market ranges and the price is ${signed(statistics.price, 2)} σ from its mean, an extreme begins at ±${needed}`
}

function positionOpen({ exit, cards }: Decision): string {
  if (exit?.kind === 'moveStop') return `position open: move its stop to ${exit.price.toFixed(2)}`
  if (exit?.kind === 'closeNow') return `position open: close it now, ${exit.reason}`
  return `position open: hold (${cards.map((card) => `${card.agreeing} of 6 for ${card.side}`).join(', ')})`
}
