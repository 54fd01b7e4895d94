import { describe, expect, test } from 'vitest'
import { edgeReason } from '../../../../src-main/engine/reasons/edge-reasons.ts'
import { scoreOf, verdict } from '../../../../src-main/engine/reasons/verdict.ts'
import type { Decision } from '../../../../src-shared/domain/decision.ts'
import { EDGE_CODES, EDGE_NAMES } from '../../../../src-shared/domain/vote.ts'
import {
  defaultProfile,
  engineOf,
  epochOf,
  instrumentsOf,
  play,
  sessionsFrom,
  WIDE,
} from '../../../support/engine-inputs.ts'
import { CALM, generateSlots, ROUGH } from '../../../support/generated-bars.ts'

const profile = defaultProfile()

/** Thousands of decisions, on smooth bars and on bars with holes. */
const decisions: readonly Decision[] = [CALM, ROUGH].flatMap((roughness, index) => {
  const sessions = sessionsFrom('2024-11-25', '2024-12-02')
  const instruments = instrumentsOf(...WIDE)
  const epoch = epochOf(instruments, sessions, ['SPY', 'XLK', 'NVDA', 'AMD', 'GOOGL', 'JPM', 'XOM'])
  const slots = generateSlots(index + 1, instruments, sessions, roughness)
  return [...play(engineOf(epoch), slots)].flatMap((played) => played.decisions)
})

/** Words of the program that are none of a trader. */
const CODE =
  /undefined|null|NaN|Infinity|\[object|[A-Z]+_[A-Z]+|meanReversion|ABSTAIN|VETO|[a-z]+-(bars|slot|closes|market|stocks|profile|volume|peers|range|edges|agree|score|extreme|forbids|open|out|up)\b/
const LONE_EDGE_CODE = new RegExp(`\\b(${EDGE_CODES.join('|')})\\b`)

describe('the sentences of thousands of decisions', () => {
  test('come from decisions of every kind', () => {
    const kinds = new Set(decisions.map(({ action }) => (action.kind === 'enter' ? action.side : action.why)))
    expect(decisions.length).toBeGreaterThan(4_000)
    expect([...kinds].sort()).toEqual(
      [
        ...['long', 'short', 'few-agree', 'few-own-edges', 'no-extreme', 'position-open', 'regime-forbids'],
        ...['stopped-out', 'veto', 'warming-up', 'weak-score'],
      ].sort(),
    )
  })

  test('never show a hole or a word of the program', () => {
    for (const decision of decisions) {
      const reasons = decision.cards.flatMap(({ side }) =>
        EDGE_CODES.map((edge) => edgeReason(decision, edge, side, profile)),
      )
      for (const sentence of [...reasons, verdict(decision, profile)]) {
        expect(sentence).not.toMatch(CODE)
        expect(sentence.length).toBeGreaterThan(10)
        expect(sentence.length).toBeLessThan(260)
      }
    }
  })

  test('name edges by their names, not by their codes', () => {
    const coded = decisions.map((decision) => verdict(decision, profile)).filter((text) => LONE_EDGE_CODE.test(text))
    expect(coded.slice(0, 3)).toEqual([])
  })

  test('carry the numbers of their measures', () => {
    const percentOf = (fraction: number): string => `${Math.abs(fraction * 100).toFixed(2)} %`
    for (const decision of decisions) {
      const { relativeStrength, statistics, volumeProfile, crossAsset } = decision.measures
      const { side, votes } = decision.cards[0]
      const reason = (edge: (typeof EDGE_CODES)[number]): string => edgeReason(decision, edge, side, profile)
      if (!('absent' in relativeStrength) && Math.abs(relativeStrength.versusSector) > 0.0001) {
        expect(reason('RS')).toContain(percentOf(relativeStrength.versusSector))
        expect(reason('RS')).toContain(`of ${relativeStrength.stocks} stocks`)
      }
      if (!('absent' in statistics)) expect(reason('ST')).toContain(`${Math.abs(statistics.price).toFixed(1)} σ`)
      if (!('absent' in volumeProfile) && !votes.VP.vote.startsWith('VETO')) {
        expect(reason('VP')).toContain(`${Math.abs(volumeProfile.fromPoc).toFixed(1)} ATR`)
      }
      if (!('absent' in crossAsset)) for (const { symbol } of crossAsset.related) expect(reason('CA')).toContain(symbol)
    }
  })

  test('say of an abstention why, never a number', () => {
    let abstentions = 0
    for (const decision of decisions) {
      for (const edge of EDGE_CODES) {
        if (decision.cards[0].votes[edge].vote !== 'ABSTAIN') continue
        abstentions++
        expect(edgeReason(decision, edge, decision.cards[0].side, profile)).not.toMatch(/\d/)
      }
    }
    expect(abstentions).toBeGreaterThan(200)
  })

  test('say what follows: entries with size and score, vetoes with the first edge, the rest with what was missing', () => {
    for (const decision of decisions) {
      const { action, cards } = decision
      const text = verdict(decision, profile)
      const [card] = cards
      const score = (card.scoreSum / card.withData / 100).toFixed(2)
      if (action.kind === 'enter') {
        expect(text).toMatch(new RegExp(`^enter ${action.side}: ${card.agreeing} of 6 agree, score ${score}; size `))
        expect(text).toContain(`${(action.size * 100).toFixed(2)} %`)
        continue
      }
      if (action.why === 'veto') expect(text.startsWith(EDGE_NAMES[card.vetoedBy[0]!])).toBe(true)
      if (action.why === 'few-agree') expect(text).toContain(`${card.agreeing} of 6 agree, 4 needed`)
      if (action.why === 'few-own-edges') expect(text).toContain(`${card.ownAgreeing} of 2`)
      if (action.why === 'few-edges') expect(text).toContain('too few edges have data')
      // Cut off, so that it never looks like enough.
      const cutOff = (Math.floor(card.scoreSum / card.withData) / 100).toFixed(2)
      if (action.why === 'weak-score') expect(text).toContain(`score ${cutOff}, 0.50 needed`)
      if (action.why === 'warming-up') expect(text).toBe(`warming up: ${decision.bars} of 30 bars`)
      if (action.why === 'position-open') expect(text).toMatch(/^position open: /)
    }
  })
})

describe('the score that is shown', () => {
  const { cards } = decisions[0]!

  test('is the exact quotient, and 0 without any data', () => {
    expect(scoreOf({ ...cards[0], scoreSum: 310, withData: 6 })).toBe(310 / 6)
    expect(scoreOf({ ...cards[0], scoreSum: 0, withData: 0 })).toBe(0)
  })

  test('does not say 0.50 of a score that was too weak for it', () => {
    const decision = decisions.find(({ candidate }) => candidate !== null)!
    const card = { ...decision.cards[0], scoreSum: 299, withData: 6, agreeing: 4, ownAgreeing: 2, vetoedBy: [] }
    const text = verdict({ ...decision, cards: [card], action: { kind: 'hold', why: 'weak-score' } }, profile)
    expect(text).not.toContain('score 0.50,')
  })
})
