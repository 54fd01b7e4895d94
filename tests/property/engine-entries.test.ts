import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { countVotes, refuseConsensus, sizeOf } from '../../src-main/engine/consensus.ts'
import type { Card, Decision } from '../../src-shared/domain/decision.ts'
import { ENGINE_BAR_MS, MINUTE_MS, type SessionDay } from '../../src-shared/domain/time.ts'
import { EDGE_CODES, type EdgeCode, type EdgeVote, type Side, VOTES } from '../../src-shared/domain/vote.ts'
import { defaultProfile, engineOf, epochOf, instrumentsOf, play, sessionsFrom, WIDE } from '../support/engine-inputs.ts'
import { CALM, generateSlots, ROUGH, type SlotBars } from '../support/generated-bars.ts'
import { runs } from '../support/properties.ts'
import { hasQuarter, NEEDS_QUARTER, QUARTER_SYMBOLS, recordedQuarter } from '../support/recorded-bars.ts'

const profile = defaultProfile()

/** The rules of the consensus, counted again from a card's votes. */
function brokenRules({ side, votes }: Pick<Card, 'side' | 'votes'>): readonly string[] {
  const word = side === 'long' ? 'LONG' : 'SHORT'
  const all = EDGE_CODES.map((edge) => votes[edge])
  const withData = all.filter(({ vote }) => vote !== 'ABSTAIN')
  const agrees = ({ vote }: EdgeVote): boolean => vote === word || vote === `STRONG_${word}`
  const weight = ({ vote, confidence }: EdgeVote): number => {
    if (vote.startsWith('VETO')) return 0
    const size = vote.startsWith('STRONG_') ? 2 : vote === 'LONG' || vote === 'SHORT' ? 1 : 0
    return size * confidence * (vote.endsWith(word) ? 1 : -1)
  }
  const score = withData.reduce((sum, each) => sum + weight(each), 0)
  const broken: string[] = []
  if (all.some(({ vote }) => vote === `VETO_${word}` || vote === 'VETO_BOTH')) broken.push('veto')
  if (withData.length < 4) broken.push('few edges with data')
  if (all.filter(agrees).length < 4) broken.push('fewer than 4 agree')
  if ([votes.RS, votes.ST, votes.VP].filter(agrees).length < 2) broken.push('fewer than 2 own edges')
  if (score < 50 * withData.length) broken.push('score under 50')
  return broken
}

function entriesOf(
  symbols: readonly string[],
  sessions: readonly SessionDay[],
  slots: Iterable<SlotBars>,
): readonly Decision[] {
  const engine = engineOf(epochOf(instrumentsOf(...symbols), sessions))
  return [...play(engine, slots)].flatMap(({ decisions }) => decisions.filter(({ action }) => action.kind === 'enter'))
}

function expectRightful(entries: readonly Decision[], sessions: readonly SessionDay[]): void {
  for (const { action, cards, candidate, barStart, bars, atr, close, exit } of entries) {
    if (action.kind !== 'enter') continue
    const moment = barStart + ENGINE_BAR_MS
    const session = sessions.find(({ open, close: end }) => open <= moment && moment < end)
    expect(brokenRules(cards[0])).toEqual([])
    expect([action.side, cards[0].side]).toEqual([candidate, candidate])
    expect(session).toBeDefined()
    expect(moment).toBeLessThan(session!.close - 30 * MINUTE_MS)
    expect(bars).toBeGreaterThanOrEqual(30)
    expect(exit).toBeNull()
    // At a score of 50 half as much again as at 0, and never more than twice as much.
    expect(action.size).toBeGreaterThanOrEqual(0.015)
    expect(action.size).toBeLessThanOrEqual(0.02)
    const sign = action.side === 'long' ? 1 : -1
    expect([action.entry, action.stop, action.target]).toEqual([
      close,
      expect.closeTo(close - sign * 2.5 * atr, 9),
      expect.closeTo(close + sign * 4 * atr, 9),
    ])
  }
}

describe('an entry', () => {
  test('never happens under a veto, under 4 agreeing, 2 own edges or a score of 50, whatever the votes', () => {
    const votes = fc.record(
      Object.fromEntries(
        EDGE_CODES.map((edge) => [
          edge,
          fc.record({ vote: fc.constantFrom(...VOTES), confidence: fc.integer({ min: 0, max: 100 }) }),
        ]),
      ) as Record<EdgeCode, fc.Arbitrary<EdgeVote>>,
    )
    fc.assert(
      fc.property(fc.constantFrom<Side>('long', 'short'), votes, (side, cast) => {
        const card = countVotes(side, cast)
        const refusal = refuseConsensus(card, profile)
        expect(refusal === null).toBe(brokenRules(card).length === 0)
        if (refusal !== null) return
        expect(sizeOf(card, profile)).toBeGreaterThanOrEqual(0.015)
        expect(sizeOf(card, profile)).toBeLessThanOrEqual(0.02)
      }),
      runs(5_000),
    )
  })

  test('keeps every rule on generated bars, up to half an hour before early closes too', () => {
    const sessions = sessionsFrom('2024-11-26', '2024-12-02')
    let found = 0
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.constantFrom(CALM, ROUGH), (seed, roughness) => {
        const entries = entriesOf(WIDE, sessions, generateSlots(seed, instrumentsOf(...WIDE), sessions, roughness))
        expectRightful(entries, sessions)
        found += entries.length
      }),
      runs(8),
    )
    expect(found).toBeGreaterThan(100)
  })

  describe.skipIf(!hasQuarter)(`on ${NEEDS_QUARTER}`, () => {
    let sessions: readonly SessionDay[] = []
    let entries: readonly Decision[] = []
    beforeAll(async () => {
      const quarter = await recordedQuarter()
      sessions = quarter.sessions
      entries = entriesOf(QUARTER_SYMBOLS, sessions, quarter.slots)
    })

    test('keeps every rule', () => {
      expect(entries.length).toBeGreaterThan(30)
      expectRightful(entries, sessions)
    })
  })
})
