import { z } from 'zod'
import { utcMs } from '../../domain/time.ts'
import { EDGE_CODES, VOTES } from '../../domain/vote.ts'

/** UTC ms. */
export const timeSchema = z.number().transform(utcMs)
export const sideSchema = z.enum(['long', 'short'])
export const edgeCodeSchema = z.enum(EDGE_CODES)

/** A vote with its confidence in hundredths, as it stands for the card's side. */
export const cellSchema = z.strictObject({ vote: z.enum(VOTES), confidence: z.int().min(0).max(100) })

export const cellsSchema = z.record(edgeCodeSchema, cellSchema)
export type Cells = z.infer<typeof cellsSchema>

/** Why something is not done: the code, and the sentence with its numbers. */
export const refusalSchema = z.strictObject({ code: z.string(), message: z.string() })
