import { z } from 'zod'
import { timeSchema } from './engine-input.ts'

/**
 * A run of a market begins with this session. `identity`: everything that its exchange follows from; a later session
 * goes on with the run only when its own is the same. `carriesFrom`: the `run-started` from which on rows tell what the
 * books of accounts hold, which outlive their runs; this one itself where there is none.
 */
export const runStartedSchema = z.strictObject({
  run: z.string(),
  identity: z.record(z.string(), z.json()),
  carriesFrom: z.int().positive().exactOptional(),
})

/** This session goes on with a run of an earlier process, at market time `from`. */
export const runResumedSchema = z.strictObject({ run: z.string(), from: timeSchema })

/** Nothing goes on with the run any more. */
export const runEndedSchema = z.strictObject({ run: z.string(), reason: z.string() })

/** Somebody asks for something, before anything comes of it. `text`: the command as canonical text. */
export const commandSchema = z.strictObject({ id: z.string(), by: z.string(), text: z.string() })

/** Why a command was not obeyed. */
export const commandRefusedSchema = z.strictObject({
  id: z.string(),
  by: z.string(),
  code: z.string(),
  message: z.string(),
})

/** Something came in that is not as it should be. `passedOver`: how many before it were only counted. */
export const intrusionSchema = z.strictObject({
  by: z.string(),
  code: z.string(),
  detail: z.string(),
  passedOver: z.int().nonnegative(),
})

/** The way to the broker: where it stands, and why, in the sentence that the trader reads. */
export const connectionSchema = z.strictObject({ state: z.string(), reason: z.string() })

/** What came in about it. `code`: IBKR's; null for what we noticed ourselves. */
export const brokerMessageSchema = z.strictObject({
  code: z.int().nullable(),
  severity: z.enum(['info', 'warning', 'error']),
  text: z.string(),
})

/** What keeps one symbol's data from being what it should be, or that nothing does any more. */
export const feedNoticeSchema = z.strictObject({
  kind: z.enum(['dropped', 'delayed', 'partial', 'blocked', 'restored']),
  message: z.string(),
})

/**
 * What trading and the exchange write down about themselves: a JSON object whose form is known where it is made
 * (trading/journal, simulator/exchange).
 */
export const factSchema: z.ZodType<Readonly<Record<string, unknown>>> = z.record(z.string(), z.unknown())
