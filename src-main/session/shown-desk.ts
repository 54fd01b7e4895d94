import type { DeskView } from '../trading/desk-context.ts'
import { type DeskState, EMPTY_DESK } from '../trading/state/desk-state.ts'
import type { SessionWorks } from './session-works.ts'

/** What trading knows, as it is shown: while the past is repeated, what it knew then. */
export function shownDesk(works: SessionWorks): DeskView {
  const { view } = works.trading.desk
  let shown: { readonly past: DeskState; readonly state: DeskState } | null = null
  /** The past as it is repeated, but for its mode: now it is dry run. */
  const pastState = (past: DeskState): DeskState => {
    if (shown?.past !== past) {
      const { mode, account, automaticApproval } = EMPTY_DESK
      shown = { past, state: { ...past, mode, account, automaticApproval } }
    }
    return shown.state
  }
  return {
    get state() {
      return works.player === null ? view.state : pastState(works.player.state)
    },
    venues: view.venues,
    quotes: view.quotes,
    expiry: view.expiry,
    limitsOf: view.limitsOf,
    now: () => view.now(),
  }
}
