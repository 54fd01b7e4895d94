import { clsx } from 'clsx'
import { type KeyboardEvent, type RefObject, useMemo } from 'react'
import type { DecisionReview, ReviewRow } from '../../../src-shared/contract/views/review.ts'
import { Badge, IconButton } from '../../ui/controls.tsx'
import { EmptyState } from '../../ui/panel.tsx'
import { ScorecardView } from '../scorecard/scorecard-view.tsx'
import { AsItWas } from './as-it-was.tsx'
import { DecisionChart } from './decision-chart.tsx'
import { HappeningPart } from './happening-part.tsx'
import { OrderStory } from './order-story.tsx'
import { openRow, readDecision } from './read-review.ts'
import { RESULT_MARKS } from './result-words.ts'
import { type DecisionRow, neighbours } from './review-filters.ts'
import { useReview } from './review-store.ts'
import { Trouble } from './trouble.tsx'

interface DecisionPanelProps {
  /** The rows of the list: its neighbours are the decisions before and after. */
  readonly shown: readonly ReviewRow[]
  readonly panelRef: RefObject<HTMLElement | null>
}

/** What is opened: a decision as it was then, its reasons, and what became of its order. */
export function DecisionPanel({ shown, panelRef }: DecisionPanelProps) {
  const opened = useReview((review) => review.opened)
  const inFront = useReview((review) => review.inFront)
  const rows = useReview((review) => review.rows.value)
  const row = useMemo(() => rows?.find(({ seq }) => seq === opened) ?? null, [rows, opened])
  const { before, after } = useMemo(() => neighbours(shown, opened), [shown, opened])
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') openRow(null)
    else if (event.key === 'ArrowLeft' && before !== null) openRow(before)
    else if (event.key === 'ArrowRight' && after !== null) openRow(after)
    else return
    event.preventDefault()
  }
  return (
    <section
      ref={panelRef}
      className={clsx('panel rv-opened', inFront && 'front')}
      aria-label="The opened row"
      tabIndex={-1}
      onKeyDown={press}
    >
      {row === null ? (
        <EmptyState title="Nothing is open.">
          A row of the list or a mark on the curve opens the decision as it was then: its chart, its reasons, and what
          became of its order.
        </EmptyState>
      ) : (
        <>
          <div className="rv-title">
            <h2>{row.symbol ?? 'Session'}</h2>
            {row.row === 'decision' && <Badges row={row} />}
            <span className="grow" />
            <Step icon="left" label="The decision before (←)" to={before} />
            <Step icon="right" label="The next decision (→)" to={after} />
            <IconButton icon="cross" label="Close (Esc)" onClick={() => openRow(null)} />
          </div>
          {row.row === 'decision' ? <Decision row={row} /> : <HappeningPart row={row} rows={rows ?? []} />}
        </>
      )}
    </section>
  )
}

function Step({ icon, label, to }: { icon: 'left' | 'right'; label: string; to: number | null }) {
  return (
    <IconButton
      icon={icon}
      label={label}
      disabled={to === null}
      onClick={() => {
        if (to !== null) openRow(to)
      }}
    />
  )
}

function Badges({ row: { candidate, result, says } }: { row: DecisionRow }) {
  const { icon, word } = RESULT_MARKS[result]
  return (
    <>
      {candidate === null ? (
        <Badge kind="line">no candidate</Badge>
      ) : (
        <Badge kind={candidate} icon={candidate}>
          {candidate.toUpperCase()}
        </Badge>
      )}
      <span className="nw" data-tip={says}>
        <Badge kind={result === 'vetoed' ? 'veto' : result === 'not-sent' ? 'amber' : 'plain'} icon={icon}>
          {word}
        </Badge>
      </span>
    </>
  )
}

function Decision({ row }: { row: DecisionRow }) {
  const { value, progress, failure } = useReview((review) => review.decision)
  const rows = useReview((review) => review.rows.value)
  // The one before stays until this one has come, so that nothing jumps while an arrow key is held.
  const stands = value?.seq === row.seq ? row : (rows?.find(({ seq }) => seq === value?.seq) ?? null)
  if (failure !== null) return <Trouble message={failure} onRetry={() => void readDecision()} />
  if (value === null || stands?.row !== 'decision') {
    return progress === null ? null : <EmptyState title="Reading the decision…" />
  }
  return <AsThen review={value} row={stands} stale={stands !== row} />
}

function AsThen({ review, row, stale }: { review: DecisionReview; row: DecisionRow; stale: boolean }) {
  const { scorecard, order, story, decimals } = review
  return (
    <div className={clsx('rv-then', stale && 'stale')} aria-busy={stale}>
      <AsItWas scorecard={scorecard} />
      <DecisionChart review={review} row={row} />
      <ScorecardView scorecard={scorecard} history={false} />
      {order === null ? (
        <p className="rv-came">
          {row.result === 'held' ? 'Nothing was to be done' : 'No order was staged'}: {row.says}.
        </p>
      ) : (
        <OrderStory order={order} story={story} decimals={decimals} />
      )}
    </div>
  )
}
