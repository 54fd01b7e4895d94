import { type ReactNode, useMemo, useState } from 'react'
import type { MatrixColumn, Scorecard, SideCard } from '../../../src-shared/contract/views/scorecard.ts'
import type { Side } from '../../../src-shared/domain/vote.ts'
import { dayOf, timeOfDay } from '../../ui/format.ts'
import { EdgeRow } from './edge-row.tsx'
import { matrixSlots } from './matrix-columns.ts'
import { ScorecardHead } from './scorecard-head.tsx'
import { VerdictBand } from './verdict-band.tsx'
import { AgreeHistogram, MatrixCursor } from './vote-matrix.tsx'
import './scorecard.css'

/** The card to show: the one that was asked for, else the candidate's, else the one with more agreement. */
function cardOf(cards: readonly SideCard[], side: Side | null): SideCard | null {
  const asked = cards.find((card) => card.side === side)
  return asked ?? cards.toSorted((one, other) => other.agreeing - one.agreeing)[0] ?? null
}

interface ScorecardViewProps {
  readonly scorecard: Scorecard
  /** At the right end of the head. */
  readonly aside?: ReactNode
  /** Without the matrix of the last bars, where the room is narrow or the history stands elsewhere. */
  readonly history?: boolean
  /** Instead of the rows while nothing is decided. */
  readonly empty?: ReactNode
}

/** A decision with its reasons: the verdict, the six votes, what would change each, and how agreement built up. */
export function ScorecardView({ scorecard, aside = null, history = true, empty = null }: ScorecardViewProps) {
  const { symbol, decided, cards, needs, matrix } = scorecard
  const [asked, setAsked] = useState<{ readonly symbol: string; readonly side: Side } | null>(null)
  const [at, setAt] = useState<number | null>(null)
  const slots = useMemo(() => (history ? matrixSlots(matrix) : null), [history, matrix])
  const card = cardOf(cards, asked?.symbol === symbol ? asked.side : null)
  const read = at === null ? null : (slots?.[at]?.column ?? null)
  return (
    <section className="panel scorecard" aria-label="Scorecard">
      <ScorecardHead scorecard={scorecard} card={card} aside={aside} onSide={(side) => setAsked({ symbol, side })} />
      {decided === null || card === null ? (
        empty
      ) : (
        <div className={slots === null ? 'sc-body bare' : 'sc-body'}>
          <div className="sc-verdict">
            <VerdictBand decided={decided} />
            {slots !== null && <AgreeHistogram slots={slots} needed={needs.agreeing} />}
            {read !== null && <ReadBar column={read} />}
          </div>
          <ol className="sc-rows">
            {card.edges.map((row) => (
              <EdgeRow key={row.edge} row={row} side={card.side} slots={slots} read={read} />
            ))}
          </ol>
          {slots !== null && <MatrixCursor slots={slots} at={at} onMove={setAt} />}
        </div>
      )}
    </section>
  )
}

/** The bar that is read in the matrix: when it was, and how many agreed. */
function ReadBar({ column: { barStart, agreeing, side, candidate } }: { column: MatrixColumn }) {
  return (
    <div className="mx-read bar" aria-hidden="true">
      <b className="n">{`${dayOf(barStart)} ${timeOfDay(barStart, 'minutes')}`}</b>
      <span>{candidate ? `${side}: ${agreeing} of 6 agree` : `${agreeing} of 6 for ${side}`}</span>
    </div>
  )
}
