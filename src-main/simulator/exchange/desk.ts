import type { Result } from '../../../src-shared/domain/result.ts'
import type { MarginEstimate } from '../../broker/reports.ts'
import { formOf, isQuantity, isTimeInForce, isTrailing, refuseId, refuseOrder } from './acceptance.ts'
import { cancelOrder, rejectOrder, resizeChild } from './endings.ts'
import type { Floor } from './floor.ts'
import { estimateMargin, refuseMargin, refuseShort } from './margin.ts'
import { matchOrders } from './matching.ts'
import { type ExchangeOrder, type Terms, termsOf } from './order.ts'
import type { Oca, OrderTicket, TicketChange } from './order-ticket.ts'
import { type ExchangeRefusal, ORDER_WAITS_CODE, refusal } from './refusals.ts'

export type Asked = Result<{ readonly permId: number }, ExchangeRefusal>

/** Takes orders, changes and cancels. */
export class Desk {
  private readonly floor: Floor
  /** The earliest good-till-date of a live order; infinite without one. */
  private nextExpiry = Number.POSITIVE_INFINITY

  constructor(floor: Floor) {
    this.floor = floor
  }

  place(ticket: OrderTicket): Asked {
    const refused = refuseId(this.floor, ticket)
    return refused === null ? this.placeOwn(ticket) : this.refuse(ticket, 'order', refused)
  }

  /** Places an order under an id that nobody chose. */
  placeOwn(ticket: OrderTicket): Asked {
    const { floor } = this
    const formed = formOf(floor, ticket)
    if ('code' in formed) return this.refuse(ticket, 'order', formed)
    const order = this.makeOrder(ticket, formed.terms, formed.parent)
    const screening = floor.screen(ticket)
    order.held = screening.kind === 'hold'
    if (screening.kind === 'reject') order.scriptedRefusal = screening.message
    floor.orders.add(order)
    return ticket.transmit ? this.transmitFamily(order) : { ok: true, value: { permId: order.permId } }
  }

  /** Transmits an order that was kept back. */
  transmit(client: number, orderId: number): Asked {
    const order = this.floor.orders.get(client, orderId)
    if (order !== null) return this.transmitFamily(order)
    return this.refuse({ client, orderId }, 'order', refusal('no-order', `${orderId}`))
  }

  /** Transmits an order, and with a child its parent and all the other children that were kept back. */
  private transmitFamily(order: ExchangeOrder): Asked {
    const { floor } = this
    const family = floor.orders
      .liveIn(order.symbol)
      .filter((other) => other === order || (order.parent !== null && isFamily(other, order.parent)))
      .filter(({ transmitted }) => !transmitted)
    for (const member of family) member.transmitted = true
    let answer: ExchangeRefusal | null = null
    for (const member of family) {
      const refused = refuseOrder(floor, member)
      if (refused !== null) rejectOrder(floor, member, refused)
      if (member === order) answer = refused
    }
    for (const member of family) if (member.end === null) this.welcome(member)
    matchOrders(floor, floor.book(order.symbol), false)
    return answer === null ? { ok: true, value: { permId: order.permId } } : { ok: false, error: answer }
  }

  private welcome(order: ExchangeOrder): void {
    const { floor } = this
    const { client, orderId, timeInForce } = order
    if (timeInForce.tif === 'GTD') this.nextExpiry = Math.min(this.nextExpiry, timeInForce.until)
    floor.announce(order)
    if (floor.session !== null || order.parent !== null || order.outsideRegularHours) return
    const message = 'Warning: your order will not be placed at the exchange until the session opens'
    floor.say({ kind: 'error', client, orderId, request: null, code: ORDER_WAITS_CODE, message })
  }

  change(client: number, orderId: number, change: TicketChange): Asked {
    const { floor } = this
    const order = floor.orders.get(client, orderId)
    if (order === null) return this.refuse({ client, orderId }, 'change', refusal('no-order', `${orderId}`))
    const refused = this.apply(order, change)
    if (refused !== null) return this.refuse(order, 'change', refused)
    floor.announce(order)
    matchOrders(floor, floor.book(order.symbol), false)
    return { ok: true, value: { permId: order.permId } }
  }

