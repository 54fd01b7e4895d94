import { z } from 'zod'
import { orderPricingSchema, timeInForceSchema } from '../../../src-shared/domain/order.ts'
import { accountIdSchema, tickerSchema } from '../../../src-shared/domain/schemas.ts'

const client = z.int()
const orderId = z.int()
const trailing = z.strictObject({ percent: z.number().nullable(), fromMarket: z.boolean() })

/** A client's request, as it can be written down and read back. */
export const exchangeRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('place'),
    ticket: z.strictObject({
      client,
      orderId,
      account: accountIdSchema,
      symbol: tickerSchema,
      action: z.enum(['BUY', 'SELL']),
      quantity: z.number(),
      pricing: orderPricingSchema,
      trailing: trailing.exactOptional(),
      timeInForce: timeInForceSchema,
      parentId: z.int().nullable(),
      oca: z
        .strictObject({
          group: z.string(),
          type: z.enum(['cancel-with-block', 'reduce-with-block', 'reduce-without-block']),
        })
        .nullable(),
      outsideRegularHours: z.boolean(),
      transmit: z.boolean(),
      orderRef: z.string(),
    }),
  }),
  z.strictObject({
    kind: z.literal('change'),
    client,
    orderId,
    change: z.strictObject({
      quantity: z.number().exactOptional(),
      pricing: orderPricingSchema.exactOptional(),
      trailing: trailing.exactOptional(),
      timeInForce: timeInForceSchema.exactOptional(),
    }),
  }),
  z.strictObject({ kind: z.literal('transmit'), client, orderId }),
  z.strictObject({ kind: z.literal('cancel'), client, orderId }),
  /** The client has gone: what it had not transmitted is forgotten. */
  z.strictObject({ kind: z.literal('forget-untransmitted'), client }),
])
export type ExchangeRequest = z.infer<typeof exchangeRequestSchema>
