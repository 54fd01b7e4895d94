import type { OrderView } from '../../../src-shared/contract/views/orders.ts'
import { isOver } from '../../../src-shared/domain/order-state.ts'
import type { DeskView } from '../desk-context.ts'
import { averageFill, type LedgerOrder } from '../ledger/ledger-order.ts'
import type { DecimalsOf } from './positions.ts'

/** Orders that have been approved and are not over, in the order in which they were made. */
export function workingOrders(desk: DeskView, decimals: DecimalsOf): OrderView[] {
  return [...desk.state.live.values()]
    .filter(({ order }) => order.state !== 'staged')
    .map((known) => orderView(desk, known, decimals))
}

/** The day's orders that were approved and are over. */
export function endedOrders(desk: DeskView, decimals: DecimalsOf): OrderView[] {
  return [...desk.state.over.values()].map((known) => orderView(desk, known, decimals))
}

export function orderView(desk: DeskView, known: LedgerOrder, decimals: DecimalsOf): OrderView {
  const { ref, book, symbol, role, action, quantity, pricing, timeInForce, state, parent } = known.order
  return {
    ref,
    book,
    symbol,
    role,
    action,
    quantity,
    filled: known.filled,
    average: averageFill(known),
    pricing,
    timeInForce: timeInForce.tif,
    state,
    over: isOver(state),
    parent,
    cancelWanted: known.cancelWanted,
    held: heldBy(desk, known),
    decimals: decimals(symbol),
  }
}

function heldBy(desk: DeskView, { order, report }: LedgerOrder): string | null {
  if (isOver(order.state)) return null
  if (desk.quotes.quote(order.symbol)?.halted) return 'held by the halt'
  switch (report?.whyHeld) {
    case 'child':
      return 'waits for its entry'
    case 'trigger':
      return 'waits for its price'
    case 'locate':
      return 'waits for shares to borrow'
    default:
      return null
  }
}
