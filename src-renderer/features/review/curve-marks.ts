import type { ReviewRow } from '../../../src-shared/contract/views/review.ts'
import type { Side } from '../../../src-shared/domain/vote.ts'
import type { CurveScale } from './curve.ts'
import type { DecisionRow } from './review-filters.ts'

/** The decisions with a candidate of one bar, the one that came to most first. */
export interface BarMark {
  readonly x: number
  /** UTC ms. */
  readonly time: number
  readonly rows: readonly [DecisionRow, ...DecisionRow[]]
}

/** A fill: into a position on one side, or out of one (null). */
export interface FillMark {
  /** Its own place in the audit. */
  readonly seq: number
  /** What a press on it opens: the decision that it belongs to, or itself where none is known. */
  readonly opens: number
  readonly x: number
  /** UTC ms. */
  readonly time: number
  readonly entry: Side | null
  /** `NVDA` and what was filled. */
  readonly says: string
}

/** What came to most comes first: what was filled before what only might have been. */
const RANK: Readonly<Record<DecisionRow['result'], number>> = {
  filled: 0,
  'not-sent': 1,
  vetoed: 2,
  'short-of-consensus': 3,
  held: 4,
}

export function barMarks(rows: readonly ReviewRow[], { xOf }: CurveScale): BarMark[] {
  const bars = new Map<number, [DecisionRow, ...DecisionRow[]]>()
  for (const row of rows) {
    if (row.row !== 'decision' || row.candidate === null || row.result === 'held') continue
    const bar = bars.get(row.time)
    if (bar === undefined) bars.set(row.time, [row])
    else bar.push(row)
  }
  for (const bar of bars.values()) bar.sort((one, other) => RANK[one.result] - RANK[other.result])
  return [...bars].map(([time, bar]) => ({ time, x: xOf(time), rows: bar }))
}

/** The decision whose order a happening of a symbol is about: the last one before it that led to an order. */
export function decisionBehind(rows: readonly ReviewRow[], happening: ReviewRow): DecisionRow | null {
  const { symbol, seq } = happening
  if (symbol === null) return null
  const decisions = rows.filter((row) => row.row === 'decision')
  return (
    decisions.findLast(
      (row) => row.symbol === symbol && row.seq < seq && (row.result === 'filled' || row.result === 'not-sent'),
    ) ?? null
  )
}

/** Fills that cost or earned something closed a position, in part or whole; the others opened one. */
export function fillMarks(rows: readonly ReviewRow[], { xOf }: CurveScale): FillMark[] {
  const marks: FillMark[] = []
  const behind = new Map<string, DecisionRow>()
  for (const row of rows) {
    if (row.row === 'decision') {
      if (row.result === 'filled') behind.set(row.symbol, row)
      continue
    }
    if (row.subject !== 'fill') continue
    const decision = row.symbol === null ? undefined : behind.get(row.symbol)
    const entry = row.amount === null ? (decision?.candidate ?? null) : null
    marks.push({
      seq: row.seq,
      opens: decision?.seq ?? row.seq,
      x: xOf(row.time),
      time: row.time,
      entry,
      says: `${row.symbol ?? ''} ${row.says}`.trim(),
    })
  }
  return marks
}
