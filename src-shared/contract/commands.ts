import { z } from 'zod'
import { bookSchema } from '../domain/book.ts'
import { tradingStateSchema } from '../domain/mode-schemas.ts'

/** Numbers as a person typed them: trading checks them and answers in words. */
const typed = z.number()
const typedText = z.string().max(64)
const shown = z.strictObject({ ref: typedText, revision: typed })

/** What can be asked of trading. References and numbers are as they came, and checked by trading. */
const tradingRequestSchema = z.discriminatedUnion('kind', [
  /** A bracket entered by hand. */
  z.strictObject({
    kind: z.literal('stage'),
    symbol: typedText,
    side: z.enum(['long', 'short']),
    quantity: typed,
    limit: typed,
    stop: typed,
    target: typed,
  }),
  /** What is left out stays. Dollars and shares. */
  z.strictObject({
    kind: z.literal('edit'),
    ...shown.shape,
    change: z.strictObject({
      quantity: typed.exactOptional(),
      limit: typed.exactOptional(),
      stop: typed.exactOptional(),
      target: typed.exactOptional(),
    }),
  }),
  /** `revision`: the one that was shown. */
  z.strictObject({ kind: z.literal('approve'), ...shown.shape }),
  z.strictObject({ kind: z.literal('decline'), ref: typedText }),
  z.strictObject({ kind: z.literal('approve-all'), shown: z.array(shown).max(200) }),
  z.strictObject({ kind: z.literal('decline-all') }),
  z.strictObject({ kind: z.literal('cancel'), ref: typedText }),
  /** `limit`: needed, and only used, outside regular hours. */
  z.strictObject({ kind: z.literal('close'), book: bookSchema, symbol: typedText, limit: typed.nullable() }),
  z.strictObject({ kind: z.literal('flatten') }),
  z.strictObject({ kind: z.literal('stop') }),
  z.strictObject({ kind: z.literal('set-trading-state'), state: tradingStateSchema }),
  z.strictObject({ kind: z.literal('set-automatic-approval'), on: z.boolean() }),
  /** Arming is not a command of this kind: it needs more than a wish. */
  z.strictObject({ kind: z.literal('set-mode'), mode: z.literal('dry-run') }),
])
export type TradingRequest = z.infer<typeof tradingRequestSchema>

/** What can be asked of a simulated market's clock. */
const clockRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('clock-pause') }),
  z.strictObject({ kind: z.literal('clock-resume') }),
  /** On to the next decision, and hold there. */
  z.strictObject({ kind: z.literal('clock-step') }),
  /** Market seconds a second. */
  z.strictObject({ kind: z.literal('clock-speed'), speed: typed }),
  /** Market time, UTC ms. To an earlier moment leads a new session, fast-forwarded: time never goes back within one. */
  z.strictObject({ kind: z.literal('clock-seek'), time: typed }),
  /** Whether market time runs at 1× while a card waits. */
  z.strictObject({ kind: z.literal('clock-slow-while-waiting'), on: z.boolean() }),
  /** The same market from its beginning, in a new session. */
  z.strictObject({ kind: z.literal('clock-restart') }),
])
export type ClockRequest = z.infer<typeof clockRequestSchema>

export const commandSchema = z.union([tradingRequestSchema, clockRequestSchema])
export type Command = z.infer<typeof commandSchema>

/** What became of one order of a command that names many; `refusal` null: it was done. */
export interface OrderOutcome {
  readonly ref: string
  readonly refusal: { readonly code: string; readonly message: string } | null
}

/** What a command that was obeyed did: the orders that it was done to. */
export interface CommandDone {
  readonly orders: readonly OrderOutcome[]
}
