import type { OrderView } from '../../../../src-shared/contract/views/orders.ts'
import type { Terminal } from '../output/terminal.ts'
import { familyOf } from './order-text.ts'
import type { ReachedCockpit } from './reach-cockpit.ts'
import { watch } from './watch.ts'

/** An order that was placed, with its children, as they were seen last. */
export interface PlacedOrder {
  readonly entry: OrderView | null
  readonly family: readonly OrderView[]
}

/** How long the end of an unfilled entry is waited for, ms; beyond, its good-till-date ends it. */
const END_MS = 10_000

/**
 * The end of a cockpit of the command's own: disarmed, and an entry that is not filled is cancelled. It goes on also
 * when the user wants the command to end: nothing may be left that nobody looks after.
 */
export async function endEntry(
  { client }: ReachedCockpit,
  ref: string,
  last: PlacedOrder | null,
  terminal: Terminal | null,
): Promise<PlacedOrder | null> {
  const disarmed = await client.command({ kind: 'set-mode', mode: 'dry-run' })
  if (!disarmed.ok) terminal?.note(disarmed.error.message)
  if (last?.entry?.over === true) return last
  terminal?.note('The entry is not filled: it is cancelled, because this cockpit ends with the command.')
  await client.command({ kind: 'cancel', ref })
  let seen = last
  const ended = await watch(
    'orders',
    { client, withinMs: END_MS, signal: new AbortController().signal },
    ({ rows }): true | undefined => {
      const family = familyOf(rows, ref)
      const entry = family.find((order) => order.ref === ref) ?? null
      seen = { entry, family }
      return isSettled(entry) ? true : undefined
    },
  )
  if (ended.kind !== 'found') {
    terminal?.note(
      `The end of ${ref} has not been confirmed: at IBKR it dies by its good-till-date, within two bars. Look for it in TWS.`,
    )
  }
  return seen
}

const isSettled = (entry: OrderView | null): boolean => entry === null || entry.over
