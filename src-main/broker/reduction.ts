import { type BrokerRefusal, brokerRefusal } from './refusals.ts'
import type { OrderReport } from './reports.ts'

/** What has to be known of an order to see whether it reduces. */
interface ReducingShape extends Pick<OrderReport, 'ref' | 'account' | 'symbol' | 'action' | 'ocaGroup'> {
  /** Shares that it could still trade. */
  readonly quantity: number
}

/**
 * Whether an order, beside those that work already, can only reduce the account's position: working reducing shares
 * and its own together are at most what is held. Of orders in one OCA group only the largest counts, because at most
 * that much of the group can fill. An order that works already is replaced by its new shape.
 * @param net the account's shares in the symbol, short ones negative.
 * @param orders working orders; those of other accounts, symbols and sides are ignored, and so are those without a
 *   reference: whoever placed them elsewhere, they must not leave a position of ours without its stop.
 */
export function refuseReduction(
  order: ReducingShape,
  net: number,
  orders: readonly OrderReport[],
): BrokerRefusal | null {
  const direction = order.action === 'BUY' ? 1 : -1
  if (net * direction >= 0) {
    return brokerRefusal('not-a-reduction', `${order.action} ${order.quantity} ${order.symbol} with ${net} shares held`)
  }
  const groups = new Map<string, number>()
  let shares = 0
  const count = (ocaGroup: string | null, working: number): void => {
    if (ocaGroup === null) shares += working
    else groups.set(ocaGroup, Math.max(groups.get(ocaGroup) ?? 0, working))
  }
  for (const { ref, account, symbol, action, ocaGroup, working } of orders) {
    const counts = account === order.account && symbol === order.symbol && action === order.action
    if (counts && ref !== null && ref !== order.ref) count(ocaGroup, working)
  }
  count(order.ocaGroup, order.quantity)
  for (const working of groups.values()) shares += working
  if (shares <= Math.abs(net)) return null
  const held = `${Math.abs(net)} ${order.symbol}`
  return brokerRefusal(
    'exceeds-position',
    `${shares} shares would work to close ${held}, ${order.quantity} of them new`,
  )
}
