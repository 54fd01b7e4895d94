import type { Order } from './order.ts'
import type { Result } from './result.ts'

declare const minted: unique symbol

/**
 * The right to hand one order that adds exposure to a broker. Opaque: whoever holds one can only pass it on. The gate
 * alone makes them and knows each by its identity, with the order, revision, book and account that it was given for
 * and the moment until which it is good. An object that merely has this type is worth nothing when it is redeemed.
 */
export interface Authorisation {
  readonly [minted]: true
}

/** An order as it goes to a broker: everything that was fixed when it was staged. */
export type OrderRequest = Omit<Order, 'state'>

/** Why an authorisation does not let an order out. */
export const REDEMPTION_REFUSALS = {
  'not-ours': 'the gate did not make this authorisation',
  used: 'the authorisation has been used',
  'out-of-time': 'the authorisation was good for a few seconds, and they are over',
  'another-order': 'the authorisation was given for another order, revision, book or account',
  withdrawn: 'mode, trading state or limits have changed since the authorisation was given',
  'gate-closed': 'a condition under which the authorisation was given holds no more',
} as const
export type RedemptionRefusal = keyof typeof REDEMPTION_REFUSALS

/**
 * Uses an authorisation up, at run time and once: only when it answers `ok` may the order go out. Brokers get it when
 * they are made and call it as the last thing before the first byte.
 */
export type Redeem = (
  authorisation: Authorisation,
  order: OrderRequest,
) => Result<null, { readonly code: RedemptionRefusal; readonly message: string }>
