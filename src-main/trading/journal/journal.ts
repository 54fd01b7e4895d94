import type { Result } from '../../../src-shared/domain/result.ts'
import type { TradingEvent } from './trading-event.ts'

/** Why the journal did not take an event: one sentence. */
interface JournalError {
  readonly message: string
}

export type Journaled = Result<null, JournalError>

/** Where trading writes down what happens. Events are in the order of the calls, whichever is used. */
export interface TradingJournal {
  /** On the disk, with everything before it, when this answers `ok`; otherwise not written at all, and never will be. */
  durable(event: TradingEvent): Journaled
  /** On the disk with the next flush. */
  batched(event: TradingEvent): Journaled
  /**
   * It did not take this event, which has happened all the same: it will be asked to write it, later and durably, until
   * it does, and may put it down elsewhere meanwhile.
   */
  keep?(event: TradingEvent): void
}
