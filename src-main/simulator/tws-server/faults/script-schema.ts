import { z } from 'zod'
import { faultSchema } from './fault-schema.ts'
import { FROM_CLIENT, TO_CLIENT } from './message-kinds.ts'
import { pickByKey } from './pick-by-key.ts'

const WEEK_SECONDS = 7 * 24 * 3_600
const MOST_COUNTED = 1_000_000
const MOST_FAULTS = 1_000

const seconds = z.number().min(0).max(WEEK_SECONDS)
const nth = z.int().min(1).max(MOST_COUNTED)
const client = z.int().min(0).max(2_147_483_647).optional()

const whenSchema = pickByKey({
  /** Of the exchange's wall clock, the next time that it shows so. */
  marketTime: z.strictObject({
    marketTime: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, 'a time as HH:MM:SS of the exchange’s clock is needed'),
  }),
  /** Seconds of market time after the script began. */
  marketSeconds: z.strictObject({ marketSeconds: seconds }),
  /** Seconds of operator time after the script began. */
  seconds: z.strictObject({ seconds }),
  /** Before the n-th message of that kind from a client is handled, or to a client leaves. */
  fromClient: z.strictObject({ fromClient: z.enum(FROM_CLIENT), number: nth.default(1), client }),
  toClient: z.strictObject({ toClient: z.enum(TO_CLIENT), number: nth.default(1), client }),
  /** Before the n-th new order that a client places is handled; what-ifs and modifications do not count. */
  order: z.strictObject({ order: nth, client }),
  /** When the n-th client has been let in, or the n-th one has gone. */
  connection: z.strictObject({ connection: nth, client }),
  loss: z.strictObject({ loss: nth, client }),
})

const entrySchema = z
  .strictObject({
    when: whenSchema,
    do: z.unknown().transform((value, context) => {
      const parsed = Array.isArray(value)
        ? z.array(faultSchema).min(1).max(50).safeParse(value)
        : faultSchema.safeParse(value)
      if (parsed.success) return [parsed.data].flat()
      for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message })
      return z.NEVER
    }),
    /** Again after so many seconds of the clock of `when`, or so many more of what it counts. */
    every: z.number().positive().max(WEEK_SECONDS).optional(),
    /** How often at most; without `every`: once. */
    times: nth.optional(),
    /** That it happens when its moment has come, each time drawn from the script's seed. */
    probability: z.number().gt(0).max(1).default(1),
    /** For the reader. */
    note: z.string().max(500).optional(),
  })
  .superRefine(({ when, every, times }, context) => {
    const complain = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message })
    if (times !== undefined && every === undefined) complain('times', 'it says how often at most, so `every` is needed')
    const counted = !('marketTime' in when || 'marketSeconds' in when || 'seconds' in when)
    if (every === undefined) return
    if (counted && !Number.isInteger(every)) complain('every', 'of what is counted it has to be a whole number')
    if (!counted && every < 0.01) complain('every', 'seconds below 0.01 are too few')
  })

/** One of each: both variants of what docs/TWS_BEHAVIOUR.md calls believed. */
const behaviourSchema = z.strictObject({
  childrenWork: z.enum(['per-fill', 'on-full-fill']).optional(),
  partialParentCancelled: z.enum(['children-stay', 'children-go']).optional(),
  goodTillDate: z.enum(['at-its-moment', 'at-the-close']).optional(),
  heldChains: z.enum(['forgotten', 'kept']).optional(),
  ordersDuringOutage: z.enum(['resubmitted', 'dropped']).optional(),
  idsAfterRestart: z.enum(['go-on', 'roll-back']).optional(),
  executionsOnConnect: z.enum(['on-request', 'pushed-again']).optional(),
  lateCancel: z.literal([10_148, 161]).optional(),
  boundIds: z.enum(['negative', 'next']).optional(),
  whatIfPacing: z.enum(['refused', 'answered']).optional(),
  correctedExecutions: z.enum(['both', 'latest']).optional(),
})

/** What happens to the clients of a simulated gateway, and when. */
export const scriptSchema = z.strictObject({
  note: z.string().max(2_000).optional(),
  /** For what a fault draws: probabilities, garbage. */
  seed: z.int().min(0).max(4_294_967_295).default(1),
  behaviour: behaviourSchema.default({}),
  faults: z.array(entrySchema).max(MOST_FAULTS),
})

export type FaultScript = z.infer<typeof scriptSchema>
export type ScriptEntry = FaultScript['faults'][number]
export type When = ScriptEntry['when']
