import type { OrderRequest } from '../../../src-shared/domain/authorisation.ts'
import { type OrderRef, orderRef } from '../../../src-shared/domain/ids.ts'
import type { ReducingOrder } from '../../broker/broker.ts'
import type { StagedOrder } from './staged-order.ts'

/** The three orders of a bracket. */
export interface BracketOrders {
  readonly entry: OrderRequest
  readonly stop: ReducingOrder
  readonly target: ReducingOrder
}

export const stopRef = (entry: OrderRef): OrderRef => orderRef(`${entry}-S`)
export const targetRef = (entry: OrderRef): OrderRef => orderRef(`${entry}-T`)

/** The group in which a bracket's stop and target cancel each other. */
export const groupOf = (entry: OrderRef): string => `${entry}-X`

/**
 * The bracket as orders: the entry dies at its date, stop and target work until cancelled, the stop in regular hours.
 */
export function bracketOrders(staged: StagedOrder): BracketOrders {
  const { ref, revision, account, book, symbol, side, plan, goodTill } = staged
  const { quantity, limit, stop, target } = plan
  const entry: OrderRequest = {
    ref,
    revision,
    account,
    book,
    symbol,
    role: 'entry',
    action: side === 'long' ? 'BUY' : 'SELL',
    quantity,
    pricing: limit === null ? { type: 'MKT' } : { type: 'LMT', limit },
    timeInForce: { tif: 'GTD', until: goodTill },
    parent: null,
    ocaGroup: null,
    outsideRegularHours: false,
  }
  const child = {
    ...entry,
    action: side === 'long' ? ('SELL' as const) : ('BUY' as const),
    timeInForce: { tif: 'GTC' as const },
    parent: ref,
    ocaGroup: groupOf(ref),
  }
  return {
    entry,
    stop: { ...child, ref: stopRef(ref), role: 'stop', pricing: { type: 'STP', stop } },
    target: { ...child, ref: targetRef(ref), role: 'target', pricing: { type: 'LMT', limit: target } },
  }
}
