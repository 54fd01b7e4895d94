import type { Decision } from '../../src-shared/domain/decision.ts'
import type { UtcMs } from '../../src-shared/domain/time.ts'
import type { Exchange } from '../simulator/exchange/exchange.ts'
import { repeatRequest } from '../simulator/exchange/repeat-request.ts'
import type { TradingEvent } from '../trading/journal/trading-event.ts'
import type { DeskState } from '../trading/state/desk-state.ts'
import { evolve } from '../trading/state/evolve.ts'
import type { PastRow, RunPast } from './run-past.ts'
import type { SessionObserver } from './session-observer.ts'

/**
 * Lets a run's past happen again while its market passes: the exchange gets the requests that it got, and who shows
 * the session sees what happened.
 *
 * Events that reach the exchange have different times, so that market time says between which of them a request came.
 */
export class PastPlayer {
  private readonly rows: Generator<PastRow>
  private readonly exchange: Exchange
  private readonly observer: SessionObserver
  /** Fills are repeated as they were written down: the quotes from which they came were not. */
  private readonly repeatsFills: boolean
  private next: PastRow | undefined
  private past: DeskState

  constructor(past: RunPast, exchange: Exchange, observer: SessionObserver, repeatsFills: boolean) {
    this.repeatsFills = repeatsFills
    this.rows = past.rows()
    this.past = past.carried
    this.exchange = exchange
    this.observer = observer
    this.next = this.rows.next().value ?? undefined
  }

  /** What trading knew at that moment. */
  get state(): DeskState {
    return this.past
  }

  /** Everything up to and including a moment; the market's events up to there have been taken. */
  playTo(time: UtcMs): void {
    let decisions: Decision[] = []
    const tell = (): void => {
      if (decisions.length > 0) this.observer.decisions(decisions)
      decisions = []
    }
    for (; this.next !== undefined && this.next.time <= time; this.next = this.rows.next().value ?? undefined) {
      const row = this.next
      if (this.repeatsFills) this.exchange.advance(row.time)
      if (row.kind === 'request') {
        // A gateway of our own repeats what its exchange was asked for itself.
        if (row.exchange === 'dry-run') repeatRequest(this.exchange, row.request)
      } else if (row.kind === 'decision') {
        if (decisions[0] !== undefined && decisions[0].barStart !== row.decision.barStart) tell()
        decisions.push(row.decision)
      } else {
        tell()
        if (this.repeatsFills) this.repeatFill(row.event)
        this.past = evolve(this.past, row.event)
        this.observer.trading(row.event)
      }
    }
    tell()
  }

  /** Those of an account are at its broker, who knows of them. */
  private repeatFill(event: TradingEvent): void {
    if (event.kind === 'execution' && event.book.kind === 'simulated') this.exchange.repeatFill(event.execution)
  }
}
