import { z } from 'zod'
import { accountClassSchema, timeSchema } from './common.ts'

/** One condition of arming: how it stands, and what would open it. */
const gateSchema = z.strictObject({
  gate: z.string(),
  /** For people: what the gate is. */
  name: z.string(),
  open: z.boolean(),
  /** How it stands, with its numbers. */
  says: z.string(),
  /** What would open it; empty when it is open. */
  opens: z.string(),
})
export type ArmingGateView = z.infer<typeof gateSchema>

/** Whether and how long orders can go to an account, and what is in the way. Durations are milliseconds of operator time. */
export const armingSchema = z.strictObject({
  /** Null while it is not armed. `left` at the moment of sending: a window counts down by itself. */
  armed: z
    .strictObject({
      account: z.string(),
      class: accountClassSchema,
      left: z.number(),
      lifetime: z.number(),
      automaticApproval: z.boolean(),
    })
    .nullable(),
  /** The accounts on which orders can be placed; the first is offered first. Empty until the broker named them. */
  accounts: z.array(
    z.strictObject({
      id: z.string(),
      class: accountClassSchema,
      /** Every gate but what is typed in the dialog, for this account. */
      gates: z.array(gateSchema),
    }),
  ),
  /** The gates as they stand while no account is known. */
  gates: z.array(gateSchema),
  /** How long wrong tokens lock it yet; null: it is not locked. */
  lockedOut: z.number().nullable(),
  /** Where the token comes from; `none`: there is none. */
  token: z.enum(['none', 'environment', 'keychain']),
  /** Why the token cannot be set here; null when it can. */
  tokenFixed: z.string().nullable(),
  /** Minutes that are offered, and the most. */
  minutes: z.strictObject({ offered: z.number(), most: z.number() }),
  /** The limits in force for accounts, in words, for the dialog. */
  limits: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  /** How it ended the last time; null when it has not been armed in this session. */
  lastDisarm: z.strictObject({ cause: z.string(), sentence: z.string(), at: timeSchema }).nullable(),
})
export type ArmingView = z.infer<typeof armingSchema>
