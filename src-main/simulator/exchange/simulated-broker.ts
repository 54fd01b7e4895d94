import type { Authorisation, OrderRequest } from '../../../src-shared/domain/authorisation.ts'
import type { AccountId, OrderRef } from '../../../src-shared/domain/ids.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import type { Broker, BrokerEvent, BrokerOptions, Disposer, OrderChange, ReducingOrder } from '../../broker/broker.ts'
import type { Connection } from '../../broker/connection.ts'
import { type BrokerRefusal, type BrokerRefusalCode, brokerRefusal, type QueryFailure } from '../../broker/refusals.ts'
import type { ExecutionRecord } from '../../broker/reports.ts'
import { type EntryTicket, refuseTicket } from '../../broker/ticket.ts'
import { type BrokerBehaviour, DEFAULT_BROKER_BEHAVIOUR } from './broker-behaviour.ts'
import { eventOf } from './broker-translation.ts'
import { ClientOrders } from './client-orders.ts'
import type { Exchange } from './exchange.ts'
import type { ExchangeMessage } from './message.ts'
import { TOO_LATE_CODE } from './refusals.ts'
import { type KnownAtBroker, latestVersions, type ServerOutage } from './server-outage.ts'

interface SimulatedBrokerOptions extends BrokerOptions {
  readonly exchange: Exchange
  /** The client id under which its orders go. */
  readonly client: number
  /** Those of the exchange's accounts on which it may trade. */
  readonly accounts: readonly AccountId[]
  /** Runs something soon, but not now; microtasks by default. What a request leads to is said then. */
  readonly defer?: (run: () => void) => void
  readonly behaviour?: Partial<BrokerBehaviour>
}

type Sent = Result<null, BrokerRefusal>

const SENT: Sent = { ok: true, value: null }
const READY: Connection = { state: 'ready', reason: 'The simulated exchange is in this process.' }

const refuse = (code: BrokerRefusalCode, detail: string): Sent => ({ ok: false, error: brokerRefusal(code, detail) })

/**
 * The exchange as a broker. As with TWS, events tell of its own client's orders and of its accounts; what others place
 * on them shows in positions, account values and queries.
 */
export class SimulatedBroker implements Broker {
  private readonly exchange: Exchange
  private readonly client: number
  private readonly ownAccounts: readonly AccountId[]
  private readonly redeem: BrokerOptions['redeem']
  private readonly defer: (run: () => void) => void
  private readonly orders: ClientOrders
  private readonly listeners = new Set<(event: BrokerEvent) => void>()
  private readonly stopListening: () => void
  private waiting: BrokerEvent[] = []
  private asking = false
  private state: Connection = READY
  private readonly behaviour: BrokerBehaviour
  private outage: ServerOutage | null = null
  /** Orders of the next bracket after which the connection goes; null: it stays. */
  private chainBreaksAfter: number | null = null

  constructor(options: SimulatedBrokerOptions) {
    const { exchange, client, accounts, redeem, defer = queueMicrotask, behaviour } = options
    this.behaviour = { ...DEFAULT_BROKER_BEHAVIOUR, ...behaviour }
    this.exchange = exchange
    this.client = client
    this.ownAccounts = accounts
    this.redeem = redeem
    this.defer = defer
    this.orders = new ClientOrders(exchange, client)
    this.orders.adopt()
    this.stopListening = exchange.onMessage((message) => this.hear(message))
  }

  /** Takes the client's orders at the exchange for its own: those of an earlier connection. */
  adoptOrders(): void {
    this.orders.adopt()
  }

  connection(): Connection {
    return this.state
  }

  accounts(): readonly AccountId[] {
    return this.state.state === 'ready' ? this.ownAccounts : []
  }

