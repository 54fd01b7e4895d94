import type { ReconciledAccount, ReconciliationView } from '../../../../src-shared/contract/views/reconciliation.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Terminal } from '../output/terminal.ts'
import type { CockpitChoice } from './reach-cockpit.ts'
import { found, untilLookedAfter } from './ready.ts'
import { refused } from './refused.ts'
import { watch } from './watch.ts'
import { withCockpit } from './with-cockpit.ts'

/** How long the brokers may take to answer, ms. */
const ANSWER_MS = 20_000

/** Asks the brokers how things stand, and says what differs. Exit code 1 while a difference is neither resolved nor acknowledged. */
export const reconcileNow = (
  acknowledge: string | null,
  { json = false, ...choice }: CockpitChoice & { readonly json?: boolean },
  terminal: Terminal,
): Promise<ExitCode> =>
  withCockpit(choice, null, terminal, async (reached, ending) => {
    await untilLookedAfter(reached, ending, terminal)
    const { client } = reached
    const before = await client.read('reconciliation')
    if (!before.ok) throw refused(before.error)
    const asked = await client.command({ kind: 'reconcile' })
    if (!asked.ok) throw refused(asked.error)
    const compared = await watch('reconciliation', { client, withinMs: ANSWER_MS, signal: ending.signal }, (view) =>
      view.accounts.every((account) => isNewer(account, before.value)) ? view : undefined,
    )
    const view = found(compared, 'The broker has not answered: how things stand there is not known. Ask again.')
    if (acknowledge !== null) {
      const answer = await client.command({ kind: 'acknowledge', difference: acknowledge })
      if (!answer.ok) throw refused(answer.error)
    }
    const last = acknowledge === null ? view : ((await latest(client.read('reconciliation'))) ?? view)
    if (json) terminal.line(JSON.stringify(last))
    else for (const line of reconciliationLines(last)) terminal.line(line)
    const isOpen = last.accounts.some(({ differences }) => differences.some(({ acknowledged }) => !acknowledged))
    return isOpen ? EXIT.failed : EXIT.ok
  })

async function latest(
  reading: Promise<{ readonly ok: boolean; readonly value?: ReconciliationView }>,
): Promise<ReconciliationView | undefined> {
  return (await reading).value
}

/** Compared since then. */
function isNewer({ account, reconciled, at }: ReconciledAccount, before: ReconciliationView): boolean {
  const then = before.accounts.find((each) => each.account === account)?.at ?? null
  return reconciled && at !== null && (then === null || at > then)
}

/** What there is to say of each account. */
export function reconciliationLines({ accounts }: ReconciliationView): string[] {
  if (accounts.length === 0) return ['There is no account of a broker: only the simulated book is kept.']
  return accounts.flatMap((account) => {
    const { differences, foreignOrders, foreignPositions } = account
    return [
      `${account.account}: ${account.reconciled ? 'reconciled' : 'not compared yet'}, ${several(differences.length, 'difference')}`,
      ...differences.map(
        ({ id, message, acknowledged }) =>
          `  ${message} ${acknowledged ? '(acknowledged)' : `(oms-reconcile --acknowledge ${JSON.stringify(id)})`}`,
      ),
      ...foreignOrders.map(
        ({ action, quantity, filled, symbol, client, status, permId }) =>
          `  foreign order ${permId}: ${action} ${quantity} ${symbol}, ${filled} filled, ${status}, client ${client}`,
      ),
      ...foreignPositions.map(
        ({ symbol, net, own, inTheWay }) =>
          `  foreign shares: the account holds ${net} ${symbol}, ours are ${own}${inTheWay === null ? '' : `; ${inTheWay}`}`,
      ),
    ]
  })
}

const several = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
