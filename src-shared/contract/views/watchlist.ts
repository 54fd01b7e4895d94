import { z } from 'zod'
import { tickerSchema } from '../../domain/schemas.ts'
import { cellsSchema, edgeCodeSchema, sideSchema } from './common.ts'
import { symbolDataSchema } from './symbol-data.ts'

/** One symbol at a glance. Dollars a share unless said otherwise. */
export const watchRowSchema = z.strictObject({
  symbol: tickerSchema,
  /** Its place in the configured order. */
  place: z.int(),
  /** Decided, or only looked at for others. */
  role: z.enum(['traded', 'context']),
  /** Of the price step: 2 for pennies. */
  decimals: z.int(),
  last: z.number().nullable(),
  /** The close of the session before; null when it is not known. */
  priorClose: z.number().nullable(),
  /** Closes of today's five-minute bars, oldest first. */
  spark: z.array(z.number()),
  /** Of its newest decision: the candidate's card, or the long one. Null before the first, and for context. */
  card: z
    .strictObject({
      /** Null: no candidate. */
      candidate: sideSchema.nullable(),
      cells: cellsSchema,
      agreeing: z.int(),
      /** Hundredths. */
      score: z.number(),
      vetoedBy: z.array(edgeCodeSchema),
      /** Why there is no trade, in a few words; empty when there is one. */
      why: z.string(),
    })
    .nullable(),
  /** A staged order waits. */
  staged: z.boolean(),
  /** Our own shares in the book that takes entries, short ones negative. */
  shares: z.number(),
  /** Dollars: the day's profit in the symbol, open and closed, less commissions; null when it was not traded today. */
  profit: z.number().nullable(),
  /** What its prices are worth. */
  data: symbolDataSchema,
})
export type WatchRow = z.infer<typeof watchRowSchema>
