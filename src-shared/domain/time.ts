import type { Brand } from './brand.ts'

/** A moment, in milliseconds since 1970-01-01T00:00:00Z. Market time and operator time both use it, from different clocks. */
export type UtcMs = Brand<number, 'UtcMs'>

/** A trading day by its exchange-local calendar date, `YYYY-MM-DD`. */
export type SessionDate = Brand<string, 'SessionDate'>

export const utcMs = (value: number): UtcMs => value as UtcMs
export const sessionDate = (value: string): SessionDate => value as SessionDate

export const SECOND_MS = 1_000
export const MINUTE_MS = 60_000
/** The engine's bar: five minutes. */
export const ENGINE_BAR_MS = 5 * MINUTE_MS

/** One regular trading session as plain values, the form in which the calendar reaches the engine. */
export interface SessionDay {
  readonly date: SessionDate
  /** First moment of the regular session. */
  readonly open: UtcMs
  /** End of the regular session (half-open: the last bar starts before it). Early closes have it earlier. */
  readonly close: UtcMs
  /** The open in minutes after midnight, exchange time (570 for 09:30). */
  readonly openMinute: number
}
