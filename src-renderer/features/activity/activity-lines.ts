import type { ActivityLine } from '../../../src-shared/contract/views/activity.ts'
import { money, timeOfDay } from '../../ui/format.ts'

export type ActivityFilter = 'all' | 'orders' | 'vetoes'

const ORDER_SUBJECTS: readonly ActivityLine['subject'][] = ['staged', 'order', 'fill']

const PASSES: Readonly<Record<ActivityFilter, (line: ActivityLine) => boolean>> = {
  all: () => true,
  orders: ({ subject }) => ORDER_SUBJECTS.includes(subject),
  vetoes: ({ mark }) => mark === 'veto',
}

/** The lines that a filter lets through, newest first. */
export function shownLines(lines: readonly ActivityLine[], filter: ActivityFilter): readonly ActivityLine[] {
  return lines.filter(PASSES[filter]).toReversed()
}

/** Lines as they are copied: a head and a row each, cells apart by tabs. */
export function activityTable(lines: readonly ActivityLine[]): readonly (readonly string[])[] {
  return [
    ['time', 'symbol', 'what', 'dollars'],
    ...lines.map(({ time, symbol, text, amount }) => [
      timeOfDay(time),
      symbol ?? '',
      text,
      amount === null ? '' : money(amount),
    ]),
  ]
}
