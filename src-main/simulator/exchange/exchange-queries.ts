import type { AccountId, Ticker } from '../../../src-shared/domain/ids.ts'
import type { Quote } from '../../../src-shared/domain/quote.ts'
import type { SessionDay, UtcMs } from '../../../src-shared/domain/time.ts'
import type { AccountValues, ExecutionRecord, OrderReport, PositionReport } from '../../broker/reports.ts'
import { toDollars } from './cents.ts'
import type { Floor } from './floor.ts'
import { type AccountDay, accountDay, type Holding, holdingsOf } from './holdings.ts'
import { accountValues } from './valuation.ts'

/** What can be asked of an exchange; nothing here changes it. */
export class ExchangeQueries {
  protected readonly floor: Floor

  constructor(floor: Floor) {
    this.floor = floor
  }

  /** Market time: that of the newest event. */
  get now(): UtcMs {
    return this.floor.now
  }

  /** The regular session under way. */
  get session(): SessionDay | null {
    return this.floor.session
  }

  get symbols(): readonly Ticker[] {
    return [...this.floor.books.keys()]
  }

  get accounts(): readonly AccountId[] {
    return [...this.floor.accounts.keys()]
  }

  /** The lowest order id that a client may use. */
  nextOrderId(client: number): number {
    return this.floor.orders.highestId(client) + 1
  }

  /** One order, live or ended in this session, also when it was not transmitted; null when there is none. */
  order(client: number, orderId: number): OrderReport | null {
    const order = this.floor.orders.get(client, orderId)
    return order === null ? null : this.floor.report(order)
  }

  /** Whether a client's id has been rolled back since its order ended, so that a new one may take it. */
  isFreed(client: number, orderId: number): boolean {
    return this.floor.orders.isFreed(client, orderId)
  }

  /** Dollars of commission that an order's fills have taken so far. */
  commission(client: number, orderId: number): number {
    return toDollars(this.floor.orders.get(client, orderId)?.commission ?? 0)
  }

  /** Transmitted orders that are not over, of all clients, in the order in which they came. */
  openOrders(): OrderReport[] {
    const live = this.floor.orders.allLive().filter(({ transmitted }) => transmitted)
    return live.map((order) => this.floor.report(order))
  }

  /** Orders that are kept back until they are transmitted, in the order in which they came. */
  heldOrders(): OrderReport[] {
    const held = this.floor.orders.allLive().filter(({ transmitted }) => !transmitted)
    return held.map((order) => this.floor.report(order))
  }

  /** Orders that ended since the session's open, in the order in which they ended. */
  completedOrders(): OrderReport[] {
    return this.floor.orders.completed().map((order) => this.floor.report(order))
  }

  /** Executions since the session's open, corrected ones included. */
  executions(): ExecutionRecord[] {
    return this.floor.executions.records()
  }

  /** @throws RangeError for an unknown account. */
  positions(account: AccountId): PositionReport[] {
    const of = this.floor.account(account)
    return [...of.openPositions().keys()].map((symbol) => of.report(symbol))
  }

  /** What an account holds of a symbol, also when that is nothing. @throws RangeError for an unknown account. */
  position(account: AccountId, symbol: Ticker): PositionReport {
    return this.floor.account(account).report(symbol)
  }

  /** @throws RangeError for an unknown account. */
  accountValues(account: AccountId): AccountValues {
    return accountValues(this.floor, this.floor.account(account))
  }

  /** What the account holds or traded in the session. @throws RangeError for an unknown account. */
  holdings(account: AccountId): Holding[] {
    return holdingsOf(this.floor, this.floor.account(account))
  }

  /** @throws RangeError for an unknown account. */
  accountDay(account: AccountId): AccountDay {
    return accountDay(this.floor, this.floor.account(account))
  }

  /** @throws RangeError for an unknown symbol. */
  quote(symbol: Ticker): Quote {
    return this.floor.book(symbol).quote(this.floor.now)
  }

  /** Another symbol is traded here from now on; one that is already stays as it is. */
  list(symbol: Ticker): void {
    this.floor.list(symbol)
  }

  /** Shares traded in the session. @throws RangeError for an unknown symbol. */
  volume(symbol: Ticker): number {
    return this.floor.book(symbol).volume
  }
}
