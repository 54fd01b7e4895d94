import type { Result } from '../../../../src-shared/domain/result.ts'
import type { OrderReport } from '../../../broker/reports.ts'
import type { TicketChange } from '../../exchange/order-ticket.ts'
import type { WireOrder } from '../wire/order.ts'
import type { ReadOrder } from './order-reading.ts'
import { ANOTHER_ORDER, ANOTHER_TYPE, type OrderRefusal } from './refusals.ts'

/** What a client means by an order whose id it has used before: the fields that it wrote otherwise than last time. */
interface Modification {
  readonly report: OrderReport
  /** As it was written last; null when somebody else wrote it. */
  readonly before: WireOrder | null
  readonly order: WireOrder
  readonly read: ReadOrder
  /** The exchange's id of the parent that it names; 0 for none. */
  readonly parentId: number
}

/**
 * The change that a modification asks for; empty when it says the same again. Contract, side, account, parent and group
 * stay what they were (TWS API, Modifying Orders).
 */
export function changeOf({ report, before, order, read, parentId }: Modification): Result<TicketChange, OrderRefusal> {
  if (isAnother(report, read, parentId) || (order.ocaGroup !== '' && order.ocaGroup !== report.ocaGroup)) {
    return { ok: false, error: ANOTHER_ORDER }
  }
  if (read.pricing.type !== report.pricing.type) return { ok: false, error: ANOTHER_TYPE }
  const resized = read.quantity !== report.quantity && read.quantity !== before?.quantity
  return {
    ok: true,
    value: {
      ...(resized ? { quantity: read.quantity } : {}),
      ...(isRepriced(report, before, order, read) ? { pricing: read.pricing, ...trailingOf(read) } : {}),
      ...(sameTime(report, read) ? {} : { timeInForce: read.timeInForce }),
    },
  }
}

function isAnother(report: OrderReport, read: ReadOrder, parentId: number): boolean {
  const { account, symbol, action, outsideRegularHours } = report
  const same = account === read.account && symbol === read.symbol && action === read.action
  return !same || outsideRegularHours !== read.outsideRegularHours || (report.parentId ?? 0) !== parentId
}

/** A trailing stop has moved since it was placed: it counts as repriced only when the client wrote something new. */
function isRepriced(report: OrderReport, before: WireOrder | null, order: WireOrder, read: ReadOrder): boolean {
  if (read.pricing.type === 'TRAIL' && before !== null) {
    const { auxPrice, trailingPercent, trailStopPrice } = before
    const sameTrail = auxPrice === order.auxPrice && trailingPercent === order.trailingPercent
    return !sameTrail || trailStopPrice !== order.trailStopPrice
  }
  return JSON.stringify(read.pricing) !== JSON.stringify(report.pricing)
}

const trailingOf = ({ pricing, trailing }: ReadOrder): TicketChange =>
  pricing.type === 'TRAIL' ? { trailing: trailing ?? { percent: null, fromMarket: false } } : {}

const sameTime = ({ timeInForce }: OrderReport, read: ReadOrder): boolean =>
  JSON.stringify(timeInForce) === JSON.stringify(read.timeInForce)
