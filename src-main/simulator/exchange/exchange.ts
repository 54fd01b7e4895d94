import type { AccountId, Ticker } from '../../../src-shared/domain/ids.ts'
import type { Quote } from '../../../src-shared/domain/quote.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import { type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import type { Execution, MarginEstimate } from '../../broker/reports.ts'
import { orderCents } from './cents.ts'
import { Desk } from './desk.ts'
import { cancelOrder } from './endings.ts'
import { ExchangeQueries } from './exchange-queries.ts'
import type { ExchangeRequest } from './exchange-request.ts'
import { correctTrade, fillOrder } from './fill.ts'
import { Floor } from './floor.ts'
import { closeLateSession, closeSession, openSession } from './hours.ts'
import { Interventions } from './interventions.ts'
import { matchOrders } from './matching.ts'
import type { ExchangeMessage } from './message.ts'
import type { OrderTicket, TicketChange } from './order-ticket.ts'
import type { ExchangeRefusal } from './refusals.ts'
import type { ExchangeOptions } from './settings.ts'
import { type SteppedEvent, type StepTrade, timeOfStepped } from './steps.ts'

type Asked = Result<{ readonly permId: number }, ExchangeRefusal>

/**
 * A small exchange with the brokerage around it: orders of any number of clients and accounts meet a synthetic book by
 * price and time; clients never trade with each other. It knows no time but that of its market's events and no
 * randomness but its seed: the same calls in the same order give the same messages to the last character.
 *
 * Messages come in order while a call runs, after the exchange has finished what the call began. A listener may call
 * the exchange again; what that leads to is said after what is being said.
 */
export class Exchange extends ExchangeQueries {
  private readonly desk: Desk
  private readonly listeners = new Set<(message: ExchangeMessage) => void>()
  private readonly timeListeners = new Set<(now: UtcMs) => void>()
  private readonly onRequest: (request: ExchangeRequest) => void
  private depth = 0
  /** What scripts do that no client can. */
  readonly interventions: Interventions

  constructor(options: ExchangeOptions) {
    super(new Floor(options))
    this.desk = new Desk(this.floor)
    this.onRequest = options.onRequest ?? (() => {})
    this.interventions = new Interventions(this.floor, this.desk, (call) => this.run(call))
  }

