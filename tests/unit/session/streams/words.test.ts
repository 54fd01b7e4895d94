import { describe, expect, test } from 'vitest'
import { edgeInputs } from '../../../../src-main/session/streams/words/edge-inputs.ts'
import { flipWords } from '../../../../src-main/session/streams/words/flip-words.ts'
import { scorecardView } from '../../../../src-main/session/streams/words/scorecard-view.ts'
import { behindObstacle } from '../../../../src-main/session/streams/words/verdict-words.ts'
import { vetoNote } from '../../../../src-main/session/streams/words/veto-note.ts'
import { shownScore, whyNot } from '../../../../src-main/session/streams/words/why.ts'
import { scorecardSchema } from '../../../../src-shared/contract/views/scorecard.ts'
import type { Card, Decision } from '../../../../src-shared/domain/decision.ts'
import { EDGE_CODES, type EdgeCode } from '../../../../src-shared/domain/vote.ts'
import {
  defaultProfile,
  engineOf,
  epochOf,
  instrumentsOf,
  play,
  sessionsFrom,
  WIDE,
} from '../../../support/engine-inputs.ts'
import { generateSlots, ROUGH } from '../../../support/generated-bars.ts'

const profile = defaultProfile()

const played = (() => {
  const sessions = sessionsFrom('2024-11-25', '2024-12-02')
  const instruments = instrumentsOf(...WIDE)
  const engine = engineOf(epochOf(instruments, sessions, ['SPY', 'XLK', 'NVDA', 'AMD', 'JPM']))
  return [...play(engine, generateSlots(3, instruments, sessions, ROUGH))].flatMap(({ decisions }) =>
    decisions.map((decision) => ({ decision, flips: engine.flipDistances(decision.symbol) })),
  )
})()

