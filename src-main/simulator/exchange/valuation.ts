import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { AccountValues } from '../../broker/reports.ts'
import type { Account } from './account.ts'
import { toDollars } from './cents.ts'
import type { Floor } from './floor.ts'

/** What an account is worth at the last prices, in cents. */
interface Worth {
  readonly equity: number
  /** Of all positions, long and short added. */
  readonly gross: number
  readonly unrealised: number
  readonly initialMargin: number
  readonly maintenanceMargin: number
}

/** Cents at which a position is valued: the last trade, or what it cost on average before there was one. */
export function markOf(floor: Floor, account: Account, symbol: Ticker): number {
  const { mark } = floor.book(symbol)
  if (!Number.isNaN(mark)) return mark
  const { shares, cost } = account.position(symbol)
  return shares === 0 ? 0 : Math.round(cost / shares)
}

export function worthOf(floor: Floor, account: Account): Worth {
  let equity = account.cash
  let gross = 0
  let unrealised = 0
  for (const [symbol, { shares, cost }] of account.openPositions()) {
    const { mark } = floor.book(symbol)
    const value = Number.isNaN(mark) ? cost : shares * mark
    equity += value
    gross += Math.abs(value)
    unrealised += value - cost
  }
  const { initial, maintenance } = floor.settings.margin
  return {
    equity,
    gross,
    unrealised,
    initialMargin: Math.ceil(gross * initial),
    maintenanceMargin: Math.ceil(gross * maintenance),
  }
}

export function accountValues(floor: Floor, account: Account): AccountValues {
  const { equity, gross, unrealised, initialMargin, maintenanceMargin } = worthOf(floor, account)
  const available = equity - initialMargin
  return {
    account: account.id,
    currency: 'USD',
    netLiquidation: toDollars(equity),
    cash: toDollars(account.cash),
    settledCash: null,
    grossPositionValue: toDollars(gross),
    initialMargin: toDollars(initialMargin),
    maintenanceMargin: toDollars(maintenanceMargin),
    availableFunds: toDollars(available),
    excessLiquidity: toDollars(equity - maintenanceMargin),
    buyingPower: toDollars(Math.max(0, Math.floor(available / floor.settings.margin.initial))),
    realised: toDollars(account.realised),
    unrealised: toDollars(unrealised),
    commissions: toDollars(account.commissions),
    dayChange: toDollars(equity - account.equityAtOpen),
    dayTradesLeft: null,
  }
}
