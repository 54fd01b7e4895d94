import type { Card, Decision } from '../../../../src-shared/domain/decision.ts'
import { EDGE_NAMES } from '../../../../src-shared/domain/vote.ts'
import type { Profile } from '../../../engine/profiles/profile.ts'
import { scoreOf } from '../../../engine/reasons/verdict.ts'
import { hundredths, listed } from '../../../engine/reasons/wording.ts'

/** The score as it is shown: rounded, but never up to the minimum that it misses. Hundredths. */
export function shownScore(card: Card, { consensus }: Profile): number {
  const exact = scoreOf(card)
  const rounded = Math.round(exact)
  const shown = exact < consensus.minimumScore && rounded >= consensus.minimumScore ? Math.floor(exact) : rounded
  return shown === 0 ? 0 : shown
}

/** Why a decision does not lead to an entry, in a few words; empty when it does. */
export function whyNot(decision: Decision, profile: Profile): string {
  const { action, cards, bars } = decision
  const [card] = cards
  if (action.kind === 'enter') return ''
  const { consensus, history } = profile
  switch (action.why) {
    case 'warming-up':
      return `warming up, ${bars} of ${history.minimumBars} bars`
    case 'no-range':
      return 'price does not move'
    case 'regime-forbids':
      return decision.measures.regime.regime === 'UNKNOWN' ? 'regime not known' : 'market too wild'
    case 'no-extreme':
      return 'no extreme'
    case 'position-open':
      return 'position open'
    case 'veto':
      return `vetoed by ${listed(card.vetoedBy.map((edge) => EDGE_NAMES[edge]))}`
    case 'few-edges':
      return `data for ${card.withData} of ${consensus.minimumEdgesWithData} edges`
    case 'few-agree':
      return edgesShort(consensus.minimumAgreeing - card.agreeing)
    case 'few-own-edges':
      return `own edges ${card.ownAgreeing} of ${consensus.minimumOwnAgreeing}`
    case 'weak-score':
      return `score ${hundredths(shownScore(card, profile))}`
    case 'stopped-out':
      return 'stopped out before'
  }
}

const edgesShort = (count: number): string => (count === 1 ? '1 edge short' : `${count} edges short`)
