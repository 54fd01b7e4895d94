import type { Book } from '../../../src-shared/domain/book.ts'
import type { OrderRef, Ticker } from '../../../src-shared/domain/ids.ts'
import type { Order } from '../../../src-shared/domain/order.ts'
import type { DeskView } from '../desk-context.ts'
import { averageFill, type LedgerOrder } from '../ledger/ledger-order.ts'

/** An order as the trader sees it. Dollars a share. */
export interface OrderView {
  readonly ref: OrderRef
  readonly book: Book
  readonly symbol: Ticker
  readonly role: Order['role']
  readonly action: Order['action']
  readonly quantity: number
  readonly filled: number
  /** Of what is filled; null while nothing is. */
  readonly average: number | null
  readonly pricing: Order['pricing']
  readonly timeInForce: Order['timeInForce']
  readonly state: Order['state']
  /** The entry that it belongs to. */
  readonly parent: OrderRef | null
  /** Why its end is wanted; null when it is not. */
  readonly cancelWanted: string | null
  /** What keeps it from being worked, in words; null when nothing does. */
  readonly held: string | null
}

/** Orders that have been approved and are not over, in the order in which they were made. */
export function workingOrders(desk: DeskView): OrderView[] {
  return [...desk.state.live.values()]
    .filter(({ order }) => order.state !== 'staged')
    .map((known) => orderView(desk, known))
}

/** The day's orders that are over. */
export function endedOrders(desk: DeskView): OrderView[] {
  return [...desk.state.over.values()].map((known) => orderView(desk, known))
}

function orderView(desk: DeskView, known: LedgerOrder): OrderView {
  const { ref, book, symbol, role, action, quantity, pricing, timeInForce, state, parent } = known.order
  const { filled, cancelWanted } = known
  const average = averageFill(known)
  const held = heldBy(desk, known)
  return {
    ref,
    book,
    symbol,
    role,
    action,
    quantity,
    filled,
    average,
    pricing,
    timeInForce,
    state,
    parent,
    cancelWanted,
    held,
  }
}

function heldBy(desk: DeskView, { order, report }: LedgerOrder): string | null {
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
