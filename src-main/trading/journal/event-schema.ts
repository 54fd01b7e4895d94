import { z } from 'zod'
import { REFUSAL_CODES } from '../../../src-shared/contract/errors.ts'
import { bookSchema } from '../../../src-shared/domain/book.ts'
import { modeSchema, tradingStateSchema } from '../../../src-shared/domain/mode-schemas.ts'
import { tickSize } from '../../../src-shared/domain/price.ts'
import {
  accountIdSchema,
  orderRefSchema,
  priceSchema,
  quantitySchema,
  tickerSchema,
} from '../../../src-shared/domain/schemas.ts'
import { type SessionDay, sessionDate } from '../../../src-shared/domain/time.ts'
import type { BracketPlan, StagedOrder } from '../staging/staged-order.ts'
import {
  changeSchema,
  commissionSchema,
  executionSchema,
  reducingOrderSchema,
  reportSchema,
  requestSchema,
  timeSchema,
} from './broker-schemas.ts'
import type { ExpiryReason, TradingEvent } from './trading-event.ts'

const EXPIRY_REASONS = [
  'time',
  'next decision',
  'mode change',
  'cut-off',
  'suspend',
  'stop',
  'breaker',
  'restart',
] as const satisfies readonly ExpiryReason[]

const text = z.string()
const number = z.number()
const ref = orderRefSchema
const refs = z.array(orderRefSchema)
const symbol = tickerSchema
const book = bookSchema
const revision = z.int()
const code = z.enum(REFUSAL_CODES)
const request = z.enum(['order', 'change', 'cancel'])
const refusal = z.strictObject({ code, message: text })

const day: z.ZodType<SessionDay> = z.strictObject({
  date: text.transform(sessionDate),
  open: timeSchema,
  close: timeSchema,
  openMinute: z.int(),
})

const answer = z.discriminatedUnion('ok', [
  z.strictObject({
    ok: z.literal(true),
    value: z.strictObject({ orders: z.array(z.strictObject({ ref: text, refusal: refusal.nullable() })) }),
  }),
  z.strictObject({ ok: z.literal(false), error: refusal }),
])

const plan: z.ZodType<BracketPlan> = z.strictObject({
  quantity: quantitySchema,
  limit: priceSchema.nullable(),
  stop: priceSchema,
  target: priceSchema,
  stopDistance: number,
  targetDistance: number,
})

const staged: z.ZodType<StagedOrder> = z.strictObject({
  ref,
  revision,
  origin: z.enum(['decision', 'hand']),
  barStart: timeSchema.nullable(),
  mode: modeSchema,
  book,
  account: accountIdSchema,
  symbol,
  side: z.enum(['long', 'short']),
  tick: number.positive().transform(tickSize),
  plan,
  atr: number,
  reference: number,
  goodTill: timeSchema,
  stagedAt: timeSchema,
  expiresAt: timeSchema,
})

const moment = { time: timeSchema, operatorTime: timeSchema }
const fact = <Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) =>
  z.strictObject({ kind: z.literal(kind), ...moment, ...shape })

/** Every event of trading, as strict as it is written: a journal that reads otherwise is not restored from. */
export const tradingEventSchema: z.ZodType<TradingEvent> = z.discriminatedUnion('kind', [
  fact('day-started', { day }),
  fact('mode-changed', { mode: modeSchema, reason: text, account: accountIdSchema.nullable().exactOptional() }),
  fact('trading-state-changed', { state: tradingStateSchema, reason: text }),
  fact('automatic-approval-changed', { on: z.boolean(), reason: text }),
  fact('breaker-tripped', { book, profit: number, limit: number }),
  fact('command-answered', { id: text, text, answer }),
  fact('order-staged', { staged }),
  fact('entry-refused', { symbol, barStart: timeSchema.nullable(), code, message: text }),
  fact('order-edited', { ref, revision, plan }),
  fact('drift-shown', { ref, revision, reference: number }),
  fact('order-approved', { ref, revision, by: z.enum(['trader', 'automatic']) }),
  fact('order-declined', { ref }),
  fact('order-expired', { ref, reason: z.enum(EXPIRY_REASONS) }),
  fact('order-refused', { ref, code, message: text }),
  fact('order-intent', { entry: requestSchema, children: z.array(requestSchema) }),
  fact('amendment-intent', { entry: requestSchema }),
  fact('reduction-intent', { order: reducingOrderSchema }),
  fact('change-intent', { ref, change: changeSchema }),
  fact('cancel-intent', { ref }),
  fact('order-sent', { refs }),
  fact('request-refused', { ref, request, code: text, message: text }),
  fact('cancel-wanted', { ref, reason: text }),
  fact('close-wanted', { book, symbol, reason: text, limit: priceSchema.nullable() }),
  fact('stop-wanted', { book, symbol, stop: priceSchema }),
  fact('target-wanted', { book, symbol, target: priceSchema }),
  fact('best-close', { book, symbol, close: number }),
  fact('broker-order', { book, report: reportSchema }),
  fact('execution', { book, execution: executionSchema }),
  fact('commission', { book, commission: commissionSchema }),
  fact('contact-lost', { refs, reason: text }),
  fact('order-absent', { ref }),
  fact('position-adopted', { book, symbol, shares: number, price: number, reason: text }),
  fact('difference-acknowledged', { difference: text, symbol: symbol.nullable(), message: text }),
])
