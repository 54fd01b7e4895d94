import type { Execution, OrderReport } from '../../../broker/reports.ts'
import type { ExchangeMessage } from '../../exchange/message.ts'
import { NOT_FOUND_CODE, ORDER_WAITS_CODE, TOO_LATE_CODE } from '../../exchange/refusals.ts'
import type { ClientSession, GatewayContext, WireField } from '../service.ts'
import { openOrder } from '../wire/open-order-message.ts'
import { commission, execution, orderBound, orderStatus } from '../wire/order-messages.ts'
import { zonedStamp } from '../wire/stamps.ts'
import type { AskedOrders } from './asked-orders.ts'
import type { GatewayBehaviour } from './behaviour.ts'
import { isOver, type OrderWording } from './order-wording.ts'
import type { OwnOrders } from './own-orders.ts'
import { notFound, type OrderRefusal, tooLate } from './refusals.ts'

const LOCATING: OrderRefusal = { code: 404, text: 'Order held while securities are located.' }

interface MessengerOptions {
  readonly context: GatewayContext
  readonly behaviour: GatewayBehaviour
  readonly orders: AskedOrders
  readonly own: OwnOrders
  readonly wording: OrderWording
}

type Fields = (serverVersion: number) => readonly WireField[]

/** Tells clients what the exchange says of their orders: a client hears of its own, client 0 also of those it bound. */
export class OrderMessenger {
  private readonly options: MessengerOptions
  /** Executions whose commission goes to nobody: their order belongs to TWS itself. */
  private readonly unbound = new Set<string>()
  /** Messages about orders that are still to be sent twice. */
  private repeats = 0

  constructor(options: MessengerOptions) {
    this.options = options
  }

  /** The next so many messages about orders are sent twice. */
  repeat(count: number): void {
    this.repeats = count
  }

  hear(message: ExchangeMessage): void {
    switch (message.kind) {
      case 'open-order':
        this.follow(message.order, message.time)
        this.tellOrder(message.order)
        break
      case 'order-status':
        this.follow(message.order, message.time)
        if (message.order.status === 'PendingCancel')
          this.options.orders.note(message.order.permId, { cancelling: true })
        this.tellStatus(message.order)
        break
      case 'execution':
        this.tellExecution(message.execution)
        break
      case 'commission':
        this.tellCommission(message)
        break
      case 'error':
        this.tellError(message)
        break
      case 'position':
      case 'account':
      case 'halt':
    }
  }

  tellOrder(report: OrderReport): void {
    const { own, wording, orders } = this.options
    if (!this.concernsClient(report.orderId, report.permId)) return
    this.tell(report.client, (version) => openOrder(version, wording.openOrder(report)))
    if (report.whyHeld !== 'locate' || report.action === 'BUY' || orders.of(report.permId).locating) return
    orders.note(report.permId, { locating: true })
    this.tellRefusal(report.client, own.shown(report.orderId), LOCATING)
  }

  tellStatus(report: OrderReport): void {
    if (!this.concernsClient(report.orderId, report.permId)) return
    this.tell(report.client, (version) => orderStatus(version, this.options.wording.status(report)))
  }

  /** Binds an order of TWS itself to client 0, and says so. */
  bind(report: OrderReport): void {
    const { own } = this.options
    if (report.orderId >= 0 || own.isBound(report.orderId)) return
    const orderId = own.bind(report.orderId)
    this.tell(0, (version) => orderBound(version, { permId: report.permId, client: 0, orderId }))
  }

  tellRefusal(client: number, orderId: number, { code, text }: OrderRefusal): void {
    this.sessionOf(client)?.error(orderId, code, text)
  }

  private tellExecution(done: Execution): void {
    const { wording } = this.options
    if (this.concernsClient(done.orderId, done.permId)) {
      this.tell(done.client, (version) => execution(version, wording.execution(done, -1)))
    } else {
      this.unbound.add(done.execId)
    }
  }

  private tellCommission({ client, commission: told }: Extract<ExchangeMessage, { kind: 'commission' }>): void {
    const { execId, commission: amount, realisedAfterCommissions: realizedPnl } = told
    if (this.unbound.delete(execId)) return
    this.tell(client, (version) => commission(version, { execId, commission: amount, realizedPnl }))
  }

  private follow(report: OrderReport, endedAt: number): void {
    const { orders } = this.options
    if (isOver(report) && orders.of(report.permId).endedAt === null) orders.note(report.permId, { endedAt })
  }

  /** Whether a client is to hear of an order: one of TWS itself only when client 0 has bound it, or wants to. */
  private concernsClient(orderId: number, permId: number): boolean {
    const { own } = this.options
    if (orderId >= 0 || own.isBound(orderId)) return true
    if (!own.automatic || this.sessionOf(0) === null) return false
    const shown = own.bind(orderId)
    this.tell(0, (version) => orderBound(version, { permId, client: 0, orderId: shown }))
    return true
  }

  private tellError(message: Extract<ExchangeMessage, { kind: 'error' }>): void {
    const { own } = this.options
    const { client, orderId } = message
    if (orderId < 0 && !own.isBound(orderId)) return
    const shown = own.shown(orderId)
    this.tellRefusal(client, shown, this.inTwsWords(message, shown))
  }

  /** What the exchange says in its own words, where TWS has words that clients read. */
  private inTwsWords(message: Extract<ExchangeMessage, { kind: 'error' }>, id: number): OrderRefusal {
    const { context, behaviour } = this.options
    const order = context.exchange.order(message.client, message.orderId)
    const plain = { code: message.code, text: message.message }
    if (message.code === NOT_FOUND_CODE) return notFound(id)
    if (order === null) return plain
    if (message.code === TOO_LATE_CODE) return tooLate(behaviour.lateCancel, id, order.permId, order.status)
    return message.code === ORDER_WAITS_CODE ? { code: message.code, text: this.waitsText(order) } : plain
  }

  private waitsText({ action, quantity, symbol }: OrderReport): string {
    const { contracts, days, exchange } = this.options.context
    const { tradingClass, primaryExchange } = contracts.of(symbol)
    const next = days.find(({ open }) => open > exchange.now)
    const when = next === undefined ? 'the market opens' : zonedStamp(next.open)
    const order = `${action} ${quantity} ${symbol} ${primaryExchange}.${tradingClass}`
    return `Order Message:\n${order}\nWarning: Your order will not be placed at the exchange until ${when}.`
  }

  private tell(client: number, fields: Fields): void {
    const session = this.sessionOf(client)
    if (session === null) return
    const message = fields(session.serverVersion)
    session.send(message)
    if (this.repeats === 0) return
    this.repeats -= 1
    session.send(message)
  }

  private sessionOf(client: number): ClientSession | null {
    return this.options.context.sessions().find((session) => session.client === client) ?? null
  }
}
