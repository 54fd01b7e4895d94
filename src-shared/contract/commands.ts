import { z } from 'zod'
import { bookSchema } from '../domain/book.ts'
import { tradingStateSchema } from '../domain/mode-schemas.ts'

/** Numbers as a person typed them: trading checks them and answers in words. */
const typed = z.number()
const typedText = z.string().max(64)
const shown = z.strictObject({ ref: typedText, revision: typed })
const placed = {
  symbol: typedText,
  side: z.enum(['long', 'short']),
  quantity: typed,
  limit: typed.nullable(),
  stop: typed.nullable(),
  target: typed.nullable(),
}
/** A secret as it was typed. It is compared where arming is, and goes nowhere else (`withoutSecrets`). */
const secret = z.string().max(2_048)

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
  /**
   * An order by hand that is staged and approved in one step, as the command line does. Null stop and target are set by
   * the symbol's ATR, a null limit by the strategy's rule. `mode`: the one that is meant; in another nothing is done.
   */
  z.strictObject({ kind: z.literal('place'), ...placed, mode: z.enum(['dry-run', 'live']) }),
  /** Of an order that works: of an entry limit and quantity, of a stop a tighter price, of a target its price. */
  z.strictObject({
    kind: z.literal('modify'),
    ref: typedText,
    change: z.strictObject({
      quantity: typed.exactOptional(),
      limit: typed.exactOptional(),
      stop: typed.exactOptional(),
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
  /** Our own positions. */
  z.strictObject({ kind: z.literal('flatten') }),
  /** Shares that the account holds and that are not ours: they are taken over, and closed. */
  z.strictObject({ kind: z.literal('close-foreign'), account: typedText, symbol: typedText, limit: typed.nullable() }),
  /** Asks the brokers now how things stand. */
  z.strictObject({ kind: z.literal('reconcile') }),
  /** A difference between our books and the broker's, as it was shown. */
  z.strictObject({ kind: z.literal('acknowledge'), difference: z.string().max(200) }),
  z.strictObject({ kind: z.literal('stop') }),
  z.strictObject({ kind: z.literal('set-trading-state'), state: tradingStateSchema }),
  z.strictObject({ kind: z.literal('set-automatic-approval'), on: z.boolean() }),
  /** To live leads arming alone: it needs more than a wish. */
  z.strictObject({ kind: z.literal('set-mode'), mode: z.literal('dry-run') }),
])
export type TradingRequest = z.infer<typeof tradingRequestSchema>

/** What arming takes, and what is done with its token. Secrets are in no audit, log or answer. */
const armingRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('arm'),
    account: typedText,
    token: secret,
    /** How long, minutes. */
    minutes: typed,
    /** For real money: the account's id as it was typed, and how long the button was held, ms. */
    typedAccount: typedText.nullable(),
    heldMs: typed.nullable(),
    automaticApproval: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('extend-arming'), token: secret, minutes: typed }),
  /** `place` in a live mode: by the command line, which repeats the token for each order. */
  z.strictObject({ kind: z.literal('place-confirmed'), order: z.strictObject(placed), token: secret }),
  z.strictObject({ kind: z.literal('set-token'), token: secret, oldToken: secret.nullable() }),
  z.strictObject({ kind: z.literal('remove-token'), oldToken: secret }),
])
export type ArmingRequest = z.infer<typeof armingRequestSchema>

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

export const commandSchema = z.union([tradingRequestSchema, armingRequestSchema, clockRequestSchema])
export type Command = z.infer<typeof commandSchema>

/** Beside the tokens what is typed in their neighbourhood: one of them may have gone there by mistake. */
const SECRET_FIELDS: readonly string[] = ['token', 'oldToken', 'typedAccount']
const ACCOUNT_ID = /^[A-Z]{1,3}\d{3,12}[A-Z]?$/

const isSecret = (name: string, value: unknown): boolean =>
  SECRET_FIELDS.includes(name) || (name === 'account' && !(typeof value === 'string' && ACCOUNT_ID.test(value)))

/** The command as the audit may hold it. */
export function withoutSecrets(command: Command): Readonly<Record<string, unknown>> {
  const entries = Object.entries(command)
  return Object.fromEntries(entries.map(([name, value]) => [name, isSecret(name, value) ? '[secret]' : value]))
}

/** What became of one order of a command that names many; `refusal` null: it was done. */
export interface OrderOutcome {
  readonly ref: string
  readonly refusal: { readonly code: string; readonly message: string } | null
}

/** What a command that was obeyed did: the orders that it was done to. */
export interface CommandDone {
  readonly orders: readonly OrderOutcome[]
}
