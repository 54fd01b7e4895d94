import { ActivityPanel } from '../features/activity/activity-panel.tsx'
import { ApprovalsPanel } from '../features/approvals/approvals-panel.tsx'
import { PositionsPanel } from '../features/positions/positions-panel.tsx'
import { ScorecardPanel } from '../features/scorecard/scorecard-panel.tsx'
import { SymbolPanel } from '../features/symbol/symbol-panel.tsx'
import { WatchlistPanel } from '../features/watchlist/watchlist-panel.tsx'

/** The screen for trading: symbols, the one that is looked at with its reasons, and what waits, is held and happened. */
export function TradeScreen() {
  return (
    <main className="trade">
      <h1 className="vh">Trade</h1>
      <WatchlistPanel />
      <div className="centre">
        <SymbolPanel />
        <ScorecardPanel />
      </div>
      <aside className="side" aria-label="Orders">
        <ApprovalsPanel />
        <PositionsPanel />
        <ActivityPanel />
      </aside>
    </main>
  )
}
