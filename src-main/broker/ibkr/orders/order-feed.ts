import {
  type Contract,
  EventName,
  type Order,
  type OrderState,
  type CommissionReport as TwsCommission,
  type Execution as TwsExecution,
} from '@stoqey/ib'
import type { OrderRef } from '../../../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../../../src-shared/domain/time.ts'
import type { BrokerEvent, Disposer } from '../../broker.ts'
import type { PositionReport } from '../../reports.ts'
import { Positions, readPosition } from '../account/positions.ts'
import { explain } from '../connection/codes.ts'
import type { IbkrLink, LinkError } from '../link.ts'
import { ExecutionLog } from './execution-log.ts'
import { OrderBook } from './order-book.ts'
import { meaningOf } from './order-errors.ts'
import { isLive, type OrderRecord, type Outstanding } from './order-record.ts'
import { readCommission, readExecution } from './read-execution.ts'
import { readId, readPrice, readShares } from './read-fields.ts'
import { type OrderReading, readOrder } from './read-order.ts'
import { readStatus } from './statuses.ts'

/** What questions want to know of the rows that pass. */
export interface FeedWatcher {
  openOrder?(reading: OrderReading, record: OrderRecord | null): void
  completedOrder?(reading: OrderReading, record: OrderRecord | null): void
  execution?(requestId: number, execId: string | null): void
  position?(position: PositionReport | string): void
}

interface OrderFeedOptions {
  readonly link: IbkrLink
  readonly marketNow: () => UtcMs
  readonly tell: (event: BrokerEvent) => void
  /** TWS was too busy for a change. */
  readonly onBusy: (record: OrderRecord, error: LinkError) => void
}

/**
 * Everything that TWS says of orders, trades and positions, by itself or in an answer: it goes into the books, and
 * listeners are told what of it is news. Whatever cannot be read is reported, and changes nothing.
 */
export class OrderFeed {
  readonly book = new OrderBook()
  readonly log = new ExecutionLog()
  readonly positions = new Positions()
  private readonly link: IbkrLink
  private readonly options: OrderFeedOptions
  private readonly watchers = new Set<FeedWatcher>()
  private readonly disposers: Disposer[] = []
  /** Order ids whose errors are listened to. */
  private readonly errorIds = new Set<number>()
  private readonly told = new WeakMap<OrderRecord, string>()
  private readonly strangers = new Set<string>()

  constructor(options: OrderFeedOptions) {
    this.options = options
    this.link = options.link
    this.listen()
  }

  /** @returns ends it. */
  watch(watcher: FeedWatcher): Disposer {
    this.watchers.add(watcher)
    return () => this.watchers.delete(watcher)
  }

  close(): void {
    for (const dispose of this.disposers.splice(0)) dispose()
    this.watchers.clear()
  }

  /** Listens to what TWS says of an order id of ours. */
  hearErrors(orderId: number): void {
    if (orderId <= 0 || this.errorIds.has(orderId)) return
    this.errorIds.add(orderId)
    this.disposers.push(this.link.onError(orderId, (error) => this.hearError(error)))
  }

  private listen(): void {
    const { link, disposers } = this
    disposers.push(
      link.on(EventName.openOrder, (_id: number, contract: Contract, order: Order, state: OrderState) =>
        this.hearOpenOrder(contract, order, state),
      ),
      link.on(EventName.completedOrder, (contract: Contract, order: Order, state: OrderState) =>
        this.hearCompleted(contract, order, state),
      ),
      link.on(EventName.orderStatus, (...said: StatusMessage) => this.hearStatus(said)),
      link.on(EventName.execDetails, (id: number, contract: Contract, said: TwsExecution) =>
        this.hearExecution(id, contract, said),
      ),
      link.on(EventName.commissionReport, (said: TwsCommission) => this.hearCommission(said)),
      link.on(EventName.position, (account: string, contract: Contract, shares?: number, cost?: number) =>
        this.hearPosition(account, contract, shares, cost),
      ),
    )
  }

  private hearOpenOrder(contract: Contract, order: Order, state: OrderState): void {
    if (order.whatIf === true) return
    const reading = readOrder(contract, order, state, this.link.accounts())
    let record: OrderRecord | null = null
    if (reading.kind === 'order') {
      if (reading.order.status === null) this.strange(`order status ${reading.order.statusText}`)
      record = this.book.hearOpenOrder(reading.order)
      this.own(record)
    } else this.passOver(reading)
    for (const watcher of [...this.watchers]) watcher.openOrder?.(reading, record)
  }

  private hearCompleted(contract: Contract, order: Order, state: OrderState): void {
    const parent = readId(order.parentPermId)
    const parentId = parent === null ? null : this.book.orderIdOf(parent)
    const said = parentId === null ? order : { ...order, parentId }
    const reading = readOrder(contract, said, state, this.link.accounts())
    const filled = readShares(order.filledQuantity) ?? (reading.kind === 'order' ? filledBy(reading, order) : null)
    let record: OrderRecord | null = null
    if (reading.kind === 'order' && filled !== null) record = this.book.hearCompleted(reading.order, filled)
    else this.passOver(reading)
    for (const watcher of [...this.watchers]) watcher.completedOrder?.(reading, record)
  }

