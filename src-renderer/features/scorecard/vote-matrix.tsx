import { clsx } from 'clsx'
import { type CSSProperties, type KeyboardEvent, memo, type PointerEvent } from 'react'
import type { MatrixColumn } from '../../../src-shared/contract/views/scorecard.ts'
import { EDGE_NAMES, type EdgeCode } from '../../../src-shared/domain/vote.ts'
import { SHOWN_EDGES, voteWords } from '../../ui/edge-words.ts'
import { dayOf, hundredths, timeOfDay } from '../../ui/format.ts'
import { dayLabels, type MatrixSlot, slotAfter, slotAt, voteMark } from './matrix-columns.ts'
import './vote-matrix.css'

type Vars = CSSProperties & { readonly [name: `--${string}`]: string | number }

interface SlotsProps {
  readonly slots: readonly MatrixSlot[]
}

/** One edge's votes over the last bars: up is long, down is short, full height strong, an octagon a veto. */
export const MatrixRow = memo(function MatrixRow({ slots, edge }: SlotsProps & { edge: EdgeCode }) {
  return (
    <div className="mx" aria-hidden="true">
      {slots.map(({ index, column, breaks }) => {
        if (column === null) return <i key={index} />
        const { vote, confidence } = column.cells[edge]
        const style: Vars = { '--cf': confidence / 100 }
        return <i key={index} className={clsx('mk', voteMark(vote, column.side), breaks && 'breaks')} style={style} />
      })}
    </div>
  )
})

/** How many edges agreed on each bar, with the line that consensus takes and the days' names. */
export const AgreeHistogram = memo(function AgreeHistogram({ slots, needed }: SlotsProps & { needed: number }) {
  const line: Vars = { '--n': needed }
  return (
    <div className="mx mx-sum" aria-hidden="true">
      {slots.map(({ index, column, breaks }) => {
        if (column === null) return <i key={index} />
        const { agreeing, side } = column
        const style: Vars = { '--n': agreeing }
        return (
          <i key={index} className={clsx(breaks && 'breaks')}>
            <b className={clsx(agreeing >= needed && side)} style={style} />
          </i>
        )
      })}
      <hr style={line} />
      {dayLabels(slots).map(({ index, text }) => {
        const style: Vars = { '--at': index }
        return (
          <span key={index} className="mx-day" style={style}>
            {text}
          </span>
        )
      })}
    </div>
  )
})

/** A bar of the matrix in words. */
function columnWords({ barStart, side, candidate, agreeing, cells }: MatrixColumn): string {
  const votes = SHOWN_EDGES.map((edge) => {
    const { vote, confidence } = cells[edge]
    return `${EDGE_NAMES[edge]} ${voteWords(vote, side)} ${hundredths(confidence)}`
  })
  const whose = candidate ? `${side} candidate` : `no candidate, ${side} card`
  return `${dayOf(barStart)} ${timeOfDay(barStart, 'minutes')}, ${whose}, ${agreeing} of 6 agree: ${votes.join(', ')}`
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowUp: 1,
  PageDown: -6,
  PageUp: 6,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

interface CursorProps extends SlotsProps {
  /** The slot that is read at the moment. */
  readonly at: number | null
  readonly onMove: (index: number | null) => void
}

/** Lies over the matrix: the pointer and the arrow keys choose the bar whose votes are read out beside it. */
export function MatrixCursor({ slots, at, onMove }: CursorProps) {
  const filled = slots.filter(({ column }) => column !== null)
  const first = filled[0]
  const newest = filled.at(-1)
  if (first === undefined || newest === undefined) return null
  const read = filled.find(({ index }) => index === at) ?? newest
  const point = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect()
    onMove(slotAt(slots, event.clientX - box.left, box.width)?.index ?? null)
  }
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onMove(null)
    const bars = STEPS[event.key]
    if (bars === undefined) return
    event.preventDefault()
    event.stopPropagation()
    onMove(slotAfter(slots, at ?? newest.index, bars)?.index ?? null)
  }
  const style: Vars = { '--at': at ?? 0 }
  return (
    <div
      className="mx-cursor"
      role="slider"
      tabIndex={0}
      aria-label="Votes of the last bars"
      aria-valuemin={first.index}
      aria-valuemax={newest.index}
      aria-valuenow={read.index}
      aria-valuetext={read.column === null ? undefined : columnWords(read.column)}
      onPointerMove={point}
      onPointerLeave={() => onMove(null)}
      onFocus={(event) => event.currentTarget.matches(':focus-visible') && onMove(at ?? newest.index)}
      onBlur={() => onMove(null)}
      onKeyDown={press}
    >
      {at !== null && <i className="mx-at" style={style} />}
    </div>
  )
}
