import type { AccountId } from '../../../../src-shared/domain/ids.ts'
import type { Exchange } from '../../exchange/exchange.ts'
import type { AccountFigure } from '../wire/account-messages.ts'

const CURRENCY = 'USD'
/** Of figures over all currencies; the accounts here have one. */
const BASE = 'BASE'

/** Dollars to the cent, without a minus before nothing. */
const money = (dollars: number): string => (Math.round(dollars * 100) === 0 ? '0.00' : dollars.toFixed(2))

const ratio = (part: number, whole: number, digits: number): string => (whole > 0 ? part / whole : 0).toFixed(digits)

type Plain = Omit<AccountFigure, 'account'>

/**
 * The figures of an account under the names that IBKR gives them (TWS API, Account Summary and Account Updates), out of
 * the exchange's books. A margin account of stocks alone: look-ahead and overnight figures are the current ones.
 */
function totals(exchange: Exchange, account: AccountId): Plain[] {
  const values = exchange.accountValues(account)
  const { settledCash, change, dayTradesLeft } = exchange.accountDay(account)
  const { netLiquidation, grossPositionValue, initialMargin, maintenanceMargin } = values
  const { availableFunds, excessLiquidity } = values
  const dollars: readonly (readonly [string, number])[] = [
    ['NetLiquidation', netLiquidation],
    ['TotalCashValue', values.cash],
    ['SettledCash', settledCash],
    ['AccruedCash', 0],
    ['BuyingPower', values.buyingPower],
    ['EquityWithLoanValue', netLiquidation],
    ['PreviousDayEquityWithLoanValue', netLiquidation - change],
    ['GrossPositionValue', grossPositionValue],
    ['InitMarginReq', initialMargin],
    ['MaintMarginReq', maintenanceMargin],
    ['AvailableFunds', availableFunds],
    ['ExcessLiquidity', excessLiquidity],
    ['FullInitMarginReq', initialMargin],
    ['FullMaintMarginReq', maintenanceMargin],
    ['FullAvailableFunds', availableFunds],
    ['FullExcessLiquidity', excessLiquidity],
    ['LookAheadInitMarginReq', initialMargin],
    ['LookAheadMaintMarginReq', maintenanceMargin],
    ['LookAheadAvailableFunds', availableFunds],
    ['LookAheadExcessLiquidity', excessLiquidity],
  ]
  return [
    { key: 'AccountType', value: 'INDIVIDUAL', currency: '' },
    ...dollars.map(([key, value]) => ({ key, value: money(value), currency: CURRENCY })),
    { key: 'Cushion', value: ratio(excessLiquidity, netLiquidation, 6), currency: '' },
    // −1 says that the account has as many as it likes.
    { key: 'DayTradesRemaining', value: `${dayTradesLeft ?? -1}`, currency: '' },
    { key: 'Leverage-S', value: ratio(grossPositionValue, netLiquidation, 2), currency: '' },
  ]
}

/** Figures by currency, as the tag `$LEDGER` asks for them. Profits are the session's, commissions taken off. */
function ledger(exchange: Exchange, account: AccountId, currency: string): Plain[] {
  const { cash, netLiquidation } = exchange.accountValues(account)
  const { realised, unrealised } = exchange.accountDay(account)
  const figures: readonly (readonly [string, string])[] = [
    ['Currency', currency],
    ['CashBalance', money(cash)],
    ['TotalCashBalance', money(cash)],
    ['StockMarketValue', money(netLiquidation - cash)],
    ['NetLiquidationByCurrency', money(netLiquidation)],
    ['UnrealizedPnL', money(unrealised)],
    ['RealizedPnL', money(realised)],
    ['ExchangeRate', '1.00'],
  ]
  return figures.map(([key, value]) => ({ key, value, currency }))
}

const of = (account: AccountId, figures: readonly Plain[]): AccountFigure[] =>
  figures.map((figure) => ({ account, ...figure }))

/** Everything that account updates tell of an account. */
export function updateFigures(exchange: Exchange, account: AccountId): AccountFigure[] {
  return of(account, [
    { key: 'AccountCode', value: account, currency: '' },
    { key: 'AccountReady', value: 'true', currency: '' },
    ...totals(exchange, account),
    ...ledger(exchange, account, BASE),
    ...ledger(exchange, account, CURRENCY),
  ])
}

/** Net liquidation and the ledger alone. */
export function ledgerFigures(exchange: Exchange, account: AccountId): AccountFigure[] {
  const net = totals(exchange, account).filter(({ key }) => key === 'NetLiquidation')
  return of(account, [...net, ...ledger(exchange, account, BASE), ...ledger(exchange, account, CURRENCY)])
}

/** The figures that a summary's tags ask for; tags that nobody knows bring nothing. */
export function summaryFigures(exchange: Exchange, account: AccountId, tags: readonly string[]): AccountFigure[] {
  const all = tags.includes('All')
  const wanted = totals(exchange, account).filter(
    ({ key }) => all || tags.includes(key.replace(/-S$/, '')) || tags.includes(key),
  )
  const inCurrency = tags.some((tag) => tag === `$LEDGER:${CURRENCY}` || tag === '$LEDGER:ALL')
  const inBase = all || tags.some((tag) => tag === '$LEDGER' || tag === '$LEDGER:ALL')
  return of(account, [
    ...wanted,
    ...(inBase ? ledger(exchange, account, BASE) : []),
    ...(inCurrency ? ledger(exchange, account, CURRENCY) : []),
  ])
}
