import type { OrderView } from '../../../src-shared/contract/views/orders.ts'
import type { Book } from '../../../src-shared/domain/book.ts'

/** One order in the list, under its parent where that is in the list too. */
export interface OrderRow {
  readonly order: OrderView
  readonly child: boolean
}

/** Orders that belong together: an entry with its stop and target, or one that stands alone. */
export interface OrderGroup {
  readonly ref: string
  readonly book: Book
  readonly rows: readonly OrderRow[]
  /** At least one of them still works. */
  readonly working: boolean
}

const ROLE_PLACE: Readonly<Record<OrderView['role'], number>> = { entry: 0, stop: 1, target: 2, close: 3 }

/** Orders by bracket: those that work before those that are over, the newest of each first. */
export function orderGroups(orders: readonly OrderView[]): readonly OrderGroup[] {
  const known = new Set<string>(orders.map(({ ref }) => ref))
  const byHead = new Map<string, [OrderView, ...OrderView[]]>()
  for (const order of orders) {
    const head = order.parent !== null && known.has(order.parent) ? order.parent : order.ref
    const members = byHead.get(head)
    if (members === undefined) byHead.set(head, [order])
    else members.push(order)
  }
  const groups = [...byHead].map(([ref, members]): OrderGroup => {
    const sorted = members.toSorted((one, other) => ROLE_PLACE[one.role] - ROLE_PLACE[other.role])
    const rows = sorted.map((order) => ({ order, child: order.ref !== ref }))
    return { ref, book: members[0].book, rows, working: members.some(({ over }) => !over) }
  })
  const newestFirst = groups.toReversed()
  return [...newestFirst.filter(({ working }) => working), ...newestFirst.filter(({ working }) => !working)]
}
