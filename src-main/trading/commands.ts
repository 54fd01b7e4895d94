import type { TradingRequest } from '../../src-shared/contract/commands.ts'
import type { Result } from '../../src-shared/domain/result.ts'
import type { Refusal } from './risk/refusals.ts'

/** What an edit changes of a staged order; what is left out stays. Numbers as they were typed: dollars and shares. */
export type PlanEdit = Extract<TradingRequest, { kind: 'edit' }>['change']

/**
 * What a person, or something that acts for one, can ask for. Every command has an id of its own: the same command
 * again gets the same answer and does nothing more. References and numbers are as they came, and checked here.
 */
export type TradingCommand = { readonly id: string } & TradingRequest

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
