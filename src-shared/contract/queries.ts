import { z } from 'zod'
import { tickerSchema } from '../domain/schemas.ts'
import {
  type DayReview,
  type DaySummary,
  type DecisionReview,
  dayKeySchema,
  dayReviewSchema,
  daySummarySchema,
  decisionReviewSchema,
  type ReviewRow,
  reviewRowSchema,
  type Verification,
  verificationSchema,
} from './views/review.ts'

/** The broker's estimate of one more order filled. Dollars. */
const marginSchema = z.strictObject({
  initialBefore: z.number(),
  initialAfter: z.number(),
  maintenanceBefore: z.number(),
  maintenanceAfter: z.number(),
  netLiquidationAfter: z.number(),
  commission: z.number(),
})
export type Margin = z.infer<typeof marginSchema>

/** Rows of one page at most. */
export const REVIEW_PAGE = 500

/** What can be asked without changing anything. */
export const querySchema = z.discriminatedUnion('kind', [
  /** The audit's days, newest first. */
  z.strictObject({ kind: z.literal('days') }),
  z.strictObject({ kind: z.literal('day'), day: dayKeySchema }),
  /** The day's decisions and happenings after a row of the audit, in their order; `after` 0 for the first page. */
  z.strictObject({ kind: z.literal('day-rows'), day: dayKeySchema, after: z.int().min(0) }),
  z.strictObject({ kind: z.literal('decision'), day: dayKeySchema, symbol: tickerSchema, barStart: z.int() }),
  /** What margin a card that waits would take, by the broker; not in a dry run. IBKR takes one such question a minute. */
  z.strictObject({ kind: z.literal('margin'), ref: z.string().max(64) }),
  /** Checks the whole chain; says how far it is meanwhile. */
  z.strictObject({ kind: z.literal('verify') }),
])
export type Query = z.infer<typeof querySchema>
export type QueryKind = Query['kind']

/** What each query is answered with. */
export const QUERY_ANSWERS = {
  days: z.strictObject({ days: z.array(daySummarySchema) }),
  day: dayReviewSchema,
  'day-rows': z.strictObject({ rows: z.array(reviewRowSchema), more: z.boolean() }),
  decision: decisionReviewSchema,
  margin: marginSchema,
  verify: verificationSchema,
} as const satisfies Record<QueryKind, z.ZodType>

export interface QueryAnswers {
  readonly days: { readonly days: readonly DaySummary[] }
  readonly day: DayReview
  readonly 'day-rows': { readonly rows: readonly ReviewRow[]; readonly more: boolean }
  readonly decision: DecisionReview
  readonly margin: Margin
  readonly verify: Verification
}
