import type { OrderRequest } from '../../../src-shared/domain/authorisation.ts'
import type { Order } from '../../../src-shared/domain/order.ts'
import type { OrderChange } from '../../broker/broker.ts'
import type { OrderReport } from '../../broker/reports.ts'

/** One of our orders with what is known of it. */
export interface LedgerOrder {
  /** As it works, or was last known to. */
  readonly order: Order
  /** A change that is on its way; null when none is. */
  readonly asked: OrderChange | null
  /** What the broker last said of it while it was not over. */
  readonly report: OrderReport | null
  /** Shares known to be filled by any message. Their executions may still be on the way. */
  readonly filled: number
  /** Shares and dollars of the executions as they stand. */
  readonly executed: { readonly shares: number; readonly value: number }
  /** Why its end is wanted; null when it is not. */
  readonly cancelWanted: string | null
}

/** An order that was just made, before anything happened to it. */
export const newOrder = (request: OrderRequest): LedgerOrder => ({
  order: { ...request, state: 'staged' },
  asked: null,
  report: null,
  filled: 0,
  executed: { shares: 0, value: 0 },
  cancelWanted: null,
})

/** Average price of the executions, dollars a share; null while there is none. */
export const averageFill = ({ executed }: LedgerOrder): number | null =>
  executed.shares === 0 ? null : executed.value / executed.shares

const near = (one: number, other: number): boolean => Math.abs(one - other) < 1e-6

/** Whether two prices of an order are the same, but for the dust of their way through a wire. */
export function samePricing(one: Order['pricing'], other: Order['pricing']): boolean {
  if (one.type !== other.type) return false
  const [limit, otherLimit] = ['limit' in one ? one.limit : 0, 'limit' in other ? other.limit : 0]
  const [stop, otherStop] = ['stop' in one ? one.stop : 0, 'stop' in other ? other.stop : 0]
  const [trail, otherTrail] = ['trail' in one ? one.trail : 0, 'trail' in other ? other.trail : 0]
  return near(limit, otherLimit) && near(stop, otherStop) && near(trail, otherTrail)
}

/** Whether a report shows the order as a change wants it. */
export function shows(report: Pick<OrderReport, 'pricing' | 'quantity'>, { pricing, quantity }: OrderChange): boolean {
  return (
    (pricing === undefined || samePricing(report.pricing, pricing)) &&
    (quantity === undefined || report.quantity === quantity)
  )
}
