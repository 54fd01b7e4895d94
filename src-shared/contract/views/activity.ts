import { z } from 'zod'
import { tickerSchema } from '../../domain/schemas.ts'
import { timeSchema } from './common.ts'

/** What a line of activity is about; lists filter by it. */
const ACTIVITY_SUBJECTS = ['session', 'decision', 'staged', 'order', 'fill', 'mode', 'risk', 'error'] as const
export type ActivitySubject = (typeof ACTIVITY_SUBJECTS)[number]

/** One line of what happened. */
export const activityLineSchema = z.strictObject({
  /** Ascending; of this session. */
  number: z.int(),
  /** Market time, UTC ms. */
  time: timeSchema,
  subject: z.enum(ACTIVITY_SUBJECTS),
  symbol: tickerSchema.nullable(),
  text: z.string(),
  /** Which sign stands before it. */
  mark: z.enum(['long', 'short', 'veto', 'good', 'warning', 'error', 'plain']),
  /** Dollars that belong to it (risk of what was staged, profit of what was closed); null: none. */
  amount: z.number().nullable(),
})
export type ActivityLine = z.infer<typeof activityLineSchema>
