import type { Brand } from './brand.ts'

/** An exchange symbol as traders write it: `AAPL`, `BRK B`. */
export type Ticker = Brand<string, 'Ticker'>
/** A broker account id, e.g. `DU1234567`. */
export type AccountId = Brand<string, 'AccountId'>
/** Our own identity of an order at the broker (IBKR `orderRef`); survives reconnects, unlike the order id. */
export type OrderRef = Brand<string, 'OrderRef'>
/** One run of the cockpit, from start to stop. */
export type SessionId = Brand<string, 'SessionId'>

const TICKER = /^[A-Z][A-Z0-9]{0,9}(?:[ .][A-Z]{1,2})?$/

/** Whether `text` has the form of a US stock or ETF symbol (class shares as `BRK B` or `BRK.B`). */
export const isTicker = (text: string): text is Ticker => TICKER.test(text)

/** @throws RangeError when `text` is not a symbol. */
export function ticker(text: string): Ticker {
  if (!isTicker(text)) throw new RangeError(`not a symbol: ${JSON.stringify(text)}`)
  return text
}

export const accountId = (text: string): AccountId => text as AccountId
export const orderRef = (text: string): OrderRef => text as OrderRef
export const sessionId = (text: string): SessionId => text as SessionId
