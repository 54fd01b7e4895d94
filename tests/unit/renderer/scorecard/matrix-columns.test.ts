import { describe, expect, test } from 'vitest'
import {
  dayLabels,
  matrixSlots,
  SHOWN_BARS,
  slotAfter,
  slotAt,
  voteMark,
} from '../../../../src-renderer/features/scorecard/matrix-columns.ts'
import type { MatrixColumn } from '../../../../src-shared/contract/views/scorecard.ts'
import { ENGINE_BAR_MS, utcMs } from '../../../../src-shared/domain/time.ts'

const cell = { vote: 'NEUTRAL', confidence: 40 } as const
const cells = { RG: cell, RS: cell, ST: cell, VP: cell, CA: cell, TD: cell }
const bar = (start: number): MatrixColumn => ({
  barStart: utcMs(start),
  side: 'long',
  candidate: false,
  agreeing: 0,
  cells,
})
/** Bars up to 16:00 of the 14th, New York time, and from 09:30 of the 15th. */
const CLOSE_14 = Date.UTC(2023, 10, 14, 21)
const OPEN_15 = Date.UTC(2023, 10, 15, 14, 30)
const days = (before: number, after: number): MatrixColumn[] => [
  ...Array.from({ length: before }, (_, index) => bar(CLOSE_14 - (before - index) * ENGINE_BAR_MS)),
  ...Array.from({ length: after }, (_, index) => bar(OPEN_15 + index * ENGINE_BAR_MS)),
]

describe('the columns of the matrix', () => {
  test('have the newest bar at the right, however few there are', () => {
    const slots = matrixSlots(days(0, 3))
    expect(slots).toHaveLength(SHOWN_BARS)
    expect(slots.filter(({ column }) => column !== null).map(({ index }) => index)).toEqual([27, 28, 29])
  })

  test('are the last thirty of many', () => {
    const all = days(20, 20)
    expect(matrixSlots(all)[0]?.column).toBe(all[10])
    expect(matrixSlots(all).at(-1)?.column).toBe(all.at(-1))
  })

  test('break where another session begins, and only there', () => {
    const breaks = matrixSlots(days(16, 14)).filter((slot) => slot.breaks)
    expect(breaks.map(({ index }) => index)).toEqual([16])
  })

  test('have the names of their days', () => {
    expect(dayLabels(matrixSlots(days(16, 14)))).toEqual([
      { index: 0, text: '14 Nov' },
      { index: 16, text: '15 Nov' },
    ])
  })

  test('leave out the name of a day that has no room for it', () => {
    expect(dayLabels(matrixSlots(days(3, 27)))).toEqual([{ index: 3, text: '15 Nov' }])
  })

  test('of no bars have no names', () => expect(dayLabels(matrixSlots([]))).toEqual([]))
})

describe('reading the matrix', () => {
  const slots = matrixSlots(days(0, 10))

  test('finds the column under the pointer', () => {
    expect(slotAt(slots, 179.9, 180)?.index).toBe(29)
    expect(slotAt(slots, 120.1, 180)?.index).toBe(20)
  })

  test('finds nothing where no bar is, or beside it', () => {
    expect(slotAt(slots, 10, 180)).toBeNull()
    expect(slotAt(slots, 180, 180)).toBeNull()
    expect(slotAt(slots, -1, 180)).toBeNull()
  })

  test('begins with the newest bar and stays within the bars', () => {
    expect(slotAfter(slots, null, 0)?.index).toBe(29)
    expect(slotAfter(slots, 29, 1)?.index).toBe(29)
    expect(slotAfter(slots, 29, -2)?.index).toBe(27)
    expect(slotAfter(slots, 22, Number.NEGATIVE_INFINITY)?.index).toBe(20)
  })

  test('finds nothing without bars', () => expect(slotAfter(matrixSlots([]), null, 0)).toBeNull())
})

describe('the mark of a vote', () => {
  test.each([
    ['STRONG_LONG', 'long', 'up2'],
    ['LONG', 'short', 'up'],
    ['SHORT', 'long', 'down'],
    ['STRONG_SHORT', 'long', 'down2'],
    ['VETO_LONG', 'long', 'veto'],
    ['VETO_LONG', 'short', 'veto-other'],
    ['VETO_BOTH', 'short', 'veto'],
    ['NEUTRAL', 'long', 'neutral'],
    ['ABSTAIN', 'long', 'abstain'],
  ] as const)('%s on a %s card is %s', (vote, side, mark) => expect(voteMark(vote, side)).toBe(mark))
})
