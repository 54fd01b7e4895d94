import type { Command, TradingRequest } from '../../../../src-shared/contract/commands.ts'
import type { OrderView } from '../../../../src-shared/contract/views/orders.ts'
import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import { CockpitGone } from '../../attach/contract-client.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Terminal } from '../output/terminal.ts'
import { armFor } from './arm-for-order.ts'
import { askOnceDecided } from './ask-once-decided.ts'
import { endEntry, type PlacedOrder } from './end-entry.ts'
import { type Ending, endedByUser } from './ending.ts'
import { bookText, familyOf, orderLine, standingText } from './order-text.ts'
import type { CockpitChoice, ReachedCockpit } from './reach-cockpit.ts'
import { untilTrading } from './ready.ts'
import { refused } from './refused.ts'
import { watch } from './watch.ts'
import { withCockpit } from './with-cockpit.ts'

/** An order as it was typed; dollars a share. Null prices are set where the order is staged. */
type TypedOrder = Omit<Extract<TradingRequest, { kind: 'place' }>, 'kind' | 'mode' | 'symbol'> & {
  readonly symbol: Ticker
}

/** How an order is placed. */
export interface Placing {
  readonly order: TypedOrder
  /** In the simulated book; otherwise live, which takes the token. */
  readonly dryRun: boolean
  readonly token: string | null
  /** The account to arm on, or that has to be armed; null: the first one, or the one that is. */
  readonly account: string | null
  /** How long its fill is waited for, seconds; null: in a cockpit of the command's own a minute, otherwise not. */
  readonly wait: number | null
  readonly json: boolean
}

const OWN_WAIT_S = 60
/** How long the broker's answer to an order is waited for in any case, ms. */
const ANSWER_MS = 6_000

/** Places one order, says what becomes of it, and leaves nothing armed that it has armed. */
export async function placeOrder(placing: Placing, choice: CockpitChoice, terminal: Terminal): Promise<ExitCode> {
  const { dryRun, token, order } = placing
  if (!dryRun && token === null) throw refused(NO_TOKEN)
  return await withCockpit(choice, order.symbol, terminal, async (reached, ending) => {
    await untilTrading(reached, ending, terminal)
    if (!dryRun && token !== null) {
      await armFor(reached, { token, account: placing.account, allowReal: true }, ending, terminal)
    }
    ending.check()
    return await placeThere(reached, placing, ending, terminal)
  })
}

const NO_TOKEN = {
  code: 'no-token',
  message:
    'a live order takes --confirm-token. --dry-run places the order in the simulated book instead. Nothing was done.',
} as const

async function placeThere(
  reached: ReachedCockpit,
  placing: Placing,
  ending: Ending,
  terminal: Terminal,
): Promise<ExitCode> {
  const { owned } = reached
  const { order, wait, json } = placing
  const answer = await askOnceDecided(reached, commandFor(placing), ending, terminal)
  if (!answer.ok) throw refused(answer.error)
  const [placed] = answer.value.orders
  if (placed === undefined) throw refused({ code: 'internal', message: 'The order was not placed.' })
  if (placed.refusal !== null) throw refused(placed.refusal)
  const { ref } = placed
  if (!json) terminal.line(`placed: ${ref}`)
  const seconds = wait ?? (owned ? OWN_WAIT_S : 0)
  const entry = await followEntry(reached, ref, seconds * 1_000, ending, json ? null : terminal)
  const last = owned ? await endEntry(reached, ref, entry, json ? null : terminal) : entry
  if (json) terminal.line(JSON.stringify({ ref, order: last?.entry ?? null, family: last?.family ?? [] }))
  else sayWhatIsLeft(reached, ref, order.symbol, last, terminal)
  if (ending.signal.aborted) throw endedByUser()
  return last?.entry?.state === 'rejected' || last?.entry?.state === 'inactive' ? EXIT.refused : EXIT.ok
}

function commandFor({ order, dryRun, token }: Placing): Command {
  return dryRun || token === null
    ? { kind: 'place', ...order, mode: 'dry-run' }
    : { kind: 'place-confirmed', order, token }
}

/** What of an order is still to be waited for. */
const AWAITED: readonly OrderView['state'][] = ['approved', 'journaled', 'sent', 'pending-modify', 'unknown']

/** Follows the entry until it is over or the time is, at least until the broker has answered. Each change is a line. */
async function followEntry(
  { client }: ReachedCockpit,
  ref: string,
  waitMs: number,
  { signal }: Ending,
  terminal: Terminal | null,
): Promise<PlacedOrder | null> {
  let seen: PlacedOrder | null = null
  const since = performance.now()
  const shown = new Map<string, string>()
  const look = ({ rows }: { readonly rows: readonly OrderView[] }): true | undefined => {
    const family = familyOf(rows, ref)
    const entry = family.find((order) => order.ref === ref) ?? null
    seen = { entry, family }
    for (const order of family) {
      const line = orderLine(order)
      if (shown.get(order.ref) !== line) terminal?.line(line)
      shown.set(order.ref, line)
    }
    if (entry === null) return undefined
    const isAnswered = !AWAITED.includes(entry.state)
    return entry.over || (isAnswered && performance.now() - since >= waitMs) ? true : undefined
  }
  const watched = await watch('orders', { client, withinMs: Math.max(waitMs, ANSWER_MS), signal }, look)
  if (watched.kind === 'ended') throw new CockpitGone(watched.message)
  return seen
}

function sayWhatIsLeft(
  { owned }: ReachedCockpit,
  ref: string,
  symbol: string,
  last: PlacedOrder | null,
  terminal: Terminal,
): void {
  const entry = last?.entry ?? null
  if (entry === null) {
    terminal.note(`Nothing has been heard of ${ref} yet: order-status ${ref} looks again.`)
    return
  }
  const isHeld = entry.filled > 0
  if (isHeld && owned) {
    const where = entry.book.kind === 'simulated' ? 'in the simulated book' : `on ${bookText(entry.book)}`
    terminal.note(
      `The position in ${symbol} is held ${where}, with its stop and target; only a cockpit that runs moves the stop.`,
    )
  }
  if (entry.over) return
  terminal.note(
    owned
      ? `${ref} is ${standingText(entry)}.`
      : `It works on in the cockpit: oms-track ${ref} follows it, cancel-order ${ref} ends it.`,
  )
}
