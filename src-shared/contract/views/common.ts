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

/** Whose money an account is. */
export const accountClassSchema = z.enum(['simulated', 'paper', 'real'])

/** How a way to a broker or a market stands. */
export const marketLinkStateSchema = z.enum([
  'disconnected',
  'connecting',
  'handshaking',
  'synchronising',
  'ready',
  'degraded',
  'reconnecting',
])
export type MarketLinkState = z.infer<typeof marketLinkStateSchema>

/** Why something is not done: the code, and the sentence with its numbers. */
export const refusalSchema = z.strictObject({ code: z.string(), message: z.string() })
