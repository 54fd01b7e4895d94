import type { AccountId, Ticker } from '../../../../src-shared/domain/ids.ts'
import type { Exchange } from '../../exchange/exchange.ts'
import type { BrokerTicket } from '../../exchange/interventions.ts'
import type { OrderTicket } from '../../exchange/order-ticket.ts'
import type { Screening } from '../../exchange/settings.ts'
import type { GatewayBehaviour } from './behaviour.ts'
import type { BrokerLink } from './broker-link.ts'
import type { OrderMessenger } from './order-messenger.ts'

/** Which of the orders that arrive a script means. */
type Which = (ticket: OrderTicket) => boolean

const EVERY: Which = () => true

/** What a fault script can do with orders and accounts. Nothing of it can be asked for by a client. */
export class OrderScript {
  /** Whether TWS reaches IBKR's servers. The messages about it (1100, 1101, 1102) are the gateway's. */
  readonly link: BrokerLink
  private readonly exchange: Exchange
  private readonly messenger: OrderMessenger
  private readonly behaviour: GatewayBehaviour

  constructor(exchange: Exchange, messenger: OrderMessenger, link: BrokerLink, behaviour: GatewayBehaviour) {
    this.exchange = exchange
    this.messenger = messenger
    this.link = link
    this.behaviour = behaviour
  }

  /** Rejects the next order that is meant (201). @returns calls it off */
  rejectNext(message: string, which: Which = EVERY): () => void {
    return this.screenNext({ kind: 'reject', message }, which)
  }

  /** Takes the next order that is meant, and does not let it work until `letGo`. @returns calls it off */
  holdNext(which: Which = EVERY): () => void {
    return this.screenNext({ kind: 'hold' }, which)
  }

  /** @throws RangeError when there is no such order. */
  letGo(client: number, orderId: number): void {
    this.exchange.letGo(client, orderId)
  }

  /**
   * Fills an order now, also while its client is away, whatever the market does. @param fill shares, and dollars a share
   * @returns shares filled: 0 when the order does not work.
   */
  fill(client: number, orderId: number, fill?: { readonly shares?: number; readonly price?: number }): number {
    return this.exchange.interventions.fill(client, orderId, fill)
  }

  /** The broker closes a position, or a part of it, on its own account. */
  liquidate(account: AccountId, symbol: Ticker, shares?: number): void {
    this.exchange.liquidate(account, symbol, shares)
  }

  /** An order that somebody placed in TWS itself. @returns its id for `fill` and the like; null when it was refused */
  placeInTws(ticket: BrokerTicket): number | null {
    const placed = this.exchange.interventions.place(ticket)
    return placed.ok ? placed.value.orderId : null
  }

  /** Corrects an execution. @param price dollars a share. @returns its new id; null when it cannot be */
  correct(execId: string, shares: number, price: number): string | null {
    return this.exchange.correct(execId, shares, price)
  }

  /** The next so many messages about orders are sent twice. */
  answerTwice(count: number): void {
    this.messenger.repeat(count)
  }

  /** A client's `nextValidId` goes back, and ids from there up are taken again. */
  rollBackIds(client: number, next = 1): void {
    this.exchange.interventions.setNextOrderId(client, next)
  }

  /** TWS restarts: what it is believed to forget is forgotten. The connections are the gateway's to drop. */
  restart(): void {
    if (this.behaviour.idsAfterRestart === 'go-on') return
    for (const client of this.exchange.interventions.clients()) this.rollBackIds(client)
  }

  private screenNext(screening: Screening, which: Which): () => void {
    const end = this.exchange.interventions.screen((ticket, before) => {
      if (!which(ticket)) return before(ticket)
      end()
      return screening
    })
    return end
  }
}
