import { describe, expect, test } from 'vitest'
import { measureCrossAsset, voteCrossAsset } from '../../../../src-main/engine/edges/cross-asset.ts'
import type { Side } from '../../../../src-shared/domain/vote.ts'
import { historyOf, series } from '../../../support/engine-history.ts'
import {
  decide,
  defaultProfile,
  engineOf,
  epochOf,
  instrumentsOf,
  sessionsFrom,
} from '../../../support/engine-inputs.ts'
import { generateSlots } from '../../../support/generated-bars.ts'

const profile = defaultProfile()

describe('the related symbols', () => {
  const mover = (symbol: string, change: number): ReturnType<typeof historyOf> =>
    historyOf([[...series(10, () => 100), 100 * (1 + change)]], { symbol })

  test('count as moved beyond 0.1 % over 10 bars', () => {
    const peers = [mover('AMD', 0.002), mover('MU', 0.0009), mover('INTC', -0.0009), mover('SMH', -0.002)]
    expect(measureCrossAsset(peers, 10, profile)).toMatchObject({ rising: 1, falling: 1 })
    expect(measureCrossAsset(peers, 10, profile)).toMatchObject({
      related: peers.map(({ instrument: { symbol } }) => ({ symbol })),
    })
  })

  test('are too few with fewer than two that have a return at this slot', () => {
    expect(measureCrossAsset([mover('AMD', 0.01)], 10, profile)).toEqual({ absent: 'few-peers' })
    expect(measureCrossAsset([mover('AMD', 0.01), mover('MU', 0.01)], 11, profile)).toEqual({ absent: 'few-peers' })
    expect(measureCrossAsset([], 10, profile)).toEqual({ absent: 'few-peers' })
  })

  function relatedOf(symbol: string, ...symbols: readonly string[]): readonly string[] | null {
    const instruments = instrumentsOf(symbol, ...symbols)
    const sessions = sessionsFrom('2024-03-04', '2024-03-04')
    const engine = engineOf(epochOf(instruments, sessions, [symbol]))
    const decisions = [...generateSlots(1, instruments, sessions)].slice(0, 12).map((slot) => decide(engine, slot))
    const { crossAsset } = decisions.at(-1)![0]!.measures
    return 'absent' in crossAsset ? null : crossAsset.related.map((each) => each.symbol)
  }

  test('are those of the symbol’s list, as far as they are fed', () => {
    expect(relatedOf('NVDA', 'AMD', 'SMH', 'TSM', 'MU', 'INTC')).toEqual(['AMD', 'SMH', 'TSM'])
    expect(relatedOf('NVDA', 'SMH', 'AMD', 'MU')).toEqual(['AMD', 'SMH'])
  })

  test('are the stocks of its sector and the sector’s ETF where it has no list', () => {
    expect(relatedOf('MU', 'AMD', 'AAPL', 'SMH', 'SOXL', 'NVDA')).toEqual(['AMD', 'NVDA', 'SMH'])
    expect(relatedOf('MU', 'AMD', 'INTC')).toEqual(['AMD', 'INTC'])
  })

  test('are none without a list and a sector', () => {
    expect(relatedOf('SPY', 'AAPL', 'MSFT', 'QQQ')).toBeNull()
    expect(relatedOf('PYPL', 'AAPL', 'MSFT', 'QQQ')).toBeNull()
  })
})

describe('the vote of the related symbols', () => {
  const voteOf = (rising: number, falling: number, side: Side = 'long'): readonly [string, number] => {
    const { vote, confidence } = voteCrossAsset({ related: [], rising, falling }, side, profile)
    return [vote, confidence]
  }

  test('is strong above 0.6, plain above 0.2', () => {
    expect(voteOf(5, 1)).toEqual(['STRONG_LONG', 80])
    expect(voteOf(9, 2)).toEqual(['STRONG_LONG', 80])
    expect(voteOf(4, 1)).toEqual(['LONG', 60])
    expect(voteOf(17, 11)).toEqual(['LONG', 60])
    expect(voteOf(2, 1)).toEqual(['LONG', 60])
    expect(voteOf(3, 2)).toEqual(['NEUTRAL', 40])
    expect(voteOf(1, 5, 'short')).toEqual(['STRONG_SHORT', 80])
    expect(voteOf(1, 2, 'short')).toEqual(['SHORT', 60])
  })

  test('is a veto below −0.4 when at least three contradict', () => {
    expect(voteOf(1, 3)).toEqual(['VETO_LONG', 70])
    expect(voteOf(0, 3)).toEqual(['VETO_LONG', 70])
    expect(voteOf(2, 5)).toEqual(['VETO_LONG', 70])
    expect(voteOf(0, 2)).toEqual(['NEUTRAL', 50])
    expect(voteOf(3, 7)).toEqual(['NEUTRAL', 50])
    expect(voteOf(3, 1, 'short')).toEqual(['VETO_SHORT', 70])
  })

  test('is neutral otherwise, with 50 below −0.1', () => {
    expect(voteOf(2, 3)).toEqual(['NEUTRAL', 50])
    expect(voteOf(17, 21)).toEqual(['NEUTRAL', 50])
    expect(voteOf(9, 11)).toEqual(['NEUTRAL', 40])
    expect(voteOf(2, 2)).toEqual(['NEUTRAL', 40])
    expect(voteOf(0, 0)).toEqual(['NEUTRAL', 40])
  })

  test('is none without data', () => {
    expect(voteCrossAsset({ absent: 'few-peers' }, 'long', profile).vote).toBe('ABSTAIN')
  })
})
