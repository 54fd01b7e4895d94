import type { OrderRef } from '../../../../src-shared/domain/ids.ts'
import type { BrokerStatus, Execution, OrderReport } from '../../reports.ts'
import { supersedes, versionOf } from './execution-ids.ts'
import {
  hearNumbers,
  isLive,
  newRecord,
  type OrderRecord,
  type Outstanding,
  type StatusNumbers,
  shows,
  standing,
} from './order-record.ts'
import type { OrderTerms } from './order-terms.ts'
import type { ReadOrder } from './read-order.ts'
import { reportOf } from './report-of.ts'
import { isFinal } from './statuses.ts'

interface Ids {
  /** Null where TWS does not say. */
  readonly client: number | null
  readonly orderId: number
  readonly permId: number
  readonly ref?: OrderRef | null
}

const keyOf = (client: number, orderId: number): string => `${client}:${orderId}`

/**
 * The orders that TWS has told of, and those that were sent to it. An order is known by its permanent id as soon as it
 * has one: order ids are each client's own, are 0 on orders of TWS's window, and can come twice after a restart.
 */
export class OrderBook {
  private readonly records = new Set<OrderRecord>()
  private readonly byPermId = new Map<number, OrderRecord>()
  private readonly byOrderId = new Map<string, OrderRecord>()
  private readonly byRef = new Map<OrderRef, OrderRecord>()
  private counter = 0

  /** Counts messages and requests. */
  get now(): number {
    return this.counter
  }

  find(ref: OrderRef): OrderRecord | null {
    return this.byRef.get(ref) ?? null
  }

  byId(client: number, orderId: number): OrderRecord | null {
    return this.byOrderId.get(keyOf(client, orderId)) ?? null
  }

  /** An order of ours leaves. */
  noteSent(client: number, orderId: number, terms: OrderTerms): OrderRecord {
    const record = this.add(newRecord(client, orderId, terms))
    record.outstanding.push({ kind: 'order' })
    this.counter += 1
    record.lastSeen = this.counter
    return record
  }

  /** Message 5. */
  hearOpenOrder(order: ReadOrder): OrderRecord {
    const record = this.locate({ ...order, ref: order.terms.ref })
    const over = order.status !== null && isFinal(order.status)
    if (!record.termsAreLast) {
      record.terms = { ...order.terms, ref: order.terms.ref ?? record.terms?.ref ?? null }
      record.termsAreLast = over
    }
    if (order.status !== null) record.listedStatus = order.status
    this.seen(record)
    return record
  }

  /** Message 3. @param said its status is null when nobody has told us of it: the order stands as it did */
  hearStatus(ids: Ids, said: Omit<StatusNumbers, 'status'> & { readonly status: BrokerStatus | null }): OrderRecord {
    const record = this.locate(ids)
    hearNumbers(record, { ...said, status: said.status ?? standing(record).status })
    this.seen(record)
    return record
  }

  /** Message 101: an order that is over. It has no average price, unless its trades or an earlier status gave one. */
  hearCompleted(order: ReadOrder, filled: number): OrderRecord {
    const record = this.locate({ ...order, ref: order.terms.ref })
    const quantity = Math.max(order.terms.quantity, filled)
    const parentId = order.terms.parentId ?? record.terms?.parentId ?? null
    if (!record.termsAreLast) record.terms = { ...order.terms, quantity, parentId }
    record.termsAreLast = true
    const status = order.status !== null && isFinal(order.status) ? order.status : 'Inactive'
    const known = record.heard.get(filled)
    const remaining = known?.remaining ?? quantity - filled
    const averagePrice = known?.averagePrice ?? null
    const lastFillPrice = known?.lastFillPrice ?? null
    hearNumbers(record, { status, filled, remaining, averagePrice, lastFillPrice, whyHeld: '' })
    record.listedStatus = status
    this.seen(record)
    return record
  }

