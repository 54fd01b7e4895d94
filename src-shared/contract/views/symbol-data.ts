import { z } from 'zod'

/**
 * How much a symbol's data is worth: live; late by minutes; the last of a closed market; too old while the market goes
 * on; of a symbol whose trading is halted; with bars missing; not to be traded on; or not there at all.
 */
const DATA_LABELS = ['live', 'delayed', 'frozen', 'stale', 'halted', 'partial', 'blocked', 'none'] as const

export const symbolDataSchema = z.strictObject({
  label: z.enum(DATA_LABELS),
  /** For a narrow row; empty when there is nothing to say. */
  words: z.string(),
  /** The sentence; empty when there is nothing to say. */
  says: z.string(),
})
export type SymbolData = z.infer<typeof symbolDataSchema>