  onEvent(listener: (event: BrokerEvent) => void): Disposer {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /**
   * Loses or regains the exchange, as a connection would: meanwhile requests are refused, queries fail and events are
   * lost; orders work on.
   */
  setConnection(connection: Connection): void {
    if (connection.state === 'ready' && this.outage !== null) {
      this.recoverServers()
      return
    }
    const { state } = this.state
    this.state = connection
    if (connection.state !== 'ready' && connection.state !== 'degraded') {
      this.outage = null
      if (this.behaviour.heldChains === 'forgotten') this.exchange.forgetUntransmitted(this.client)
    }
    this.tell({ kind: 'connection', connection })
    const isNew = connection.state === 'ready' && state !== 'ready' && state !== 'degraded'
    if (isNew && this.behaviour.executionsOnConnect === 'pushed-again') this.pushExecutions()
  }

  /**
   * TWS loses its servers (1100): it answers with what it knew, tells nothing, and keeps cancels and changes; what would
   * add exposure or close is refused, because it would go out later, whatever is held by then.
   */
  loseServers(reason: string): void {
    if (this.outage !== null || this.state.state !== 'ready') return
    this.outage = { known: this.know(), unheard: [], requests: [] }
    this.state = { state: 'degraded', reason, serversLost: true }
    this.tell({ kind: 'connection', connection: this.state })
  }

  /** They are back (1102): what happened meanwhile is told, and what was asked for is sent on, or forgotten. */
  recoverServers(): void {
    const { outage } = this
    if (outage === null) return
    this.outage = null
    this.state = READY
    this.tell({ kind: 'connection', connection: READY })
    for (const event of outage.unheard) this.tell(event)
    if (this.behaviour.ordersDuringOutage === 'resubmitted') for (const request of outage.requests) request()
  }

  /** TWS restarts: the connection goes, and with it what TWS is believed to forget. */
  restart(reason: string): void {
    this.setConnection({ state: 'reconnecting', reason })
    if (this.behaviour.idsAfterRestart === 'roll-back') this.exchange.interventions.setNextOrderId(this.client, 1)
  }

  /** The connection goes in the middle of the next bracket, after so many of its orders have left. */
  breakNextChain(after: number): void {
    this.chainBreaksAfter = after
  }

  /** Ends its subscription to the exchange. */
  close(): void {
    this.stopListening()
    this.listeners.clear()
  }

  submit(ticket: EntryTicket, authorisation: Authorisation): Sent {
    const refused = this.refuseRequest(ticket.entry) ?? refuseTicket(ticket) ?? this.orders.refuseTicket(ticket)
    if (refused !== null) return { ok: false, error: refused }
    const redeemed = this.redeem(authorisation, ticket.entry)
    if (!redeemed.ok) return refuse('not-authorised', redeemed.error.message)
    return this.asks(() => {
      if (ticket.kind === 'amendment') this.amend(ticket.entry)
      else this.placeBracket(ticket.entry, ticket.children)
    })
  }

  reduce(order: ReducingOrder): Sent {
    const refused = this.refuseRequest(order) ?? this.orders.refuseReducing(order)
    if (refused !== null) return { ok: false, error: refused }
    return this.asks(() => this.place(order, null, true))
  }

  adjust(ref: OrderRef, change: OrderChange): Sent {
    const order = this.orders.find(ref)
    if (order === null) return this.refuseUnready() ?? refuse('unknown-order', ref)
    const unready = this.takesRequests() ? null : this.refuseUnready()
    if (unready !== null) return unready
    const refused = this.refuseAccount(order) ?? this.orders.refuseAdjusting(order, change)
    if (refused !== null) return { ok: false, error: refused }
    return this.asks(() => this.orLater(() => this.exchange.change(this.client, order.orderId, change)))
  }

  cancel(ref: OrderRef): Sent {
    const unready = this.takesRequests() ? null : this.refuseUnready()
    if (unready !== null) return unready
    const orderId = this.orders.idOf(ref)
    if (orderId === null) return refuse('unknown-order', ref)
    return this.asks(() => this.orLater(() => this.exchange.cancel(this.client, orderId)))
  }

  openOrders = () => this.answer(() => this.outage?.known.open ?? this.openNow())
  completedOrders = () => this.answer(() => this.outage?.known.completed ?? this.completedNow())
  executions = () => this.answer(() => this.outage?.known.executions ?? this.executionsNow())
  positions = () => this.answer(() => this.outage?.known.positions ?? this.positionsNow())
  time = () => this.answer(() => this.exchange.now)

  accountValues(account: AccountId): ReturnType<Broker['accountValues']> {
    if (!this.isOurs(account)) return failed('refused', `there is no account ${account} here`)
    return this.answer(() => this.outage?.known.values.get(account) ?? this.exchange.accountValues(account))
  }

  estimateMargin(entry: OrderRequest): ReturnType<Broker['estimateMargin']> {
    if (this.state.state !== 'ready') return failed('not-connected', this.state.reason)
    const estimate = this.exchange.estimateMargin(this.orders.ticketOf(entry, null, false))
    return estimate.ok ? Promise.resolve(estimate) : failed('refused', estimate.error.message)
  }

  private openNow = () => this.exchange.openOrders().filter(({ account }) => this.isOurs(account))
  private completedNow = () => this.exchange.completedOrders().filter(({ account }) => this.isOurs(account))
  private positionsNow = () => this.ownAccounts.flatMap((account) => this.exchange.positions(account))

  private executionsNow(): ExecutionRecord[] {
    const records = this.exchange.executions().filter(({ execution }) => this.isOurs(execution.account))
    return this.behaviour.correctedExecutions === 'both' ? records : latestVersions(records)
  }

  private know(): KnownAtBroker {
    return {
      open: this.openNow(),
      completed: this.completedNow(),
      executions: this.executionsNow(),
      positions: this.positionsNow(),
      values: new Map(this.ownAccounts.map((account) => [account, this.exchange.accountValues(account)])),
    }
  }

  private pushExecutions(): void {
    const time = this.exchange.now
    for (const { execution, commission } of this.executionsNow()) {
      if (execution.client !== this.client) continue
      this.tell({ kind: 'execution', time, execution })
      if (commission !== null) this.tell({ kind: 'commission', time, commission })
    }
  }

  /** Requests that reduce or cancel are taken: at once, or by a TWS that keeps them for its servers. */
  private takesRequests(): boolean {
    return this.state.state === 'ready' || this.outage !== null
  }

  private orLater(request: () => void): void {
    if (this.outage === null) request()
    else this.outage.requests.push(request)
  }

  private isOurs(account: AccountId): boolean {
    return this.ownAccounts.includes(account)
  }

  private refuseUnready(): Sent | null {
    return this.state.state === 'ready' ? null : refuse('not-ready', this.state.reason)
  }

  private refuseRequest(order: { readonly account: AccountId }): BrokerRefusal | null {
    return this.state.state === 'ready' ? this.refuseAccount(order) : brokerRefusal('not-ready', this.state.reason)
  }

  private refuseAccount({ account }: { readonly account: AccountId }): BrokerRefusal | null {
    return this.isOurs(account) ? null : brokerRefusal('wrong-account', account)
  }

  private placeBracket(entry: OrderRequest, children: readonly OrderRequest[]): void {
    const most = this.chainBreaksAfter ?? Number.POSITIVE_INFINITY
    this.chainBreaksAfter = null
    if (most < 1) this.breakConnection()
    if (most < 1) return
    const parentId = this.place(entry, null, children.length === 0)
    for (const [index, child] of children.entries()) {
      if (index + 1 >= most) {
        this.breakConnection()
        return
      }
      this.place(child, parentId, index === children.length - 1)
    }
  }

  private breakConnection(): void {
    this.setConnection({ state: 'reconnecting', reason: 'The connection went in the middle of a bracket.' })
  }

  private place(order: OrderRequest, parentId: number | null, transmit: boolean): number {
    const ticket = this.orders.ticketOf(order, parentId, transmit)
    this.orders.remember(order.ref, ticket.orderId)
    this.exchange.place(ticket)
    return ticket.orderId
  }

  private amend({ ref, quantity, pricing, timeInForce }: OrderRequest): void {
    this.exchange.change(this.client, this.orders.idOf(ref)!, { quantity, pricing, timeInForce })
  }

  private asks(request: () => void): Sent {
    this.asking = true
    try {
      request()
    } finally {
      this.asking = false
    }
    if (this.waiting.length > 0) this.defer(() => this.deliver())
    return SENT
  }

  private hear(message: ExchangeMessage): void {
    const { client, ownAccounts } = this
    const event = eventOf(message, {
      client,
      accounts: ownAccounts,
      refOf: (orderId) => this.orders.refOf(orderId),
    })
    if (event === null) return
    const told = event.kind === 'refusal' && event.code === TOO_LATE_CODE ? this.lateCancel(event) : event
    if (this.outage !== null) this.outage.unheard.push(told)
    else if (this.state.state === 'ready') this.tell(told)
  }

  private lateCancel(event: Extract<BrokerEvent, { kind: 'refusal' }>): BrokerEvent {
    return { ...event, code: this.behaviour.lateCancel }
  }

  private tell(event: BrokerEvent): void {
    this.waiting.push(event)
    if (!this.asking) this.deliver()
  }

  private deliver(): void {
    for (let event = this.waiting.shift(); event !== undefined; event = this.waiting.shift()) {
      for (const listener of [...this.listeners]) listener(event)
    }
  }

  private answer<Value>(query: () => Value): Promise<Result<Value, QueryFailure>> {
    if (!this.takesRequests()) return failed('not-connected', this.state.reason)
    return Promise.resolve({ ok: true, value: query() })
  }
}

const failed = <Value>(code: QueryFailure['code'], message: string): Promise<Result<Value, QueryFailure>> =>
  Promise.resolve({ ok: false, error: { code, message } })
