import type { OrderRequest } from '../../../src-shared/domain/authorisation.ts'
import type { AccountId, OrderRef } from '../../../src-shared/domain/ids.ts'
import type { BrokerEvent } from '../../broker/broker.ts'
import type { ExchangeMessage } from './message.ts'
import type { OrderTicket } from './order-ticket.ts'

/** An order of ours as the exchange takes it. Its group reduces: a target that fills in part leaves the rest its stop. */
export function ticketOf(
  order: OrderRequest,
  place: Pick<OrderTicket, 'client' | 'orderId' | 'parentId' | 'transmit'>,
): OrderTicket {
  const { account, symbol, action, quantity, pricing, timeInForce, ocaGroup, outsideRegularHours, ref } = order
  return {
    ...place,
    account,
    symbol,
    action,
    quantity,
    pricing,
    timeInForce,
    oca: ocaGroup === null ? null : { group: ocaGroup, type: 'reduce-with-block' },
    outsideRegularHours,
    orderRef: ref,
  }
}

/** Who listens: as with TWS, a client hears of its own orders and of its accounts. */
interface Listener {
  readonly client: number
  readonly accounts: readonly AccountId[]
  readonly refOf: (orderId: number) => OrderRef | null
}

/** Null for what concerns others. Of an open order and its status, which come together, the second is told. */
export function eventOf(message: ExchangeMessage, listener: Listener): BrokerEvent | null {
  const { client, accounts } = listener
  const { time } = message
  switch (message.kind) {
    case 'order-status':
      return message.order.client === client ? { kind: 'order', time, order: message.order } : null
    case 'execution':
      return message.execution.client === client ? { kind: 'execution', time, execution: message.execution } : null
    case 'commission':
      return message.client === client ? { kind: 'commission', time, commission: message.commission } : null
    case 'position':
      return accounts.includes(message.position.account) ? { kind: 'position', time, position: message.position } : null
    case 'account':
      return accounts.includes(message.values.account) ? { kind: 'account', time, values: message.values } : null
    case 'error':
      return refusalOf(message, listener)
    case 'open-order':
    case 'halt':
      return null
  }
}

/** Null for notices that answer no request. */
function refusalOf(
  { time, client, orderId, request, code, message }: Extract<ExchangeMessage, { kind: 'error' }>,
  listener: Listener,
): BrokerEvent | null {
  const ref = client === listener.client ? listener.refOf(orderId) : null
  return request === null || ref === null ? null : { kind: 'refusal', time, request, ref, code, message }
}
