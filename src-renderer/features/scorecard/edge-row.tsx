import { clsx } from 'clsx'
import { type CSSProperties, memo, useState } from 'react'
import type { MatrixColumn, EdgeRow as Row } from '../../../src-shared/contract/views/scorecard.ts'
import { EDGE_NAMES, type Side } from '../../../src-shared/domain/vote.ts'
import { EdgeCell } from '../../ui/edge-cell.tsx'
import { SHORT_EDGE_NAMES, voteWords } from '../../ui/edge-words.ts'
import { hundredths } from '../../ui/format.ts'
import { Num } from '../../ui/num.tsx'
import { type MatrixSlot, voteMark } from './matrix-columns.ts'
import { MatrixRow } from './vote-matrix.tsx'

/** The six edges' bars of confidence wear the colour of their vote. */
const BAR_TINT: Readonly<Record<ReturnType<typeof voteMark>, string>> = {
  up: 'up',
  up2: 'up',
  down: 'dn',
  down2: 'dn',
  veto: 'vt',
  'veto-other': 'vt',
  neutral: 'ne',
  abstain: 'ne',
}

interface EdgeRowProps {
  readonly row: Row
  readonly side: Side
  /** Null where the history has no place. */
  readonly slots: readonly MatrixSlot[] | null
  /** The bar that is read in the matrix; null: none. */
  readonly read: MatrixColumn | null
}

/** One edge: its vote, why, what would change it, and how it voted before. Its name opens the whole text. */
export const EdgeRow = memo(function EdgeRow({ row, side, slots, read }: EdgeRowProps) {
  const [open, setOpen] = useState(false)
  const { edge, cell, reason, inputs, flip } = row
  const { vote, confidence } = cell
  const words = voteWords(vote, side)
  const width: CSSProperties = { width: `${confidence}%` }
  const measured = inputs.map(({ name, value }) => `${name} ${value}`).join(' · ')
  const tip = [`${EDGE_NAMES[edge]}: ${words}`, reason, measured, flip].filter(Boolean).join('\n')
  return (
    <li className={clsx('sc-row', open && 'open')}>
      <div className="sc-grid">
        <button type="button" className="nm" aria-expanded={open} data-tip={tip} onClick={() => setOpen(!open)}>
          <span>{edge}</span>
          <b>{SHORT_EDGE_NAMES[edge]}</b>
        </button>
        <div className="vote">
          <EdgeCell vote={vote} confidence={confidence} side={side} label={`${EDGE_NAMES[edge]}\n${words}`} tip={tip} />
          {vote === 'ABSTAIN' ? (
            <span className="none">no data</span>
          ) : (
            <>
              <span className={clsx('cbar', BAR_TINT[voteMark(vote, side)])}>
                <i style={width} />
              </span>
              <Num className="r i2">{hundredths(confidence)}</Num>
            </>
          )}
        </div>
        <div className="why">
          <p>{reason}</p>
          <div className="in">
            {inputs.map(({ name, value }) => (
              <span key={name}>
                <span className="name">{name}</span> <Num>{value}</Num>
              </span>
            ))}
          </div>
          {flip !== null && <span className="flip">{flip}</span>}
        </div>
        {slots !== null && <MatrixRow slots={slots} edge={edge} />}
        {read !== null && <ReadVote column={read} edge={edge} />}
      </div>
    </li>
  )
})

/** The vote of the bar that is read, beside its column. */
function ReadVote({ column, edge }: { column: MatrixColumn; edge: Row['edge'] }) {
  const { vote, confidence } = column.cells[edge]
  return (
    <div className="mx-read" aria-hidden="true">
      <EdgeCell vote={vote} confidence={confidence} side={column.side} />
      <span>{voteWords(vote, column.side)}</span>
      <Num className="i1">{vote === 'ABSTAIN' ? '' : hundredths(confidence)}</Num>
    </div>
  )
}
