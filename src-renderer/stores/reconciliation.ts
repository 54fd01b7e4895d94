import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { applyValue } from '../../src-shared/contract/streams.ts'
import type { ReconciledAccount, ReconciliationView } from '../../src-shared/contract/views/reconciliation.ts'
import { onEngine } from './engine.ts'

const NOTHING: ReconciliationView = { accounts: [] }
const store = createStore<{ readonly view: ReconciliationView }>(() => ({ view: NOTHING }))

onEngine((client) =>
  client.follow('reconciliation', 'reconciliation', {
    snapshot: (view) => store.setState({ view }),
    delta: (delta) => store.setState(({ view }) => ({ view: applyValue(view, delta) })),
    gone: () => store.setState({ view: NOTHING }),
  }),
)

/** How each account's books and ours compare. */
export const useReconciliation = (): readonly ReconciledAccount[] => useStore(store, ({ view }) => view.accounts)

/** How much there is to look at: differences that nobody has acknowledged, and what is not ours. */
export function openFindings(accounts: readonly ReconciledAccount[]): { differences: number; foreign: number } {
  const count = (of: (account: ReconciledAccount) => number): number =>
    accounts.reduce((sum, account) => sum + of(account), 0)
  return {
    differences: count(({ differences }) => differences.filter(({ acknowledged }) => !acknowledged).length),
    foreign: count(({ foreignOrders, foreignPositions }) => foreignOrders.length + foreignPositions.length),
  }
}

/** The same as it is now, for what happens on a key. */
export const currentReconciliation = (): readonly ReconciledAccount[] => store.getState().view.accounts
