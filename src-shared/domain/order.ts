import { z } from 'zod'
import { bookSchema } from './book.ts'
import { ORDER_STATES } from './order-state.ts'
import { accountIdSchema, orderRefSchema, priceSchema, quantitySchema, tickerSchema } from './schemas.ts'
import { utcMs } from './time.ts'

/** Order types by IBKR's names, each with the prices that it needs and no other. Dollars a share. */
export const orderPricingSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('MKT') }),
  z.strictObject({ type: z.literal('LMT'), limit: priceSchema }),
  z.strictObject({ type: z.literal('STP'), stop: priceSchema }),
  z.strictObject({ type: z.literal('STP LMT'), stop: priceSchema, limit: priceSchema }),
  /** A stop that follows the market at `trail` dollars, beginning at `stop`. */
  z.strictObject({ type: z.literal('TRAIL'), stop: priceSchema, trail: priceSchema }),
])

/** How long an order works: the session, until cancelled, or until a moment. */
export const timeInForceSchema = z.discriminatedUnion('tif', [
  z.strictObject({ tif: z.literal('DAY') }),
  z.strictObject({ tif: z.literal('GTC') }),
  z.strictObject({ tif: z.literal('GTD'), until: z.int().positive().transform(utcMs) }),
])

/** What an order is for in its bracket. Only an entry adds exposure. */
export const ORDER_ROLES = ['entry', 'stop', 'target', 'close'] as const

/** An order with all that was fixed when it was staged, and where it stands. */
export const orderSchema = z
  .strictObject({
    /** Our identity of it, at the broker as well. */
    ref: orderRefSchema,
    /** Counts the edits; an approval names the one that was shown. */
    revision: z.int().min(1),
    /** Always set, also where the simulator fills. */
    account: accountIdSchema,
    book: bookSchema,
    symbol: tickerSchema,
    role: z.enum(ORDER_ROLES),
    action: z.enum(['BUY', 'SELL']),
    quantity: quantitySchema,
    pricing: orderPricingSchema,
    timeInForce: timeInForceSchema,
    /** The entry that it protects, when it was sent with one; a standalone stop or close has none. */
    parent: orderRefSchema.nullable(),
    /** Orders of one group cancel each other. */
    ocaGroup: z.string().min(1).nullable(),
    outsideRegularHours: z.boolean(),
    state: z.enum(ORDER_STATES),
  })
  .superRefine(({ account, book, role, parent, ref, pricing, outsideRegularHours }, context) => {
    const complain = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message })
    if (book.kind === 'account' && book.account !== account) complain('book', 'the book of another account')
    if (role === 'entry' && parent !== null) complain('parent', 'an entry has no parent')
    if (parent === ref) complain('parent', 'an order is not its own parent')
    if (outsideRegularHours && pricing.type !== 'LMT') {
      complain('outsideRegularHours', 'only a limit order may work outside regular hours')
    }
  })

export type Order = z.infer<typeof orderSchema>
