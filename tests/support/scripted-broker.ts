import type { Broker, BrokerEvent, BrokerOptions, OrderChange, ReducingOrder } from '../../src-main/broker/broker.ts'
import type { Connection } from '../../src-main/broker/connection.ts'
import { refuseReduction } from '../../src-main/broker/reduction.ts'
import { type BrokerRefusalCode, brokerRefusal, type QueryFailure } from '../../src-main/broker/refusals.ts'
import type {
  AccountValues,
  BrokerStatus,
  Execution,
  ExecutionRecord,
  OrderReport,
  PositionReport,
} from '../../src-main/broker/reports.ts'
import { type EntryTicket, refuseTicket } from '../../src-main/broker/ticket.ts'
import type { Authorisation, OrderRequest } from '../../src-shared/domain/authorisation.ts'
import type { AccountId, OrderRef, Ticker } from '../../src-shared/domain/ids.ts'
import type { Result } from '../../src-shared/domain/result.ts'
import { type UtcMs, utcMs } from '../../src-shared/domain/time.ts'

interface ScriptedOrder {
  readonly request: OrderRequest
  readonly orderId: number
  readonly parent: ScriptedOrder | null
  pricing: OrderRequest['pricing']
  quantity: number
  /** Shares that fills of others in its group took from it. */
  reduced: number
  filled: number
  value: number
  status: BrokerStatus
  whyHeld: string
}

/** What TWS is believed to do, in both variants (safety.md). */
export interface ScriptedBehaviour {
  readonly childrenWork: 'per-fill' | 'on-full-fill'
  readonly partialParentCancelled: 'children-stay' | 'children-go'
  readonly group: 'reduces' | 'cancels'
}

const DEFAULT_BEHAVIOUR: ScriptedBehaviour = {
  childrenWork: 'per-fill',
  partialParentCancelled: 'children-stay',
  group: 'reduces',
}

interface ScriptedOptions extends BrokerOptions {
  readonly account: AccountId
  readonly now: () => UtcMs
  readonly behaviour?: ScriptedBehaviour
  /** Dollars. */
  readonly cash?: number
}

/** A request that reached the broker, in the order in which they did. */
export type SeenRequest =
  | { readonly kind: 'submit'; readonly entry: OrderRequest; readonly children: readonly OrderRequest[] }
  | { readonly kind: 'amend'; readonly entry: OrderRequest }
  | { readonly kind: 'reduce'; readonly order: ReducingOrder }
  | { readonly kind: 'adjust'; readonly ref: OrderRef; readonly change: OrderChange }
  | { readonly kind: 'cancel'; readonly ref: OrderRef }

type Sent = Result<null, ReturnType<typeof brokerRefusal>>
const SENT: Sent = { ok: true, value: null }
const refuse = (code: BrokerRefusalCode, detail: string): Sent => ({ ok: false, error: brokerRefusal(code, detail) })

const isLive = ({ status }: ScriptedOrder): boolean =>
  status === 'PreSubmitted' || status === 'Submitted' || status === 'PendingSubmit'

const remainingOf = ({ quantity, reduced, filled }: ScriptedOrder): number => quantity - reduced - filled

/**
 * A broker that does what a test says, and nothing by itself: orders fill, end and are refused on command, and what it
 * says waits in `outbox` until the test delivers it, in any order, twice or never. What it answers to queries is true.
 */
export class ScriptedBroker implements Broker {
  /** What has been said and not delivered. */
  outbox: BrokerEvent[] = []
  /** Everything that was handed over. */
  readonly seen: SeenRequest[] = []
  /** What the next request of a kind is refused with, at once. */
  refuseNext: Partial<Record<SeenRequest['kind'], BrokerRefusalCode>> = {}
  /** Whether orders that close or protect are refused after they arrived. */
  rejectsReductions = false
  /** Whether requests get lost on their way. */
  losesRequests = false
  queries: 'answer' | 'fail' | 'hang' = 'answer'
  /** Whether any query has ever been left without an answer: nobody can wait for those. */
  hasHung = false
  private readonly options: ScriptedOptions
  private readonly behaviour: ScriptedBehaviour
  private readonly orders = new Map<OrderRef, ScriptedOrder>()
  private readonly positions_ = new Map<Ticker, { shares: number; cost: number }>()
  private readonly records: ExecutionRecord[] = []
  private readonly listeners = new Set<(event: BrokerEvent) => void>()
  private state: Connection = { state: 'ready', reason: 'The script says so.' }
  private nextId = 1

