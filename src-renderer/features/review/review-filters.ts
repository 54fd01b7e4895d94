import type { DecisionResult, ReviewRow } from '../../../src-shared/contract/views/review.ts'
import type { Side } from '../../../src-shared/domain/vote.ts'

export type DecisionRow = Extract<ReviewRow, { row: 'decision' }>
export type HappeningRow = Extract<ReviewRow, { row: 'happening' }>

/** What a row can be filtered by: the result of a decision, the subject of a happening. */
export type RowKind = DecisionResult | Exclude<HappeningRow['subject'], 'order' | 'session'> | 'other'

interface KindWords {
  readonly kind: RowKind
  readonly words: string
  /** What it is, where the word alone does not say. */
  readonly tip: string
}

export const DECISION_KINDS: readonly KindWords[] = [
  { kind: 'filled', words: 'Filled', tip: 'Decisions that led to a fill' },
  { kind: 'not-sent', words: 'Not sent', tip: 'Orders that were rejected, expired, refused or not filled' },
  { kind: 'vetoed', words: 'Vetoed', tip: 'Candidates that an edge vetoed' },
  { kind: 'short-of-consensus', words: 'Short of consensus', tip: 'Candidates with too few edges or too low a score' },
  { kind: 'held', words: 'Holds', tip: 'Bars without a candidate to enter' },
]

export const HAPPENING_KINDS: readonly KindWords[] = [
  { kind: 'approval', words: 'Approvals', tip: 'Orders approved, edited or rejected' },
  { kind: 'fill', words: 'Fills', tip: 'Executions' },
  { kind: 'mode', words: 'Modes', tip: 'Changes of the mode' },
  { kind: 'refusal', words: 'Refusals', tip: 'What was asked for and not done' },
  { kind: 'other', words: 'Other', tip: 'Orders sent, moved and cancelled; starts and stops of the session' },
]

export interface Filters {
  readonly kinds: readonly RowKind[]
  /** Null: all. */
  readonly symbol: string | null
  readonly side: Side | null
}

/** Everything that a day is about; what happens hundreds of times, or as a matter of course, is asked for. */
export const FIRST_FILTERS: Filters = {
  kinds: ['filled', 'not-sent', 'vetoed', 'short-of-consensus', 'approval', 'fill', 'mode', 'refusal'],
  symbol: null,
  side: null,
}

export function kindOf(row: ReviewRow): RowKind {
  if (row.row === 'decision') return row.result
  return row.subject === 'order' || row.subject === 'session' ? 'other' : row.subject
}

/** Whether a row is of the chosen symbol and side. What has no side is shown with either. */
const matches = (row: ReviewRow, { symbol, side }: Filters): boolean =>
  (symbol === null || row.symbol === symbol) && (side === null || row.row === 'happening' || row.candidate === side)

/** The rows that are shown, in their order. */
export function shownRows(rows: readonly ReviewRow[], filters: Filters): readonly ReviewRow[] {
  const kinds = new Set(filters.kinds)
  return rows.filter((row) => kinds.has(kindOf(row)) && matches(row, filters))
}

/** How many rows of each kind there are of the chosen symbol and side. */
export function countKinds(rows: readonly ReviewRow[], filters: Filters): ReadonlyMap<RowKind, number> {
  const counts = new Map<RowKind, number>()
  for (const row of rows) {
    if (matches(row, filters)) counts.set(kindOf(row), (counts.get(kindOf(row)) ?? 0) + 1)
  }
  return counts
}

/** The symbols of a day, in the order of the alphabet. */
export const symbolsOf = (rows: readonly ReviewRow[]): readonly string[] =>
  [...new Set(rows.flatMap(({ symbol }) => (symbol === null ? [] : [symbol])))].sort()

export const withKind = (filters: Filters, kind: RowKind, on: boolean): Filters => ({
  ...filters,
  kinds: on ? [...filters.kinds, kind] : filters.kinds.filter((other) => other !== kind),
})

/** The decisions before and after a row of the list, by their place in the audit; null at its ends. */
export function neighbours(
  shown: readonly ReviewRow[],
  opened: number | null,
): { readonly before: number | null; readonly after: number | null } {
  if (opened === null) return { before: null, after: null }
  const decisions = shown.filter(({ row }) => row === 'decision')
  return {
    before: decisions.findLast(({ seq }) => seq < opened)?.seq ?? null,
    after: decisions.find(({ seq }) => seq > opened)?.seq ?? null,
  }
}

/** The decision that a day opens with: the first that was filled, else vetoed, else any that is shown. */
export function firstToOpen(shown: readonly ReviewRow[]): number | null {
  const decisions = shown.filter((row) => row.row === 'decision')
  const best =
    decisions.find(({ result }) => result === 'filled') ??
    decisions.find(({ result }) => result === 'vetoed') ??
    decisions[0]
  return best?.seq ?? null
}
