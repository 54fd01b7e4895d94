import type { AccountId, Ticker } from '../../../src-shared/domain/ids.ts'
import type { PositionReport } from '../../broker/reports.ts'
import { toCents, toDollars } from './cents.ts'
import { countDayTrades } from './day-trades.ts'
import { FLAT, fold, type Position } from './position.ts'
import type { OpeningAccount } from './settings.ts'

/** A trade as an account books it. Cents. */
export interface BookedTrade {
  readonly execId: string
  readonly symbol: Ticker
  /** Bought, or sold when negative. */
  readonly shares: number
  readonly price: number
  readonly commission: number
}

/** What booking a trade realised, in cents; null when it closed nothing. */
interface Booking {
  readonly realised: number | null
  readonly realisedNet: number | null
}

interface Balance {
  cash: number
  realised: number
  commissions: number
}

/** What the session's trades have come to, in cents. */
interface DaySums {
  readonly realised: Map<Ticker, number>
  /** What they brought, negative when they cost more. */
  readonly flows: Map<Ticker, number>
  sales: number
}

const newDay = (): DaySums => ({ realised: new Map(), flows: new Map(), sales: 0 })

/** Day trades count for five sessions. */
const SESSIONS_BEFORE = 4

/** Cash and positions of one account, in whole cents. Its day's trades are kept, so that one of them can be corrected. */
export class Account {
  readonly id: AccountId
  private balance: Balance
  private positions = new Map<Ticker, Position>()
  private balanceAtOpen: Balance
  private positionsAtOpen: ReadonlyMap<Ticker, Position>
  private trades: BookedTrade[] = []
  private day = newDay()
  private valuesAtOpen: ReadonlyMap<Ticker, number>
  /** Of the four sessions before this one, the oldest first. */
  private dayTradesBefore: readonly number[] = []
  /** Cents: cash and positions when the session opened. */
  equityAtOpen: number

  constructor({ id, cash, positions = [], realised = 0, commissions = 0 }: OpeningAccount) {
    this.id = id
    this.balance = { cash: toCents(cash), realised: toCents(realised), commissions: toCents(commissions) }
    this.balanceAtOpen = { ...this.balance }
    this.equityAtOpen = this.balance.cash
    for (const { symbol, shares, averagePrice } of positions) {
      const cost = toCents(shares * averagePrice)
      this.positions.set(symbol, { shares, cost, commissions: 0 })
      this.equityAtOpen += cost
    }
    this.positionsAtOpen = new Map(this.positions)
    this.valuesAtOpen = new Map([...this.positions].map(([symbol, { cost: value }]) => [symbol, value]))
  }

  /** Cents. */
  get cash(): number {
    return this.balance.cash
  }

  /** Cents, before commissions. */
  get realised(): number {
    return this.balance.realised
  }

  /** Cents. */
  get commissions(): number {
    return this.balance.commissions
  }

  /**
   * A new session: trades of those before it can no longer be corrected.
   * @param equity cents. @param values of the positions, cents.
   */
  startDay(equity: number, values: ReadonlyMap<Ticker, number>): void {
    this.dayTradesBefore = [...this.dayTradesBefore, this.dayTradesToday()].slice(-SESSIONS_BEFORE)
    this.equityAtOpen = equity
    this.valuesAtOpen = values
    this.trades = []
    this.day = newDay()
    this.balanceAtOpen = { ...this.balance }
    this.positionsAtOpen = new Map(this.positions)
  }

  book(trade: BookedTrade): Booking {
    this.trades.push(trade)
    return this.apply(trade)
  }

  /**
   * Replaces a trade of the day and books the day anew. Cash, positions and profits are then what they had been, had
   * the trade been the other one from the start.
   * @throws RangeError when the day has no such trade.
   */
  correct(execId: string, replacement: BookedTrade): Booking {
    const index = this.trades.findIndex((trade) => trade.execId === execId)
    if (index < 0) throw new RangeError(`account ${this.id} has no trade ${execId} today`)
    this.trades[index] = replacement
    this.balance = { ...this.balanceAtOpen }
    this.positions = new Map(this.positionsAtOpen)
    this.day = newDay()
    const bookings = this.trades.map((trade) => this.apply(trade))
    return bookings[index]!
  }

  position(symbol: Ticker): Position {
    return this.positions.get(symbol) ?? FLAT
  }

  /** Those that are not flat, in the order in which they were opened. */
  openPositions(): ReadonlyMap<Ticker, Position> {
    return this.positions
  }

  /** Symbols that are held, were held at the session's open or were traded since, in that order. */
  symbolsOfDay(): Ticker[] {
    return [...new Set([...this.positions.keys(), ...this.valuesAtOpen.keys(), ...this.day.flows.keys()])]
  }

  /** Cents that closing shares brought in the session, commissions taken off. */
  realisedToday(symbol: Ticker): number {
    return this.day.realised.get(symbol) ?? 0
  }

  /** Cents that the position was worth at the session's open. */
  valueAtOpen(symbol: Ticker): number {
    return this.valuesAtOpen.get(symbol) ?? 0
  }

  /** Cents that the session's trades in a symbol brought, negative when they cost more. */
  flowToday(symbol: Ticker): number {
    return this.day.flows.get(symbol) ?? 0
  }

  /** Cents of the session's sales, before commissions. */
  get salesToday(): number {
    return this.day.sales
  }

  /** Of this session and the four before. */
  dayTrades(): number {
    return this.dayTradesBefore.reduce((sum, count) => sum + count, this.dayTradesToday())
  }

  private dayTradesToday(): number {
    return countDayTrades(this.trades, (symbol) => this.positionsAtOpen.get(symbol)?.shares ?? 0)
  }

  report(symbol: Ticker): PositionReport {
    const { shares, cost, commissions } = this.position(symbol)
    const size = Math.abs(shares)
    return {
      account: this.id,
      symbol,
      shares,
      averagePrice: size === 0 ? 0 : toDollars(Math.abs(cost) / size),
      // Commissions make bought shares dearer and shares sold short cheaper.
      averageCost: size === 0 ? 0 : toDollars(Math.abs(cost + commissions) / size),
    }
  }

  private apply({ symbol, shares, price, commission }: BookedTrade): Booking {
    const { position, realised, realisedNet } = fold(this.position(symbol), shares, price, commission)
    if (position.shares === 0) this.positions.delete(symbol)
    else this.positions.set(symbol, position)
    this.balance.cash -= shares * price + commission
    this.balance.realised += realised ?? 0
    this.day.realised.set(symbol, this.realisedToday(symbol) + (realisedNet ?? 0))
    this.day.flows.set(symbol, this.flowToday(symbol) - shares * price - commission)
    if (shares < 0) this.day.sales -= shares * price
    this.balance.commissions += commission
    return { realised, realisedNet }
  }
}
