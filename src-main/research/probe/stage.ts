import type { OrderRequest } from '../../../src-shared/domain/authorisation.ts'
import { type OrderRef, orderRef } from '../../../src-shared/domain/ids.ts'
import { price } from '../../../src-shared/domain/price.ts'
import { quantity } from '../../../src-shared/domain/quantity.ts'
import type { OrderChange, ReducingOrder } from '../../broker/broker.ts'
import type { OrderReport } from '../../broker/reports.ts'
import type { ProbeBench } from './bench.ts'
import { Ear } from './ear.ts'
import { formOf } from './redact.ts'
import type { CameRow } from './transcript-schema.ts'

/** A probe that cannot go on: TWS did not do what it has to, or did not answer. */
export class ProbeStopped extends Error {
  override readonly name = 'ProbeStopped'
}

/** References of the probe's orders begin so, in every run. */
export const PROBE_REF = 'probe-'

/** Statuses after which an order is over. */
const OVER = ['Filled', 'Cancelled', 'ApiCancelled', 'Inactive']
/** Statuses in which TWS has taken an order. */
const TAKEN = ['PreSubmitted', 'Submitted', 'Filled']
/** How long TWS has for what it does at once, market ms. */
const PROMPTLY_MS = 10_000

type Answer = { readonly ok: true } | { readonly ok: false; readonly error: { readonly message: string } | string }

/** One probe under way: what it sends, and what comes of its own orders. Orders are known by their part in it. */
export class Stage {
  readonly bench: ProbeBench
  readonly sent: string[] = []
  private readonly prefix: string
  private readonly signal: AbortSignal | null
  private readonly ear: Ear
  private readonly until: number
  private readonly orders = new Map<string, OrderRequest>()
  private readonly held = new Set<string>()

  /** @param prefix of its references. @param limitMs after so much market time it is given up. @param signal ends it */
  constructor(bench: ProbeBench, prefix: string, limitMs: number, signal: AbortSignal | null = null) {
    this.bench = bench
    this.signal = signal
    this.prefix = prefix
    this.until = bench.now() + limitMs
    this.ear = new Ear(bench)
  }

  /** What came of its orders so far. */
  get came(): readonly CameRow[] {
    return this.ear.came
  }

  close(): void {
    this.ear.close()
  }

  /** Dollars at so many times the last price, on the tick. */
  at(factor: number): number {
    const last = this.bench.lastPrice()
    if (last === null) throw new ProbeStopped(`no price of ${this.bench.symbol} is known`)
    return this.onTick(last * factor)
  }

  onTick(dollars: number): number {
    const { tick } = this.bench
    return Number((Math.round(dollars / tick) * tick).toFixed(4))
  }

  /** An entry that buys at a limit. */
  buy(role: string, shares: number, limit: number, change: Partial<OrderRequest> = {}): OrderRequest {
    const { account, symbol } = this.bench
    return this.named(role, {
      ref: this.refOf(role),
      revision: 1,
      account,
      book: { kind: 'account', account },
      symbol,
      role: 'entry',
      action: 'BUY',
      quantity: quantity(shares),
      pricing: { type: 'LMT', limit: price(limit) },
      timeInForce: { tif: 'DAY' },
      parent: null,
      ocaGroup: null,
      outsideRegularHours: false,
      ...change,
    })
  }

  /** Stop and target of an entry, far from the market. */
  childrenOf(entry: OrderRequest, role = ''): OrderRequest[] {
    const child = { action: 'SELL', parent: entry.ref, ocaGroup: null, timeInForce: { tif: 'GTC' } } as const
    const stop = { type: 'STP', stop: price(this.at(0.8)) } as const
    const target = { type: 'LMT', limit: price(this.at(1.15)) } as const
    return [
      this.named(`${role}stop`, { ...entry, ...child, ref: this.refOf(`${role}stop`), role: 'stop', pricing: stop }),
      this.named(`${role}target`, {
        ...entry,
        ...child,
        ref: this.refOf(`${role}target`),
        role: 'target',
        pricing: target,
      }),
    ]
  }

  submit(entry: OrderRequest, children: readonly OrderRequest[] = []): void {
    const all = [entry, ...children]
    this.note(`place ${all.map((order) => formOf(this.roleOf(order.ref), order)).join('; ')}`)
    this.ear.expect(all.map(({ ref }) => this.roleOf(ref)))
    this.demand(this.bench.broker().submit({ kind: 'bracket', entry, children }, this.authorised(entry)))
    this.ear.claim()
  }

  /** The held chain leaves; nothing of it is transmitted. */
  hold(entry: OrderRequest, children: readonly OrderRequest[]): void {
    const all = [entry, ...children]
    for (const { ref } of all) this.held.add(this.roleOf(ref))
    this.note(`hold ${all.map((order) => formOf(this.roleOf(order.ref), order)).join('; ')}`)
    this.ear.expect(all.map(({ ref }) => this.roleOf(ref)))
    this.demand(this.bench.raw().placeHeld(entry, children, this.authorised(entry)))
    this.ear.claim()
  }

  /** Sends an order under the id that another had. */
  placeAgain(entry: OrderRequest, usedBy: string): void {
    const role = this.roleOf(entry.ref)
    const id = this.idOf(usedBy)
    this.note(`place ${formOf(role, entry)} under the id of ${usedBy}`)
    this.ear.rename(id, role)
    this.demand(this.bench.raw().placeUnder(id, entry, this.authorised(entry)))
  }

