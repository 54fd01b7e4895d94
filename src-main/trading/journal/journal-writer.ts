import type { TradingJournal } from './journal.ts'
import { DURABILITY, type TradingEvent } from './trading-event.ts'

/**
 * Writes events in their order, and keeps those that could not be written: what reduces or cancels goes out all the
 * same. As long as anything is kept nothing newer is written, so that the journal never has a hole; and nothing that
 * must be on the disk first is taken.
 */
export class JournalWriter {
  private readonly journal: TradingJournal
  private kept: TradingEvent[] = []

  constructor(journal: TradingJournal) {
    this.journal = journal
  }

  /** What happened and is not written yet, oldest first. */
  get unwritten(): readonly TradingEvent[] {
    return this.kept
  }

  /** @returns false when the event had to be on the disk and is not: then it has not happened. */
  write(event: TradingEvent): boolean {
    const durability = DURABILITY[event.kind]
    const written =
      this.retry() && (durability === 'batched' ? this.journal.batched(event).ok : this.journal.durable(event).ok)
    if (!written && durability !== 'required') {
      this.kept.push(event)
      this.journal.keep?.(event)
    }
    return written || durability !== 'required'
  }

  /** Tries again to write what is kept. @returns whether nothing is left. */
  retry(): boolean {
    while (this.kept.length > 0) {
      const [oldest] = this.kept
      if (oldest === undefined || !this.journal.durable(oldest).ok) return false
      this.kept.shift()
    }
    return true
  }
}
