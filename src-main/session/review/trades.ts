import type { OrderRef, Ticker } from '../../../src-shared/domain/ids.ts'
import type { Order } from '../../../src-shared/domain/order.ts'
import type { Side } from '../../../src-shared/domain/vote.ts'
import { emptyHolding, type Holding, type HoldingFill, withFill } from '../../trading/ledger/holding.ts'
import { type DeskState, findOrder } from '../../trading/state/desk-state.ts'

/** A position from flat to flat, or to the end of what is known of it. */
export interface DayTrade {
  readonly symbol: Ticker
  readonly side: Side
  /** The entry that opened it; null for what was carried into the day or no entry of ours explains. */
  readonly entry: OrderRef | null
  /** What closed the last of it; null while it is open. */
  readonly exit: Exclude<Order['role'], 'entry'> | 'trail' | null
  /** Dollars after commissions; null while it is open. */
  readonly profit: number | null
  /** The same in units of what the plan risked on the shares entered; null while it is open or nothing was planned. */
  readonly r: number | null
}

/** The day's trades of all books, in the order in which each symbol had them. */
export const tradesOf = (state: DeskState): DayTrade[] =>
  [...state.holdings.values()].flatMap((holding) => tradesIn(state, holding))

/** One stretch of fills between two moments at which nothing was held. */
interface Stretch {
  readonly fills: HoldingFill[]
  readonly carried: number
  realised: number
}

function tradesIn(state: DeskState, holding: Holding): DayTrade[] {
  const { carried, fills } = holding
  let running: Holding = { ...emptyHolding(holding.book, holding.symbol), ...carried, carried }
  let open: Stretch = { fills: [], carried: carried.shares, realised: 0 }
  const trades: DayTrade[] = []
  for (const fill of fills) {
    const before = running
    running = withFill(running, fill)
    open.fills.push(fill)
    open.realised += running.realised - before.realised
    // A fill that turns a position round closes one and opens another; its money counts for the one it closed.
    if (running.shares !== 0 && before.shares * running.shares >= 0) continue
    trades.push(tradeOf(state, holding, open, true))
    open = { fills: running.shares === 0 ? [] : [{ ...fill, shares: running.shares }], carried: 0, realised: 0 }
  }
  return open.fills.length > 0 && running.shares !== 0 ? [...trades, tradeOf(state, holding, open, false)] : trades
}

function tradeOf(state: DeskState, { symbol }: Holding, stretch: Stretch, closed: boolean): DayTrade {
  const { fills, carried, realised } = stretch
  const orderOf = (fill: HoldingFill | undefined): Order | undefined => {
    const ref = fill === undefined ? undefined : state.executions.get(fill.base)?.ref
    return ref === undefined ? undefined : findOrder(state, ref)?.order
  }
  const first = orderOf(fills[0])
  const entry = carried === 0 && first?.role === 'entry' ? first.ref : null
  const sign = carried === 0 ? (fills[0]?.shares ?? 0) : carried
  const cents = realised - fills.reduce((sum, { base }) => sum + (state.commissions.get(base)?.cents ?? 0), 0)
  const plan = entry === null ? undefined : state.brackets.get(entry)?.plan
  const entered = fills.filter(({ shares }) => shares * sign > 0).reduce((sum, { shares }) => sum + Math.abs(shares), 0)
  const risk = plan === undefined ? 0 : plan.stopDistance * entered
  return {
    symbol,
    side: sign > 0 ? 'long' : 'short',
    entry,
    exit: closed ? exitOf(state, orderOf(fills.at(-1)), entry) : null,
    profit: closed ? cents / 100 : null,
    r: closed && risk > 0 ? cents / 100 / risk : null,
  }
}

function exitOf(state: DeskState, last: Order | undefined, entry: OrderRef | null): DayTrade['exit'] {
  if (last === undefined || last.role === 'entry') return 'close'
  return last.role === 'stop' && entry !== null && state.movedStops.has(entry) ? 'trail' : last.role
}
