import { z } from 'zod'
import { AUDIT_KINDS } from '../format.ts'
import { barRefusalSchema, barSchema, barText } from './engine-input.ts'

export const sessionStartedSchema = z.strictObject({
  /** What the database records; the same word as in `meta`, but inside the chain. */
  kind: z.enum(AUDIT_KINDS),
  /** Name and version of the program. */
  app: z.string(),
  /** Where the bars come from, in words. */
  source: z.string(),
})
export type SessionStarted = z.infer<typeof sessionStartedSchema>

export const sessionEndedSchema = z.strictObject({ reason: z.string() })

/** Settings by key; the token and other secrets are redacted before they come here. */
export const configurationSchema = z.strictObject({ settings: z.record(z.string(), z.json()) })

export const errorSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  context: z.record(z.string(), z.json()).exactOptional(),
})

export const noteSchema = z.strictObject({ text: z.string() })

export const barRefusedSchema = z.strictObject({ bar: barSchema, refusal: barRefusalSchema })
export const barRefusedText = ({ bar, refusal }: z.infer<typeof barRefusedSchema>): string =>
  `{"bar":${barText(bar)},"refusal":${JSON.stringify(refusal)}}`

/** `decided`: the bar that the decision saw; null when it saw none. */
export const barCorrectionSchema = z.strictObject({ bar: barSchema, decided: barSchema.nullable() })
export const barCorrectionText = ({ bar, decided }: z.infer<typeof barCorrectionSchema>): string =>
  `{"bar":${barText(bar)},"decided":${decided === null ? 'null' : barText(decided)}}`

/**
 * What an earlier process could not write, and kept in a file, follows this row: `imported` rows of session `session`.
 * `known`: how many of its rows the database had already. `problem`: what was wrong with the file; it was then kept.
 */
export const emergencyImportedSchema = z.strictObject({
  file: z.string().nullable(),
  name: z.string(),
  session: z.string().nullable(),
  imported: z.int().nonnegative(),
  known: z.int().nonnegative(),
  problem: z.string().nullable(),
})
export type EmergencyImported = z.infer<typeof emergencyImportedSchema>

/** Bars that never reached the engine because their source could not be used, counted by reason. */
export const barsSkippedSchema = z.strictObject({
  source: z.string(),
  counts: z.record(z.string(), z.int().nonnegative()),
})

/** Where the working stop is now, dollars. */
export const stopMovedSchema = z.strictObject({ stop: z.number() })
