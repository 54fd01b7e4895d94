import { clsx } from 'clsx'
import { ActivityPanel } from '../features/activity/activity-panel.tsx'
import { ApprovalsPanel } from '../features/approvals/approvals-panel.tsx'
import { Guidance, useNeedsGuidance } from '../features/connection/guidance.tsx'
import { isLost } from '../features/connection/link-words.ts'
import { PositionsPanel } from '../features/positions/positions-panel.tsx'
import { ScorecardPanel } from '../features/scorecard/scorecard-panel.tsx'
import { SymbolPanel } from '../features/symbol/symbol-panel.tsx'
import { WatchlistPanel } from '../features/watchlist/watchlist-panel.tsx'
import { useGateway } from '../stores/gateway.ts'
import { useStatus } from '../stores/status.ts'

/** Whether all prices are of before the market was lost. */
function useOldData(): boolean {
  const lost = useGateway(({ link }) => link !== null && isLost(link)) === true
  return useStatus(({ data }) => data.lost !== null && data.age !== null) === true || lost
}

/** The screen for trading: symbols, the one that is looked at with its reasons, and what waits, is held and happened. */
export function TradeScreen() {
  const guided = useNeedsGuidance()
  const old = useOldData()
  return (
    <main className={clsx('trade', guided && 'guided', old && 'old-data')}>
      <h1 className="vh">Trade</h1>
      {guided ? (
        <Guidance />
      ) : (
        <>
          <WatchlistPanel />
          <div className="centre">
            <SymbolPanel />
            <ScorecardPanel />
          </div>
        </>
      )}
      <aside className="side" aria-label="Orders">
        <ApprovalsPanel />
        <PositionsPanel />
        <ActivityPanel />
      </aside>
    </main>
  )
}
