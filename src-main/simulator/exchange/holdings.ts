import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { Account } from './account.ts'
import { toDollars } from './cents.ts'
import { dayTradesLeft } from './day-trades.ts'
import type { Floor } from './floor.ts'
import { markOf, worthOf } from './valuation.ts'

/** A symbol that an account holds, or traded in the session. Dollars; profits as TWS counts them, commissions taken off. */
export interface Holding {
  readonly symbol: Ticker
  /** Short ones negative. */
  readonly shares: number
  /** Dollars a share: the last trade. */
  readonly price: number
  readonly value: number
  /** Dollars a share, with commissions; 0 when none are held. */
  readonly averageCost: number
  readonly unrealised: number
  /** Since the session's open. */
  readonly realised: number
  /** What its trades and its price have made of the account since the session's open. */
  readonly change: number
}

/** What an account made of its session, and what it may still do. Dollars; profits with commissions taken off. */
export interface AccountDay {
  readonly unrealised: number
  readonly realised: number
  /** Of the account's value since the session's open. */
  readonly change: number
  /** Cash without what the session's sales will bring at settlement. */
  readonly settledCash: number
  /** Day trades before the pattern-day-trader rule (FINRA 4210) holds the account back; null when it does not apply. */
  readonly dayTradesLeft: number | null
}

export function holdingsOf(floor: Floor, account: Account): Holding[] {
  return account.symbolsOfDay().map((symbol) => {
    const { shares, cost, commissions } = account.position(symbol)
    const mark = markOf(floor, account, symbol)
    const value = shares * mark
    return {
      symbol,
      shares,
      price: toDollars(mark),
      value: toDollars(value),
      averageCost: account.report(symbol).averageCost,
      unrealised: toDollars(value - cost - commissions),
      realised: toDollars(account.realisedToday(symbol)),
      change: toDollars(value - account.valueAtOpen(symbol) + account.flowToday(symbol)),
    }
  })
}

export function accountDay(floor: Floor, account: Account): AccountDay {
  const { equity, unrealised } = worthOf(floor, account)
  let realised = 0
  for (const symbol of account.symbolsOfDay()) realised += account.realisedToday(symbol)
  let commissions = 0
  for (const position of account.openPositions().values()) commissions += position.commissions
  return {
    unrealised: toDollars(unrealised - commissions),
    realised: toDollars(realised),
    change: toDollars(equity - account.equityAtOpen),
    settledCash: toDollars(account.cash - account.salesToday),
    dayTradesLeft: dayTradesLeft(() => account.dayTrades(), equity),
  }
}
