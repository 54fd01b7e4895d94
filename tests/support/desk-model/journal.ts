import type { Journaled, TradingJournal } from '../../../src-main/trading/journal/journal.ts'
import type { TradingEvent } from '../../../src-main/trading/journal/trading-event.ts'

const DONE: Journaled = { ok: true, value: null }

/** A journal in memory whose disk can be full, and whose last batch a kill takes away. */
export class ModelJournal implements TradingJournal {
  full = false
  private written: TradingEvent[] = []
  private synced = 0

  durable(event: TradingEvent): Journaled {
    const done = this.batched(event)
    if (done.ok) this.synced = this.written.length
    return done
  }

  batched(event: TradingEvent): Journaled {
    if (this.full) return { ok: false, error: { message: 'the disk is full' } }
    this.written.push(event)
    return DONE
  }

  get events(): readonly TradingEvent[] {
    return this.written
  }

  /**
   * The process has ended.
   * @param killed what had not been synced is lost, unless the emergency file has it: it begins where the journal ends
   * @param kept what the journal did not take, and the emergency file did
   */
  end(killed: boolean, kept: readonly TradingEvent[]): void {
    if (killed && kept.length === 0) this.written.length = this.synced
    this.written.push(...kept)
    this.synced = this.written.length
  }
}
