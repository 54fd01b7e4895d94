import { describe, expect, test } from 'vitest'
import { arrange, asText, changeOf } from '../../../../src-renderer/features/watchlist/order.ts'
import type { WatchRow } from '../../../../src-shared/contract/views/watchlist.ts'
import { ticker } from '../../../../src-shared/domain/ids.ts'

const cell = { vote: 'NEUTRAL', confidence: 40 } as const
const cells = { RG: cell, RS: cell, ST: cell, VP: cell, CA: cell, TD: cell }

function row(
  symbol: string,
  place: number,
  more: Partial<WatchRow> & { agreeing?: number; score?: number } = {},
): WatchRow {
  const { agreeing, score = 0, ...rest } = more
  const card =
    agreeing === undefined ? null : { candidate: null, cells, agreeing, score, vetoedBy: [], why: 'few agree' }
  return {
    symbol: ticker(symbol),
    place,
    role: 'traded',
    decimals: 2,
    last: 100,
    priorClose: 100,
    spark: [],
    card,
    staged: false,
    shares: 0,
    profit: null,
    data: { label: 'live', words: '', says: '' },
    ...rest,
  }
}

describe('the watchlist', () => {
  test('has the most agreeing first, then the higher score, then the configured order', () => {
    const rows = [
      row('A', 3, { agreeing: 4, score: 30 }),
      row('B', 2, { agreeing: 5 }),
      row('C', 1, { agreeing: 4, score: -60 }),
      row('D', 0),
    ]
    expect(arrange(rows, 'agree', '')).toEqual(['B', 'C', 'A', 'D'])
  })

  test('leaves out what is only context', () => {
    expect(arrange([row('SPY', 0, { role: 'context' }), row('AMD', 1)], 'configured', '')).toEqual(['AMD'])
  })

  test.each([
    ['configured', ['B', 'A', 'C']],
    ['symbol', ['A', 'B', 'C']],
    ['change', ['C', 'B', 'A']],
    ['profit', ['A', 'C', 'B']],
  ] as const)('by %s is %j', (order, expected) => {
    const rows = [
      row('A', 1, { last: null, profit: 5 }),
      row('B', 0, { last: 101 }),
      row('C', 2, { last: 102, profit: -5 }),
    ]
    expect(arrange(rows, order, '')).toEqual(expected)
  })

  test('is searched by any part of a symbol, in either case', () => {
    expect(arrange([row('NVDA', 0), row('AMD', 1), row('VDE', 2)], 'configured', ' vd')).toEqual(['NVDA', 'VDE'])
  })

  test('copies as text, a line a symbol', () => {
    const [, line] = asText([
      row('NVDA', 0, { last: 487.3, priorClose: 481.5, agreeing: 4, shares: -20, profit: 41.2 }),
    ]).split('\n')
    expect(line).toBe('NVDA\t487.30\t1.20 %\t4/6\tfew agree\t-20\t41.20')
  })
})

test('without a close before there is no change', () => {
  expect([
    changeOf({ last: 10, priorClose: null }),
    changeOf({ last: null, priorClose: 10 }),
    changeOf({ last: 1, priorClose: 0 }),
  ]).toEqual([null, null, null])
})
