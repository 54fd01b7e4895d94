import type { Contract } from '@stoqey/ib'
import { type AccountId, isTicker, type OrderRef, type Ticker } from '../../../../src-shared/domain/ids.ts'
import { orderRefSchema } from '../../../../src-shared/domain/schemas.ts'

/** Numbers of TWS beyond these are damage, not data. */
const MOST_SHARES = 1_000_000_000_000
const HIGHEST_PRICE = 1_000_000_000

const within = (value: unknown, least: number, most: number): number | null =>
  typeof value === 'number' && value >= least && value <= most ? value : null

/** A number of shares ≥ 0; null when it is none. */
export const readShares = (value: unknown): number | null => within(value, 0, MOST_SHARES)

/** Dollars above zero; null when it is no price, as TWS also writes where there is none. */
export const readPrice = (value: unknown): number | null => {
  const dollars = within(value, 0, HIGHEST_PRICE)
  return dollars === 0 ? null : dollars
}

/** Dollars of any sign; null when TWS does not say. */
export const readDollars = (value: unknown): number | null => within(value, -1e15, 1e15)

/** An id: a whole number; null when it is none. */
export const readId = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : null

export function readRef(text: unknown): OrderRef | null {
  const read = orderRefSchema.safeParse(text)
  return read.success ? read.data : null
}

export function readAccount(text: unknown, accounts: readonly AccountId[]): AccountId | null {
  return accounts.find((account) => account === text) ?? null
}

/** The symbol of a share in dollars; null for options, futures, other currencies and names that are no symbols. */
export function readSymbol(contract: Contract): Ticker | null {
  const { symbol, secType, currency } = contract
  if (secType !== 'STK' || currency !== 'USD' || symbol === undefined) return null
  return isTicker(symbol) ? symbol : null
}
