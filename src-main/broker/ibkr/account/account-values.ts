import type { AccountId } from '../../../../src-shared/domain/ids.ts'
import type { AccountValues } from '../../reports.ts'
import { readDollars } from '../orders/read-fields.ts'

/** What IBKR calls the values of an account (messages 6 and 63). */
const REQUIRED = {
  netLiquidation: 'NetLiquidation',
  cash: 'TotalCashValue',
  grossPositionValue: 'GrossPositionValue',
  initialMargin: 'InitMarginReq',
  maintenanceMargin: 'MaintMarginReq',
  availableFunds: 'AvailableFunds',
  excessLiquidity: 'ExcessLiquidity',
  buyingPower: 'BuyingPower',
} as const satisfies Partial<Record<keyof AccountValues, string>>
type Required = keyof typeof REQUIRED

/** Of message 63; the ledger brings the profits, which the other tags do not have. */
export const SUMMARY_TAGS = [...Object.values(REQUIRED), 'SettledCash', 'DayTradesRemaining', '$LEDGER'].join(',')

const isRequired = (key: string): boolean => Object.values<string>(REQUIRED).includes(key)

/** The rows of one account as they came in. */
export class AccountRows {
  /** Key, and after a space its currency. */
  private readonly rows = new Map<string, string>()
  private base = ''

  set(key: string, value: string, currency: string): void {
    this.rows.set(`${key} ${currency}`, value)
    if (isRequired(key) && currency !== '') this.base = currency
  }

  /** @returns null when TWS does not give a number */
  private number(key: string): number | null {
    for (const currency of [this.base, 'BASE', '']) {
      const text = this.rows.get(`${key} ${currency}`)
      if (text !== undefined && text.trim() !== '') return readDollars(Number(text))
    }
    return null
  }

  /**
   * The profits are those of IBKR's day, the realised one after commissions: it tells no others.
   * @param commissions dollars, of the executions that are known: TWS does not sum them up
   * @param dayChange dollars, of message 94; null when it has not come
   * @returns or the name of a value that is missing
   */
  values(
    account: AccountId,
    commissions: number,
    dayChange: number | null,
  ): AccountValues | { readonly missing: string } {
    const required: Partial<Record<Required, number>> = {}
    for (const [name, key] of Object.entries(REQUIRED) as [Required, string][]) {
      const value = this.number(key)
      if (value === null) return { missing: key }
      required[name] = value
    }
    const dayTrades = this.number('DayTradesRemaining')
    return {
      ...(required as Record<Required, number>),
      account,
      currency: this.base === '' ? 'USD' : this.base,
      settledCash: this.number('SettledCash'),
      realised: this.number('RealizedPnL') ?? 0,
      unrealised: this.number('UnrealizedPnL') ?? 0,
      commissions,
      dayChange,
      // −1 says that there is no limit.
      dayTradesLeft: dayTrades === null || dayTrades < 0 ? null : dayTrades,
    }
  }
}
