import type { Exchange } from '../../exchange/exchange.ts'
import type { GatewayBehaviour } from './behaviour.ts'

/**
 * The ids of orders of TWS itself, which the exchange keeps for client 0 below 0. Clients see them as 0 until client 0
 * has bound them to an id of its own (TWS API, Modifying Orders).
 */
export class OwnOrders {
  /** Whether client 0 has asked that new ones are bound by themselves. */
  automatic = false
  private readonly exchange: Exchange
  private readonly kind: GatewayBehaviour['boundIds']
  private readonly shownOf = new Map<number, number>()
  private readonly meantBy = new Map<number, number>()

  constructor(exchange: Exchange, kind: GatewayBehaviour['boundIds']) {
    this.exchange = exchange
    this.kind = kind
  }

  isBound(orderId: number): boolean {
    return this.shownOf.has(orderId)
  }

  /** Gives an order of TWS itself an id of client 0. @returns that id. */
  bind(orderId: number): number {
    const known = this.shownOf.get(orderId)
    if (known !== undefined) return known
    const shown = this.kind === 'negative' ? orderId : this.exchange.nextOrderId(0)
    if (this.kind === 'next') this.exchange.interventions.setNextOrderId(0, shown + 1)
    this.shownOf.set(orderId, shown)
    this.meantBy.set(shown, orderId)
    return shown
  }

  /** The id under which clients see an order of the exchange. */
  shown(orderId: number): number {
    return orderId >= 0 ? orderId : (this.shownOf.get(orderId) ?? 0)
  }

  /** The exchange's id of the order that a client means; null when the id can be none of its own. */
  meant(client: number, id: number): number | null {
    const own = client === 0 ? this.meantBy.get(id) : undefined
    return own ?? (id > 0 ? id : null)
  }
}
