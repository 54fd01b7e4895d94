import { InvalidArgumentError } from 'commander'
import { isTicker, type Ticker } from '../../../../src-shared/domain/ids.ts'
import { refuseKind } from '../../../trading/answers/outcome.ts'
import { CommandFailure } from '../exit-codes.ts'
import { refused } from './refused.ts'

/** What commands about orders are given, checked for form alone; whether it is possible is trading's to say. */

const MOST_SHARES = 1_000_000
const LONGEST_REFERENCE = 64
const ACCOUNT = /^[A-Z][A-Z0-9]{2,19}$/
const PRICE = /^\d{1,7}(?:\.\d{1,6})?$/

const wrong = (flag: string, expected: string, text: string): InvalidArgumentError =>
  new InvalidArgumentError(`${flag} takes ${expected}, not ${JSON.stringify(text.slice(0, 40))}.`)

/** Shares: whole ones. */
export function quantityValue(text: string): number {
  const value = Number(text)
  if (/^\d{1,7}$/.test(text) && value >= 1 && value <= MOST_SHARES) return value
  throw wrong('--quantity', 'a whole number of shares from 1 to 1000000', text)
}

/** Dollars a share. */
export const priceValue =
  (flag: string) =>
  (text: string): number => {
    const value = Number(text)
    if (PRICE.test(text) && value > 0) return value
    throw wrong(flag, 'a price in dollars such as 487.30', text)
  }

/** @throws CommandFailure for what cannot be one */
export function orderReference(text: string): string {
  if (text.length >= 1 && text.length <= LONGEST_REFERENCE) return text
  throw new CommandFailure(`An order's reference has 1 to ${LONGEST_REFERENCE} characters; order-status lists them.`)
}

/**
 * What is to be ordered: a stock or an ETF.
 * @throws CommandFailure, a refusal for the names of other kinds
 */
export function orderSymbol(text: string): Ticker {
  const kind = refuseKind({ kindOf: () => null }, text)
  if (kind !== null) throw refused(kind)
  if (isTicker(text)) return text
  throw new CommandFailure(
    `${JSON.stringify(text.slice(0, 40))} is not a symbol such as AAPL; orders are for stocks and ETFs only.`,
  )
}

/** IBKR's account ids. */
export function accountValue(text: string): string {
  if (ACCOUNT.test(text)) return text
  throw wrong('--account', 'an account id such as DU1234567', text)
}