  /** @returns ends the subscription. */
  onMessage(listener: (message: ExchangeMessage) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Runs when market time or prices have moved on, after what that led to has been said. @returns ends it */
  onTime(listener: (now: UtcMs) => void): () => void {
    this.timeListeners.add(listener)
    return () => this.timeListeners.delete(listener)
  }

  /** The next thing that happens in the market. @throws RangeError when it lies before what happened already. */
  take(event: SteppedEvent): void {
    const time = timeOfStepped(event)
    if (time < this.floor.now) throw new RangeError(`an event at ${time} comes after market time ${this.floor.now}`)
    this.run(() => {
      this.passTime(time)
      if (event.kind === 'session') openSession(this.floor, event.day)
      else if (event.kind === 'step') this.takeTrades(event.trades)
      else if (event.kind === 'halt') this.setHalted(event.symbol, event.halted)
    })
    this.tellTime()
  }

  /**
   * A quote of a real market, instead of steps (dry run on live data). Symbols that are not traded here are ignored,
   * and so is a time before that of another quote.
   */
  takeQuote(quote: Quote): void {
    const book = this.floor.books.get(quote.symbol)
    if (book === undefined) return
    this.run(() => {
      this.passTime(utcMs(Math.max(quote.time, this.floor.now)))
      if (book.halted !== quote.halted) this.setHalted(quote.symbol, quote.halted)
      book.takeQuote(quote)
      matchOrders(this.floor, book, true)
    })
    this.tellTime()
  }

  /** Market time passes and nothing trades: dates come, and the session may end. A time before now is ignored. */
  advance(time: UtcMs): void {
    if (time <= this.floor.now) return
    this.run(() => this.passTime(time))
    this.tellTime()
  }

  /**
   * Places an order, or keeps it back (`transmit: false`). Only ids above every one that the client has used are taken.
   * What is refused, here and below, is also said, as an error to the client.
   */
  place(ticket: OrderTicket): Asked {
    this.onRequest({ kind: 'place', ticket })
    return this.run(() => this.desk.place(ticket))
  }

  /** Transmits an order that was kept back, with its parent and all children of it. */
  transmit(client: number, orderId: number): Asked {
    this.onRequest({ kind: 'transmit', client, orderId })
    return this.run(() => this.desk.transmit(client, orderId))
  }

  /** Changes a live order. It loses its place in the queue when a price changes or its quantity grows. */
  change(client: number, orderId: number, change: TicketChange): Asked {
    this.onRequest({ kind: 'change', client, orderId, change })
    return this.run(() => this.desk.change(client, orderId, change))
  }

  /** Cancels what is left of an order. Always answered: by its end, or by why it cannot be cancelled. */
  cancel(client: number, orderId: number): Asked {
    this.onRequest({ kind: 'cancel', client, orderId })
    return this.run(() => this.desk.cancel(client, orderId))
  }

  /** Cancels everything, whoever placed it. */
  cancelAll(): void {
    this.run(() => {
      for (const order of this.floor.orders.allLive()) cancelOrder(this.floor, order, 'asked for')
    })
  }

  /** A client has gone: what it had not transmitted is forgotten. */
  forgetUntransmitted(client: number): void {
    this.onRequest({ kind: 'forget-untransmitted', client })
    for (const order of this.floor.orders.allLive()) {
      // What was placed in TWS itself is not the API client's.
      if (order.client !== client || order.transmitted || order.orderId < 0) continue
      order.end = 'Cancelled'
      this.floor.orders.forget(order)
    }
  }

  /** What margin an order would take, were it filled alone. Nothing is placed. */
  estimateMargin(ticket: OrderTicket): Result<MarginEstimate, ExchangeRefusal> {
    return this.desk.estimate(ticket)
  }

  /** Lets an order work that `screen` held. @throws RangeError when there is no such order. */
  letGo(client: number, orderId: number): void {
    this.run(() => this.desk.letGo(client, orderId))
  }

  /**
   * The broker closes a position, or a part of it, at the market on its own account: an order of client 0 with an id
   * below 0. Nothing when no shares are held. @throws RangeError for an unknown symbol or account.
   */
  liquidate(account: AccountId, symbol: Ticker, shares = Number.POSITIVE_INFINITY): void {
    const held = this.floor.account(account).position(symbol).shares
    const quantity = Math.floor(Math.min(shares, Math.abs(held)))
    this.floor.book(symbol)
    if (!(quantity > 0)) return
    const orderId = this.interventions.nextOwnId()
    this.run(() => this.desk.liquidate({ account, symbol, buying: held < 0, quantity }, orderId))
  }

  /**
   * Corrects an execution of the session under an id that differs only after its last dot.
   * @param price dollars a share.
   * @returns the new id; null when no such execution stands, its order was for fewer shares, or the price is none.
   */
  correct(execId: string, shares: number, price: number): string | null {
    const cents = orderCents(price)
    if (cents === null || !Number.isSafeInteger(shares)) return null
    return this.run(() => correctTrade(this.floor, execId, shares, cents)?.execId ?? null)
  }

  /**
   * A fill that happened in an earlier process, on the quotes that came there. The requests before it have been
   * repeated, so that the order is here. @throws RangeError when it is not.
   */
  repeatFill({ client, orderId, symbol, shares, price }: Execution): void {
    const order = this.floor.orders.get(client, orderId)
    const cents = orderCents(price)
    if (order === null || cents === null) throw new RangeError(`there is no order ${orderId} to fill ${symbol} of`)
    const book = this.floor.book(symbol)
    this.run(() => {
      order.triggered = true
      // What it took then is not in the book now.
      book.put(order.buying, shares)
      fillOrder(this.floor, book, order, shares, cents)
    })
  }

  private takeTrades(trades: readonly StepTrade[]): void {
    const { floor } = this
    for (const { symbol, price, shares } of trades) {
      const book = floor.book(symbol)
      book.takeTrade(price, shares)
      matchOrders(floor, book, true)
    }
  }

  private setHalted(symbol: Ticker, halted: boolean): void {
    const book = this.floor.book(symbol)
    if (book.halted === halted) return
    book.halted = halted
    if (!halted) book.pause()
    this.floor.say({ kind: 'halt', symbol, halted })
  }

  private passTime(time: UtcMs): void {
    const { floor } = this
    floor.now = time
    this.desk.expire()
    if (floor.session !== null && time >= floor.session.close) closeSession(floor)
    if (time >= floor.dayEnd) closeLateSession(floor)
  }

  private tellTime(): void {
    for (const listener of [...this.timeListeners]) listener(this.floor.now)
  }

  /** Runs a call and says what it led to; a call from within a listener leaves the saying to the outermost one. */
  private run<Value>(call: () => Value): Value {
    this.depth += 1
    try {
      const value = call()
      if (this.depth === 1) this.deliver()
      return value
    } finally {
      this.depth -= 1
    }
  }

  private deliver(): void {
    for (let messages = this.floor.takeMessages(); messages.length > 0; messages = this.floor.takeMessages()) {
      for (const message of messages) for (const listener of [...this.listeners]) listener(message)
    }
  }
}