  /** Changes the order, or leaves it as it is and says why. */
  private apply(order: ExchangeOrder, change: TicketChange): ExchangeRefusal | null {
    const { floor } = this
    if (order.end === 'Filled') return refusal('filled', '')
    if (order.end !== null) return refusal('no-order', `${order.orderId} is ${order.end}`)
    const terms = change.pricing === undefined ? order.terms : termsOf(change.pricing)
    if (terms === null) return refusal('off-tick', JSON.stringify(change.pricing))
    if (!isTrailing(change.trailing)) return refusal('invalid', `the trailing per cent is ${change.trailing?.percent}`)
    const quantity = change.quantity === undefined ? order.quantity : change.quantity + order.reduced
    const timeInForce = change.timeInForce ?? order.timeInForce
    const formed = refuseNewForm(order, terms, change.quantity)
    if (formed !== null) return formed
    if (!isTimeInForce(timeInForce)) return refusal('invalid', 'the good-till-date is no date')
    if (timeInForce.tif === 'GTD' && timeInForce.until <= floor.now) return refusal('date-passed', '')
    const before = { terms: order.terms, quantity: order.quantity }
    Object.assign(order, { terms, quantity })
    const refused = order.transmitted && order.parent === null ? this.refuseExposure(order) : null
    if (refused !== null) {
      Object.assign(order, before)
      return refused
    }
    order.timeInForce = timeInForce
    if (change.trailing !== undefined) order.trailing = change.trailing
    if (timeInForce.tif === 'GTD') this.nextExpiry = Math.min(this.nextExpiry, timeInForce.until)
    const repriced = terms.limit !== before.terms.limit || terms.stop !== before.terms.stop
    if (repriced) order.resting = false
    if (repriced || terms.trail !== before.terms.trail || quantity > before.quantity) order.rank = floor.nextRank()
    this.followParent(order, before.quantity)
    return null
  }

  private refuseExposure(order: ExchangeOrder): ExchangeRefusal | null {
    return refuseShort(this.floor, order) ?? refuseMargin(this.floor, order)
  }

  /** Children that were as large as their parent become as large as it is now. */
  private followParent(parent: ExchangeOrder, before: number): void {
    if (parent.quantity === before) return
    for (const child of this.floor.orders.childrenOf(parent)) {
      const followed = child.quantity === before ? parent.quantity : Math.min(child.quantity, parent.quantity)
      resizeChild(this.floor, child, followed)
    }
  }

  /** Lets an order work that a script held. */
  letGo(client: number, orderId: number): void {
    const { floor } = this
    const order = floor.orders.get(client, orderId)
    if (order === null) throw new RangeError(`client ${client} has no order ${orderId}`)
    order.held = false
    floor.announce(order)
    matchOrders(floor, floor.book(order.symbol), false)
  }

  cancel(client: number, orderId: number): Asked {
    const { floor } = this
    const order = floor.orders.get(client, orderId)
    if (order === null) return this.refuse({ client, orderId }, 'cancel', refusal('not-found', `${orderId}`))
    if (order.end !== null) {
      return this.refuse({ client, orderId }, 'cancel', refusal('too-late', `${orderId}, state: ${order.end}`))
    }
    cancelOrder(floor, order, 'asked for')
    return { ok: true, value: { permId: order.permId } }
  }

