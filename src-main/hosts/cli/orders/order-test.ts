import type { OrderView } from '../../../../src-shared/contract/views/orders.ts'
import type { WatchRow } from '../../../../src-shared/contract/views/watchlist.ts'
import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import { MARKET_SYMBOL } from '../../../../src-shared/domain/instrument.ts'
import { CommandFailure, EXIT, type ExitCode } from '../exit-codes.ts'
import type { Terminal } from '../output/terminal.ts'
import { armFor } from './arm-for-order.ts'
import { askOnceDecided } from './ask-once-decided.ts'
import { endEntry } from './end-entry.ts'
import type { Ending } from './ending.ts'
import { familyOf, standingText } from './order-text.ts'
import type { CockpitChoice, ReachedCockpit } from './reach-cockpit.ts'
import { found, untilTrading } from './ready.ts'
import { refused } from './refused.ts'
import { watch } from './watch.ts'
import { withCockpit } from './with-cockpit.ts'

/** A step, and whether it went well. */
interface Step {
  readonly name: string
  readonly passed: boolean
  readonly found: string
}

/** How far below the market the entry's limit lies: inside the collar of 1 %, and unlikely to be filled in seconds. */
const BELOW = 0.008
const STOP_BELOW = 0.02
const TARGET_ABOVE = 0.03
/** The change that is tried: this much further down. */
const FURTHER = 0.001
/** How long the broker may take for each answer, ms. */
const ANSWER_MS = 10_000
/** How long prices are waited for, ms. */
const PRICE_MS = 30_000

/**
 * Proves on a paper or simulated account that an order can be placed, is acknowledged, changed and cancelled, and that
 * nothing is left of it. Never on real money.
 */
export async function runOrderTest(
  confirmation: { readonly token: string; readonly account: string | null },
  choice: CockpitChoice,
  terminal: Terminal,
): Promise<ExitCode> {
  return await withCockpit(choice, MARKET_SYMBOL, terminal, async (reached, ending) => {
    await untilTrading(reached, ending, terminal)
    await armFor(reached, { ...confirmation, allowReal: false }, ending, terminal)
    const steps = await orderSteps(reached, confirmation.token, ending, terminal)
    return steps.every(({ passed }) => passed) ? EXIT.ok : EXIT.failed
  })
}

async function orderSteps(
  reached: ReachedCockpit,
  token: string,
  ending: Ending,
  terminal: Terminal,
): Promise<readonly Step[]> {
  const { client } = reached
  const { symbol, last } = await pricedSymbol(reached, ending)
  const limit = cents(last * (1 - BELOW))
  const [stop, target] = [cents(limit * (1 - STOP_BELOW)), cents(limit * (1 + TARGET_ABOVE))]
  const order = { symbol, side: 'long', quantity: 1, limit, stop, target } as const
  const placed = await askOnceDecided(reached, { kind: 'place-confirmed', order, token }, ending, terminal)
  if (!placed.ok) throw refused(placed.error)
  const [outcome] = placed.value.orders
  if (outcome === undefined) throw new CommandFailure('The order was not placed.', EXIT.failed)
  if (outcome.refusal !== null) throw refused(outcome.refusal)
  const { ref } = outcome
  const steps: Step[] = []
  const say = (step: Step): boolean => {
    steps.push(step)
    terminal.line(`${step.passed ? '✓' : '✗'} ${step.name}: ${step.found}`)
    return step.passed
  }
  try {
    const isPlaced = say(
      await stepOf(
        `order placed, 1 ${symbol} at ${limit.toFixed(2)}`,
        reached,
        ref,
        (entry) => entry.state === 'acknowledged',
      ),
    )
    if (isPlaced) say(await changed(reached, ref, cents(last * (1 - BELOW - FURTHER))))
  } finally {
    await client.command({ kind: 'cancel', ref })
  }
  say(await stepOf('order cancelled', reached, ref, (entry) => entry.state === 'cancelled'))
  const ended = await endEntry(reached, ref, null, null)
  const left = (ended?.family ?? []).filter((each) => !each.over)
  const filled = ended?.entry?.filled ?? 0
  say({
    name: 'nothing left',
    passed: left.length === 0 && filled === 0,
    found: leftText(left, filled, symbol),
  })
  return steps
}

function leftText(left: readonly OrderView[], filled: number, symbol: string): string {
  if (filled > 0) {
    return `${filled} ${symbol} were bought: the price came down to the limit. Close the position with flatten, or in TWS`
  }
  return left.length === 0
    ? 'no order and no position of the test'
    : left.map((each) => `${each.ref} ${standingText(each)}`).join('; ')
}

async function changed(reached: ReachedCockpit, ref: string, limit: number): Promise<Step> {
  const name = `order changed to ${limit.toFixed(2)}`
  const answer = await reached.client.command({ kind: 'modify', ref, change: { limit } })
  if (!answer.ok) return { name, passed: false, found: answer.error.message }
  return await stepOf(name, reached, ref, isAt(limit))
}

const isAt =
  (limit: number) =>
  ({ state, pricing }: OrderView): boolean =>
    state === 'acknowledged' && pricing.type === 'LMT' && pricing.limit === limit

/** Waits until the entry is as it should be, or over. It goes on when the user wants the command to end: soon it is. */
async function stepOf(
  name: string,
  { client }: ReachedCockpit,
  ref: string,
  isRight: (entry: OrderView) => boolean,
): Promise<Step> {
  let seen: OrderView | null = null
  const { signal } = new AbortController()
  const watched = await watch('orders', { client, withinMs: ANSWER_MS, signal }, ({ rows }) => {
    const entry = familyOf(rows, ref).find((each) => each.ref === ref)
    seen = entry ?? seen
    return entry !== undefined && (isRight(entry) || entry.over) ? entry : undefined
  })
  if (watched.kind === 'found') {
    return { name, passed: isRight(watched.value), found: standingText(watched.value) }
  }
  return { name, passed: false, found: seen === null ? 'nothing was heard of it' : `still ${standingText(seen)}` }
}

/** A symbol that is traded, free, and has a price. */
async function pricedSymbol(
  { client }: ReachedCockpit,
  { signal }: Ending,
): Promise<{ readonly symbol: Ticker; readonly last: number }> {
  const looked = await watch('watchlist', { client, withinMs: PRICE_MS, signal }, ({ rows }) => {
    const row = rows.find(isFree)
    return row === undefined || row.last === null ? undefined : { symbol: row.symbol, last: row.last }
  })
  return found(looked, 'No symbol that is traded has a price; nothing was done.')
}

const isFree = ({ role, last, shares, staged }: WatchRow): boolean =>
  role === 'traded' && last !== null && last >= 5 && shares === 0 && !staged

const cents = (dollars: number): number => Math.round(dollars * 100) / 100
