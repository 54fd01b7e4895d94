import type { OrderRef } from '../../../../src-shared/domain/ids.ts'
import type { ReducingOrder } from '../../broker.ts'
import { refuseReduction } from '../../reduction.ts'
import { type BrokerRefusal, brokerRefusal } from '../../refusals.ts'
import type { OrderReport } from '../../reports.ts'
import { type EntryTicket, refuseTicket } from '../../ticket.ts'
import type { IbkrLink } from '../link.ts'
import type { OrderFeed } from './order-feed.ts'
import { type OrderRecord, standing, type TermsChange } from './order-record.ts'
import type { OrderTerms } from './order-terms.ts'
import { isFinal } from './statuses.ts'

interface CheckOptions {
  readonly link: IbkrLink
  readonly feed: OrderFeed
  /** Whether orders, executions and positions have been asked for on this connection. */
  readonly knowsAccounts: () => boolean
  /** Whether TWS is without IBKR's servers: it keeps what it is sent, and sends it on when it has them back. */
  readonly serversLost: () => boolean
  /** Orders that wait for their turn to leave. */
  readonly waiting: () => readonly OrderTerms[]
}

/** What must not leave for TWS, by what is known of its orders and positions. */
export class LeavingChecks {
  private readonly link: IbkrLink
  private readonly feed: OrderFeed
  private readonly options: CheckOptions

  constructor(options: CheckOptions) {
    this.options = options
    this.link = options.link
    this.feed = options.feed
  }

  /** There is no socket to send anything through. */
  isAway(): boolean {
    return !['ready', 'degraded', 'synchronising'].includes(this.link.connection().state)
  }

  /** What reduces goes out as long as there is a socket, and what the accounts hold has been told on it. */
  mayReduce(): boolean {
    return !this.isAway() && this.options.knowsAccounts()
  }

  /** The order of that reference, if it is of our client: TWS lets nobody else change it. */
  own(ref: OrderRef): OrderRecord | null {
    const record = this.feed.book.find(ref)
    return record !== null && record.client === this.link.client && record.orderId > 0 ? record : null
  }

  /** Of what adds exposure: everything but the authorisation. */
  refuseTicket(ticket: EntryTicket): BrokerRefusal | null {
    const { state, reason } = this.link.connection()
    if (state !== 'ready') return brokerRefusal('not-ready', reason)
    return (
      this.refuseAccount(ticket.entry) ??
      refuseTicket(ticket) ??
      refuseSpelling(ticket.entry) ??
      refuseHours(ticket.kind === 'bracket' ? [ticket.entry, ...ticket.children] : [ticket.entry]) ??
      this.refuseRefs(ticket)
    )
  }

  refuseReducing(order: ReducingOrder): BrokerRefusal | null {
    const refused = this.refuseRequest(order)
    if (refused !== null) return refused
    if (this.options.serversLost()) {
      const why = 'TWS would keep it and send it later, whatever the position is by then'
      return brokerRefusal('not-ready', `${this.link.connection().reason} ${why}`)
    }
    if (this.isKnown(order.ref)) return brokerRefusal('duplicate-ref', order.ref)
    const refusedHours = refuseHours([order])
    if (refusedHours !== null) return refusedHours
    return refuseReduction(order, this.netOf(order), this.mayWork())
  }

  /** A child can be changed while its parent waits, but never to more than its parent is for: TWS sees to that. */
  refuseAdjusting(record: OrderRecord, change: TermsChange): BrokerRefusal | null {
    const { book } = this.feed
    const order = book.report(record)
    if (order === null) return brokerRefusal('unknown-order', `${record.orderId}`)
    const refused = this.refuseRequest(order) ?? refuseEnded(record)
    if (refused !== null) return refused
    const quantity = change.quantity ?? order.quantity
    const parent = order.parentId === null ? null : book.byId(record.client, order.parentId)
    const status = parent === null || parent.gone ? null : standing(parent).status
    const parentWorks = status === 'PreSubmitted' || status === 'Submitted'
    // Fewer shares are never refused, whatever else works: each of several orders of a group is made smaller in turn.
    if (quantity < order.quantity) return null
    if (order.parentId !== null && (quantity === order.quantity || parentWorks)) return null
    return refuseReduction({ ...order, quantity: quantity - order.filled }, this.netOf(order), this.mayWork())
  }

