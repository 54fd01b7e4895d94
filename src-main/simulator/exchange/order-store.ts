import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { ExchangeOrder } from './order.ts'

const keyOf = (client: number, orderId: number): string => `${client}:${orderId}`
/** Groups belong to an account: another one may use the same name. */
const groupKey = ({ account, oca }: ExchangeOrder): string | null => (oca === null ? null : `${account} ${oca.group}`)

/** All orders of the exchange by the ways in which they are looked for. Those that are over stay until the next session. */
export class OrderStore {
  private readonly orders = new Map<string, ExchangeOrder>()
  private readonly live = new Map<Ticker, ExchangeOrder[]>()
  private readonly groups = new Map<string, Set<ExchangeOrder>>()
  /** Groups in which nothing may fill any more. */
  private readonly filledGroups = new Set<string>()
  private readonly highest: Map<number, number>
  private over: ExchangeOrder[] = []
  /** Keys of orders that had ended when their ids were rolled back: a new order may take one. */
  private readonly freed = new Set<string>()

  /** @param highest order ids that clients have used before, by client. */
  constructor(highest: ReadonlyMap<number, number> = new Map()) {
    this.highest = new Map(highest)
  }

  add(order: ExchangeOrder): void {
    const { client, orderId, symbol } = order
    this.orders.set(keyOf(client, orderId), order)
    this.freed.delete(keyOf(client, orderId))
    this.highest.set(client, Math.max(this.highestId(client), orderId))
    const live = this.live.get(symbol)
    if (live === undefined) this.live.set(symbol, [order])
    else live.push(order)
    const group = groupKey(order)
    if (group !== null) this.groups.set(group, (this.groups.get(group) ?? new Set()).add(order))
  }

  /** Takes an order that has ended out of the live ones. */
  end(order: ExchangeOrder): void {
    const live = this.live.get(order.symbol) ?? []
    this.live.set(
      order.symbol,
      live.filter((other) => other !== order),
    )
    const group = groupKey(order)
    const members = group === null ? undefined : this.groups.get(group)
    members?.delete(order)
    if (group !== null && members?.size === 0) this.groups.delete(group)
    this.over.push(order)
  }

  /** An order that was never transmitted leaves no trace. */
  forget(order: ExchangeOrder): void {
    this.end(order)
    this.over.pop()
    this.orders.delete(keyOf(order.client, order.orderId))
  }

  get(client: number, orderId: number): ExchangeOrder | null {
    return this.orders.get(keyOf(client, orderId)) ?? null
  }

  /** The highest order id that a client has used; 0 before its first. */
  highestId(client: number): number {
    return this.highest.get(client) ?? 0
  }

  /** Ids above it are free again, but those of orders that still live. */
  setHighest(client: number, highest: number): void {
    this.highest.set(client, highest)
    for (const order of this.over) {
      if (order.client === client && order.orderId > highest) this.freed.add(keyOf(client, order.orderId))
    }
  }

  /** Whether a new order may take the id of one that is over. */
  isFreed(client: number, orderId: number): boolean {
    return this.freed.has(keyOf(client, orderId))
  }

  /** Those that have used ids. */
  clients(): number[] {
    return [...this.highest.keys()]
  }

  /** Orders of a symbol that are not over, in the order in which they came. The array is not changed later. */
  liveIn(symbol: Ticker): readonly ExchangeOrder[] {
    return this.live.get(symbol) ?? []
  }

  /** All orders that are not over, in the order in which they came. */
  allLive(): ExchangeOrder[] {
    return [...this.live.values()].flat().sort((a, b) => a.permId - b.permId)
  }

  /** Orders that ended since the session's open, in the order in which they ended. */
  completed(): readonly ExchangeOrder[] {
    return this.over
  }

  childrenOf(parent: ExchangeOrder): ExchangeOrder[] {
    return this.liveIn(parent.symbol).filter((order) => order.parent === parent)
  }

  /** The others of its group that are not over. */
  groupOf(order: ExchangeOrder): ExchangeOrder[] {
    const group = groupKey(order)
    return [...(group === null ? [] : (this.groups.get(group) ?? []))].filter((other) => other !== order)
  }

  markGroupFilled(order: ExchangeOrder): void {
    const group = groupKey(order)
    if (group !== null) this.filledGroups.add(group)
  }

  isGroupFilled(order: ExchangeOrder): boolean {
    const group = groupKey(order)
    return group !== null && this.filledGroups.has(group)
  }

  /** A new session: what is over is forgotten, the high-water marks of the ids are not. */
  startDay(): void {
    for (const { client, orderId } of this.over) this.orders.delete(keyOf(client, orderId))
    this.over = []
    this.freed.clear()
    for (const group of this.filledGroups) if (!this.groups.has(group)) this.filledGroups.delete(group)
  }
}
