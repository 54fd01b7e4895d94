import { z } from 'zod'
import { DAY_WINDOWS, REGIMES } from '../../domain/decision.ts'
import { modeSchema, tradingStateSchema } from '../../domain/mode-schemas.ts'
import { accountClassSchema, marketLinkStateSchema, timeSchema } from './common.ts'

/** How the session stands. */
const phaseSchema = z.discriminatedUnion('phase', [
  /** It waits for the market: the topic `gateway` says for what. Nothing is decided or traded. */
  z.strictObject({ phase: z.literal('connecting') }),
  /** Bars of earlier days are fed; `done` of `total` of them. */
  z.strictObject({ phase: z.literal('warming-up'), done: z.number(), total: z.number() }),
  /** Bars up to a moment that was asked for, or at which an earlier process stopped, pass as fast as they can. */
  z.strictObject({ phase: z.literal('catching-up'), until: timeSchema }),
  z.strictObject({ phase: z.literal('running') }),
  /** The market has no more bars. */
  z.strictObject({ phase: z.literal('finished') }),
  /** It cannot go on: what happened, what it means for orders, what to do. */
  z.strictObject({ phase: z.literal('failed'), message: z.string() }),
])

/** A simulated market's clock; a real market has none that could be moved. */
const clockSchema = z.strictObject({
  /** Market seconds a second that were asked for. */
  speed: z.number(),
  paused: z.boolean(),
  slowWhileWaiting: z.boolean(),
  /** It runs at 1× at the moment, because a card waits. */
  slowed: z.boolean(),
  /** Where a seek can lead: the first moment that is decided, and the end of the last session. */
  from: timeSchema,
  until: timeSchema,
})

/** Everything in the strip at the top and the line at the bottom. Dollars, market time in UTC ms. */
export const statusSchema = z.strictObject({
  mode: modeSchema,
  tradingState: tradingStateSchema,
  automaticApproval: z.boolean(),
  /** Positions and working entries in books of accounts: they are managed in every mode. */
  managed: z.strictObject({ positions: z.number(), entries: z.number() }),
  /** What is traded on: the account of the book that takes entries. */
  account: z.strictObject({ id: z.string(), class: accountClassSchema }),
  /** Where bars and fills come from; `gateway`: from TWS or IB Gateway. */
  source: z.strictObject({ kind: z.enum(['demo', 'replay', 'gateway']), name: z.string() }),
  /** The audit's name of this session. */
  session: z.string(),
  state: phaseSchema,
  /** Market time. */
  time: timeSchema,
  window: z.enum(DAY_WINDOWS),
  /** The regular session under way, or the last one; null before the first. */
  day: z.strictObject({ date: z.string(), open: timeSchema, close: timeSchema }).nullable(),
  /** When the next bar ends and is decided; null outside sessions. */
  nextDecision: timeSchema.nullable(),
  clock: clockSchema.nullable(),
  /** How the market is, by SPY; null before the first decision. `confidence` in hundredths. */
  regime: z.strictObject({ regime: z.enum(REGIMES), confidence: z.number(), reason: z.string() }).nullable(),
  /** The day in the book that takes entries. `lossLimit` is above zero. */
  profit: z.strictObject({
    realised: z.number(),
    unrealised: z.number(),
    commissions: z.number(),
    profit: z.number(),
    lossLimit: z.number(),
    tripped: z.boolean(),
  }),
  connection: z.strictObject({
    state: marketLinkStateSchema,
    reason: z.string(),
  }),
  /** Operator ms since the newest market data; null before any. `lost`: why there is none. */
  data: z.strictObject({ age: z.number().nullable(), lost: z.string().nullable() }),
  /** Events in the audit, and why it cannot be written (null: it can). */
  audit: z.strictObject({ events: z.number(), failure: z.string().nullable() }),
})
export type Status = z.infer<typeof statusSchema>
