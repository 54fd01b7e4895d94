import { type Contract, EventName, type Order, type OrderState, type Execution as TwsExecution } from '@stoqey/ib'
import type { Disposer } from '../../broker.ts'
import type { WireMessage } from '../../probe-port.ts'
import type { IbkrLink } from '../link.ts'

const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0)
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Listens to what TWS says of orders, before anything is made of it. @returns ends it */
export function onProbeMessages(link: IbkrLink, tell: (message: WireMessage) => void): Disposer {
  const disposers = [
    link.on(EventName.nextValidId, (id: unknown) => tell({ kind: 'next-id', orderId: number(id) })),
    link.on(EventName.openOrder, (id: unknown, _contract: Contract, order: Order, _state: OrderState) =>
      tell({
        kind: 'open-order',
        orderId: number(id),
        permId: number(order.permId),
        client: number(order.clientId),
      }),
    ),
    link.on(EventName.orderStatus, (...said: readonly unknown[]) =>
      tell({
        kind: 'status',
        orderId: number(said[0]),
        status: text(said[1]),
        filled: number(said[2]),
        remaining: number(said[3]),
        client: number(said[8]),
        whyHeld: text(said[9]),
      }),
    ),
    link.on(EventName.execDetails, (requestId: unknown, _contract: Contract, said: TwsExecution) =>
      tell({
        kind: 'execution',
        asked: number(requestId) >= 0,
        orderId: number(said.orderId),
        client: number(said.clientId),
        execId: text(said.execId),
        shares: number(said.shares),
        time: text(said.time),
      }),
    ),
    link.on(EventName.commissionReport, (said: { readonly execId?: string }) =>
      tell({ kind: 'commission', execId: text(said.execId) }),
    ),
    link.on(EventName.completedOrder, (_contract: Contract, order: Order, state: OrderState) =>
      tell({
        kind: 'completed',
        permId: number(order.permId),
        status: text(state.status),
        words: text(state.completedStatus),
      }),
    ),
    link.on(EventName.error, (_error: unknown, code: unknown, id: unknown) => {
      if (number(id) > 0) tell({ kind: 'error', orderId: number(id), code: number(code) })
    }),
  ]
  return () => {
    for (const dispose of disposers) dispose()
  }
}
