import { describe, expect, test } from 'vitest'
import { curveScale } from '../../../../src-renderer/features/review/curve.ts'
import { barMarks, decisionBehind, fillMarks } from '../../../../src-renderer/features/review/curve-marks.ts'
import { AMD, after, dayReview, decision, happening, NVDA } from './rows.ts'

const scale = curveScale(dayReview(), 780)

describe('marks of decisions', () => {
  test('stand together for one bar, what came to most first', () => {
    const rows = [
      decision({ seq: 1, result: 'short-of-consensus' }),
      decision({ seq: 2, result: 'vetoed' }),
      decision({ seq: 3, result: 'filled' }),
      decision({ seq: 4, result: 'not-sent', time: after(10) }),
    ]
    expect(barMarks(rows, scale).map((mark) => mark.rows.map(({ seq }) => seq))).toEqual([[3, 2, 1], [4]])
  })

  test('are only those of candidates', () => {
    const rows = [decision({ seq: 1, candidate: null, result: 'held' }), decision({ seq: 2, result: 'held' })]
    expect(barMarks(rows, scale)).toEqual([])
  })

  test('lie at the time of the decision, not at the start of its bar', () => {
    expect(barMarks([decision({ seq: 1 })], scale)[0]?.x).toBe(scale.xOf(after(5)))
  })
})

describe('marks of fills', () => {
  const entered = decision({ seq: 1, result: 'filled', candidate: 'short' })

  test('point to the side of the decision that was filled, and open it', () => {
    const [mark] = fillMarks([entered, happening({ seq: 2 })], scale)
    expect(mark).toMatchObject({ seq: 2, opens: 1, entry: 'short' })
  })

  test('are crosses where a position was left', () => {
    const [mark] = fillMarks([entered, happening({ seq: 2, amount: -12.5 })], scale)
    expect(mark?.entry).toBeNull()
  })

  test('belong to the latest decision of their own symbol', () => {
    const rows = [entered, decision({ seq: 2, symbol: AMD, result: 'filled' }), happening({ seq: 3, symbol: NVDA })]
    expect(fillMarks(rows, scale)[0]?.opens).toBe(1)
  })

  test('of no known decision open themselves', () => {
    expect(fillMarks([happening({ seq: 7 })], scale)[0]).toMatchObject({ opens: 7, entry: null })
  })

  test('are not made of what else happened', () => {
    expect(fillMarks([happening({ seq: 1, subject: 'approval' })], scale)).toEqual([])
  })
})

describe('the decision behind a happening', () => {
  const rows = [
    decision({ seq: 1, result: 'filled' }),
    decision({ seq: 2, result: 'vetoed' }),
    decision({ seq: 3, symbol: AMD, result: 'filled' }),
    decision({ seq: 9, result: 'filled' }),
  ]

  test('is the last one of its symbol before it that led to an order', () => {
    expect(decisionBehind(rows, happening({ seq: 5 }))?.seq).toBe(1)
  })

  test('is none for what concerns no symbol', () => {
    expect(decisionBehind(rows, happening({ seq: 5, symbol: null }))).toBeNull()
  })
})
