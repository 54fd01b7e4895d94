import { z } from 'zod'
import { tickerSchema } from '../../domain/schemas.ts'
import { cellSchema, cellsSchema, edgeCodeSchema, sideSchema, timeSchema } from './common.ts'

/** One edge, as the trader reads it. */
const edgeRowSchema = z.strictObject({
  edge: edgeCodeSchema,
  cell: cellSchema,
  /** A sentence with the measured numbers. */
  reason: z.string(),
  /** The numbers behind it, each with its name, e.g. `price` `+2.67 σ`. */
  inputs: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  /** What would change the vote, in a few words, e.g. `lifts at 487.00`; null when nothing within reach does. */
  flip: z.string().nullable(),
})
export type EdgeRow = z.infer<typeof edgeRowSchema>

/** The six votes for one side. */
const sideCardSchema = z.strictObject({
  side: sideSchema,
  agreeing: z.int(),
  ownAgreeing: z.int(),
  withData: z.int(),
  /** Hundredths. */
  score: z.number(),
  vetoedBy: z.array(edgeCodeSchema),
  /** In the order in which they are shown: RG RS ST VP CA TD. */
  edges: z.array(edgeRowSchema),
})
export type SideCard = z.infer<typeof sideCardSchema>

/** The votes of one bar, to see agreement build. */
const columnSchema = z.strictObject({
  barStart: timeSchema,
  /** Whose card: the candidate's, or long. */
  side: sideSchema,
  candidate: z.boolean(),
  agreeing: z.int(),
  cells: cellsSchema,
})
export type MatrixColumn = z.infer<typeof columnSchema>

/** How many bars the matrix shows. */
export const MATRIX_BARS = 30

/** A decision with its reasons. Dollars; hundredths. */
export const scorecardSchema = z.strictObject({
  symbol: tickerSchema,
  /** Null before the symbol's first decision; then there are no cards either. */
  decided: z
    .strictObject({
      barStart: timeSchema,
      close: z.number(),
      atr: z.number(),
      candidate: sideSchema.nullable(),
      tradeKind: z.enum(['momentum', 'meanReversion']),
      /** The strategy profile and its hash. */
      profile: z.string(),
      profileHash: z.string(),
      /** Which of the three a glance has to tell apart. */
      outcome: z.enum(['enter', 'veto', 'hold']),
      /** What follows from it and why: a sentence, and one that says what stands behind the first obstacle (or null). */
      verdict: z.string(),
      beyond: z.string().nullable(),
      /** What an open position is told; null without one. */
      exit: z.string().nullable(),
    })
    .nullable(),
  /** The candidate's card; without a candidate the long and the short one. */
  cards: z.array(sideCardSchema),
  /** What consensus takes. */
  needs: z.strictObject({ agreeing: z.int(), ownAgreeing: z.int(), score: z.number() }),
  /** The last bars, oldest first. */
  matrix: z.array(columnSchema),
})
export type Scorecard = z.infer<typeof scorecardSchema>
