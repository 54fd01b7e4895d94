import { z } from 'zod'
import type { OrderRequest } from '../../../src-shared/domain/authorisation.ts'
import { orderPricingSchema, orderSchema, timeInForceSchema } from '../../../src-shared/domain/order.ts'
import { accountIdSchema, orderRefSchema, quantitySchema, tickerSchema } from '../../../src-shared/domain/schemas.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'
import type { OrderChange, ReducingOrder } from '../../broker/broker.ts'
import type { BrokerStatus, CommissionReport, Execution, OrderReport } from '../../broker/reports.ts'

export const timeSchema = z.int().transform(utcMs)
const actionSchema = z.enum(['BUY', 'SELL'])

const { state: _state, ...requestShape } = orderSchema.shape

/** An order as it went to a broker. */
export const requestSchema: z.ZodType<OrderRequest> = z.strictObject(requestShape)

export const reducingOrderSchema: z.ZodType<ReducingOrder> = z.strictObject({
  ...requestShape,
  role: z.enum(['stop', 'target', 'close']),
})

export const changeSchema: z.ZodType<OrderChange> = z.strictObject({
  pricing: orderPricingSchema.exactOptional(),
  quantity: quantitySchema.exactOptional(),
})

const STATUSES = [
  'PendingSubmit',
  'PreSubmitted',
  'Submitted',
  'PendingCancel',
  'ApiCancelled',
  'Cancelled',
  'Filled',
  'Inactive',
] as const satisfies readonly BrokerStatus[]

export const reportSchema: z.ZodType<OrderReport> = z.strictObject({
  ref: orderRefSchema.nullable(),
  permId: z.number(),
  client: z.number(),
  orderId: z.number(),
  account: accountIdSchema,
  symbol: tickerSchema,
  action: actionSchema,
  pricing: orderPricingSchema,
  timeInForce: timeInForceSchema,
  outsideRegularHours: z.boolean(),
  parentId: z.number().nullable(),
  ocaGroup: z.string().nullable(),
  status: z.enum(STATUSES),
  whyHeld: z.string(),
  quantity: z.number(),
  filled: z.number(),
  remaining: z.number(),
  working: z.number(),
  averagePrice: z.number().nullable(),
  lastFillPrice: z.number().nullable(),
})

export const executionSchema: z.ZodType<Execution> = z.strictObject({
  execId: z.string(),
  ref: orderRefSchema.nullable(),
  permId: z.number(),
  client: z.number(),
  orderId: z.number(),
  account: accountIdSchema,
  symbol: tickerSchema,
  action: actionSchema,
  shares: z.number(),
  price: z.number(),
  time: timeSchema,
  cumulative: z.number(),
  averagePrice: z.number(),
  liquidation: z.boolean(),
})

export const commissionSchema: z.ZodType<CommissionReport> = z.strictObject({
  execId: z.string(),
  commission: z.number(),
  realised: z.number().nullable(),
  realisedAfterCommissions: z.number().nullable(),
})
