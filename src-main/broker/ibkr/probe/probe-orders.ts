import type { Authorisation, OrderRequest, Redeem } from '../../../../src-shared/domain/authorisation.ts'
import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import type { Result } from '../../../../src-shared/domain/result.ts'
import type { ListedContract } from '../../../market/live-market.ts'
import type { RawOrders } from '../../probe-port.ts'
import type { Call, IbkrLink } from '../link.ts'
import { askMargin, cancelOrder, type OutgoingOrder, placeOrder } from '../orders/order-calls.ts'
import { contractFields, type OrderTerms, orderFields, REDUCE_WITH_BLOCK } from '../orders/order-terms.ts'

interface ProbeOrderOptions {
  readonly redeem: Redeem
  readonly listed: (symbol: Ticker) => ListedContract | null
}

const refused = (error: string): Result<never, string> => ({ ok: false, error })

/**
 * The orders of the probe that no trading has a use for. Whoever could add exposure redeems an authorisation as the last
 * thing before the first byte, as in the broker itself.
 */
export function openProbeOrders(link: IbkrLink, { redeem, listed }: ProbeOrderOptions): RawOrders {
  const written = (orderId: number, order: OrderRequest, parentId: number | null): Result<OutgoingOrder, string> => {
    const fields = orderFields(termsOf(order, parentId))
    if (!fields.ok) return fields
    const contract = contractFields(order.symbol, listed(order.symbol))
    return { ok: true, value: { orderId, contract, fields: fields.value } }
  }

  /** Sends at once, or not at all. */
  function throughTheDoor(
    entry: OrderRequest,
    authorisation: Authorisation,
    orders: readonly OutgoingOrder[],
    transmit: boolean,
  ): Result<null, string> {
    let outcome: Result<null, string> = refused('other messages to TWS come first')
    const leave: Call = (api) => {
      const redeemed = redeem(authorisation, entry)
      outcome = redeemed.ok ? redeemed : refused(redeemed.error.message)
      if (redeemed.ok) for (const order of orders) placeOrder(api, order, transmit)
    }
    link.sendNow('order', leave, orders.length)
    return outcome
  }

  const isOurs = ({ account, role }: OrderRequest): boolean => role === 'entry' && link.accounts().includes(account)

  return {
    placeHeld(entry, children, authorisation) {
      if (!isOurs(entry)) return refused('it is no entry on an account of this gateway')
      const ids = [entry, ...children].map(() => link.takeOrderId()).filter((id) => id !== null)
      const [parentId] = ids
      if (parentId === undefined || ids.length <= children.length) return refused('TWS has given no order ids')
      const orders: OutgoingOrder[] = []
      for (const [index, order] of [entry, ...children].entries()) {
        const made = written(ids[index] ?? 0, order, index === 0 ? null : parentId)
        if (!made.ok) return made
        orders.push(made.value)
      }
      const left = throughTheDoor(entry, authorisation, orders, false)
      return left.ok ? { ok: true, value: ids } : left
    },
    placeUnder(orderId, entry, authorisation) {
      if (!isOurs(entry)) return refused('it is no entry on an account of this gateway')
      const made = written(orderId, entry, null)
      return made.ok ? throughTheDoor(entry, authorisation, [made.value], true) : made
    },
    askMargin(entry) {
      const orderId = link.takeOrderId()
      if (orderId === null) return refused('TWS has given no order id')
      const made = written(orderId, entry, null)
      if (!made.ok) return made
      const left = link.send('order', (api) => askMargin(api, made.value)) !== null
      return left ? { ok: true, value: orderId } : refused('there is no connection')
    },
    cancelId: (orderId) => link.send('cancel', (api) => cancelOrder(api, orderId)) !== null,
  }
}

function termsOf(order: OrderRequest, parentId: number | null): OrderTerms {
  const { ref, account, symbol, action, quantity, pricing, timeInForce, outsideRegularHours, ocaGroup } = order
  const oca = ocaGroup === null ? null : { group: ocaGroup, type: REDUCE_WITH_BLOCK }
  return { ref, account, symbol, action, quantity, pricing, timeInForce, outsideRegularHours, parentId, oca }
}
