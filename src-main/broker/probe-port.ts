import type { Authorisation, OrderRequest } from '../../src-shared/domain/authorisation.ts'
import type { Result } from '../../src-shared/domain/result.ts'

/** What TWS says, as it says it: before the adapter makes sense of it. Only what probes look at. */
export type WireMessage =
  | { readonly kind: 'open-order'; readonly orderId: number; readonly permId: number; readonly client: number }
  | {
      readonly kind: 'status'
      readonly orderId: number
      readonly client: number
      /** TWS's own words. */
      readonly status: string
      readonly whyHeld: string
      readonly filled: number
      readonly remaining: number
    }
  | {
      readonly kind: 'execution'
      readonly orderId: number
      readonly client: number
      /** It answers a request, and was not pushed. */
      readonly asked: boolean
      readonly execId: string
      readonly shares: number
      /** As TWS writes it. */
      readonly time: string
    }
  | { readonly kind: 'commission'; readonly execId: string }
  | { readonly kind: 'completed'; readonly permId: number; readonly status: string; readonly words: string }
  | { readonly kind: 'error'; readonly orderId: number; readonly code: number }
  | { readonly kind: 'next-id'; readonly orderId: number }

/**
 * What a probe may do beyond the broker's own functions. An order that could add exposure takes an authorisation, as
 * everywhere.
 */
export interface RawOrders {
  /** Sends a bracket of which nothing is transmitted. @returns its order ids, parent first; or why it did not leave */
  placeHeld(
    entry: OrderRequest,
    children: readonly OrderRequest[],
    authorisation: Authorisation,
  ): Result<readonly number[], string>
  /** Sends an order under an id that is not the next one. @returns in words why it did not leave */
  placeUnder(orderId: number, entry: OrderRequest, authorisation: Authorisation): Result<null, string>
  /** Asks for margin without keeping to IBKR's pace. It cannot place anything. @returns its order id */
  askMargin(entry: OrderRequest): Result<number, string>
  cancelId(orderId: number): boolean
}

/** What TWS said of itself when it was connected to. */
export interface GatewayFacts {
  readonly serverVersion: number
  /** The text of the handshake's time. */
  readonly connectionTime: string
  /** The first order id that it named on this connection. */
  readonly nextOrderId: number
  /** It is a gateway of ours: nothing about TWS follows from what it does. */
  readonly simulated: boolean
}
