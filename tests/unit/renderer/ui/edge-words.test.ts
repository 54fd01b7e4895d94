import { expect, test } from 'vitest'
import { edgeTip, SHOWN_EDGES, voteWords } from '../../../../src-renderer/ui/edge-words.ts'
import { EDGE_CODES } from '../../../../src-shared/domain/vote.ts'

test('every edge is shown once', () => {
  expect([...SHOWN_EDGES].sort()).toEqual([...EDGE_CODES].sort())
})

test.each([
  ['VETO_LONG', 'long', 'veto of long'],
  ['VETO_LONG', 'short', 'would veto long'],
  ['VETO_SHORT', 'long', 'would veto short'],
  ['VETO_BOTH', 'short', 'veto of short'],
  ['STRONG_SHORT', 'long', 'strong short'],
  ['ABSTAIN', 'long', 'no data'],
] as const)('%s on a %s card is “%s”', (vote, side, words) => {
  expect(voteWords(vote, side)).toBe(words)
})

test('an edge that abstains has no confidence to show', () => {
  expect([edgeTip('ST', 'LONG', 60, 'long'), edgeTip('ST', 'ABSTAIN', 0, 'long')]).toEqual([
    'Statistics\nlong, 0.60',
    'Statistics\nno data',
  ])
})
