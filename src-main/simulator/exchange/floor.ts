import type { AccountId, Ticker } from '../../../src-shared/domain/ids.ts'
import { type SessionDay, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import type { OrderReport } from '../../broker/reports.ts'
import { createRandom } from '../random.ts'
import { Account } from './account.ts'
import { Book } from './book.ts'
import { ExecutionLog } from './executions.ts'
import type { ExchangeMessage } from './message.ts'
import { type ExchangeOrder, reportOf } from './order.ts'
import { OrderStore } from './order-store.ts'
import { DEFAULT_EXCHANGE_SETTINGS, type ExchangeOptions, type ExchangeSettings } from './settings.ts'

/** A message without its time. */
type Said = ExchangeMessage extends infer One ? (One extends ExchangeMessage ? Omit<One, 'time'> : never) : never

/** What all parts of the exchange share: its state, and the voice with which it speaks. */
export class Floor {
  readonly settings: ExchangeSettings
  readonly books: Map<Ticker, Book>
  readonly accounts: ReadonlyMap<AccountId, Account>
  readonly orders: OrderStore
  readonly executions: ExecutionLog
  screen: NonNullable<ExchangeOptions['screen']>
  /** Market time: that of the newest event. */
  now: UtcMs = utcMs(0)
  /** The regular session under way. */
  session: SessionDay | null = null
  /** When orders for the day end that work outside regular hours too; infinite before the regular session's close. */
  dayEnd = Number.POSITIVE_INFINITY
  private messages: ExchangeMessage[] = []
  private permIds: number
  private ranks = 0

  constructor(options: ExchangeOptions) {
    this.settings = { ...DEFAULT_EXCHANGE_SETTINGS, ...options.settings }
    this.books = new Map(options.symbols.map((symbol) => [symbol, new Book(symbol, this.settings)]))
    this.accounts = new Map(options.accounts.map((account) => [account.id, new Account(account)]))
    this.orders = new OrderStore(options.highestOrderIds)
    this.screen = options.screen ?? (() => ({ kind: 'accept' }))
    const random = createRandom(options.seed).stream('exchange ids')
    this.permIds = random.integer(100_000_000, 900_000_000)
    this.executions = new ExecutionLog(random.integer(0, 0xffff), random.integer(0x10000000, 0x60000000))
  }

  list(symbol: Ticker): void {
    if (!this.books.has(symbol)) this.books.set(symbol, new Book(symbol, this.settings))
  }

  /** @throws RangeError for a symbol that is not traded here. */
  book(symbol: Ticker): Book {
    const book = this.books.get(symbol)
    if (book === undefined) throw new RangeError(`${symbol} is not traded here`)
    return book
  }

  /** @throws RangeError for an account that is not kept here. */
  account(id: AccountId): Account {
    const account = this.accounts.get(id)
    if (account === undefined) throw new RangeError(`there is no account ${id} here`)
    return account
  }

  nextPermId(): number {
    this.permIds += 1
    return this.permIds
  }

  nextRank(): number {
    this.ranks += 1
    return this.ranks
  }

  say(message: Said): void {
    this.messages.push({ time: this.now, ...message })
  }

  /** What has been said since the last call. */
  takeMessages(): readonly ExchangeMessage[] {
    const messages = this.messages
    this.messages = []
    return messages
  }

  report(order: ExchangeOrder): OrderReport {
    return reportOf(order, this.settings.behaviour, this.session !== null || order.outsideRegularHours)
  }

  /** Says how an order stands, as TWS does: the open order, then its status. Nothing when nothing of it has changed. */
  announce(order: ExchangeOrder): void {
    if (!order.transmitted) return
    const report = this.report(order)
    const { status, whyHeld, quantity, filled, working } = report
    const { rank, value, timeInForce } = order
    const dates = timeInForce.tif === 'GTD' ? timeInForce.until : timeInForce.tif
    const news = `${status} ${whyHeld} ${quantity} ${filled} ${value} ${working} ${rank} ${dates}`
    if (news === order.announced) return
    order.announced = news
    this.say({ kind: 'open-order', order: report })
    this.say({ kind: 'order-status', order: report })
  }
}
