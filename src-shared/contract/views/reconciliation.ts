import { z } from 'zod'
import { orderPricingSchema } from '../../domain/order.ts'
import { timeSchema } from './common.ts'

/** An order that works on the account and is not ours. Dollars a share. */
const foreignOrderSchema = z.strictObject({
  permId: z.number(),
  symbol: z.string(),
  action: z.enum(['BUY', 'SELL']),
  quantity: z.number(),
  filled: z.number(),
  pricing: orderPricingSchema,
  /** IBKR's client id of who placed it. */
  client: z.number(),
  status: z.string(),
})

/** Shares that the account holds beyond ours. */
const foreignPositionSchema = z.strictObject({
  symbol: z.string(),
  /** The account's and our own, short ones negative; fractions as the broker says. */
  net: z.number(),
  own: z.number(),
  /** Why these cannot be closed from here; null when they can. */
  inTheWay: z.string().nullable(),
})

const differenceSchema = z.strictObject({
  /** Names exactly this difference: one with other numbers has another id. */
  id: z.string(),
  kind: z.string(),
  symbol: z.string().nullable(),
  message: z.string(),
  acknowledged: z.boolean(),
})

const accountSchema = z.strictObject({
  account: z.string(),
  /** The broker's books have been compared with ours on this connection. */
  reconciled: z.boolean(),
  /** When that was done last, operator UTC ms; null before the first time. */
  at: timeSchema.nullable(),
  foreignOrders: z.array(foreignOrderSchema),
  foreignPositions: z.array(foreignPositionSchema),
  differences: z.array(differenceSchema),
})
export type ReconciledAccount = z.infer<typeof accountSchema>
export type Difference = z.infer<typeof differenceSchema>
export type ForeignOrder = z.infer<typeof foreignOrderSchema>
export type ForeignPosition = z.infer<typeof foreignPositionSchema>

/** What the brokers' books and ours say of each account. */
export const reconciliationSchema = z.strictObject({ accounts: z.array(accountSchema) })
export type ReconciliationView = z.infer<typeof reconciliationSchema>