  amend(entry: OrderRequest): void {
    this.note(`change ${formOf(this.roleOf(entry.ref), entry)}`)
    this.demand(this.bench.broker().submit({ kind: 'amendment', entry }, this.authorised(entry)))
  }

  reduce(role: string, order: Omit<ReducingOrder, 'ref'>): void {
    const named = { ...order, ref: this.refOf(role) }
    this.named(role, named)
    this.note(`place ${formOf(role, named)}`)
    this.ear.expect([role])
    this.demand(this.bench.broker().reduce(named))
    this.ear.claim()
  }

  adjust(role: string, change: OrderChange): void {
    this.note(`change ${role}: ${Object.keys(change).join(' and ')}`)
    this.demand(this.bench.broker().adjust(this.refOf(role), change))
  }

  cancel(role: string): void {
    this.note(`cancel ${role}`)
    this.demand(this.bench.broker().cancel(this.refOf(role)))
  }

  cancelHeld(role: string): void {
    this.note(`cancel ${role} by its id`)
    if (!this.bench.raw().cancelId(this.idOf(role))) throw new ProbeStopped('the cancel could not leave')
  }

  askMargin(role: string, entry: OrderRequest): void {
    this.note(`ask for the margin of ${formOf(role, entry)}`)
    this.ear.expect([role])
    this.demand(this.bench.raw().askMargin(entry))
    this.ear.claim()
  }

  async reconnect(): Promise<void> {
    this.note('end the connection, and connect as the same client')
    if (!(await this.bench.reconnect())) throw new ProbeStopped('TWS did not take the connection again')
  }

  note(what: string): void {
    this.sent.push(what)
  }

  /** Waits until something is so. @returns false when it was not in time */
  async wait(until: () => boolean, limitMs = PROMPTLY_MS): Promise<boolean> {
    const left = this.until - this.bench.now()
    if (left <= 0) throw new ProbeStopped('its time was over')
    const ending = (): boolean => this.signal?.aborted === true
    const came = await this.bench.wait(() => ending() || until(), Math.min(limitMs, left))
    if (ending()) throw new ProbeStopped('it was ended by you')
    if (!came && left <= limitMs) throw new ProbeStopped('its time was over')
    return came
  }

  /** Time for what should not come. */
  async pause(ms: number): Promise<void> {
    await this.wait(() => false, ms)
  }

  async need(what: string, until: () => boolean, limitMs = PROMPTLY_MS): Promise<void> {
    if (!(await this.wait(until, limitMs))) throw new ProbeStopped(`${what}: it did not come`)
  }

  statusesOf = (role: string): CameRow[] => this.came.filter((row) => row.role === role && row.kind === 'status')
  statusOf = (role: string): CameRow | null => this.statusesOf(role).at(-1) ?? null
  codesOf = (role: string): number[] =>
    this.came.flatMap((row) => (row.role === role && row.code !== undefined ? [row.code] : []))
  isOver = (role: string): boolean => OVER.includes(this.statusOf(role)?.status ?? '')
  isFilled = (role: string): boolean => this.statusOf(role)?.status === 'Filled'
  /** TWS has taken it, and it is not over but by being filled. */
  isTaken = (role: string): boolean => TAKEN.includes(this.statusOf(role)?.status ?? '')
  filledOf = (role: string): number => this.statusOf(role)?.filled ?? 0
  hasCode = (role: string): boolean => this.codesOf(role).length > 0

  /** The order as TWS lists it; null when it does not. */
  async listed(role: string): Promise<OrderReport | null> {
    const answer = await this.bench.broker().openOrders()
    if (!answer.ok) throw new ProbeStopped(`the open orders did not come: ${answer.error.message}`)
    return answer.value.find(({ ref }) => ref === this.refOf(role)) ?? null
  }

  /** Asks for the order until it is as it should be. @returns whether it became so */
  async becomes(role: string, is: (order: OrderReport) => boolean): Promise<boolean> {
    for (let tries = 0; tries < 5; tries++) {
      const order = await this.listed(role)
      if (order !== null && is(order)) return true
      await this.pause(1_000)
    }
    return false
  }

  refOf(role: string): OrderRef {
    return orderRef(`${this.prefix}-${role}`)
  }

  idOf(role: string): number {
    const id = this.ear.idOf(role)
    if (id === null) throw new ProbeStopped(`${role} has no order id`)
    return id
  }

  /** Ids of orders that were sent without being transmitted, and of which no end was heard: for whoever cleans up. */
  heldIds(): number[] {
    return [...this.held].flatMap((role) => (this.hasCode(role) ? [] : (this.ear.idOf(role) ?? [])))
  }

  private authorised(entry: OrderRequest): Parameters<ReturnType<ProbeBench['broker']>['submit']>[1] {
    const given = this.bench.authorise(entry)
    if (!given.ok) throw new ProbeStopped(given.error)
    return given.value
  }

  private named(role: string, order: OrderRequest): OrderRequest {
    this.orders.set(role, order)
    return order
  }

  private roleOf(ref: OrderRef): string {
    return ref.slice(this.prefix.length + 1)
  }

  private demand(answer: Answer): void {
    if (answer.ok) return
    const { error } = answer
    throw new ProbeStopped(`it did not leave: ${typeof error === 'string' ? error : error.message}`)
  }
}
