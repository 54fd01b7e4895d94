import { clsx } from 'clsx'
import { type CSSProperties, memo } from 'react'
import type { Cells } from '../../src-shared/contract/views/common.ts'
import { EDGE_NAMES, type Side, type Vote, vetoes } from '../../src-shared/domain/vote.ts'
import { edgeTip, SHOWN_EDGES, voteWords } from './edge-words.ts'
import { Icon, type IconName } from './icon.tsx'
import './edge-cell.css'

/** The cell's tint and its sign. */
function markOf(vote: Vote, side: Side): { tint: string; icon: IconName; size: number } {
  switch (vote) {
    case 'STRONG_LONG':
      return { tint: 'up', icon: 'strong-long', size: 11 }
    case 'LONG':
      return { tint: 'up', icon: 'long', size: 11 }
    case 'SHORT':
      return { tint: 'dn', icon: 'short', size: 11 }
    case 'STRONG_SHORT':
      return { tint: 'dn', icon: 'strong-short', size: 11 }
    case 'NEUTRAL':
      return { tint: 'ne', icon: 'neutral', size: 11 }
    case 'ABSTAIN':
      return { tint: 'ne', icon: 'abstain', size: 11 }
    case 'VETO_LONG':
    case 'VETO_SHORT':
    case 'VETO_BOTH':
      return vetoes(vote, side) ? { tint: 'vt', icon: 'veto', size: 13 } : { tint: 'vo', icon: 'veto-other', size: 13 }
  }
}

interface EdgeCellProps {
  readonly vote: Vote
  /** Hundredths. */
  readonly confidence: number
  /** Whose card it stands in: a veto of the other side is only an outline. */
  readonly side: Side
  /** What it says aloud and on hover (first line strong); without one the cell is part of something that speaks. */
  readonly label?: string
  /** Only on hover, where something else speaks. */
  readonly tip?: string
}

/** One edge's vote as a mark of 18 × 18: direction in the shape, confidence in the tint. */
export const EdgeCell = memo(function EdgeCell({ vote, confidence, side, label, tip = label }: EdgeCellProps) {
  const { tint, icon, size } = markOf(vote, side)
  const style: CSSProperties & { '--cf': number } = { '--cf': confidence / 100 }
  const named = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label.replace('\n', ': ') }
  return (
    <span className={clsx('ec', tint)} style={style} data-tip={tip} {...named}>
      <Icon name={icon} size={size} />
    </span>
  )
})

/** The six cells of a card in their order, read out as one. */
export const EdgeCells = memo(function EdgeCells({ cells, side }: { cells: Cells; side: Side }) {
  const label = SHOWN_EDGES.map((edge) => `${EDGE_NAMES[edge]} ${voteWords(cells[edge].vote, side)}`).join(', ')
  return (
    <span className="ecs" role="img" aria-label={label}>
      {SHOWN_EDGES.map((edge) => {
        const { vote, confidence } = cells[edge]
        return (
          <EdgeCell
            key={edge}
            vote={vote}
            confidence={confidence}
            side={side}
            tip={edgeTip(edge, vote, confidence, side)}
          />
        )
      })}
    </span>
  )
})
