import { expect, test } from 'vitest'
import { decisionOverlays } from '../../../../src-renderer/features/review/decision-overlays.ts'
import { stepMark } from '../../../../src-renderer/features/review/result-words.ts'
import { rowsAsText } from '../../../../src-renderer/features/review/rows-text.ts'
import type { Scorecard } from '../../../../src-shared/contract/views/scorecard.ts'
import { orderRef } from '../../../../src-shared/domain/ids.ts'
import { after, decision, happening, NVDA, OPEN } from './rows.ts'

test('rows are copied as a table: votes in words, the score cut off, never rounded up', () => {
  const [head, row] = rowsAsText([decision({ seq: 1, r: -1.04, profit: -54.53 })]).split('\n')
  expect(head?.split('\t')).toHaveLength(row?.split('\t').length ?? 0)
  expect(row).toMatch(/^09:35:00\tNVDA\tshort\t.*\t3 of 6\t0\.49\tvetoed by Statistics\t−1\.0\t−54\.53$/)
})

test('the risk of a staged order is not copied as if it had been won', () => {
  const text = rowsAsText([happening({ seq: 1, subject: 'approval', amount: 49.45 })])
  expect(text).not.toContain('49.45')
})

const scorecard = (close: number): Scorecard => ({
  symbol: NVDA,
  decided: {
    barStart: OPEN,
    close,
    atr: 1,
    candidate: 'short',
    tradeKind: 'momentum',
    profile: 'default',
    profileHash: 'a41c9e',
    outcome: 'enter',
    verdict: 'Enter short.',
    beyond: null,
    exit: null,
  },
  cards: [],
  needs: { agreeing: 4, ownAgreeing: 2, score: 50 },
  matrix: [],
})

test('a decision is drawn with the prices of its order, and cut at its bar', () => {
  const order = { ref: orderRef('x-1'), quantity: 20, limit: 480.6, stop: 482.73, target: 477.19 }
  const overlays = decisionOverlays({ scorecard: scorecard(480.6), order }, decision({ seq: 1, result: 'filled' }))
  expect(overlays.levels.map(({ text, price }) => [text, price])).toEqual([
    ['Sell 20', 480.6],
    ['Stop', 482.73],
    ['Target', 477.19],
  ])
  expect(overlays.cutAt).toBe(OPEN)
  expect(overlays.markers).toMatchObject([{ kind: 'filled', side: 'short', time: after(5) }])
})

test('a hold has no mark and no prices', () => {
  const held = decision({ seq: 1, result: 'held', candidate: null })
  expect(decisionOverlays({ scorecard: scorecard(480), order: null }, held)).toMatchObject({ levels: [], markers: [] })
})

test('an order at the market has no line for its limit', () => {
  const order = { ref: orderRef('x-1'), quantity: 20, limit: null, stop: 470, target: 490 }
  const { levels } = decisionOverlays({ scorecard: scorecard(480), order }, decision({ seq: 1, result: 'filled' }))
  expect(levels.map(({ id }) => id)).toEqual(['stop', 'target'])
})

test('what did not go out is marked as a warning, what the trader turned down is not', () => {
  expect(stepMark('not sent').icon).toBe('warn')
  expect(stepMark('rejected').icon).toBe('cross')
  expect(stepMark('something new').icon).toBe('neutral')
})
