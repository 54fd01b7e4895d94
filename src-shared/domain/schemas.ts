import { z } from 'zod'
import { accountId, isTicker, orderRef, type Ticker, ticker } from './ids.ts'
import { price } from './price.ts'
import { quantity } from './quantity.ts'

/** The branded primitives as they come in from outside: text and numbers until they are checked. */

export const tickerSchema: z.ZodType<Ticker, string> = z
  .string()
  .refine(isTicker, { message: 'not a symbol such as AAPL or BRK B', abort: true })
  .transform(ticker)

/** IBKR's account ids are letters and digits, e.g. `DU1234567`. */
export const accountIdSchema = z
  .string()
  .regex(/^[A-Z][A-Z0-9]{2,19}$/, 'not an account id such as DU1234567')
  .transform(accountId)

export const orderRefSchema = z.string().min(1).max(64).transform(orderRef)

/** Dollars a share, above zero. */
export const priceSchema = z.number().positive().transform(price)

/** Whole shares, at least one. */
export const quantitySchema = z.int().positive().transform(quantity)
