import { z } from 'zod'
import { accountClassSchema, marketLinkStateSchema, timeSchema } from './common.ts'

/** Of something that there is only so much of. */
const usedSchema = z.strictObject({ used: z.number(), most: z.number() })

/** The way to the market: how it stands, why, and what is tried. */
const linkSchema = z.strictObject({
  state: marketLinkStateSchema,
  reason: z.string(),
  host: z.string(),
  port: z.number(),
  client: z.number(),
  /** Whose money each is, by its id. Empty before the handshake. */
  accounts: z.array(z.strictObject({ id: z.string(), class: accountClassSchema })),
  /** Of the TWS protocol; null before the handshake. */
  serverVersion: z.number().nullable(),
  /** Attempts since it was last ready, and when the next begins; null: one is under way, or none is planned. */
  attempts: z.number(),
  nextAttempt: timeSchema.nullable(),
  /** It has been ready since the cockpit was started. */
  beenReady: z.boolean(),
})
export type GatewayLink = z.infer<typeof linkSchema>

const messageSchema = z.strictObject({
  at: timeSchema,
  /** IBKR's; null for what we noticed ourselves. */
  code: z.number().nullable(),
  severity: z.enum(['info', 'warning', 'error']),
  text: z.string(),
})
export type GatewayMessage = z.infer<typeof messageSchema>

/** Messages that are shown, the newest. */
export const GATEWAY_MESSAGES = 50

/** The connection to TWS or IB Gateway. All times are operator time, UTC ms. */
export const gatewaySchema = z.strictObject({
  /** When this was said, on the clock of the other times here: a window's own may differ. */
  at: timeSchema,
  /** Null: the market needs no gateway, and nothing else here means anything. */
  link: linkSchema.nullable(),
  /** Lines of market data; bars that TWS keeps up to date by itself. */
  lines: usedSchema,
  streams: usedSchema,
  /** History requests: open at IBKR (bars that are kept up to date count), and waiting for its pacing until the next may leave. */
  history: z.strictObject({ open: z.number(), waiting: z.number(), nextAt: timeSchema.nullable() }),
  /** Messages to TWS in the last second, and those that wait for their turn. */
  outgoing: z.strictObject({ perSecond: z.number(), waiting: z.number() }),
  /** Milliseconds from question to answer of the last heartbeat; broker time less market time, ms. Null before any. */
  latency: z.number().nullable(),
  skew: z.number().nullable(),
  /** Data farms that are down, as TWS names them. */
  farmsDown: z.array(z.string()),
  /** Newest first. */
  messages: z.array(messageSchema),
  /** What is known of single symbols' data, by symbol. */
  notices: z.array(
    z.strictObject({
      symbol: z.string(),
      kind: z.enum(['dropped', 'delayed', 'partial', 'blocked']),
      message: z.string(),
    }),
  ),
})
export type GatewayView = z.infer<typeof gatewaySchema>
