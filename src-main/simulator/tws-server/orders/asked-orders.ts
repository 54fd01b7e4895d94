import type { WireOrder } from '../wire/order.ts'

/** An order as its client wrote it, which is how TWS writes it back. */
export interface AskedOrder {
  readonly order: WireOrder
  /** Where the client wanted it routed: `SMART`, or a venue. */
  readonly exchange: string
}

/** What came of an order that the exchange does not tell afterwards. */
interface Followed {
  readonly asked: AskedOrder | null
  /** Its cancel was asked for. */
  cancelling: boolean
  /** It was said that it waits for shares to borrow. */
  locating: boolean
  /** Market time, UTC ms; null while it is not over. */
  endedAt: number | null
}

/** What is known of orders beside what the exchange says of them, by their permanent ids. */
export class AskedOrders {
  private readonly orders = new Map<number, Followed>()
  /** Of the request that is being carried out: the exchange speaks of the order before it gives its id. */
  private current: { readonly client: number; readonly orderId: number; readonly asked: AskedOrder } | null = null

  /**
   * Runs a request of an order that is to be remembered if it succeeds.
   * @param run @returns the permanent id; null when the request was refused
   */
  during(client: number, orderId: number, asked: AskedOrder, run: () => number | null): void {
    this.current = { client, orderId, asked }
    try {
      const permId = run()
      if (permId !== null) this.orders.set(permId, { ...this.of(permId), asked })
    } finally {
      this.current = null
    }
  }

  asked({ permId, client, orderId }: { permId: number; client: number; orderId: number }): AskedOrder | null {
    const { current } = this
    if (current?.client === client && current.orderId === orderId) return current.asked
    return this.orders.get(permId)?.asked ?? null
  }

  of(permId: number): Followed {
    return this.orders.get(permId) ?? { asked: null, cancelling: false, locating: false, endedAt: null }
  }

  note(permId: number, news: Partial<Pick<Followed, 'cancelling' | 'locating' | 'endedAt'>>): void {
    this.orders.set(permId, { ...this.of(permId), ...news })
  }

  /** Forgets all orders but these. */
  keep(permIds: ReadonlySet<number>): void {
    for (const permId of this.orders.keys()) if (!permIds.has(permId)) this.orders.delete(permId)
  }
}
