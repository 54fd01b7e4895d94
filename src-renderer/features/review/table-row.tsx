import { clsx } from 'clsx'
import { memo } from 'react'
import type { ReviewRow } from '../../../src-shared/contract/views/review.ts'
import { EdgeCells } from '../../ui/edge-cell.tsx'
import { gainClass, hundredths, money, timeOfDay } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Gain, Num } from '../../ui/num.tsx'
import { HAPPENING_MARKS, RESULT_MARKS } from './result-words.ts'
import type { DecisionRow, HappeningRow } from './review-filters.ts'

export const rowId = (seq: number): string => `rv-row-${seq}`

interface TableRowProps {
  readonly row: ReviewRow
  /** Its place in the whole list, from 1, and how many there are. */
  readonly place: number
  readonly of: number
  /** Its distance from the top of the list, px. */
  readonly top: number
  readonly selected: boolean
}

/** A row of the day; the list around it has its keys and presses. */
export const TableRow = memo(function TableRow({ row, place, of, top, selected }: TableRowProps) {
  return (
    <div
      role="option"
      id={rowId(row.seq)}
      tabIndex={-1}
      aria-posinset={place}
      aria-setsize={of}
      aria-selected={selected}
      className={clsx('tr', row.row === 'happening' && 'happening')}
      style={{ transform: `translateY(${top}px)` }}
      data-seq={row.seq}
    >
      {row.row === 'decision' ? <DecisionCells row={row} /> : <HappeningCells row={row} />}
    </div>
  )
})

function DecisionCells({ row }: { row: DecisionRow }) {
  const { time, symbol, candidate, cells, agreeing, score, result, says, r, profit } = row
  const { icon, tint, word } = RESULT_MARKS[result]
  return (
    <>
      <Num className="i2">{timeOfDay(time, 'minutes')}</Num>
      <b className="i1">{symbol}</b>
      <span className={clsx('cand', candidate ?? 'i3')}>
        <Icon name={candidate ?? 'abstain'} size={9} /> {candidate ?? 'none'}
      </span>
      <EdgeCells cells={cells} side={candidate ?? 'long'} />
      <Num className={result === 'held' ? 'i3' : 'i1'}>{`${agreeing}/6`}</Num>
      {/* Cut off, not rounded: 0.498 is not shown as the 0.50 that it misses. */}
      <Num className="r i2">{hundredths(Math.trunc(score))}</Num>
      <span className="res" data-tip={`${word}\n${says}`}>
        <Icon name={icon} size={10} className={tint} />
        <span className="vh">{word}:</span>
        <span className="ell">{says}</span>
      </span>
      <Num className={clsx('r', r !== null && gainClass(r))}>
        {r === null ? '' : money(r, { sign: true, decimals: 1 })}
      </Num>
      {profit === null ? <span /> : <Gain value={profit} className="r" />}
    </>
  )
}

function HappeningCells({ row: { time, symbol, subject, says, amount } }: { row: HappeningRow }) {
  const { icon, tint } = HAPPENING_MARKS[subject]
  return (
    <>
      <Num className="i3">{timeOfDay(time, 'minutes')}</Num>
      <span className="i2 md">{symbol}</span>
      <span className="says">
        <Icon name={icon} size={9} className={tint} />
        <span className="ell">{says}</span>
      </span>
      {/* Of a staged order the amount is its risk, which is neither won nor lost. */}
      {subject === 'fill' && amount !== null ? <Gain value={amount} className="r" /> : <span />}
    </>
  )
}
