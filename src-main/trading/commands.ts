import type { Book } from '../../src-shared/domain/book.ts'
import type { Mode, TradingState } from '../../src-shared/domain/mode.ts'
import type { Result } from '../../src-shared/domain/result.ts'
import type { Side } from '../../src-shared/domain/vote.ts'
import type { Refusal } from './risk/refusals.ts'

/** What an edit changes of a staged order; what is left out stays. Numbers as they were typed: dollars and shares. */
export interface PlanEdit {
  readonly quantity?: number
  readonly limit?: number
  readonly stop?: number
  readonly target?: number
}

/**
 * What a person, or something that acts for one, can ask for. Every command has an id of its own: the same command
 * again gets the same answer and does nothing more. References and numbers are as they came, and checked here.
 */
export type TradingCommand = { readonly id: string } & (
  | {
      /** A bracket entered by hand. */
      readonly kind: 'stage'
      readonly symbol: string
      readonly side: Side
      readonly quantity: number
      readonly limit: number
      readonly stop: number
      readonly target: number
    }
  | { readonly kind: 'edit'; readonly ref: string; readonly revision: number; readonly change: PlanEdit }
  /** `revision`: the one that was shown. */
  | { readonly kind: 'approve'; readonly ref: string; readonly revision: number }
  | { readonly kind: 'decline'; readonly ref: string }
  | { readonly kind: 'approve-all'; readonly shown: readonly { readonly ref: string; readonly revision: number }[] }
  | { readonly kind: 'decline-all' }
  | { readonly kind: 'cancel'; readonly ref: string }
  /** `limit`: needed, and only used, outside regular hours. */
  | { readonly kind: 'close'; readonly book: Book; readonly symbol: string; readonly limit: number | null }
  | { readonly kind: 'flatten' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'set-trading-state'; readonly state: TradingState }
  | { readonly kind: 'set-automatic-approval'; readonly on: boolean }
  /** Arming is not a command of this kind: it needs more than a wish. */
  | { readonly kind: 'set-mode'; readonly mode: Extract<Mode, 'dry-run'> }
)

/** What became of one order of a command that names many. */
export interface OrderOutcome {
  readonly ref: string
  /** Null when it was done. */
  readonly refusal: Refusal | null
}

/** What was done: the orders that it was done to. */
interface CommandDone {
  readonly orders: readonly OrderOutcome[]
}

export type CommandAnswer = Result<CommandDone, Refusal>

/**
 * The command as text: equal for equal commands, whatever the order of their keys, and different for different ones,
 * also where JSON would write the same (NaN, infinities, −0).
 */
export function commandText(value: unknown): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (Array.isArray(value)) return `[${value.map(commandText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined'
  const entries = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${commandText(each)}`).join(',')}}`
}
