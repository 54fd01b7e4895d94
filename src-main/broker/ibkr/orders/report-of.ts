import type { OrderReport } from '../../reports.ts'
import { type OrderRecord, standing } from './order-record.ts'
import { canTrade, isFinal } from './statuses.ts'

/** What a report of a child needs to know of the others. */
interface Family {
  byId(client: number, orderId: number): OrderRecord | null
  childrenOf(parent: OrderRecord): readonly OrderRecord[]
}

/** TWS's words for what holds an order back altogether. */
const HELD = /child|locate/

/**
 * Shares that would trade now, were the price right. Children together never have more than their parent filled, and
 * each has the part of its own shares for which the parent is. A parent that is not known is over: it filled before
 * anybody here was told of it.
 */
function workingShares(record: OrderRecord, family: Family, unheard: boolean): number {
  const { status, remaining, filled, whyHeld } = standing(record)
  const trades = canTrade(status) || (unheard && status === 'PendingSubmit')
  if (record.gone || !trades || HELD.test(whyHeld)) return 0
  const parentId = record.terms?.parentId ?? null
  const parent = parentId === null ? null : family.byId(record.client, parentId)
  if (parent === null) return remaining
  const by = standing(parent)
  const traded = family.childrenOf(parent).reduce((sum, child) => sum + standing(child).filled, 0)
  const most = Math.max(0, by.filled - traded)
  if (isFinal(by.status) || parent.gone) return Math.min(remaining, most)
  const whole = by.filled + by.remaining
  const released = whole === 0 ? 0 : Math.floor(((filled + remaining) * by.filled) / whole)
  return Math.max(0, Math.min(remaining, most, released - filled))
}

/**
 * @param unheard whether an order of which nothing has been heard since it was sent counts as working: it does where
 *   too much must not be closed, and does not where something has to be protected
 * @returns null for an order of which nobody has said what it is
 */
export function reportOf(record: OrderRecord, family: Family, unheard = false): OrderReport | null {
  const { terms, permId, client, orderId, heard } = record
  if (terms === null) return null
  const { status, filled, remaining, averagePrice, lastFillPrice, whyHeld } = standing(record)
  const { ref, account, symbol, action, pricing, timeInForce, outsideRegularHours, parentId, oca } = terms
  return {
    ref,
    permId,
    client,
    orderId,
    account,
    symbol,
    action,
    pricing,
    timeInForce,
    outsideRegularHours,
    parentId,
    ocaGroup: oca?.group ?? null,
    status,
    whyHeld,
    quantity: heard.size === 0 ? terms.quantity : filled + remaining,
    filled,
    remaining,
    working: workingShares(record, family, unheard),
    averagePrice,
    lastFillPrice,
  }
}
