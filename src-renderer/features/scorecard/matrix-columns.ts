import type { MatrixColumn } from '../../../src-shared/contract/views/scorecard.ts'
import { type Side, VOTE_WEIGHT, type Vote, vetoes } from '../../../src-shared/domain/vote.ts'
import { dayOf } from '../../ui/format.ts'

/** Columns of the matrix, whether or not there are bars for all of them. */
export const SHOWN_BARS = 30

/** A place in the matrix; the newest bar is always the last one. */
export interface MatrixSlot {
  readonly index: number
  /** Null before the symbol's first decision. */
  readonly column: MatrixColumn | null
  /** The first bar of another session than the bar before. */
  readonly breaks: boolean
}

/** The last bars, at the right end of the matrix. */
export function matrixSlots(matrix: readonly MatrixColumn[]): readonly MatrixSlot[] {
  const shown = matrix.slice(-SHOWN_BARS)
  const empty = SHOWN_BARS - shown.length
  return Array.from({ length: SHOWN_BARS }, (_, index) => {
    const column = shown[index - empty] ?? null
    const before = shown[index - empty - 1]
    const breaks = column !== null && before !== undefined && dayOf(column.barStart) !== dayOf(before.barStart)
    return { index, column, breaks }
  })
}

/** A session's name and the slot at which it begins. */
interface DayLabel {
  readonly index: number
  readonly text: string
}

/** Slots that a day's name needs for itself. */
const LABEL_SLOTS = 9

/** Names of the sessions in the matrix, without those that have no room before the next one. */
export function dayLabels(slots: readonly MatrixSlot[]): readonly DayLabel[] {
  const first = slots.find(({ column }) => column !== null)
  const starts = slots.filter((slot) => slot === first || slot.breaks)
  return starts.flatMap(({ index, column }, place) => {
    const end = starts[place + 1]?.index ?? SHOWN_BARS + LABEL_SLOTS
    if (column === null || end - index < LABEL_SLOTS) return []
    return [{ index, text: dayOf(column.barStart).replace(/^\w+ /, '') }]
  })
}

/** How a vote is drawn: its direction and whether it is strong; vetoes are octagons. */
type VoteMark = 'up' | 'up2' | 'down' | 'down2' | 'veto' | 'veto-other' | 'neutral' | 'abstain'

export function voteMark(vote: Vote, side: Side): VoteMark {
  if (vote === 'NEUTRAL') return 'neutral'
  if (vote === 'ABSTAIN') return 'abstain'
  const weight = VOTE_WEIGHT[vote]
  if (weight === 0) return vetoes(vote, side) ? 'veto' : 'veto-other'
  const strong = Math.abs(weight) === 2 ? '2' : ''
  return weight > 0 ? `up${strong}` : `down${strong}`
}

/** The slot under a point; null beside the matrix or where no bar is. @param x px from its left edge. */
export function slotAt(slots: readonly MatrixSlot[], x: number, width: number): MatrixSlot | null {
  const slot = slots[Math.floor((x / width) * slots.length)]
  return slot === undefined || slot.column === null ? null : slot
}

/** The slot that many bars on from another, held at both ends; from none it is the newest. */
export function slotAfter(slots: readonly MatrixSlot[], index: number | null, bars: number): MatrixSlot | null {
  const filled = slots.filter(({ column }) => column !== null)
  const place = filled.findIndex((slot) => slot.index === index)
  if (place < 0) return filled.at(-1) ?? null
  return filled[Math.min(Math.max(place + bars, 0), filled.length - 1)] ?? null
}