/** Words of the program that are none of a trader. */
const CODE =
  /undefined|null|NaN|Infinity|\[object|[A-Z]+_[A-Z]+|meanReversion|[a-z]+-(bars|edges|agree|score|extreme|forbids|open|out|up)\b/

const held = (why: Extract<Decision['action'], { kind: 'hold' }>['why'], card: Partial<Card>): Decision => {
  const { decision } = played.find(({ decision: each }) => each.candidate !== null)!
  return { ...decision, action: { kind: 'hold', why }, cards: [{ ...decision.cards[0], ...card }] }
}

describe('the words of thousands of decisions', () => {
  test('never show a hole or a word of the program', () => {
    expect(played.length).toBeGreaterThan(1_500)
    for (const { decision, flips } of played) {
      const view = scorecardView({ decision, profile, flips, decimals: 2, matrix: [] })
      const { decided, cards } = view
      const texts = [
        ...[decided?.verdict, decided?.beyond, decided?.exit, whyNot(decision, profile)],
        ...cards.flatMap(({ edges }) =>
          edges.flatMap(({ reason, flip, inputs }) => [
            reason,
            flip,
            ...inputs.flatMap(({ name, value }) => [name, value]),
          ]),
        ),
      ]
      for (const text of texts) if (typeof text === 'string') expect(text).not.toMatch(CODE)
    }
  })

  test('are of the contract', () => {
    for (const { decision, flips } of played.slice(0, 200)) {
      const view = scorecardView({ decision, profile, flips, decimals: 2, matrix: [] })
      expect(scorecardSchema.safeParse(JSON.parse(JSON.stringify(view))).error).toBeUndefined()
    }
  })

  test('give every held decision a reason of a few words, and an entry none', () => {
    for (const { decision } of played) {
      const why = whyNot(decision, profile)
      expect(why === '').toBe(decision.action.kind === 'enter')
      expect(why.length).toBeLessThan(60)
    }
  })
})

describe('what stands behind a veto', () => {
  const card = { side: 'long', vetoedBy: ['ST'], agreeing: 4, ownAgreeing: 2, withData: 6, scoreSum: 246 } as const

  test('is the score that would not have been enough', () => {
    expect(behindObstacle(held('veto', card), profile)).toBe(
      'Without the veto: 4 of 6 agree, but the score of 0.41 is under 0.50.',
    )
  })

  test('is an entry, where nothing else is in the way', () => {
    expect(behindObstacle(held('veto', { ...card, scoreSum: 360 }), profile)).toBe(
      'Without the veto: 4 of 6 agree with a score of 0.60, enough to enter.',
    )
  })

  test('is too little agreement', () => {
    expect(behindObstacle(held('veto', { ...card, vetoedBy: ['ST', 'VP'], agreeing: 3 }), profile)).toBe(
      'Without the vetoes: 3 of 6 agree, 4 are needed.',
    )
  })
})

describe('what stands behind too little agreement', () => {
  test('is everything else that would not have been enough', () => {
    const card = { vetoedBy: [], agreeing: 3, ownAgreeing: 1, withData: 6, scoreSum: 120 } as const
    expect(behindObstacle(held('few-agree', card), profile)).toBe(
      'Besides, only 1 of 2 edges that look at the symbol itself agrees, and the score of 0.20 is under 0.50.',
    )
    expect(behindObstacle(held('few-agree', { ...card, ownAgreeing: 2, scoreSum: 360 }), profile)).toBeNull()
  })
})

describe('a score', () => {
  const card = { ...played[0]!.decision.cards[0], withData: 6 }

  test('is never rounded up to the minimum that it misses', () => {
    expect(shownScore({ ...card, scoreSum: 299 }, profile)).toBe(49)
    expect(shownScore({ ...card, scoreSum: 300 }, profile)).toBe(50)
    expect(shownScore({ ...card, scoreSum: 305 }, profile)).toBe(51)
    expect(shownScore({ ...card, withData: 0, scoreSum: 0 }, profile)).toBe(0)
  })

  test('is told in few words where it is not enough', () => {
    expect(whyNot(held('weak-score', { withData: 6, scoreSum: 246 }), profile)).toBe('score 0.41')
    expect(whyNot(held('few-own-edges', { ownAgreeing: 1 }), profile)).toBe('own edges 1 of 2')
    expect(whyNot(held('few-agree', { agreeing: 3 }), profile)).toBe('1 edge short')
    expect(whyNot(held('veto', { vetoedBy: ['ST', 'RG'] }), profile)).toBe('vetoed by Statistics and Regime')
  })
})

describe('a flip', () => {
  const none = Object.fromEntries(EDGE_CODES.map((edge) => [edge, null])) as Record<EdgeCode, null>
  const base = held('veto', { vetoedBy: ['ST'] })
  const votes = {
    ...base.cards[0].votes,
    ST: { vote: 'VETO_LONG', confidence: 60 },
    VP: { vote: 'LONG', confidence: 60 },
  } as const
  const decision: Decision = { ...base, close: 487.32, cards: [{ ...base.cards[0], side: 'long', votes }] }
  const words = (edge: EdgeCode, price: number): string | null =>
    flipWords(decision, edge, { ...none, [edge]: price }, profile, 2)

  test('of a veto lifts it, of any other vote changes it, on the side of the price', () => {
    expect(words('ST', 487)).toBe('lifts at 487.00 or below')
    expect(words('VP', 488.89)).toBe('changes at 488.89 or above')
    expect(flipWords(decision, 'RS', none, profile, 2)).toBeNull()
    expect(flipWords(decision, 'RS', null, profile, 2)).toBeNull()
  })

  test('of the time of day is when its window ends', () => {
    const timeOfDay = { window: 'mid-morning', minute: 642, minutesToClose: 318 } as const
    const morning = { ...decision, measures: { ...decision.measures, timeOfDay } }
    expect(flipWords(morning, 'TD', null, profile, 2)).toBe('until 11:30')
  })
})

describe('the numbers behind an edge', () => {
  test('are those that its sentence was made from', () => {
    const statistics = { price: 2.67, momentum: 0.88, volume: -0.371 }
    const decision = { ...played[0]!.decision, measures: { ...played[0]!.decision.measures, statistics } }
    expect(edgeInputs(decision, 'ST', profile)).toEqual([
      { name: 'price', value: '+2.67 σ' },
      { name: 'momentum', value: '+0.88 σ' },
      { name: 'volume', value: '−0.37 σ' },
    ])
  })
})

describe('a veto', () => {
  test('is a line of activity once, and again when it comes again', () => {
    const vetoed = held('veto', { vetoedBy: ['ST'] })
    expect(vetoNote(vetoed, null)?.text).toMatch(/^(Long|Short) vetoed by Statistics\.$/)
    expect(vetoNote(vetoed, vetoed)).toBeNull()
    expect(vetoNote(vetoed, held('few-agree', {}))).not.toBeNull()
    expect(vetoNote({ ...vetoed, candidate: null }, null)).toBeNull()
  })
})
