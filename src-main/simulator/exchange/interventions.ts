import type { Result } from '../../../src-shared/domain/result.ts'
import { orderCents } from './cents.ts'
import type { Asked, Desk } from './desk.ts'
import { fillOrder } from './fill.ts'
import type { Floor } from './floor.ts'
import { matchOrders } from './matching.ts'
import { workingShares } from './order.ts'
import type { OrderTicket } from './order-ticket.ts'
import type { ExchangeOptions, Screening } from './settings.ts'

type Screen = NonNullable<ExchangeOptions['screen']>

/** Runs a call of the exchange and says what it led to. */
type Run = <Value>(call: () => Value) => Value

/** An order that no client of the API placed: somebody did in TWS itself. */
export type BrokerTicket = Omit<OrderTicket, 'client' | 'orderId'>

/** What scripts do that no client can: each is told to the clients as if it had happened by itself. */
export class Interventions {
  private readonly floor: Floor
  private readonly desk: Desk
  private readonly run: Run
  private ownIds = 0
  private screens: ((ticket: OrderTicket, before: Screen) => Screening)[] = []

  constructor(floor: Floor, desk: Desk, run: Run) {
    this.floor = floor
    const first = floor.screen
    floor.screen = (ticket) =>
      this.screens.reduce<Screen>((before, asks) => (asked) => asks(asked, before), first)(ticket)
    this.desk = desk
    this.run = run
  }

  /** An id of an order of TWS itself, which belongs to client 0: they go down from −1. */
  nextOwnId(): number {
    this.ownIds += 1
    return -this.ownIds
  }

  /** Asks about every order that is otherwise accepted. @param asks may pass it on to who was asked before. @returns ends it */
  screen(asks: (ticket: OrderTicket, before: Screen) => Screening): () => void {
    this.screens.push(asks)
    return () => {
      this.screens = this.screens.filter((other) => other !== asks)
    }
  }

  /** An order that somebody placed in TWS itself. Its parent, if any, has to be one of those, too. */
  place(ticket: BrokerTicket): Result<{ readonly orderId: number }, Extract<Asked, { ok: false }>['error']> {
    const orderId = this.nextOwnId()
    const placed = this.run(() => this.desk.placeOwn({ ...ticket, client: 0, orderId }))
    return placed.ok ? { ok: true, value: { orderId } } : placed
  }

  /**
   * Fills shares of an order now, whatever the market does, by default all that work, at the market's price or the
   * order's own. @param fill shares, and dollars a share
   * @returns how many shares were filled: 0 when the order does not work or there is no price.
   */
  fill(client: number, orderId: number, fill: { readonly shares?: number; readonly price?: number } = {}): number {
    const { floor } = this
    const order = floor.orders.get(client, orderId)
    if (order === null) return 0
    const book = floor.book(order.symbol)
    const price = fill.price === undefined ? this.priceOf(order) : orderCents(fill.price)
    const working = workingShares(order, floor.settings.behaviour)
    const shares = Math.floor(Math.min(fill.shares ?? working, working))
    if (price === null || !(shares > 0)) return 0
    this.run(() => {
      order.triggered = true
      // What the fill takes was never in the book: what stands there stays for others.
      book.put(order.buying, shares)
      fillOrder(floor, book, order, shares, price)
      matchOrders(floor, book, false)
    })
    return shares
  }

  /** From now on a client's ids from `next` up are taken, whether it has used them or not. */
  setNextOrderId(client: number, next: number): void {
    this.floor.orders.setHighest(client, next - 1)
  }

  /** Clients that have used order ids. */
  clients(): number[] {
    return this.floor.orders.clients()
  }

  private priceOf(order: Parameters<typeof workingShares>[0]): number | null {
    const { mark } = this.floor.book(order.symbol)
    if (order.terms.limit !== 0) return order.terms.limit
    return Number.isNaN(mark) ? null : mark
  }
}
