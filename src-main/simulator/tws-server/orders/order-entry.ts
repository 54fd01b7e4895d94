import type { OrderReport } from '../../../broker/reports.ts'
import type { OrderTicket, TicketChange } from '../../exchange/order-ticket.ts'
import type { StockContract } from '../market/contracts.ts'
import type { ClientSession, GatewayContext } from '../service.ts'
import { openOrder } from '../wire/open-order-message.ts'
import { orderStatus } from '../wire/order-messages.ts'
import type { CancelOrderRequest, PlaceOrderRequest } from '../wire/requests.ts'
import type { AskedOrder, AskedOrders } from './asked-orders.ts'
import type { GatewayBehaviour } from './behaviour.ts'
import type { BrokerLink } from './broker-link.ts'
import { changeOf } from './order-changes.ts'
import type { OrderMessenger } from './order-messenger.ts'
import { type ReadOrder, readOrder } from './order-reading.ts'
import { isOver } from './order-wording.ts'
import type { OwnOrders } from './own-orders.ts'
import { DUPLICATE_ID, FILLED, invalid, NO_PARENT, notFound, type OrderRefusal, READ_ONLY } from './refusals.ts'
import { whatIf } from './what-if.ts'

/** IBKR asks for no more than one what-if a minute. */
const WHAT_IF_EVERY_MS = 60_000
const WHAT_IF_PACING: OrderRefusal = { code: 100, text: 'Max rate of messages per second has been exceeded: what-if' }

interface EntryParts {
  readonly context: GatewayContext
  readonly behaviour: GatewayBehaviour
  readonly link: BrokerLink
  readonly orders: AskedOrders
  readonly own: OwnOrders
  readonly messenger: OrderMessenger
}

/** An order of a client that TWS has read. */
interface Entry {
  readonly session: ClientSession
  /** As the client wrote it. */
  readonly id: number
  /** The exchange's id of the order that it means, and of the parent that it names (0 for none). */
  readonly orderId: number
  readonly parentId: number
  readonly asked: AskedOrder
  readonly read: ReadOrder
}

/** Takes orders, modifications and cancels: TWS's own checks first, then the exchange's. */
export class OrderEntry {
  private readonly parts: EntryParts
  /** What came while TWS did not reach its servers. */
  private waiting: (() => void)[] = []
  private readonly lastWhatIf = new Map<number, number>()

  constructor(parts: EntryParts) {
    this.parts = parts
  }

  place(session: ClientSession, request: PlaceOrderRequest): void {
    const refused = this.tryPlace(session, request)
    if (refused !== null) refuse(session, request.id, refused)
  }

  private tryPlace(session: ClientSession, { id, contract, order }: PlaceOrderRequest): OrderRefusal | null {
    const { context, own } = this.parts
    if (context.readOnly) return READ_ONLY
    const found = context.contracts.find(contract)
    if (!found.ok) return { code: found.error.code, text: found.error.message }
    const { symbol } = found.value
    const { last } = context.exchange.quote(symbol)
    const read = readOrder(order, { symbol, last, accounts: context.accounts })
    if (!read.ok) return read.error
    const orderId = own.meant(session.client, id)
    if (orderId === null) return invalid(`Invalid order id ${id}`)
    const parentId = order.parentId === 0 ? 0 : own.meant(session.client, order.parentId)
    if (parentId === null) return NO_PARENT
    const entry: Entry = {
      ...{ session, id, orderId, parentId },
      asked: { order, exchange: contract.exchange },
      read: read.value,
    }
    if (order.whatIf) return this.whatIf(entry, found.value)
    for (const { code, text } of read.value.notices) session.error(id, code, text)
    this.whenUp(
      () => session.send(orderStatus(session.serverVersion, pending(entry))),
      () => this.carryOut(entry),
    )
    return null
  }

  cancel(session: ClientSession, { id }: CancelOrderRequest): void {
    const { context, own, messenger } = this.parts
    if (context.readOnly) {
      refuse(session, id, READ_ONLY)
      return
    }
    const orderId = own.meant(session.client, id)
    if (orderId === null) {
      refuse(session, id, notFound(id))
      return
    }
    const report = context.exchange.order(session.client, orderId)
    this.whenUp(
      () => {
        if (report !== null && !isOver(report)) messenger.tellStatus({ ...report, status: 'PendingCancel' })
      },
      () => context.exchange.cancel(session.client, orderId),
    )
  }

