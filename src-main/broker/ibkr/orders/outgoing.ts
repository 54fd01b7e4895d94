import type { Authorisation, OrderRequest, Redeem } from '../../../../src-shared/domain/authorisation.ts'
import type { OrderRef, Ticker } from '../../../../src-shared/domain/ids.ts'
import type { Result } from '../../../../src-shared/domain/result.ts'
import type { ListedContract } from '../../../market/live-market.ts'
import type { OrderChange, ReducingOrder } from '../../broker.ts'
import { type BrokerRefusal, type BrokerRefusalCode, brokerRefusal } from '../../refusals.ts'
import type { EntryTicket } from '../../ticket.ts'
import type { Call, IbkrLink, LinkError, Withdraw } from '../link.ts'
import { LeavingChecks } from './leaving-checks.ts'
import { cancelOrder, placeOrder } from './order-calls.ts'
import type { OrderFeed } from './order-feed.ts'
import { latestTerms, type OrderRecord, standing, type TermsChange } from './order-record.ts'
import { contractFields, type OrderFields, type OrderTerms, orderFields, REDUCE_WITH_BLOCK } from './order-terms.ts'
import { isFinal } from './statuses.ts'

type Sent = Result<null, BrokerRefusal>

const SENT: Sent = { ok: true, value: null }
const refuse = (code: BrokerRefusalCode, detail: string): Sent => ({ ok: false, error: brokerRefusal(code, detail) })

/** TWS announces the end of an order under this code. */
const CANCELLED_CODE = 202
/** A change comes too late. */
const OVER_CODE = 104
/** A change that TWS was too busy for is asked for again after so long (operator ms), so often. */
const BUSY_RETRY = { afterMs: 500, times: 5 } as const

interface OutgoingOptions {
  readonly link: IbkrLink
  readonly feed: OrderFeed
  readonly redeem: Redeem
  /** What is known of a symbol's contract; null: it goes by its symbol. */
  readonly listed: (symbol: Ticker) => ListedContract | null
  /** Whether orders, executions and positions have been asked for on this connection. */
  readonly knowsAccounts: () => boolean
  /** Whether TWS is without IBKR's servers. */
  readonly serversLost: () => boolean
  /** Runs something soon, but not now: nothing is told before a request has returned. */
  readonly defer: (run: () => void) => void
}

/** An order that waits for its turn to leave. */
interface Waiting {
  readonly terms: OrderTerms
  readonly withdraw: Withdraw
}

/** Sends orders, changes and cancels, and refuses those that must not leave. */
export class Outgoing {
  private readonly link: IbkrLink
  private readonly feed: OrderFeed
  private readonly options: OutgoingOptions
  private readonly checks: LeavingChecks
  private readonly waiting = new Map<OrderRef, Waiting>()
  private readonly retries = new Map<OrderRecord, () => void>()
  private count = 0

  constructor(options: OutgoingOptions) {
    this.options = options
    this.link = options.link
    this.feed = options.feed
    this.checks = new LeavingChecks({ ...options, waiting: () => [...this.waiting.values()].map(({ terms }) => terms) })
  }

  /** Counts what has left. */
  get sent(): number {
    return this.count
  }

  submit(ticket: EntryTicket, authorisation: Authorisation): Sent {
    const { entry } = ticket
    const refused = this.checks.refuseTicket(ticket)
    if (refused !== null) return { ok: false, error: refused }
    return ticket.kind === 'amendment'
      ? this.amend(entry, authorisation)
      : this.placeBracket(entry, ticket.children, authorisation)
  }

  reduce(order: ReducingOrder): Sent {
    const refused = this.checks.refuseReducing(order)
    if (refused !== null) return { ok: false, error: refused }
    const terms = termsOf(order, null)
    const written = orderFields(terms)
    if (!written.ok) return refuse('bad-order', written.error)
    let left = false
    const withdraw = this.link.send('order', (api) => {
      left = true
      this.waiting.delete(order.ref)
      // The id is taken as the order leaves: TWS takes ascending ones only.
      const orderId = this.link.takeOrderId()
      if (orderId === null) return
      this.note(orderId, terms)
      placeOrder(api, { orderId, contract: this.contractOf(terms), fields: written.value }, true)
    })
    if (withdraw === null) return this.unready()
    if (!left) this.waiting.set(order.ref, { terms, withdraw })
    return SENT
  }

