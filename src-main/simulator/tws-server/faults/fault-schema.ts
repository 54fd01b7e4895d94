import { z } from 'zod'
import { accountIdSchema, tickerSchema } from '../../../../src-shared/domain/schemas.ts'
import { FROM_CLIENT, TO_CLIENT } from './message-kinds.ts'
import { NOTICE_TEXTS } from './notice-texts.ts'

const DAY_SECONDS = 24 * 3_600
const seconds = z.number().gt(0).max(DAY_SECONDS)
const shares = z.int().min(1).max(10_000_000)
const dollars = z.number().gt(0).max(1_000_000)
const count = z.int().min(1).max(1_000)
/** The n-th new order that the script has seen. */
const order = z.int().min(1).max(1_000_000)
const symbols = z.array(tickerSchema).min(1).max(1_000)
const text = z.string().regex(/^[ -~]{1,500}$/, 'a line of at most 500 printable ASCII characters is needed')
const noticeCodes = Object.keys(NOTICE_TEXTS).map(Number)

/** Everything that a script can do, by its name. */
export const faultSchema = z.discriminatedUnion('fault', [
  /** Everybody loses the connection. */
  z.strictObject({
    fault: z.literal('drop'),
    how: z.enum(['clean', 'reset', 'half-open']),
    /** For so long their client ids stay taken (326). */
    busySeconds: seconds.optional(),
  }),
  /** Messages of these kinds, by default all, come so much later; in their order. */
  z.strictObject({
    fault: z.literal('delay'),
    milliseconds: z.number().gt(0).max(3_600_000),
    toClient: z.array(z.enum(TO_CLIENT)).min(1).optional(),
    fromClient: z.array(z.enum(FROM_CLIENT)).min(1).optional(),
    /** How long messages are delayed; for good when left out. */
    forSeconds: seconds.optional(),
  }),
  /** TWS loses IBKR: nothing streams, orders wait. */
  z.strictObject({
    fault: z.literal('servers-lost'),
    code: z.literal([1_100, 2_110]).default(1_100),
  }),
  /** It is back (1101: `lost`, 1102: `kept`). */
  z.strictObject({ fault: z.literal('servers-back'), data: z.enum(['lost', 'kept']) }),
  z.strictObject({
    fault: z.literal('notice'),
    code: z.int().refine((code) => noticeCodes.includes(code), `one of ${noticeCodes.join(', ')} is needed`),
    /** Instead of TWS's own words. */
    text: text.optional(),
  }),
  /** Somebody else takes the live prices (10197 to each line), for so long or for good. */
  z.strictObject({ fault: z.literal('competing-session'), forSeconds: seconds.optional() }),
  /** 1300: everybody is dropped and the gateway listens elsewhere, by default at any free port. */
  z.strictObject({ fault: z.literal('new-port'), port: z.int().min(1_024).max(65_535).optional() }),
  z.strictObject({
    fault: z.literal('roll-back-ids'),
    /** Of this client, or of all that have placed orders. */
    client: z.int().min(0).max(2_147_483_647).optional(),
    next: z.int().min(1).max(2_147_483_647).default(1),
  }),
  /** The nightly restart: everybody is dropped, and connections are refused for so long. */
  z.strictObject({ fault: z.literal('restart'), seconds: seconds.optional() }),
  /** Of the next order that arrives: the very one on which `when` waits. */
  z.strictObject({
    fault: z.literal('reject-order'),
    message: text.default('Order rejected - reason:Rejected by a script'),
  }),
  z.strictObject({ fault: z.literal('hold-order') }),
  z.strictObject({ fault: z.literal('release-order'), order }),
  z.strictObject({ fault: z.literal('fill-order'), order, shares: shares.optional(), price: dollars.optional() }),
  /** The next messages are sent twice: of these kinds, or about orders. */
  z.strictObject({
    fault: z.literal('answer-twice'),
    count: count.default(1),
    toClient: z.array(z.enum(TO_CLIENT)).min(1).optional(),
  }),
  z.strictObject({
    fault: z.literal('garbage'),
    /** Bytes that are no message, a message of random fields, or one wrong field in each of the next messages. */
    what: z.enum(['bytes', 'frame', 'field']),
    count: count.default(1),
    /** Of which a field goes wrong; by default any. */
    toClient: z.array(z.enum(TO_CLIENT)).min(1).optional(),
  }),
  /** Their streams go silent without a word, by default all; the market goes on. */
  z.strictObject({ fault: z.literal('stop-feed'), symbols: symbols.optional(), forSeconds: seconds.optional() }),
  z.strictObject({ fault: z.literal('start-feed'), symbols: symbols.optional() }),
  /** The gateway's clock against market time. */
  z.strictObject({ fault: z.literal('skew-clock'), seconds: z.number().min(-DAY_SECONDS).max(DAY_SECONDS) }),
  /** The broker closes a position, or a part of it. */
  z.strictObject({
    fault: z.literal('liquidate'),
    symbol: tickerSchema,
    shares: shares.optional(),
    account: accountIdSchema.optional(),
  }),
  /** Somebody places an order in TWS itself, a limit or a market one, and it fills at once unless `fill` says no. */
  z.strictObject({
    fault: z.literal('foreign-order'),
    symbol: tickerSchema,
    action: z.enum(['BUY', 'SELL']),
    quantity: shares,
    limit: dollars.optional(),
    fill: z.boolean().default(true),
    account: accountIdSchema.optional(),
  }),
  /** The n-th execution of the session, by default the newest, was for another number of shares or price. */
  z.strictObject({
    fault: z.literal('correct-execution'),
    execution: z.int().min(1).max(1_000_000).optional(),
    shares,
    price: dollars,
  }),
])

export type Fault = z.infer<typeof faultSchema>
