import { z } from 'zod'
import { orderRefSchema, tickerSchema } from '../../domain/schemas.ts'
import { cellsSchema, edgeCodeSchema, sideSchema, timeSchema } from './common.ts'
import { scorecardSchema } from './scorecard.ts'
import { candleSchema } from './symbol.ts'

/** Names one day of the audit: a session's run over one trading day. A session that was resumed after a stop is one run. */
export const dayKeySchema = z.strictObject({ run: z.string().max(64), date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/) })
export type DayKey = z.infer<typeof dayKeySchema>

/** A day in the list. Dollars. */
export const daySummarySchema = z.strictObject({
  ...dayKeySchema.shape,
  /** Operator time, UTC ms, at which the run began. */
  started: timeSchema,
  source: z.string(),
  /** It is going on. */
  current: z.boolean(),
  decisions: z.int(),
  entries: z.int(),
  profit: z.number(),
})
export type DaySummary = z.infer<typeof daySummarySchema>

/** What a day came to. Dollars; fractions. */
export const dayReviewSchema = z.strictObject({
  ...daySummarySchema.shape,
  open: timeSchema,
  close: timeSchema,
  /** Closed positions, and how many of them won. */
  trades: z.int(),
  won: z.int(),
  /** Mean R multiple of the closed ones; null without any. */
  meanR: z.number().nullable(),
  /** The deepest fall from a high of the curve, at most 0. */
  drawdown: z.number(),
  commissions: z.number(),
  /** Profit after commissions, with what was open at its price then. */
  curve: z.array(z.strictObject({ time: timeSchema, profit: z.number() })),
  /** Stretches of a mode: from its time to the next one's. */
  modes: z.array(z.strictObject({ time: timeSchema, mode: z.string() })),
})
export type DayReview = z.infer<typeof dayReviewSchema>

/** What a decision led to. */
const RESULTS = ['filled', 'not-sent', 'vetoed', 'short-of-consensus', 'held'] as const
export type DecisionResult = (typeof RESULTS)[number]

/** A decision in the day's table. */
const decisionRowSchema = z.strictObject({
  row: z.literal('decision'),
  /** Of the audit. */
  seq: z.int(),
  /** When it was decided: the bar's end. */
  time: timeSchema,
  barStart: timeSchema,
  symbol: tickerSchema,
  candidate: sideSchema.nullable(),
  cells: cellsSchema,
  agreeing: z.int(),
  /** Hundredths. */
  score: z.number(),
  vetoedBy: z.array(edgeCodeSchema),
  result: z.enum(RESULTS),
  /** The result in a few words, e.g. `filled, target`, `own edges 1 of 2`. */
  says: z.string(),
  /** What its trade made, in R and in dollars after commissions; null where there was none or it is open. */
  r: z.number().nullable(),
  profit: z.number().nullable(),
})

/** Something else that happened. */
const happeningRowSchema = z.strictObject({
  row: z.literal('happening'),
  seq: z.int(),
  time: timeSchema,
  subject: z.enum(['approval', 'fill', 'mode', 'refusal', 'order', 'session']),
  symbol: tickerSchema.nullable(),
  says: z.string(),
  /** Dollars; null: none. */
  amount: z.number().nullable(),
})

export const reviewRowSchema = z.discriminatedUnion('row', [decisionRowSchema, happeningRowSchema])
export type ReviewRow = z.infer<typeof reviewRowSchema>

/** A decision opened as it was then. */
export const decisionReviewSchema = z.strictObject({
  seq: z.int(),
  scorecard: scorecardSchema,
  /** Five-minute candles of this day and the one before, none later than the decided bar. */
  candles: z.array(candleSchema),
  decimals: z.int(),
  /** The order that it led to; null: none. Dollars a share. */
  order: z
    .strictObject({
      ref: orderRefSchema,
      quantity: z.number(),
      limit: z.number().nullable(),
      stop: z.number(),
      target: z.number(),
    })
    .nullable(),
  /** What happened to that order, oldest first; `time` is operator time, UTC ms. */
  story: z.array(z.strictObject({ time: timeSchema, step: z.string(), says: z.string() })),
})
export type DecisionReview = z.infer<typeof decisionReviewSchema>

/** What checking the chain came to. */
export const verificationSchema = z.discriminatedUnion('result', [
  z.strictObject({ result: z.literal('verified'), events: z.number(), unanchored: z.number() }),
  /** `seq`: of the first row that is not as it was written. */
  z.strictObject({ result: z.literal('broken'), seq: z.number().nullable(), message: z.string() }),
])
export type Verification = z.infer<typeof verificationSchema>
