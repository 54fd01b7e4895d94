import type { UtcMs } from '../../../../src-shared/domain/time.ts'
import type { WireField } from '../service.ts'
import type { WireListing } from './contract.ts'
import { accountTime } from './stamps.ts'
import { orUnset } from './unset.ts'

type Fields = readonly WireField[]

export interface PositionData {
  readonly account: string
  readonly listing: WireListing
  /** Shares; negative when short. */
  readonly quantity: number
  /** Dollars a share, commissions included. */
  readonly averageCost: number
}

/** The twelve contract fields of a position, without an exchange as TWS sends them. */
const held = ({ conId, symbol, localSymbol, tradingClass }: WireListing): WireField[] => [
  conId,
  symbol,
  'STK',
  '',
  0,
  '',
  '',
  '',
  'USD',
  localSymbol,
  tradingClass,
]

export function position(_serverVersion: number, { account, listing, quantity, averageCost }: PositionData): Fields {
  return [61, 3, account, ...held(listing), quantity, averageCost]
}

export function positionEnd(_serverVersion: number): Fields {
  return [62, 1]
}

export function positionMulti(
  _serverVersion: number,
  { id, model, ...data }: PositionData & { readonly id: number; readonly model: string },
): Fields {
  return [71, 1, id, data.account, ...held(data.listing), data.quantity, data.averageCost, model]
}

export function positionMultiEnd(_serverVersion: number, { id }: { readonly id: number }): Fields {
  return [72, 1, id]
}

/** A figure of an account: `NetLiquidation`, `TotalCashValue`… */
export interface AccountFigure {
  readonly account: string
  readonly key: string
  readonly value: string
  /** Empty for what is not money. */
  readonly currency: string
}

export function accountValue(_serverVersion: number, { account, key, value, currency }: AccountFigure): Fields {
  return [6, 2, key, value, currency, account]
}

export interface PortfolioData extends PositionData {
  readonly primaryExchange: string
  /** Dollars a share. */
  readonly price: number
  /** Dollars, as are the profits. */
  readonly value: number
  readonly unrealized: number
  readonly realized: number
}

export function portfolioValue(_serverVersion: number, data: PortfolioData): Fields {
  const { conId, symbol, localSymbol, tradingClass } = data.listing
  const contract = [conId, symbol, 'STK', '', 0, '', '', data.primaryExchange, 'USD', localSymbol, tradingClass]
  const { quantity, price, value, averageCost, unrealized, realized, account } = data
  return [7, 8, ...contract, quantity, price, value, averageCost, unrealized, realized, account]
}

export function accountUpdateTime(_serverVersion: number, { time }: { readonly time: UtcMs }): Fields {
  return [8, 1, accountTime(time)]
}

export function accountDownloadEnd(_serverVersion: number, { account }: { readonly account: string }): Fields {
  return [54, 1, account]
}

export function accountSummary(
  _serverVersion: number,
  { id, account, key, value, currency }: AccountFigure & { readonly id: number },
): Fields {
  return [63, 1, id, account, key, value, currency]
}

export function accountSummaryEnd(_serverVersion: number, { id }: { readonly id: number }): Fields {
  return [64, 1, id]
}

export function accountUpdateMulti(
  _serverVersion: number,
  { id, account, model, key, value, currency }: AccountFigure & { readonly id: number; readonly model: string },
): Fields {
  return [73, 1, id, account, model, key, value, currency]
}

export function accountUpdateMultiEnd(_serverVersion: number, { id }: { readonly id: number }): Fields {
  return [74, 1, id]
}

/** Dollars; null: not known (sent as unset). */
export interface Pnl {
  readonly id: number
  readonly daily: number | null
  readonly unrealized: number | null
  readonly realized: number | null
}

export function pnl(_serverVersion: number, { id, daily, unrealized, realized }: Pnl): Fields {
  return [94, id, orUnset(daily), orUnset(unrealized), orUnset(realized)]
}

export interface PnlSingle extends Pnl {
  readonly quantity: number
  readonly value: number | null
}

export function pnlSingle(_serverVersion: number, data: PnlSingle): Fields {
  const { id, quantity, daily, unrealized, realized, value } = data
  return [95, id, quantity, orUnset(daily), orUnset(unrealized), orUnset(realized), orUnset(value)]
}