  constructor(options: ScriptedOptions) {
    this.options = options
    this.behaviour = options.behaviour ?? DEFAULT_BEHAVIOUR
  }

  connection = (): Connection => this.state
  accounts = (): readonly AccountId[] => [this.options.account]

  onEvent(listener: (event: BrokerEvent) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  get listening(): number {
    return this.listeners.size
  }

  // What the desk asks for.

  submit(ticket: EntryTicket, authorisation: Authorisation): Sent {
    const refused = this.refused('submit') ?? this.unready()
    if (refused !== null) return refused
    const wrong = refuseTicket(ticket)
    if (wrong !== null) return { ok: false, error: wrong }
    const { entry } = ticket
    if (ticket.kind === 'amendment') return this.amend(entry, authorisation)
    const { children } = ticket
    if (this.orders.has(entry.ref)) return refuse('duplicate-ref', entry.ref)
    const redeemed = this.options.redeem(authorisation, entry)
    if (!redeemed.ok) return refuse('not-authorised', redeemed.error.message)
    this.seen.push({ kind: 'submit', entry, children })
    if (this.losesRequests) return SENT
    const parent = this.place(entry, null)
    for (const child of children) this.place(child, parent)
    for (const order of [parent, ...this.childrenOf(parent)]) this.say(order)
    return SENT
  }

  private amend(entry: OrderRequest, authorisation: Authorisation): Sent {
    const refused = this.refused('amend')
    if (refused !== null) return refused
    const order = this.orders.get(entry.ref)
    if (order === undefined || !isLive(order)) return refuse('unknown-order', entry.ref)
    const redeemed = this.options.redeem(authorisation, entry)
    if (!redeemed.ok) return refuse('not-authorised', redeemed.error.message)
    this.seen.push({ kind: 'amend', entry })
    if (this.losesRequests) return SENT
    order.pricing = entry.pricing
    order.quantity = Math.max(entry.quantity, order.filled)
    this.say(order)
    return SENT
  }

  reduce(order: ReducingOrder): Sent {
    const refused = this.refused('reduce') ?? this.unready()
    if (refused !== null) return refused
    if (this.orders.has(order.ref)) return refuse('duplicate-ref', order.ref)
    const wrong = refuseReduction(order, this.net(order.symbol), this.openReports())
    if (wrong !== null) return { ok: false, error: wrong }
    this.seen.push({ kind: 'reduce', order })
    if (this.losesRequests) return SENT
    const placed = this.place(order, null)
    if (this.rejectsReductions) this.reject(order.ref)
    else this.say(placed)
    return SENT
  }

  adjust(ref: OrderRef, change: OrderChange): Sent {
    const refused = this.refused('adjust') ?? this.unready()
    if (refused !== null) return refused
    const order = this.orders.get(ref)
    if (order === undefined) return refuse('unknown-order', ref)
    this.seen.push({ kind: 'adjust', ref, change })
    if (this.losesRequests) return SENT
    if (!isLive(order)) {
      this.sayRefusal('change', ref)
      return SENT
    }
    order.pricing = change.pricing ?? order.pricing
    if (change.quantity !== undefined) order.quantity = Math.max(change.quantity, order.filled) + order.reduced
    this.say(order)
    return SENT
  }

  cancel(ref: OrderRef): Sent {
    const refused = this.refused('cancel') ?? this.unready()
    if (refused !== null) return refused
    const order = this.orders.get(ref)
    if (order === undefined) return refuse('unknown-order', ref)
    this.seen.push({ kind: 'cancel', ref })
    if (this.losesRequests) return SENT
    if (isLive(order)) this.end(ref, 'Cancelled')
    else this.sayRefusal('cancel', ref)
    return SENT
  }

  openOrders = () => this.answer(() => [...this.openReports(), ...this.foreignOrders])
  completedOrders = () =>
    this.answer(() => [...this.orders.values()].filter((order) => !isLive(order)).map((order) => this.reportOf(order)))
  executions = () => this.answer((): readonly ExecutionRecord[] => [...this.records])
  positions = () => this.answer(() => [...this.positions_.keys()].map((symbol) => this.positionOf(symbol)))
  time = () => this.answer(() => this.options.now())
  accountValues = (): ReturnType<Broker['accountValues']> => this.answer(() => this.values())
  estimateMargin = (): ReturnType<Broker['estimateMargin']> => Promise.resolve(this.margin)

  // What the test makes happen.

  /** Fills as much of an order as it may work. @returns the shares. */
  fill(ref: OrderRef, shares: number, price: number): number {
    const order = this.orders.get(ref)
    if (order === undefined || !isLive(order)) return 0
    const count = Math.min(shares, this.working(order))
    if (count <= 0) return 0
    order.filled += count
    order.value += count * price
    if (remainingOf(order) <= 0) order.status = 'Filled'
    this.trade(order, count, price)
    this.say(order)
    this.followGroup(order, count)
    if (order.status === 'Filled') this.settle(order)
    for (const child of this.childrenOf(order)) if (isLive(child)) this.say(child)
    return count
  }

  /** Somebody else trades on the account, or the broker does. @param shares bought, or sold when negative */
  tradeElsewhere(symbol: Ticker, shares: number, price: number, change: Partial<Execution> = {}): void {
    const before = this.positions_.get(symbol) ?? { shares: 0, cost: 0 }
    this.positions_.set(symbol, { shares: before.shares + shares, cost: before.cost + shares * price })
    const time = this.options.now()
    const execution: Execution = {
      execId: `0002.${String(this.records.length).padStart(6, '0')}.01.01`,
      ...{ ref: null, permId: 900 + this.records.length, client: 0, orderId: 0, account: this.options.account, symbol },
      ...{ action: shares > 0 ? 'BUY' : 'SELL', shares: Math.abs(shares), price, time },
      ...{ cumulative: Math.abs(shares), averagePrice: price, liquidation: false },
      ...change,
    }
    this.records.push({ execution, commission: null })
    this.outbox.push({ kind: 'execution', time, execution })
    this.outbox.push({ kind: 'position', time, position: this.positionOf(symbol) })
  }

  /** What the account holds becomes what a test says, and nobody is told of a trade. */
  setPosition(symbol: Ticker, shares: number, price: number): void {
    this.positions_.set(symbol, { shares, cost: shares * price })
  }

  /** Somebody else's orders, or ours of a journal that was lost. */
  readonly foreignOrders: OrderReport[] = []

  /** What the account is worth and may do, where it differs from the usual. */
  valuesChange: Partial<AccountValues> = {}
  margin: Awaited<ReturnType<Broker['estimateMargin']>> = {
    ok: false,
    error: { code: 'refused', message: 'the script has no margin' },
  }

  /** Replaces the newest execution of an order by one of no more shares. @returns whether there is one. */
  correct(ref: OrderRef, most: number, price: number): boolean {
    const order = this.orders.get(ref)
    const old = this.records.findLast(({ execution }) => execution.ref === ref)
    if (order === undefined || old === undefined || isLive(order)) return false
    const { execId, shares: before, price: priceBefore } = old.execution
    const shares = Math.min(most, before)
    const dot = execId.lastIndexOf('.')
    const version = String(Number(execId.slice(dot + 1)) + 1).padStart(2, '0')
    order.filled += shares - before
    order.value += shares * price - before * priceBefore
    this.book(order, shares - before, price)
    const execution = { ...old.execution, execId: `${execId.slice(0, dot)}.${version}`, shares, price }
    const corrected = { ...execution, cumulative: order.filled }
    this.records.push({ execution: corrected, commission: null })
    this.outbox.push({ kind: 'execution', time: this.options.now(), execution: corrected })
    this.say(order)
    this.settle(order)
    return true
  }

  end(ref: OrderRef, status: 'Cancelled' | 'Inactive'): void {
    const order = this.orders.get(ref)
    if (order === undefined || !isLive(order)) return
    order.status = status
    this.say(order)
    this.settle(order)
  }

  /** TWS has the order and its children and does not send them on: their chain is not complete. */
  keepBack(ref: OrderRef): void {
    const order = this.orders.get(ref)
    if (order === undefined) return
    for (const each of [order, ...this.childrenOf(order)]) each.status = 'PendingSubmit'
    this.outbox = this.outbox.filter((event) => event.kind !== 'order')
  }

  /** Refuses an order that arrived and has not traded: an error, then its status. */
  reject(ref: OrderRef, words?: string): void {
    const order = this.orders.get(ref)
    if (order === undefined || !isLive(order) || order.filled > 0) return
    this.sayRefusal('order', ref, words)
    this.end(ref, 'Inactive')
  }

  setConnection(connection: Connection): void {
    this.state = connection
    for (const listener of [...this.listeners]) listener({ kind: 'connection', connection })
  }

  /** Delivers what waits, oldest first; by default all of it, also what it leads to. */
  deliver(count = Number.POSITIVE_INFINITY): void {
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

  // What is there.

  net(symbol: Ticker): number {
    return this.positions_.get(symbol)?.shares ?? 0
  }

  order(ref: OrderRef): OrderReport | null {
    const order = this.orders.get(ref)
    return order === undefined ? null : this.reportOf(order)
  }

  openReports(): OrderReport[] {
    return [...this.orders.values()].filter(isLive).map((order) => this.reportOf(order))
  }

  private tell(event: BrokerEvent): void {
    if (this.state.state !== 'ready') return
    for (const listener of [...this.listeners]) listener(event)
  }

  private refused(kind: SeenRequest['kind']): Sent | null {
    const code = this.refuseNext[kind]
    delete this.refuseNext[kind]
    return code === undefined ? null : refuse(code, 'the script says so')
  }

  private unready(): Sent | null {
    return this.state.state === 'ready' ? null : refuse('not-ready', this.state.reason)
  }

  private place(request: OrderRequest, parent: ScriptedOrder | null): ScriptedOrder {
    const { pricing, quantity } = request
    const status = parent === null ? 'Submitted' : 'PreSubmitted'
    const orderId = this.nextId++
    const order: ScriptedOrder = {
      request,
      orderId,
      parent,
      pricing,
      quantity,
      reduced: 0,
      filled: 0,
      value: 0,
      status,
      whyHeld: '',
    }
    this.orders.set(request.ref, order)
    return order
  }

  private childrenOf(parent: ScriptedOrder): ScriptedOrder[] {
    return [...this.orders.values()].filter((order) => order.parent === parent)
  }

  private working(order: ScriptedOrder): number {
    if (!isLive(order) || order.status === 'PendingSubmit') return 0
    const { parent } = order
    const released = parent === null || !isLive(parent) ? order.quantity : this.released(order, parent)
    return Math.max(0, Math.min(released, order.quantity) - order.reduced - order.filled)
  }

  private released(order: ScriptedOrder, parent: ScriptedOrder): number {
    return this.behaviour.childrenWork === 'per-fill' ? Math.min(parent.filled, order.quantity) : 0
  }

  /** A parent is over: its children are for what it filled. */
  private settle(parent: ScriptedOrder): void {
    const goes = parent.status !== 'Filled' && this.behaviour.partialParentCancelled === 'children-go'
    for (const child of this.childrenOf(parent)) {
      if (!isLive(child)) continue
      child.quantity = Math.min(child.quantity, parent.filled)
      if (goes || remainingOf(child) <= 0) this.end(child.request.ref, 'Cancelled')
      else this.say(child)
    }
  }

  private followGroup(order: ScriptedOrder, shares: number): void {
    const { ocaGroup } = order.request
    if (ocaGroup === null) return
    for (const other of this.orders.values()) {
      if (other === order || other.request.ocaGroup !== ocaGroup || !isLive(other)) continue
      if (this.behaviour.group === 'reduces') other.reduced += Math.min(shares, remainingOf(other))
      if (this.behaviour.group === 'cancels' || remainingOf(other) <= 0) this.end(other.request.ref, 'Cancelled')
      else this.say(other)
    }
  }

  private book({ request }: ScriptedOrder, shares: number, price: number): void {
    const signed = request.action === 'BUY' ? shares : -shares
    const before = this.positions_.get(request.symbol) ?? { shares: 0, cost: 0 }
    this.positions_.set(request.symbol, { shares: before.shares + signed, cost: before.cost + signed * price })
  }

  private trade(order: ScriptedOrder, shares: number, price: number): void {
    this.book(order, shares, price)
    const { request, orderId } = order
    const time = this.options.now()
    const execution: Execution = {
      execId: `0001.${String(this.records.length).padStart(6, '0')}.01.01`,
      ref: request.ref,
      permId: orderId,
      client: 1,
      orderId,
      account: request.account,
      symbol: request.symbol,
      action: request.action,
      shares,
      price,
      time,
      cumulative: order.filled,
      averagePrice: order.value / order.filled,
      liquidation: false,
    }
    const { execId } = execution
    const commission = { execId, commission: 1, realised: null, realisedAfterCommissions: null }
    this.records.push({ execution, commission })
    this.outbox.push({ kind: 'execution', time, execution }, { kind: 'commission', time, commission })
    this.outbox.push({ kind: 'position', time, position: this.positionOf(request.symbol) })
  }

  private say(order: ScriptedOrder): void {
    this.outbox.push({ kind: 'order', time: this.options.now(), order: this.reportOf(order) })
  }

  private sayRefusal(request: 'order' | 'change' | 'cancel', ref: OrderRef, message = 'the script says so'): void {
    const time = this.options.now()
    this.outbox.push({ kind: 'refusal', time, request, ref, code: 201, message })
  }

  private reportOf(order: ScriptedOrder): OrderReport {
    const { request, orderId, parent, pricing, filled, value, status, whyHeld } = order
    const quantity = order.quantity - order.reduced
    return {
      ref: request.ref,
      permId: orderId,
      client: 1,
      orderId,
      account: request.account,
      symbol: request.symbol,
      action: request.action,
      pricing,
      timeInForce: request.timeInForce,
      outsideRegularHours: request.outsideRegularHours,
      parentId: parent?.orderId ?? null,
      ocaGroup: request.ocaGroup,
      status,
      whyHeld,
      quantity,
      filled,
      remaining: quantity - filled,
      working: this.working(order),
      averagePrice: filled === 0 ? null : value / filled,
      lastFillPrice: null,
    }
  }

  private positionOf(symbol: Ticker): PositionReport {
    const { shares, cost } = this.positions_.get(symbol) ?? { shares: 0, cost: 0 }
    const averagePrice = shares === 0 ? 0 : cost / shares
    return { account: this.options.account, symbol, shares, averagePrice, averageCost: averagePrice }
  }

  private values(): AccountValues {
    const { account, cash = 500_000 } = this.options
    return {
      account,
      currency: 'USD',
      netLiquidation: cash,
      cash,
      settledCash: null,
      grossPositionValue: 0,
      initialMargin: 0,
      maintenanceMargin: 0,
      availableFunds: cash,
      excessLiquidity: cash,
      buyingPower: cash * 2,
      realised: 0,
      unrealised: 0,
      commissions: 0,
      dayChange: null,
      dayTradesLeft: null,
      ...this.valuesChange,
    }
  }

  private answer<Value>(query: () => Value): Promise<Result<Value, QueryFailure>> {
    if (this.queries === 'answer' && this.state.state === 'ready') return Promise.resolve({ ok: true, value: query() })
    if (this.queries === 'hang') {
      this.hasHung = true
      return new Promise(() => {})
    }
    return Promise.resolve({ ok: false, error: { code: 'timed-out', message: 'the script does not answer' } })
  }
}

/** A moment of the scripted day, from hours and minutes of New York time on a winter date. */
export const atMinute = (day: string, hour: number, minute: number): UtcMs =>
  utcMs(Date.parse(`${day}T00:00:00Z`) + ((hour + 5) * 60 + minute) * 60_000)