  adjust(ref: OrderRef, { pricing, quantity }: OrderChange): Sent {
    const { checks } = this
    const record = checks.own(ref)
    if (record === null) return checks.mayReduce() ? refuse('unknown-order', ref) : this.unready()
    const change: TermsChange = {
      ...(pricing === undefined ? {} : { pricing }),
      ...(quantity === undefined ? {} : { quantity }),
    }
    const refused = checks.refuseAdjusting(record, change)
    if (refused !== null) return { ok: false, error: refused }
    const written = this.written(record, change)
    if (!written.ok) return refuse('bad-order', written.error)
    return this.send(record, change) ? SENT : this.unready()
  }

  cancel(ref: OrderRef): Sent {
    const { link, feed } = this
    const waiting = this.waiting.get(ref)
    if (waiting !== undefined) return this.takeBack(ref, waiting)
    const record = this.checks.own(ref)
    if (record === null) return this.checks.isAway() ? this.unready() : refuse('unknown-order', ref)
    const withdraw = link.send('cancel', (api) => {
      this.count += 1
      record.outstanding.push({ kind: 'cancel' })
      cancelOrder(api, record.orderId)
    })
    if (withdraw === null) return this.unready()
    feed.hearErrors(record.orderId)
    return SENT
  }

  /** TWS was too busy for a change: it is asked for again, and given up after a while. */
  retry(record: OrderRecord, { code, message }: LinkError): void {
    const asked = record.outstanding.find((request) => request.kind === 'change')
    if (asked === undefined || this.retries.has(record)) return
    asked.tries += 1
    if (asked.tries > BUSY_RETRY.times) {
      this.feed.refuse(record, 'change', code, message)
      return
    }
    const stop = this.link.time.after(BUSY_RETRY.afterMs, () => {
      this.retries.delete(record)
      if (record.outstanding.includes(asked) && !isFinal(standing(record).status)) this.put(record)
    })
    this.retries.set(record, stop)
  }

  /** The connection is over: what waited for its turn never left. */
  forget(): void {
    this.waiting.clear()
    for (const stop of this.retries.values()) stop()
    this.retries.clear()
  }

  // What leaves.

  private placeBracket(entry: OrderRequest, children: readonly OrderRequest[], authorisation: Authorisation): Sent {
    // A parent's id is known only when it leaves; any other stands for it while the orders are checked.
    const chain = [termsOf(entry, null), ...children.map((child) => termsOf(child, 1))]
    for (const terms of chain) {
      const written = orderFields(terms)
      if (!written.ok) return refuse('bad-order', `${terms.ref}: ${written.error}`)
    }
    return this.throughTheDoor({ entry, messages: chain.length }, authorisation, () => {
      const orderIds = chain.map(() => this.link.takeOrderId())
      const [parentId] = orderIds
      if (parentId === undefined || parentId === null) return null
      const orders: { readonly orderId: number; readonly terms: OrderTerms; readonly fields: OrderFields }[] = []
      for (const [index, draft] of chain.entries()) {
        const orderId = orderIds[index]
        const terms = index === 0 ? draft : { ...draft, parentId }
        const written = orderFields(terms)
        if (orderId === undefined || orderId === null || !written.ok) return null
        orders.push({ orderId, terms, fields: written.value })
      }
      return (api) => {
        for (const { orderId, terms } of orders) this.note(orderId, terms)
        for (const [index, { orderId, terms, fields }] of orders.entries()) {
          placeOrder(api, { orderId, contract: this.contractOf(terms), fields }, index === orders.length - 1)
        }
      }
    })
  }

  private amend(entry: OrderRequest, authorisation: Authorisation): Sent {
    const record = this.checks.own(entry.ref)
    if (record === null) return refuse('unknown-order', entry.ref)
    const { pricing, quantity, timeInForce } = entry
    const change: TermsChange = { pricing, quantity, timeInForce }
    const written = this.written(record, change)
    if (!written.ok) return refuse('bad-order', written.error)
    return this.throughTheDoor({ entry, messages: 1 }, authorisation, () => (api) => {
      this.asked(record, change)
      placeOrder(api, { orderId: record.orderId, contract: this.contractOf(entry), fields: written.value }, true)
    })
  }

