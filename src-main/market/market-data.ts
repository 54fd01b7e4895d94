import type { Bar } from '../../src-shared/domain/bar.ts'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, type SessionDay, type UtcMs, utcMs } from '../../src-shared/domain/time.ts'

/** A regular session begins; it precedes everything else of its day. */
interface SessionEvent {
  readonly kind: 'session'
  readonly day: SessionDay
}

/** A final five-minute bar. It will not change. */
interface BarEvent {
  readonly kind: 'bar'
  readonly symbol: Ticker
  readonly bar: Bar
}

/**
 * The five-minute slot that ends at `time` is over and the source will send no more bars of it. Every slot of a
 * session has one, also a slot without bars; the last one's `time` is the session's close.
 */
interface SlotEndEvent {
  readonly kind: 'slot-end'
  readonly time: UtcMs
}

/**
 * What a market source says. Order is part of the contract: `session`, then for each slot its `bar`s (at most one a
 * symbol, in the order of `MarketData.symbols`) and its `slot-end`, until the close; then the next session. The times
 * of successive events never decrease.
 *
 * The set is deliberately minimal, as much as a decided and recorded day needs. The exchange of the simulator extends
 * it by kinds of its own (steps within a bar, quotes, halts) in a wider union; these three keep their meaning.
 */
export type MarketEvent = SessionEvent | BarEvent | SlotEndEvent

/**
 * A pull source of market events: bar files and the synthetic market implement it, and it has no clock of its own.
 * The consumer sets the pace (see `pace` of the virtual clock); headless it takes events as fast as it handles them.
 */
export interface MarketData {
  /** Synthetic data has to be labelled as such wherever it is shown. */
  readonly origin: 'synthetic' | 'recorded'
  /** Everything that can have bars, in the order in which the bars of one slot come. */
  readonly symbols: readonly Ticker[]
  /** Ascending, known before the first event; exactly these have a `session` event. */
  readonly sessions: readonly SessionDay[]
  /**
   * A fresh pass from the first event, each time the same.
   * @throws MarketDataError from the iteration when the source fails on the way; what came before stays valid.
   */
  events(): AsyncIterable<MarketEvent> | Iterable<MarketEvent>
}

/** A source that could not go on: thrown, because a day that just ended early would be a silently wrong one. */
export class MarketDataError extends Error {
  override readonly name = 'MarketDataError'
}

/** The market time at which an event becomes known, UTC ms: a bar is known at its end. */
export function timeOfEvent(event: MarketEvent): UtcMs {
  switch (event.kind) {
    case 'session':
      return event.day.open
    case 'bar':
      return utcMs(event.bar.start + ENGINE_BAR_MS)
    case 'slot-end':
      return event.time
  }
}
