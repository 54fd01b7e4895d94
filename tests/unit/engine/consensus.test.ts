import { describe, expect, test } from 'vitest'
import { countVotes, refuseConsensus, sizeOf } from '../../../src-main/engine/consensus.ts'
import type { Card } from '../../../src-shared/domain/decision.ts'
import { EDGE_CODES, type EdgeCode, type EdgeVote, type Side, type Vote } from '../../../src-shared/domain/vote.ts'
import { defaultProfile } from '../../support/engine-inputs.ts'

const profile = defaultProfile()

/** Votes in the order RS ST VP CA TD RG, each with its confidence. */
function cardOf(side: Side, ...cast: readonly (readonly [Vote, number])[]): Card {
  const votes = Object.fromEntries(
    EDGE_CODES.map((edge, index): [EdgeCode, EdgeVote] => {
      const [vote, confidence] = cast[index]!
      return [edge, { vote, confidence }]
    }),
  )
  return countVotes(side, votes as Record<EdgeCode, EdgeVote>)
}

const NEUTRAL = ['NEUTRAL', 40] as const
const ABSTAIN = ['ABSTAIN', 0] as const

describe('the count of votes', () => {
  test('agrees with plain and strong votes of its side', () => {
    const card = cardOf(
      'long',
      ['LONG', 60],
      ['STRONG_LONG', 90],
      ['SHORT', 50],
      NEUTRAL,
      ['LONG', 70],
      ['VETO_SHORT', 60],
    )
    expect(card).toMatchObject({ agreeing: 3, ownAgreeing: 2, withData: 6, vetoedBy: [] })
  })

  test('scores strong votes twice, and takes votes against off', () => {
    const cast = [['LONG', 60], ['STRONG_LONG', 90], ['SHORT', 50], ['STRONG_SHORT', 80], NEUTRAL, NEUTRAL] as const
    expect(cardOf('long', ...cast).scoreSum).toBe(60 + 180 - 50 - 160)
    expect(cardOf('short', ...cast).scoreSum).toBe(-60 - 180 + 50 + 160)
  })

  test('leaves out edges that abstain, but not neutral ones', () => {
    const card = cardOf('long', ['LONG', 60], ABSTAIN, NEUTRAL, ABSTAIN, ['LONG', 70], ['LONG', 60])
    expect(card).toMatchObject({ withData: 4, agreeing: 3, scoreSum: 190 })
  })

  test('counts a veto of the other side as an edge with data that neither agrees nor subtracts', () => {
    const card = cardOf('short', ['VETO_LONG', 70], ['SHORT', 60], ['SHORT', 60], ['SHORT', 60], ['SHORT', 70], NEUTRAL)
    expect(card).toMatchObject({ withData: 6, agreeing: 4, scoreSum: 250, vetoedBy: [] })
  })

  test('records every veto of its side, in the order RS, ST, VP, CA, TD, RG', () => {
    const veto = ['VETO_LONG', 60] as const
    expect(cardOf('long', veto, veto, veto, veto, ['VETO_BOTH', 100], ['VETO_BOTH', 80]).vetoedBy).toEqual([
      ...['RS', 'ST', 'VP', 'CA', 'TD', 'RG'],
    ])
    expect(cardOf('short', veto, veto, veto, veto, ['VETO_BOTH', 100], ['VETO_BOTH', 80]).vetoedBy).toEqual([
      'TD',
      'RG',
    ])
  })
})

describe('the consensus', () => {
  const agree = ['LONG', 75] as const

  test('needs four edges that agree', () => {
    expect(refuseConsensus(cardOf('long', agree, agree, NEUTRAL, agree, agree, NEUTRAL), profile)).toBeNull()
    const three = cardOf('long', ['STRONG_LONG', 100], ['STRONG_LONG', 100], NEUTRAL, agree, NEUTRAL, NEUTRAL)
    expect(refuseConsensus(three, profile)).toBe('few-agree')
  })

  test('needs two of them among relative strength, statistics and volume profile', () => {
    const market = cardOf('long', ['STRONG_LONG', 90], NEUTRAL, NEUTRAL, agree, agree, agree)
    expect(refuseConsensus(market, profile)).toBe('few-own-edges')
    expect(refuseConsensus(cardOf('long', agree, agree, agree, agree, NEUTRAL, NEUTRAL), profile)).toBeNull()
  })

  test('needs a score of 50, compared in whole numbers', () => {
    const score = (last: number): Card =>
      cardOf('long', ['LONG', 75], ['LONG', 75], NEUTRAL, ['LONG', 75], ['LONG', last], NEUTRAL)
    expect(score(75).scoreSum).toBe(300)
    expect(refuseConsensus(score(75), profile)).toBeNull()
    expect(refuseConsensus(score(74), profile)).toBe('weak-score')
    // 60 + 60 + 60 + 70 over five edges: exactly 50.
    const five = cardOf('short', ['SHORT', 60], ['SHORT', 60], ABSTAIN, ['SHORT', 60], ['SHORT', 70], NEUTRAL)
    expect(five).toMatchObject({ scoreSum: 250, withData: 5 })
    expect(refuseConsensus(five, profile)).toBeNull()
  })

  test('needs four edges with data before it counts anything', () => {
    const card = cardOf('long', agree, agree, ABSTAIN, ABSTAIN, ABSTAIN, agree)
    expect(refuseConsensus(card, profile)).toBe('few-edges')
  })

  test('stops at a veto of its side whatever the rest says', () => {
    const strong = ['STRONG_LONG', 95] as const
    expect(refuseConsensus(cardOf('long', strong, strong, strong, strong, strong, ['VETO_BOTH', 80]), profile)).toBe(
      'veto',
    )
    expect(refuseConsensus(cardOf('long', strong, ['VETO_LONG', 60], strong, strong, strong, strong), profile)).toBe(
      'veto',
    )
    expect(
      refuseConsensus(cardOf('long', strong, ['VETO_SHORT', 60], strong, strong, strong, strong), profile),
    ).toBeNull()
  })
})

describe('the size', () => {
  test('is 1 % of the account times one plus the exact score, at most 2 %', () => {
    const plain = cardOf('long', ['LONG', 60], ['LONG', 60], ABSTAIN, ['LONG', 80], ['LONG', 70], ['LONG', 67])
    expect(sizeOf(plain, profile)).toBeCloseTo(0.01 * (1 + 337 / 500), 15)
    const third = cardOf('long', ['LONG', 60], ['LONG', 60], ['LONG', 60], ['LONG', 60], ['LONG', 70], NEUTRAL)
    expect(sizeOf(third, profile)).toBeCloseTo(0.01 * (1 + 310 / 600), 15)
    const strong = ['STRONG_LONG', 90] as const
    expect(sizeOf(cardOf('long', strong, strong, strong, strong, strong, strong), profile)).toBe(0.02)
  })
})
