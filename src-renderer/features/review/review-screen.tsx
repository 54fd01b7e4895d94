import { useEffect, useMemo, useRef } from 'react'
import { EmptyState } from '../../ui/panel.tsx'
import { BrokenChain } from './chain-badge.tsx'
import { DaysPanel } from './days-panel.tsx'
import { DecisionPanel } from './decision-panel.tsx'
import { FilterBar } from './filter-bar.tsx'
import { ProfitPanel } from './profit-panel.tsx'
import { enterReview, readDayAgain, readDays } from './read-review.ts'
import { shownRows } from './review-filters.ts'
import { ReviewHead } from './review-head.tsx'
import { useReview } from './review-store.ts'
import { RowsTable } from './rows-table.tsx'
import { Trouble } from './trouble.tsx'
import './review.css'

/** The past as the audit has it: a day, what it came to, every decision with its reasons, and whether the record is whole. */
export function ReviewScreen() {
  useEffect(enterReview, [])
  const { value: days, failure } = useReview((review) => review.days)
  if (days === null || days.length === 0) {
    return (
      <main className="review bare">
        <h1 className="vh">Review</h1>
        <section className="panel">
          {failure !== null ? (
            <Trouble message={failure} onRetry={() => void readDays()} />
          ) : days === null ? (
            <Reading />
          ) : (
            <EmptyState title="The audit has no day yet.">
              A day is listed here with its first decision, five minutes into the session.
            </EmptyState>
          )}
        </section>
      </main>
    )
  }
  return (
    <main className="review">
      <h1 className="vh">Review</h1>
      <DaysPanel />
      <Day />
    </main>
  )
}

/** The audit is folded once before its first answer; a long one takes its time and says how far it is. */
function Reading() {
  const progress = useReview((review) => review.days.progress)
  return (
    <EmptyState title="Reading the audit…">
      {progress !== null && progress > 0 ? `${Math.floor(progress * 100)} % of its sessions are read.` : undefined}
    </EmptyState>
  )
}

function Day() {
  const { value: rows, progress, failure } = useReview((review) => review.rows)
  const day = useReview((review) => review.day)
  const filters = useReview((review) => review.filters)
  const opened = useReview((review) => review.opened)
  const all = rows ?? []
  const shown = useMemo(() => shownRows(rows ?? [], filters), [rows, filters])
  const decision = useRef<HTMLElement>(null)
  const trouble = day.failure ?? failure
  return (
    <>
      <div className="rv-mid">
        <div className="rv-top">
          <ReviewHead />
          <BrokenChain />
        </div>
        <ProfitPanel />
        <FilterBar rows={all} shown={shown.length} filters={filters} progress={day.progress ?? progress} />
        <div className="rv-list">
          {trouble !== null && <Trouble message={trouble} onRetry={readDayAgain} />}
          {shown.length > 0 ? (
            <RowsTable rows={shown} opened={opened} onEnter={() => decision.current?.focus()} />
          ) : (
            <NoRows
              reading={day.progress !== null || progress !== null}
              any={all.length > 0}
              failed={trouble !== null}
            />
          )}
        </div>
      </div>
      <DecisionPanel shown={shown} panelRef={decision} />
    </>
  )
}

function NoRows({ reading, any, failed }: { reading: boolean; any: boolean; failed: boolean }) {
  if (failed) return <section className="panel" />
  return (
    <section className="panel">
      {reading ? (
        <EmptyState title="Reading the day…" />
      ) : any ? (
        <EmptyState title="Nothing of the day is like that.">Choose more kinds, all symbols or both sides.</EmptyState>
      ) : (
        <EmptyState title="Nothing has been decided yet.">
          Every five-minute bar adds a decision for each symbol.
        </EmptyState>
      )}
    </section>
  )
}
