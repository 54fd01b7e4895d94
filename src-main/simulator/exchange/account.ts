import type { AccountId, Ticker } from '../../../src-shared/domain/ids.ts'
import type { PositionReport } from '../../broker/reports.ts'
import { toCents, toDollars } from './cents.ts'
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

/** Cash and positions of one account, in whole cents. Its day's trades are kept, so that one of them can be corrected. */
export class Account {
  readonly id: AccountId
  private balance: Balance
  private positions = new Map<Ticker, Position>()
  private balanceAtOpen: Balance
  private positionsAtOpen: ReadonlyMap<Ticker, Position>
  private trades: BookedTrade[] = []
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

  /** A new session: trades of those before it can no longer be corrected. @param equity cents. */
  startDay(equity: number): void {
    this.equityAtOpen = equity
    this.trades = []
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
    this.balance.commissions += commission
    return { realised, realisedNet }
  }
}