  /** The broker closes shares of a position at the market, under an order of nobody's. */
  liquidate(order: Pick<ExchangeOrder, 'account' | 'symbol' | 'buying' | 'quantity'>, orderId: number): void {
    const { floor } = this
    const { account, symbol, buying, quantity } = order
    const ticket: OrderTicket = {
      client: 0,
      orderId,
      account,
      symbol,
      action: buying ? 'BUY' : 'SELL',
      quantity,
      pricing: { type: 'MKT' },
      timeInForce: { tif: 'DAY' },
      parentId: null,
      oca: null,
      outsideRegularHours: false,
      transmit: true,
      orderRef: '',
    }
    const made = { ...this.makeOrder(ticket, { type: 'MKT', limit: 0, stop: 0, trail: 0 }, null), liquidation: true }
    made.transmitted = true
    floor.orders.add(made)
    floor.announce(made)
    matchOrders(floor, floor.book(symbol), false)
  }

  estimate(ticket: OrderTicket): Result<MarginEstimate, ExchangeRefusal> {
    const formed = formOf(this.floor, ticket)
    if ('code' in formed) return { ok: false, error: formed }
    return { ok: true, value: estimateMargin(this.floor, ticket, formed.terms) }
  }

  /** Ends the orders whose date has come. */
  expire(): void {
    const { floor } = this
    if (floor.now < this.nextExpiry || floor.settings.behaviour.goodTillDate === 'at-the-close') return
    this.nextExpiry = Number.POSITIVE_INFINITY
    for (const order of floor.orders.allLive()) {
      if (order.timeInForce.tif !== 'GTD') continue
      if (order.timeInForce.until <= floor.now) cancelOrder(floor, order, 'expired')
      else this.nextExpiry = Math.min(this.nextExpiry, order.timeInForce.until)
    }
  }

  private makeOrder(ticket: OrderTicket, terms: Terms, parent: ExchangeOrder | null): ExchangeOrder {
    const permId = this.floor.nextPermId()
    return {
      client: ticket.client,
      orderId: ticket.orderId,
      permId,
      account: ticket.account,
      symbol: ticket.symbol,
      buying: ticket.action === 'BUY',
      orderRef: ticket.orderRef,
      outsideRegularHours: ticket.outsideRegularHours,
      parent,
      oca: ticket.oca ?? impliedGroup(parent),
      liquidation: false,
      terms,
      trailing: ticket.trailing ?? null,
      timeInForce: ticket.timeInForce,
      quantity: ticket.quantity,
      reduced: 0,
      filled: 0,
      childrenFilled: 0,
      value: 0,
      commission: 0,
      lastPrice: null,
      transmitted: false,
      held: false,
      scriptedRefusal: null,
      triggered: false,
      resting: false,
      rank: this.floor.nextRank(),
      end: null,
      announced: '',
    }
  }

  private refuse(
    { client, orderId }: Pick<OrderTicket, 'client' | 'orderId'>,
    request: 'order' | 'change' | 'cancel',
    error: ExchangeRefusal,
  ): Asked {
    const { code, message } = error
    this.floor.say({ kind: 'error', client, orderId, request, code, message })
    return { ok: false, error }
  }
}

const isFamily = (order: ExchangeOrder, parent: ExchangeOrder): boolean => order === parent || order.parent === parent

/** TWS makes the children of one parent a group by themselves. */
const impliedGroup = (parent: ExchangeOrder | null): Oca | null =>
  parent === null ? null : { group: `${parent.permId}`, type: 'reduce-without-block' }

function refuseNewForm(order: ExchangeOrder, terms: Terms, quantity: number | undefined): ExchangeRefusal | null {
  if (terms.type !== order.terms.type) return refusal('invalid', `${order.terms.type} cannot become ${terms.type}`)
  if (order.triggered && terms.stop !== order.terms.stop) return refusal('invalid', 'the stop has been triggered')
  if (quantity === undefined) return null
  if (!isQuantity(quantity)) return refusal('invalid', `the quantity is ${quantity}`)
  if (quantity <= order.filled) return refusal('invalid', `${order.filled} of the order are filled`)
  const { parent } = order
  if (parent === null) return null
  const most = (parent.end === null ? parent.quantity : parent.filled) - parent.childrenFilled
  const rest = quantity - order.filled
  return rest > most ? refusal('not-a-child', `${rest} shares would be left to do, of its parent ${most}`) : null
}
