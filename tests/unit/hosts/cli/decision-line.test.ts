import { describe, expect, it } from 'vitest'
import { countVotes } from '../../../../src-main/engine/consensus.ts'
import { createEngine } from '../../../../src-main/engine/engine.ts'
import { DECISION_HEAD, decisionLine } from '../../../../src-main/hosts/cli/output/decision-line.ts'
import type { Decision } from '../../../../src-shared/domain/decision.ts'
import type { EdgeCode, EdgeVote, Side, Vote } from '../../../../src-shared/domain/vote.ts'
import { defaultProfile, epochOf, inputsOf, instrumentsOf, sessionsFrom } from '../../../support/engine-inputs.ts'
import { generateSlots } from '../../../support/generated-bars.ts'

const profile = defaultProfile()
const SEED = 11

/** Some decision of the engine, to be given other votes. */
function someDecision(): Decision {
  const instruments = instrumentsOf('SPY', 'NVDA')
  const sessions = sessionsFrom('2024-03-04', '2024-03-04')
  const engine = createEngine()
  engine.apply(epochOf(instruments, sessions, ['NVDA']))
  let last: Decision | undefined
  for (const slot of generateSlots(SEED, instruments, sessions)) {
    for (const input of inputsOf(slot)) {
      const output = engine.apply(input)
      if (output.kind === 'decided') last = output.decisions[0]
    }
  }
  if (last === undefined) throw new Error('a session is decided')
  return last
}
const decision = someDecision()

/** The six votes in the order of the line's columns. */
function votes(...columns: readonly Vote[]): Record<EdgeCode, EdgeVote> {
  const edges: readonly EdgeCode[] = ['RG', 'RS', 'ST', 'VP', 'CA', 'TD']
  return Object.fromEntries(
    edges.map((edge, index) => [edge, { vote: columns[index] ?? 'NEUTRAL', confidence: 60 }]),
  ) as Record<EdgeCode, EdgeVote>
}

const line = (changed: Partial<Decision>): string => decisionLine({ ...decision, ...changed }, profile, false)

/** The marks of the six edges. */
const cells = (text: string): readonly string[] => text.slice(0, text.indexOf('/6')).match(/[▲▼·–⛔⊘↕]+/g) ?? []

const withCandidate = (side: Side, ...columns: readonly Vote[]): string =>
  line({ candidate: side, cards: [countVotes(side, votes(...columns))], action: { kind: 'hold', why: 'few-agree' } })

describe('the line of a decision', () => {
  it('begins with the time of the decision, symbol, price and regime, and ends with what follows and why', () => {
    expect(line({})).toMatch(/^16:00 {2}NVDA +\d+\.\d\d {2}[a-z ]+ \d\.\d\d /)
    expect(withCandidate('short', 'SHORT')).toMatch(/ 1\/6 +no short: 1 of 6 agree, 4 needed$/)
  })

  it('shows each vote by its arrow', () => {
    const text = withCandidate('long', 'STRONG_LONG', 'LONG', 'NEUTRAL', 'SHORT', 'STRONG_SHORT', 'ABSTAIN')
    expect(cells(text)).toEqual(['▲▲', '▲', '·', '▼', '▼▼', '–'])
  })

  it('tells a veto of this trade from one of the opposite trade', () => {
    expect(cells(withCandidate('long', 'VETO_LONG', 'VETO_SHORT', 'VETO_BOTH'))).toEqual([
      '⛔',
      '⊘',
      '⛔',
      '·',
      '·',
      '·',
    ])
    expect(cells(withCandidate('short', 'VETO_LONG', 'VETO_SHORT'))).toEqual(['⊘', '⛔', '·', '·', '·', '·'])
  })

  it('shows without a candidate what an edge is for, and that it would go either way', () => {
    const long = countVotes('long', votes('LONG', 'NEUTRAL', 'SHORT', 'LONG', 'VETO_LONG', 'LONG'))
    const short = countVotes('short', votes('SHORT', 'NEUTRAL', 'SHORT', 'LONG', 'STRONG_SHORT', 'SHORT'))
    const text = line({ candidate: null, cards: [long, short], action: { kind: 'hold', why: 'no-extreme' } })
    expect(cells(text)).toEqual(['↕', '·', '▼', '▲', '▼▼', '↕'])
  })

  it('has its marks under their heads', () => {
    const text = withCandidate('long', 'LONG', 'LONG', 'LONG', 'LONG', 'LONG', 'LONG')
    for (const head of ['RG', 'RS', 'ST', 'VP', 'CA', 'TD']) expect(text[DECISION_HEAD.indexOf(head)]).toBe('▲')
    expect(text.slice(DECISION_HEAD.indexOf('agree'))).toMatch(/^6\/6/)
  })

  it('carries no colour unless it is asked for', () => {
    expect(line({})).not.toContain('\u001b')
    expect(decisionLine(decision, profile, true)).toContain('\u001b')
  })
})
