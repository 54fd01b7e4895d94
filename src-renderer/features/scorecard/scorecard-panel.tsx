import type { ReactNode } from 'react'
import { useSelection } from '../../stores/selection.ts'
import { useStatus } from '../../stores/status.ts'
import { useScorecard } from '../../stores/symbol.ts'
import { useWatchRow } from '../../stores/watchlist.ts'
import { duration } from '../../ui/format.ts'
import { Num } from '../../ui/num.tsx'
import { EmptyState } from '../../ui/panel.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { ScorecardView } from './scorecard-view.tsx'

/** Market time to the next decision; nothing outside sessions. */
function NextDecision() {
  const left = useStatus(({ nextDecision, time }) =>
    nextDecision === null ? null : Math.ceil((nextDecision - time) / 1_000),
  )
  if (left === null) return null
  return (
    <span className="cap nw sc-next">
      next decision in <Num className="i2">{duration(left * 1_000)}</Num>
    </span>
  )
}

/** How far the bars of earlier days have been read. */
function WarmingUp() {
  const state = useStatus((status) => status.state)
  if (state?.phase !== 'warming-up') return null
  return <ProgressBar label="Bars of earlier days" done={state.done} total={state.total} />
}

/** Why there is no decision to show, and when there will be. */
function Waiting({ symbol }: { symbol: string | null }) {
  const phase = useStatus(({ state }) => state.phase)
  const context = useWatchRow(symbol)?.role === 'context'
  if (symbol === null || phase === null) {
    return <EmptyState title="No symbol is selected yet.">Its newest decision stands here, with reasons.</EmptyState>
  }
  if (context) {
    return (
      <EmptyState title={`${symbol} is not traded.`}>
        It is watched because others are measured against it: no decisions are made on it.
      </EmptyState>
    )
  }
  if (phase === 'connecting') {
    return (
      <EmptyState title="Waiting for the market.">Decisions begin once it answers and its bars have come.</EmptyState>
    )
  }
  if (phase === 'warming-up') {
    return (
      <div className="empty sc-wait">
        <p>Warming up with the bars of earlier days.</p>
        <p>Decisions begin when the averages have enough of them.</p>
        <WarmingUp />
      </div>
    )
  }
  if (phase === 'catching-up') {
    return (
      <EmptyState title="Catching up.">The newest decision on {symbol} comes when the day has been read.</EmptyState>
    )
  }
  if (phase === 'finished' || phase === 'failed') {
    return (
      <EmptyState title={`No decision on ${symbol}.`}>
        {phase === 'finished' ? 'The market has no more bars.' : 'The session cannot go on; why stands above.'}
      </EmptyState>
    )
  }
  return (
    <EmptyState title={`No decision on ${symbol} yet.`}>It comes when the first five-minute bar has ended.</EmptyState>
  )
}

/** A scorecard's place before anything is known of it. */
function Frame({ children }: { children: ReactNode }) {
  return (
    <section className="panel scorecard" aria-label="Scorecard">
      <div className="head sc-head">
        <h2>Scorecard</h2>
      </div>
      {children}
    </section>
  )
}

/** The newest decision on the selected symbol, with its reasons. */
export function ScorecardPanel() {
  const symbol = useSelection((selection) => selection.symbol)
  const scorecard = useScorecard(symbol)
  const waiting = <Waiting symbol={symbol} />
  if (scorecard === null) return <Frame>{waiting}</Frame>
  return <ScorecardView scorecard={scorecard} aside={<NextDecision />} empty={waiting} />
}
