import type { Contract } from '@stoqey/ib'
import type { AccountId, Ticker } from '../../../../src-shared/domain/ids.ts'
import type { Execution, PositionReport } from '../../reports.ts'
import { readAccount, readDollars, readSymbol } from '../orders/read-fields.ts'

const keyOf = (account: AccountId, symbol: Ticker): string => `${account} ${symbol}`

const MOST_SHARES = 1_000_000_000_000

/** Message 61. Null for what is no share on one of the accounts; in words what makes it unreadable. */
export function readPosition(
  account: string,
  contract: Contract,
  shares: number | undefined,
  averageCost: number | undefined,
  accounts: readonly AccountId[],
): PositionReport | string | null {
  const symbol = readSymbol(contract)
  const ours = readAccount(account, accounts)
  if (symbol === null || ours === null) return null
  const cost = readDollars(averageCost ?? 0)
  if (shares === undefined || !(Math.abs(shares) <= MOST_SHARES) || cost === null) {
    return `the position in ${symbol}: ${shares} shares at ${averageCost}`
  }
  // TWS tells one average, with commissions. −0 is none.
  const average = shares === 0 ? 0 : Math.abs(cost)
  return { account: ours, symbol, shares: shares === 0 ? 0 : shares, averagePrice: average, averageCost: average }
}

/** What the accounts hold, as last told. */
export class Positions {
  private readonly told = new Map<string, PositionReport>()
  /** Shares by which executions have made a position smaller since it was last told. */
  private readonly closed = new Map<string, number>()

  /** @returns whether it is news */
  set(position: PositionReport): boolean {
    const key = keyOf(position.account, position.symbol)
    const before = this.told.get(key)
    this.told.set(key, position)
    this.closed.delete(key)
    if (before === undefined) return position.shares !== 0
    return before.shares !== position.shares || before.averageCost !== position.averageCost
  }

  /** A complete list has come: what it does not have is not held. */
  replace(listed: readonly PositionReport[]): void {
    const kept = new Set(listed.map(({ account, symbol }) => keyOf(account, symbol)))
    for (const key of [...this.told.keys()]) if (!kept.has(key)) this.forget(key)
  }

  /**
   * A trade that was just told of, before the position after it is. Only what it closes counts already: what a trade
   * opens can be reduced when TWS has said that it is held, never before.
   */
  trade({ account, symbol, action, shares }: Execution): void {
    const key = keyOf(account, symbol)
    const held = this.told.get(key)?.shares ?? 0
    if (held !== 0 && (action === 'BUY') === held < 0) this.closed.set(key, (this.closed.get(key) ?? 0) + shares)
  }

  /** The shares that an order may reduce, short ones negative. */
  net(account: AccountId, symbol: Ticker): number {
    const key = keyOf(account, symbol)
    const shares = this.told.get(key)?.shares ?? 0
    const left = Math.max(0, Math.abs(shares) - (this.closed.get(key) ?? 0))
    return left === 0 ? 0 : Math.sign(shares) * left
  }

  private forget(key: string): void {
    this.told.delete(key)
    this.closed.delete(key)
  }
}