  /**
   * Message 11, which a status follows. Nothing changes by an execution that is known or has been corrected.
   * @returns whether it is a trade that nobody had told of, and not the correction of one
   */
  hearExecution(execution: Execution): boolean {
    const record = this.locate(execution)
    const { base } = versionOf(execution.execId)
    const known = record.trades.get(base)
    if (known !== undefined) {
      if (known.execId !== execution.execId) record.corrected = true
      if (!supersedes(execution.execId, known.execId)) return false
    }
    record.trades.set(base, execution)
    return known === undefined
  }

  /** A new order was refused, or its sending taken back: it does not work and never has. */
  drop(record: OrderRecord): void {
    record.gone = true
    record.outstanding.length = 0
  }

  /**
   * A complete list of what works has come. What it does not have does not work, and changes that it does not show have
   * not been taken: as far as they had been heard of, or had left, before it was asked for.
   */
  endListing(listed: ReadonlySet<OrderRecord>, askedAt: number): void {
    for (const record of this.records) {
      if (!listed.has(record) && record.lastSeen <= askedAt && isLive(record)) this.drop(record)
      keep(record, (asked) => asked.kind !== 'change' || asked.at > askedAt)
    }
  }

  /** The connection is over: what was asked on it is answered by how the orders stand on the next one. */
  forgetRequests(): void {
    for (const { outstanding } of this.records) outstanding.length = 0
  }

  /** Everything that can still work, with what was sent and has not been heard of. */
  live(): OrderRecord[] {
    return [...this.records].filter(isLive)
  }

  report(record: OrderRecord): OrderReport | null {
    return reportOf(record, this)
  }

  /** Everything that could trade, and what was sent and has not been heard of: what a reduction is checked against. */
  mayWork(): OrderReport[] {
    return this.live().flatMap((record) => reportOf(record, this, true) ?? [])
  }

  /** The order id that belongs to a permanent one; null when it is not known. */
  orderIdOf(permId: number): number | null {
    return this.byPermId.get(permId)?.orderId ?? null
  }

  /** The children of an order, whether they are over or not. */
  childrenOf({ client, orderId }: OrderRecord): OrderRecord[] {
    if (orderId === 0) return []
    return [...this.records].filter((record) => record.client === client && record.terms?.parentId === orderId)
  }

  /** The same order by any of its ids; a new one when there is none. */
  private locate({ client, orderId, permId, ref = null }: Ids): OrderRecord {
    const known = permId > 0 ? this.byPermId.get(permId) : undefined
    if (known !== undefined) return known
    const isSame = (record: OrderRecord | null): boolean => record !== null && (permId <= 0 || record.permId === 0)
    const sameId = client === null || orderId === 0 ? null : this.byId(client, orderId)
    const sameRef = client === null && ref !== null ? this.find(ref) : null
    const found = [sameId, sameRef].find(isSame) ?? this.add(newRecord(client ?? -1, orderId, null))
    if (permId > 0) {
      found.permId = permId
      this.byPermId.set(permId, found)
    }
    return found
  }

  private add(record: OrderRecord): OrderRecord {
    this.records.add(record)
    if (record.orderId !== 0 && record.client >= 0) this.byOrderId.set(keyOf(record.client, record.orderId), record)
    this.name(record)
    return record
  }

  /** An order that works keeps its reference, whoever else uses the same. */
  private name(record: OrderRecord): void {
    const ref = record.terms?.ref ?? null
    if (ref === null) return
    const named = this.byRef.get(ref)
    if (named === undefined || !isLive(named)) this.byRef.set(ref, record)
  }

  private seen(record: OrderRecord): void {
    this.counter += 1
    record.lastSeen = this.counter
    record.gone = false
    this.name(record)
    settle(record)
  }
}

/** What of our requests has been answered by what was just heard. A change that is shown answers those before it. */
function settle(record: OrderRecord): void {
  const { outstanding } = record
  const { status } = standing(record)
  const done = outstanding.findLastIndex((asked) => asked.kind === 'change' && shows(record, asked.change))
  keep(record, ({ kind }, index) => {
    if (isFinal(status)) return false
    return kind === 'order' ? status === 'PendingSubmit' : kind === 'cancel' || index > done
  })
}

function keep({ outstanding }: OrderRecord, stays: (asked: Outstanding, index: number) => boolean): void {
  outstanding.splice(0, outstanding.length, ...outstanding.filter(stays))
}