  private hearStatus(said: StatusMessage): void {
    const [orderId, text, filledText, remainingText, average, permId, , last, client, whyHeld] = said
    const ids = { orderId: readId(orderId), permId: readId(permId), client: readId(client) }
    const filled = readShares(filledText)
    const remaining = readShares(remainingText)
    const status = readStatus(text)
    if (status === null) this.strange(`order status ${text}`)
    if (ids.orderId === null || ids.permId === null || ids.client === null || filled === null || remaining === null) {
      this.strange(`the status of order ${orderId}: ${filledText} filled, ${remainingText} left`)
      return
    }
    const record = this.book.hearStatus(
      { orderId: ids.orderId, permId: ids.permId, client: ids.client },
      {
        status,
        filled,
        remaining,
        averagePrice: filled === 0 ? null : readPrice(average),
        lastFillPrice: filled === 0 ? null : readPrice(last),
        whyHeld: typeof whyHeld === 'string' ? whyHeld : '',
      },
    )
    this.own(record)
    this.tellOrder(record)
  }

  private hearExecution(requestId: number, contract: Contract, said: TwsExecution): void {
    const execution = readExecution(contract, said, this.link.accounts())
    if (execution === null || typeof execution === 'string') {
      if (execution !== null) this.strange(execution)
      for (const watcher of [...this.watchers]) watcher.execution?.(requestId, execution === null ? '' : null)
      return
    }
    const isNew = !this.log.has(execution.execId)
    const named = {
      ...execution,
      ref: execution.ref ?? this.book.byId(execution.client, execution.orderId)?.terms?.ref ?? null,
    }
    const pushed = requestId < 0
    const news = this.log.add(named, pushed)
    const isTrade = isNew && this.book.hearExecution(named)
    if (pushed && isTrade) this.positions.trade(named)
    const time = this.options.marketNow()
    if (news.execution !== null) this.options.tell({ kind: 'execution', time, execution: news.execution })
    if (news.commission !== null) this.options.tell({ kind: 'commission', time, commission: news.commission })
    for (const watcher of [...this.watchers]) watcher.execution?.(requestId, execution.execId)
  }

  private hearCommission(said: TwsCommission): void {
    const commission = readCommission(said)
    if (commission === null) {
      this.strange(`the commission of execution ${said.execId}: ${said.commission}`)
      return
    }
    const news = this.log.addCommission(commission)
    if (news.commission === null) return
    this.options.tell({ kind: 'commission', time: this.options.marketNow(), commission: news.commission })
  }

  private hearPosition(account: string, contract: Contract, shares?: number, cost?: number): void {
    const position = readPosition(account, contract, shares, cost, this.link.accounts())
    if (position === null) return
    if (typeof position === 'string') this.strange(position)
    else if (this.positions.set(position)) {
      this.options.tell({ kind: 'position', time: this.options.marketNow(), position })
    }
    for (const watcher of [...this.watchers]) watcher.position?.(position)
  }

  private hearError(error: LinkError): void {
    const { link, book } = this
    const record = book.byId(link.client, error.id)
    if (record === null) return
    const meaning = meaningOf(error.code, record)
    const ref = record.terms?.ref ?? null
    const { severity, text } = explain(error.code, error.message)
    link.report(severity, `${ref ?? `Order ${error.id}`}: ${text}`, error.code)
    if (meaning.kind === 'busy') this.options.onBusy(record, error)
    else if (meaning.kind === 'refusal') this.refuse(record, meaning.request, error.code, error.message)
  }

  /** A request of ours has failed. */
  refuse(record: OrderRecord, request: Outstanding['kind'], code: number, message: string): void {
    const index = record.outstanding.findIndex(({ kind }) => kind === request)
    if (index >= 0) record.outstanding.splice(index, 1)
    if (request === 'order' && isLive(record)) this.book.drop(record)
    const ref = record.terms?.ref ?? null
    if (ref !== null) this.tellRefusal(request, ref, code, message)
  }

  tellRefusal(request: Outstanding['kind'], ref: OrderRef, code: number, message: string): void {
    this.options.tell({ kind: 'refusal', time: this.options.marketNow(), request, ref, code, message })
  }

  /** An order of our client: its errors are ours, and its id is taken. */
  private own({ client, orderId }: OrderRecord): void {
    if (client !== this.link.client || orderId <= 0) return
    this.link.noteOrderId(orderId)
    this.hearErrors(orderId)
  }

  /**
   * As with TWS, listeners hear of their own client's orders; those of others show in queries. Of an open order and its
   * status, which come together, the second is told: the first alone would be half of the news.
   */
  private tellOrder(record: OrderRecord): void {
    if (record.client !== this.link.client) return
    const order = this.book.report(record)
    if (order === null) return
    const text = JSON.stringify(order)
    if (this.told.get(record) === text) return
    this.told.set(record, text)
    this.options.tell({ kind: 'order', time: this.options.marketNow(), order })
  }

  private passOver(reading: OrderReading): void {
    if (reading.kind === 'unreadable') this.strange(reading.what)
    else if (reading.kind === 'elsewhere' && !this.strangers.has(reading.what) && this.strangers.size < 1_000) {
      this.strangers.add(reading.what)
      this.link.report('info', `Left alone, because it is no share in dollars on an account of ours: ${reading.what}.`)
    }
  }

  private strange(what: string): void {
    this.link.report('error', `TWS sent what cannot be read, and it is not used: ${what}.`)
  }
}

/** Message 3 as the client library hands it on. */
type StatusMessage = [
  orderId: number,
  status: string,
  filled: number | undefined,
  remaining: number | undefined,
  averagePrice: number | undefined,
  permId: number | undefined,
  parentId: number | undefined,
  lastFillPrice: number | undefined,
  client: number | undefined,
  whyHeld: string | undefined,
  capPrice?: number,
]

/** Shares that a completed order filled where TWS does not count them: all, or none. */
function filledBy(reading: Extract<OrderReading, { kind: 'order' }>, { totalQuantity }: Order): number | null {
  if (reading.order.status === 'Filled') return readShares(totalQuantity)
  return reading.order.status === null ? null : 0
}