  /**
   * Sends what adds exposure, at once or not at all. The authorisation is redeemed when everything else has been seen
   * to, room for all its messages included: nothing is between it and the first byte.
   * @param prepare null when it cannot be sent; what it returns sends
   */
  private throughTheDoor(
    { entry, messages }: { readonly entry: OrderRequest; readonly messages: number },
    authorisation: Authorisation,
    prepare: () => Call | null,
  ): Sent {
    let outcome: Sent = refuse('not-ready', 'TWS has given no order ids.')
    const leave: Call = (api) => {
      const sending = prepare()
      if (sending === null) return
      const redeemed = this.options.redeem(authorisation, entry)
      outcome = redeemed.ok ? SENT : refuse('not-authorised', redeemed.error.message)
      if (redeemed.ok) sending(api)
    }
    if (this.link.sendNow('order', leave, messages)) return outcome
    return refuse('not-ready', 'other messages to TWS come first, and an entry does not wait for its turn.')
  }

  private send(record: OrderRecord, change: TermsChange): boolean {
    return (
      this.link.send('order', (api) => {
        const written = this.written(record, change)
        if (!written.ok || isFinal(standing(record).status)) {
          const ref = record.terms?.ref ?? null
          const message = 'It was over before the change could leave for TWS.'
          if (ref !== null) this.options.defer(() => this.feed.tellRefusal('change', ref, OVER_CODE, message))
          return
        }
        this.asked(record, change)
        placeOrder(api, this.outgoing(record, written.value), true)
      }) !== null
    )
  }

  /** Sends an order once more, as everything that was asked of it would have it. */
  private put(record: OrderRecord): void {
    this.link.send('order', (api) => {
      const written = this.written(record, {})
      if (!written.ok || isFinal(standing(record).status)) return
      this.count += 1
      placeOrder(api, this.outgoing(record, written.value), true)
    })
  }

  private outgoing(record: OrderRecord, fields: OrderFields): Parameters<typeof placeOrder>[1] {
    const { orderId, terms } = record
    if (terms === null) throw new RangeError(`nobody has said what order ${orderId} is`)
    return { orderId, contract: this.contractOf(terms), fields }
  }

  /** A change is written as the whole order: TWS takes what is left out as unset. */
  private written(record: OrderRecord, change: TermsChange): Result<OrderFields, string> {
    const terms = latestTerms(record)
    return terms === null ? { ok: false, error: 'its terms are not known' } : orderFields({ ...terms, ...change })
  }

  private asked(record: OrderRecord, change: TermsChange): void {
    this.count += 1
    record.outstanding.push({ kind: 'change', change, tries: 0, at: this.feed.book.now })
    this.feed.hearErrors(record.orderId)
  }

  private note(orderId: number, terms: OrderTerms): void {
    this.count += 1
    this.feed.book.noteSent(this.link.client, orderId, terms)
    this.feed.hearErrors(orderId)
  }

  /** An order that has not left yet is not sent at all. */
  private takeBack(ref: OrderRef, { withdraw }: Waiting): Sent {
    this.waiting.delete(ref)
    if (!withdraw()) return this.unready()
    const message = 'It was cancelled before it left for TWS.'
    this.options.defer(() => this.feed.tellRefusal('order', ref, CANCELLED_CODE, message))
    return SENT
  }

  private unready(): Sent {
    return refuse('not-ready', this.link.connection().reason)
  }

  private contractOf({ symbol }: Pick<OrderTerms, 'symbol'>): ReturnType<typeof contractFields> {
    return contractFields(symbol, this.options.listed(symbol))
  }
}

function termsOf(order: OrderRequest, parentId: number | null): OrderTerms {
  const { ref, account, symbol, action, quantity, pricing, timeInForce, outsideRegularHours, ocaGroup } = order
  const oca = ocaGroup === null ? null : { group: ocaGroup, type: REDUCE_WITH_BLOCK }
  return { ref, account, symbol, action, quantity, pricing, timeInForce, outsideRegularHours, parentId, oca }
}
