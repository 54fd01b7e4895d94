import { z } from 'zod'
import { bookSchema } from '../../domain/book.ts'
import { ORDER_ROLES, orderPricingSchema } from '../../domain/order.ts'
import { ORDER_STATES } from '../../domain/order-state.ts'
import { orderRefSchema, tickerSchema } from '../../domain/schemas.ts'
import { cellsSchema, refusalSchema, sideSchema, timeSchema } from './common.ts'

/** A staged order that waits for approval. Dollars; times UTC ms. */
export const cardSchema = z.strictObject({
  ref: orderRefSchema,
  revision: z.int(),
  origin: z.enum(['decision', 'hand']),
  book: bookSchema,
  symbol: tickerSchema,
  side: sideSchema,
  /** With the symbol it names the decision that explains the order; null when it was entered by hand. */
  barStart: timeSchema.nullable(),
  quantity: z.number(),
  /** Null at the market. */
  limit: z.number().nullable(),
  stop: z.number(),
  target: z.number(),
  /** How far stop and target lie from the price that the plan counts on, dollars a share. */
  stopDistance: z.number(),
  targetDistance: z.number(),
  tick: z.number(),
  decimals: z.int(),
  value: z.number(),
  /** What is lost at the stop, and gained at the target, counted from the price that the plan counts on. */
  risk: z.number(),
  reward: z.number(),
  /** Reward in units of risk. */
  rMultiple: z.number(),
  /** By Regulation T; what the broker would say is asked for on request only, and never in a dry run. */
  marginEstimate: z.number(),
  /** How far the price has gone since it was staged, or since that was last shown; `allowed` in ATR. */
  drift: z.strictObject({ from: z.number(), to: z.number(), atrs: z.number(), allowed: z.number() }).nullable(),
  /** Milliseconds of operator time, at the moment of sending, and of all that it had. */
  left: z.number(),
  lifetime: z.number(),
  /** Why an approval at this moment would not send it; null when it would. */
  inTheWay: refusalSchema.nullable(),
  /** The votes behind it; null when it was entered by hand. `score` in hundredths. */
  votes: z.strictObject({ cells: cellsSchema, agreeing: z.int(), score: z.number() }).nullable(),
})
export type Card = z.infer<typeof cardSchema>

/** An order that was approved. Dollars a share. */
export const orderViewSchema = z.strictObject({
  ref: orderRefSchema,
  book: bookSchema,
  symbol: tickerSchema,
  role: z.enum(ORDER_ROLES),
  action: z.enum(['BUY', 'SELL']),
  quantity: z.number(),
  filled: z.number(),
  /** Of what is filled; null while nothing is. */
  average: z.number().nullable(),
  pricing: orderPricingSchema,
  timeInForce: z.enum(['DAY', 'GTC', 'GTD']),
  state: z.enum(ORDER_STATES),
  /** It works nowhere any more. */
  over: z.boolean(),
  /** The entry that it belongs to. */
  parent: orderRefSchema.nullable(),
  /** Why its end is wanted; null when it is not. */
  cancelWanted: z.string().nullable(),
  /** What keeps it from being worked, in words; null when nothing does. */
  held: z.string().nullable(),
  decimals: z.int(),
})
export type OrderView = z.infer<typeof orderViewSchema>

/** How sure a position's stop is: the broker has confirmed it for all shares, has not said yet, or it is missing. */
const PROTECTIONS = ['confirmed', 'unknown', 'missing'] as const

/** A position. Dollars, and dollars a share. */
export const positionViewSchema = z.strictObject({
  /** Book and symbol: one symbol can be held in several books. */
  key: z.string(),
  book: bookSchema,
  symbol: tickerSchema,
  side: sideSchema,
  shares: z.number(),
  average: z.number(),
  /** The price at which it is valued; null when none is known. */
  price: z.number().nullable(),
  unrealised: z.number().nullable(),
  /** Of the symbol today, before commissions. */
  realised: z.number(),
  stop: z.number().nullable(),
  target: z.number().nullable(),
  protection: z.enum(PROTECTIONS),
  /** What it comes to at its stop, and at its target. */
  atStop: z.number().nullable(),
  atTarget: z.number().nullable(),
  /** Why it is being closed; null when it is not. */
  closing: z.string().nullable(),
  /** Why a close cannot go on at the moment; null when it can, or there is none. */
  held: z.string().nullable(),
  /** What the account holds, where that differs from our own shares; null where it does not or is not known. */
  accountShares: z.number().nullable(),
  decimals: z.int(),
})
export type PositionView = z.infer<typeof positionViewSchema>
