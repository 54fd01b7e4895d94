import { describe, expect, test } from 'vitest'
import { activityTable, shownLines } from '../../../../src-renderer/features/activity/activity-lines.ts'
import { tabbed } from '../../../../src-renderer/features/activity/copy-table.ts'
import type { ActivityLine } from '../../../../src-shared/contract/views/activity.ts'
import { ticker } from '../../../../src-shared/domain/ids.ts'
import { utcMs } from '../../../../src-shared/domain/time.ts'

const line = (number: number, changes: Partial<ActivityLine> = {}): ActivityLine => ({
  number,
  time: utcMs(Date.UTC(2023, 10, 15, 15, 42, 7)),
  subject: 'session',
  symbol: null,
  text: 'The session has begun.',
  mark: 'plain',
  amount: null,
  ...changes,
})

const lines = [
  line(1),
  line(2, { subject: 'decision', mark: 'veto' }),
  line(3, { subject: 'staged' }),
  line(4, { subject: 'order', mark: 'warning' }),
  line(5, { subject: 'fill' }),
  line(6, { subject: 'mode' }),
]
const numbers = (shown: readonly ActivityLine[]): number[] => shown.map(({ number }) => number)

describe('the list of activity', () => {
  test('has the newest first', () => expect(numbers(shownLines(lines, 'all'))).toEqual([6, 5, 4, 3, 2, 1]))
  test('of orders has what was staged, sent and filled', () => {
    expect(numbers(shownLines(lines, 'orders'))).toEqual([5, 4, 3])
  })
  test('of vetoes has nothing else', () => expect(numbers(shownLines(lines, 'vetoes'))).toEqual([2]))
})

describe('activity as text', () => {
  test('has exchange time, symbol, words and dollars apart by tabs', () => {
    const staged = line(1, { symbol: ticker('AMD'), text: 'Staged: BUY 84 AMD at 118.24.', amount: 67.2 })
    expect(tabbed(activityTable([staged]))).toBe(
      'time\tsymbol\twhat\tdollars\n10:42:07\tAMD\tStaged: BUY 84 AMD at 118.24.\t67.20',
    )
  })

  test('keeps its columns whatever a text contains', () => {
    expect(tabbed([['one\ttwo', 'three\r\nfour']])).toBe('one two\tthree four')
  })
})
