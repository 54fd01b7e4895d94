import type { Broker, BrokerEvent, Disposer, OrderChange, ReducingOrder } from '../../../src-main/broker/broker.ts'
import type { Connection } from '../../../src-main/broker/connection.ts'
import type { QueryFailure } from '../../../src-main/broker/refusals.ts'
import { type BrokerRefusal, type BrokerRefusalCode, brokerRefusal } from '../../../src-main/broker/refusals.ts'
import { type EntryTicket, refuseTicket } from '../../../src-main/broker/ticket.ts'
import type { Authorisation, Redeem } from '../../../src-shared/domain/authorisation.ts'
import type { AccountId, OrderRef } from '../../../src-shared/domain/ids.ts'
import type { Result } from '../../../src-shared/domain/result.ts'

/** What was handed to the broker. */
export type Handed =
  | { readonly kind: 'submit'; readonly ticket: EntryTicket }
  | { readonly kind: 'reduce'; readonly order: ReducingOrder }
  | { readonly kind: 'adjust'; readonly ref: OrderRef; readonly change: OrderChange }
  | { readonly kind: 'cancel'; readonly ref: OrderRef }

type Sent = Result<null, BrokerRefusal>

/** Far more queries than any sequence has a reason for. */
const MOST_QUERIES = 20_000

const SENT: Sent = { ok: true, value: null }

interface WireOptions {
  readonly redeem: Redeem
  /** Told of everything that is handed over, after the broker took it and before the caller goes on. */
  readonly onHanded: (handed: Handed) => void
  /** Told of an entry before it can fill. */
  readonly onEntry: (ref: OrderRef) => void
}

/**
 * The way between a desk and its broker: messages wait here until they are delivered, in any order, twice or never, and
 * requests can be refused or lost. What queries answer is true, or nothing.
 */
export class ModelWire implements Broker {
  /** What the broker has said and the desk has not heard. */
  outbox: BrokerEvent[] = []
  readonly handed: Handed[] = []
  /** Messages wait until a step delivers them. */
  slow = false
  /** Queries fail. */
  mute = false
  /** Queries that were asked. */
  asked = 0
  /** The other end is gone, and nobody has noticed yet. */
  halfOpen = false
  /** How the connection stood when the newest request was handed over. */
  stateBefore: Connection['state'] = 'ready'
  refuseNext: Partial<Record<Handed['kind'], BrokerRefusalCode>> = {}
  private readonly broker: Broker
  private readonly options: WireOptions
  private readonly listeners = new Set<(event: BrokerEvent) => void>()
  private calls = 0
  private later: BrokerEvent[] = []

  constructor(broker: Broker, options: WireOptions) {
    this.broker = broker
    this.options = options
    broker.onEvent((event) => this.hear(event))
  }

  connection = (): Connection => this.broker.connection()
  accounts = (): readonly AccountId[] => this.broker.accounts()

  onEvent(listener: (event: BrokerEvent) => void): Disposer {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Whether nothing waits to be delivered. */
  get quiet(): boolean {
    return this.outbox.length === 0 && this.later.length === 0
  }

  /** Whether nothing is in the way of requests, messages and answers. */
  get clear(): boolean {
    const { quiet } = this
    const open = !this.halfOpen && !this.mute && Object.keys(this.refuseNext).length === 0
    return quiet && open && this.connection().state === 'ready'
  }

  submit(ticket: EntryTicket, authorisation: Authorisation): Sent {
    return this.hand({ kind: 'submit', ticket }, () => {
      this.options.onEntry(ticket.entry.ref)
      if (!this.halfOpen) return this.broker.submit(ticket, authorisation)
      const wrong = refuseTicket(ticket)
      if (wrong !== null) return { ok: false, error: wrong }
      const redeemed = this.options.redeem(authorisation, ticket.entry)
      return redeemed.ok ? SENT : refuse('not-authorised', redeemed.error.message)
    })
  }

  reduce(order: ReducingOrder): Sent {
    return this.hand({ kind: 'reduce', order }, () => (this.halfOpen ? SENT : this.broker.reduce(order)))
  }

  adjust(ref: OrderRef, change: OrderChange): Sent {
    return this.hand({ kind: 'adjust', ref, change }, () => (this.halfOpen ? SENT : this.broker.adjust(ref, change)))
  }

  cancel(ref: OrderRef): Sent {
    return this.hand({ kind: 'cancel', ref }, () => (this.halfOpen ? SENT : this.broker.cancel(ref)))
  }

  openOrders = () => this.ask(() => this.broker.openOrders())
  completedOrders = () => this.ask(() => this.broker.completedOrders())
  executions = () => this.ask(() => this.broker.executions())
  positions = () => this.ask(() => this.broker.positions())
  time = () => this.ask(() => this.broker.time())
  accountValues = (account: AccountId) => this.ask(() => this.broker.accountValues(account))
  estimateMargin: Broker['estimateMargin'] = (entry) => this.ask(() => this.broker.estimateMargin(entry))

  /** Delivers what waits, oldest first; by default all of it. */
  deliver(count = Number.POSITIVE_INFINITY): void {
    this.tellLater()
    for (let index = 0; index < count; index++) {
      const event = this.outbox.shift()
      if (event === undefined) return
      this.tell(event)
    }
  }

  /** Delivers one of the waiting messages, and leaves it waiting when it is to come twice. */
  deliverOne(index: number, again: boolean): void {
    const event = this.outbox[index]
    if (event === undefined) return
    if (!again) this.outbox.splice(index, 1)
    this.tell(event)
  }

  private hand(handed: Handed, carry: () => Sent): Sent {
    const code = this.refuseNext[handed.kind]
    delete this.refuseNext[handed.kind]
    if (code !== undefined) return refuse(code, 'the script says so')
    this.calls += 1
    this.stateBefore = this.connection().state
    const sent = carry()
    this.calls -= 1
    if (sent.ok) {
      this.handed.push(handed)
      this.options.onHanded(handed)
    }
    return sent
  }

  private hear(event: BrokerEvent): void {
    if (event.kind !== 'connection') {
      if (!this.halfOpen) this.outbox.push(event)
      return
    }
    const { state } = event.connection
    // What was on its way is gone with the socket.
    if (state !== 'ready' && state !== 'degraded') {
      this.outbox = []
      this.halfOpen = false
    }
    if (this.calls > 0) this.later.push(event)
    else this.tell(event)
  }

  private tellLater(): void {
    for (let event = this.later.shift(); event !== undefined; event = this.later.shift()) this.tell(event)
  }

  private tell(event: BrokerEvent): void {
    for (const listener of [...this.listeners]) listener(event)
  }

  private ask<Value>(query: () => Promise<Result<Value, QueryFailure>>): Promise<Result<Value, QueryFailure>> {
    this.asked += 1
    if (this.asked > MOST_QUERIES) throw new Error('it is asked how things stand without end')
    if (!this.mute && !this.halfOpen) return query()
    return Promise.resolve({ ok: false, error: { code: 'timed-out', message: 'the script does not answer' } })
  }
}

const refuse = (code: BrokerRefusalCode, detail: string): Sent => ({ ok: false, error: brokerRefusal(code, detail) })
