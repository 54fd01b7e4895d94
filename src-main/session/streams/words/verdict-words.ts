import type { Card, Decision } from '../../../../src-shared/domain/decision.ts'
import { refuseConsensus } from '../../../engine/consensus.ts'
import type { Profile } from '../../../engine/profiles/profile.ts'
import { verdict } from '../../../engine/reasons/verdict.ts'
import { capitalised, hundredths } from '../../../engine/reasons/wording.ts'
import { shownScore } from './why.ts'

/** What follows from a decision and why, as a sentence. @param flip how the first obstacle would lift, in words */
export function verdictSentence(decision: Decision, profile: Profile, flip: string | null): string {
  const sentence = `${capitalised(verdict(decision, profile))}.`
  return flip === null ? sentence : `${sentence} ${capitalised(flip)}.`
}

/**
 * What stands behind the first obstacle: what the other rules of consensus would say without it. Null where there is
 * no such obstacle, or nothing behind it can be told.
 */
export function behindObstacle({ action, cards }: Decision, profile: Profile): string | null {
  if (action.kind === 'enter') return null
  const [card] = cards
  const agreed = `${card.agreeing} of 6 agree`
  switch (action.why) {
    case 'veto': {
      const next = refuseConsensus({ ...card, vetoedBy: [] }, profile)
      const without = card.vetoedBy.length > 1 ? 'Without the vetoes' : 'Without the veto'
      if (next === null) return `${without}: ${agreed} with a score of ${score(card, profile)}, enough to enter.`
      if (next === 'few-agree') return `${without}: ${agreed}, ${profile.consensus.minimumAgreeing} are needed.`
      return `${without}: ${agreed}, but ${obstacles(card, profile)[0] ?? 'that is not enough'}.`
    }
    case 'few-edges':
    case 'few-agree': {
      const behind = obstacles(card, profile)
      return behind.length === 0 ? null : `Besides, ${behind.join(', and ')}.`
    }
    case 'few-own-edges': {
      const weak = weakScore(card, profile)
      return weak === null ? null : `Besides, ${weak}.`
    }
    default:
      return null
  }
}

const score = (card: Card, profile: Profile): string => hundredths(shownScore(card, profile))

/** The rules after agreement that a card breaks, in their order. */
function obstacles(card: Card, profile: Profile): string[] {
  const { minimumOwnAgreeing, minimumEdgesWithData } = profile.consensus
  const few = card.withData < minimumEdgesWithData ? `only ${card.withData} edges have data` : null
  const own = card.ownAgreeing < minimumOwnAgreeing ? ownShort(card.ownAgreeing, minimumOwnAgreeing) : null
  return [few, own, weakScore(card, profile)].filter((each) => each !== null)
}

function ownShort(agreeing: number, needed: number): string {
  if (agreeing === 0) return 'no edge that looks at the symbol itself agrees'
  return `only ${agreeing} of ${needed} edges that look at the symbol itself ${agreeing === 1 ? 'agrees' : 'agree'}`
}

function weakScore(card: Card, profile: Profile): string | null {
  const { minimumScore } = profile.consensus
  if (card.scoreSum >= minimumScore * card.withData) return null
  return `the score of ${score(card, profile)} is under ${hundredths(minimumScore)}`
}
