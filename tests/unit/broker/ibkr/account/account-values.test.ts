import { describe, expect, test } from 'vitest'
import { AccountRows } from '../../../../../src-main/broker/ibkr/account/account-values.ts'
import { accountId } from '../../../../../src-shared/domain/ids.ts'

const ACCOUNT = accountId('DU1000001')
const FIGURES = {
  NetLiquidation: '100000.50',
  TotalCashValue: '90000',
  GrossPositionValue: '10000',
  InitMarginReq: '5000',
  MaintMarginReq: '2500',
  AvailableFunds: '95000',
  ExcessLiquidity: '97500',
  BuyingPower: '190000',
}

function rows(change: Readonly<Record<string, string>> = {}, currency = 'USD'): AccountRows {
  const made = new AccountRows()
  for (const [key, value] of Object.entries({ ...FIGURES, ...change })) made.set(key, value, currency)
  return made
}

describe('the values of an account', () => {
  test('are IBKR’s, in its base currency, with the profits of the ledger over all currencies', () => {
    const made = rows({}, 'EUR')
    made.set('RealizedPnL', '12.5', 'BASE')
    made.set('RealizedPnL', '99', 'USD')
    made.set('UnrealizedPnL', '-3', 'BASE')
    made.set('DayTradesRemaining', '3', '')
    expect(made.values(ACCOUNT, 4, 9)).toEqual({
      account: ACCOUNT,
      currency: 'EUR',
      netLiquidation: 100_000.5,
      cash: 90_000,
      settledCash: null,
      grossPositionValue: 10_000,
      initialMargin: 5_000,
      maintenanceMargin: 2_500,
      availableFunds: 95_000,
      excessLiquidity: 97_500,
      buyingPower: 190_000,
      realised: 12.5,
      unrealised: -3,
      commissions: 4,
      dayChange: 9,
      dayTradesLeft: 3,
    })
  })

  test('no limit of day trades is no number', () => {
    expect(rows({ DayTradesRemaining: '-1' }).values(ACCOUNT, 0, null)).toMatchObject({ dayTradesLeft: null })
  })

  test.each(Object.keys(FIGURES))('are none without %s, or when it is no number', (key) => {
    for (const value of ['', 'many', 'NaN', '1.7976931348623157E308', 'Infinity']) {
      expect(rows({ [key]: value }).values(ACCOUNT, 0, null)).toEqual({ missing: key })
    }
  })
})
