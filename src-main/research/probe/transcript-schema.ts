import { z } from 'zod'
import { EXPECTATIONS, SHOWN_VARIANTS } from './behaviours.ts'

const short = z.string().max(400)
const word = z.string().regex(/^[A-Za-z0-9 ,.:/_+?-]{0,80}$/)
const count = z.int().min(0).max(1_000_000_000)

/** A message of TWS about an order of the probe. */
const cameSchema = z.strictObject({
  /** Market ms after the probe began. */
  after: count,
  /** Which of the probe's orders. */
  role: word,
  kind: z.enum(['open-order', 'status', 'execution', 'commission', 'completed', 'error']),
  status: word.optional(),
  whyHeld: word.optional(),
  filled: count.optional(),
  remaining: count.optional(),
  shares: count.optional(),
  asked: z.boolean().optional(),
  /** How a time is written: each digit as `d`. */
  time: word.optional(),
  code: count.optional(),
})
export type CameRow = z.infer<typeof cameSchema>

const findingsSchema = z.partialRecord(
  z.enum([...Object.keys(SHOWN_VARIANTS), ...Object.keys(EXPECTATIONS)] as (
    | keyof typeof SHOWN_VARIANTS
    | keyof typeof EXPECTATIONS
  )[]),
  word,
)

const headerSchema = z.strictObject({
  kind: z.literal('probe'),
  format: z.literal(1),
  appVersion: word,
  /** The wall clock. */
  at: z.iso.datetime(),
  serverVersion: z.int().min(100).max(1_000),
  /** How the handshake writes the time: each digit as `d`, the zone as it is. */
  connectionTime: word,
  /** A gateway of ours. */
  simulated: z.boolean(),
  symbol: word,
})
export type TranscriptHeader = z.infer<typeof headerSchema>

const resultSchema = z.strictObject({
  kind: z.literal('result'),
  name: word,
  outcome: z.enum(['done', 'skipped', 'failed']),
  reason: short.nullable(),
  findings: findingsSchema,
  sent: z.array(short).max(200),
  came: z.array(cameSchema).max(2_000),
})
export type ProbeResult = z.infer<typeof resultSchema>

const endSchema = z.strictObject({
  kind: z.literal('end'),
  /** What was open or held at the end that had not been at the beginning; empty when it was left as it was found. */
  left: z.array(short).max(200),
  /** Where the simulator did otherwise; null when it was not asked. */
  differences: z.array(short).max(500).nullable(),
  /** SHA-256 of everything before this line. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
type TranscriptEnd = z.infer<typeof endSchema>

/** What became of a run of the probes. */
export interface Transcript {
  readonly header: TranscriptHeader
  readonly results: readonly ProbeResult[]
  readonly end: Omit<TranscriptEnd, 'kind' | 'sha256'>
}

export const lineSchema = z.discriminatedUnion('kind', [headerSchema, resultSchema, endSchema])
