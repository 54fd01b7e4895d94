import { z } from 'zod'
import { ERROR_CODES } from '../../../src-shared/contract/errors.ts'

const errorSchema = z.object({ code: z.enum(ERROR_CODES), message: z.string() })
const outcomeSchema = z.object({
  ref: z.string(),
  refusal: z.object({ code: z.string(), message: z.string() }).nullable(),
})
/** Of the answers, those that are waited for; the rest is passed over. */
const answerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('welcome') }),
  z.object({ type: z.literal('done'), id: z.string(), value: z.object({ orders: z.array(outcomeSchema) }) }),
  z.object({ type: z.literal('refused'), id: z.string(), error: errorSchema }),
  z.object({ type: z.literal('snapshot'), topic: z.string(), epoch: z.string(), seq: z.int(), state: z.unknown() }),
  z.object({ type: z.literal('delta'), topic: z.string(), epoch: z.string(), seq: z.int(), delta: z.unknown() }),
  z.object({ type: z.literal('no-topic'), topic: z.string(), error: errorSchema }),
  z.object({ type: z.literal('goodbye'), error: errorSchema }),
])
export type Answer = z.infer<typeof answerSchema>

/** @returns null for what is not waited for. Nothing of an unreadable text is repeated anywhere. */
export function readAnswer(text: string): Answer | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  const parsed = answerSchema.safeParse(value)
  return parsed.success ? parsed.data : null
}