  /** Every order of every client, and those of TWS itself. */
  cancelAll(session: ClientSession): void {
    const { context } = this.parts
    if (context.readOnly) {
      refuse(session, -1, READ_ONLY)
      return
    }
    this.whenUp(
      () => {},
      () => context.exchange.cancelAll(),
    )
  }

  /** TWS reaches its servers again. */
  resume(): void {
    const waiting = this.waiting
    this.waiting = []
    if (this.parts.behaviour.ordersDuringOutage === 'resubmitted') for (const run of waiting) run()
  }

  private whenUp(acknowledge: () => void, run: () => void): void {
    if (this.parts.link.isUp) {
      run()
      return
    }
    acknowledge()
    this.waiting.push(run)
  }

  private carryOut(entry: Entry): void {
    const refused = this.tryCarryOut(entry)
    if (refused !== null) refuse(entry.session, entry.id, refused)
  }

  private tryCarryOut(entry: Entry): OrderRefusal | null {
    const { exchange } = this.parts.context
    const { orderId } = entry
    const { client } = entry.session
    const report = exchange.order(client, orderId)
    // What was over when ids were rolled back is forgotten; what lived then and has ended since is not.
    if (report === null || exchange.isFreed(client, orderId)) return this.placeNew(entry)
    if (isOver(report)) return report.status === 'Filled' ? FILLED : DUPLICATE_ID
    return this.modify(entry, report)
  }

  private placeNew(entry: Entry): OrderRefusal | null {
    const { context, orders } = this.parts
    const { session, orderId, parentId, asked } = entry
    if (parentId !== 0 && context.exchange.order(session.client, parentId) === null) return NO_PARENT
    orders.during(session.client, orderId, asked, () => {
      const placed = context.exchange.place(ticketOf(entry, orderId))
      return placed.ok ? placed.value.permId : null
    })
    return null
  }

  private modify(entry: Entry, report: OrderReport): OrderRefusal | null {
    const { context, orders } = this.parts
    const { orderId, parentId, asked, read } = entry
    const before = orders.asked(report)?.order ?? null
    const change = changeOf({ report, before, order: asked.order, read, parentId })
    if (!change.ok) return change.error
    const { client } = entry.session
    const nothing = Object.keys(change.value).length === 0
    orders.during(client, orderId, asked, () => {
      if (!nothing && !this.change(client, orderId, change.value)) return null
      const held = context.exchange.heldOrders().some(({ permId }) => permId === report.permId)
      if (held && asked.order.transmit) context.exchange.transmit(client, orderId)
      else if (!held && nothing) this.repeat(report)
      return report.permId
    })
    return null
  }

  private change(client: number, orderId: number, change: TicketChange): boolean {
    return this.parts.context.exchange.change(client, orderId, change).ok
  }

  /** A modification that changes nothing is answered by how the order stands. */
  private repeat(report: OrderReport): void {
    this.parts.messenger.tellOrder(report)
    this.parts.messenger.tellStatus(report)
  }

  private whatIf(entry: Entry, listing: StockContract): OrderRefusal | null {
    const { context, behaviour } = this.parts
    const { session, id, asked } = entry
    if (!asked.order.transmit) return invalid('A what-if order has to be transmitted')
    const now = context.operator.monotonic()
    const last = this.lastWhatIf.get(session.client) ?? Number.NEGATIVE_INFINITY
    if (behaviour.whatIfPacing === 'refused' && now - last < WHAT_IF_EVERY_MS) return WHAT_IF_PACING
    this.lastWhatIf.set(session.client, now)
    const answer = whatIf(context.exchange, ticketOf(entry, id), listing)
    if (!answer.ok) return { code: answer.error.code, text: answer.error.message }
    session.send(openOrder(session.serverVersion, answer.value))
    return null
  }
}

function refuse(session: ClientSession, id: number, { code, text }: OrderRefusal): void {
  session.error(id, code, text)
}

function ticketOf({ session, parentId, read }: Entry, orderId: number): OrderTicket {
  const { trailing, notices, ...rest } = read
  return {
    ...rest,
    client: session.client,
    orderId,
    parentId: parentId === 0 ? null : parentId,
    ...(trailing === null ? {} : { trailing }),
  }
}

/** How TWS shows an order that it could not hand on. */
const pending = ({ session, id, asked: { order } }: Entry): Parameters<typeof orderStatus>[1] => ({
  orderId: id,
  status: 'PendingSubmit',
  filled: 0,
  remaining: order.quantity ?? 0,
  averagePrice: 0,
  permId: 0,
  parentId: order.parentId,
  lastPrice: 0,
  client: session.client,
})
