import { describe, expect, test } from 'vitest'
import {
  countKinds,
  DECISION_KINDS,
  FIRST_FILTERS,
  firstToOpen,
  HAPPENING_KINDS,
  kindOf,
  neighbours,
  shownRows,
  symbolsOf,
  withKind,
} from '../../../../src-renderer/features/review/review-filters.ts'
import { AMD, decision, happening, NVDA } from './rows.ts'

const rows = [
  decision({ seq: 1, result: 'held', candidate: null }),
  decision({ seq: 2, result: 'vetoed', candidate: 'short' }),
  happening({ seq: 3, subject: 'approval' }),
  decision({ seq: 4, result: 'filled', candidate: 'long', symbol: AMD }),
  happening({ seq: 5, subject: 'mode', symbol: null }),
  happening({ seq: 6, subject: 'order', symbol: AMD }),
]
const seqs = (shown: readonly { seq: number }[]): number[] => shown.map(({ seq }) => seq)

describe('the filters', () => {
  test('at first leave out holds and what is a matter of course', () => {
    expect(seqs(shownRows(rows, FIRST_FILTERS))).toEqual([2, 3, 4, 5])
  })

  test('have a button for every kind of row', () => {
    const kinds = [...DECISION_KINDS, ...HAPPENING_KINDS].map(({ kind }) => kind)
    const all = [
      ...(['filled', 'not-sent', 'vetoed', 'short-of-consensus', 'held'] as const).map((result) =>
        decision({ seq: 1, result }),
      ),
      ...(['approval', 'fill', 'mode', 'refusal', 'order', 'session'] as const).map((subject) =>
        happening({ seq: 1, subject }),
      ),
    ]
    expect(all.filter((row) => !kinds.includes(kindOf(row)))).toEqual([])
  })

  test('of a symbol leave out what is not about it', () => {
    expect(seqs(shownRows(rows, { ...FIRST_FILTERS, symbol: AMD }))).toEqual([4])
  })

  test('of a side keep what happened, which has none', () => {
    expect(seqs(shownRows(rows, { ...FIRST_FILTERS, side: 'short' }))).toEqual([2, 3, 5])
  })

  test('take a kind in and out again', () => {
    const more = withKind(FIRST_FILTERS, 'held', true)
    expect(seqs(shownRows(rows, more))).toContain(1)
    expect(withKind(more, 'held', false)).toEqual(FIRST_FILTERS)
  })
})

test('a kind counts the rows that its button would show', () => {
  const counts = countKinds(rows, { ...FIRST_FILTERS, symbol: AMD })
  expect(Object.fromEntries(counts)).toEqual({ filled: 1, other: 1 })
})

test('the symbols of a day stand in the order of the alphabet, each once', () => {
  expect(symbolsOf(rows)).toEqual([AMD, NVDA])
})

describe('the decision that a day opens with', () => {
  test('is the first that was filled', () => {
    expect(firstToOpen(rows)).toBe(4)
  })

  test('without a fill is the first veto', () => {
    expect(firstToOpen(rows.slice(0, 3))).toBe(2)
  })

  test('is none of a day without decisions', () => {
    expect(firstToOpen([happening({ seq: 1 })])).toBeNull()
  })
})

describe('the neighbours of a row', () => {
  test('are the decisions before and after it, past what else happened', () => {
    expect(neighbours(rows, 4)).toEqual({ before: 2, after: null })
    expect(neighbours(rows, 3)).toEqual({ before: 2, after: 4 })
  })

  test('are those of its place, even when a filter has hidden it', () => {
    expect(
      neighbours(
        [rows[1], rows[3]].flatMap((row) => row ?? []),
        3,
      ),
    ).toEqual({ before: 2, after: 4 })
  })

  test('are none while nothing is open', () => {
    expect(neighbours(rows, null)).toEqual({ before: null, after: null })
  })
})