  private refuseRequest(order: Pick<OrderTerms, 'account'>): BrokerRefusal | null {
    if (!this.mayReduce()) return brokerRefusal('not-ready', this.link.connection().reason)
    return this.refuseAccount(order)
  }

  private refuseAccount({ account }: Pick<OrderTerms, 'account'>): BrokerRefusal | null {
    return this.link.accounts().includes(account) ? null : brokerRefusal('wrong-account', account)
  }

  private refuseRefs(ticket: EntryTicket): BrokerRefusal | null {
    const { entry } = ticket
    if (ticket.kind === 'bracket') {
      const known = [entry, ...ticket.children].find(({ ref }) => this.isKnown(ref))
      return known === undefined ? null : brokerRefusal('duplicate-ref', known.ref)
    }
    const record = this.own(entry.ref)
    const terms = record?.terms ?? null
    if (record === null || terms === null) return brokerRefusal('unknown-order', entry.ref)
    const same = terms.symbol === entry.symbol && terms.account === entry.account && terms.action === entry.action
    if (same) return refuseEnded(record)
    return brokerRefusal('bad-bracket', `${entry.ref} works for another symbol, account or side`)
  }

  private isKnown(ref: OrderRef): boolean {
    return this.feed.book.find(ref) !== null || this.options.waiting().some((terms) => terms.ref === ref)
  }

  private netOf({ account, symbol }: Pick<OrderTerms, 'account' | 'symbol'>): number {
    return this.feed.positions.net(account, symbol)
  }

  /** Everything that could trade: at TWS, on its way there, and waiting for its turn. */
  private mayWork(): OrderReport[] {
    const waiting = this.options.waiting().map((terms) => waitingReport(terms, this.link.client))
    return [...this.feed.book.mayWork(), ...waiting]
  }
}

/**
 * IBKR writes class shares with a blank, in positions and orders as well: an entry under another name would be held under
 * a name that nobody here closes.
 */
function refuseSpelling({ symbol }: Pick<OrderTerms, 'symbol'>): BrokerRefusal | null {
  const written = symbol.replace('.', ' ')
  return written === symbol ? null : brokerRefusal('bad-order', `IBKR writes ${symbol} as "${written}"`)
}

/** Outside regular hours a stop is triggered by whatever trades there, and only a limit says at which price it may be. */
function refuseHours(
  orders: readonly Pick<OrderTerms, 'ref' | 'pricing' | 'outsideRegularHours'>[],
): BrokerRefusal | null {
  const wrong = orders.find(({ pricing, outsideRegularHours }) => outsideRegularHours && pricing.type !== 'LMT')
  if (wrong === undefined) return null
  return brokerRefusal(
    'bad-order',
    `${wrong.ref} is ${wrong.pricing.type}, and only a limit works outside regular hours`,
  )
}

/** An order that is over must not be sent once more: TWS could take it for a new one. */
function refuseEnded(record: OrderRecord): BrokerRefusal | null {
  const { status } = standing(record)
  if (!record.gone && !isFinal(status)) return null
  const end = record.gone ? 'it is not listed any more' : status
  return brokerRefusal('unknown-order', `${record.terms?.ref} is over: ${end}`)
}

function waitingReport({ oca, ...terms }: OrderTerms, client: number): OrderReport {
  return {
    ...terms,
    permId: 0,
    client,
    orderId: 0,
    ocaGroup: oca?.group ?? null,
    status: 'PendingSubmit',
    whyHeld: '',
    filled: 0,
    remaining: terms.quantity,
    working: terms.quantity,
    averagePrice: null,
    lastFillPrice: null,
  }
}
