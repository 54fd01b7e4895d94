import { type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'
import type { OperatorTime } from '../../../market/clock.ts'
import type { Disposer } from '../../broker.ts'
import type { HistoryPacing, PacedAsk, Passage } from './history-pacing.ts'

/** What leaves first: a bar that the engine waits for, then what a symbol missed, then everything else. */
const PRIORITIES = ['bar', 'fill', 'asked'] as const
export type HistoryPriority = (typeof PRIORITIES)[number]

interface Waiting {
  readonly ask: PacedAsk
  readonly rank: number
  readonly number: number
  readonly go: (passage: Passage) => void
}

export interface Backlog {
  readonly open: number
  readonly waiting: number
  /** Operator UTC ms of the next one that waits for time; null: none waits, or for another one to end. */
  readonly nextAt: UtcMs | null
}

/** Requests for history wait here for IBKR's pacing, the most urgent first; one that must wait holds up no other. */
export class HistoryQueue {
  private readonly waiting: Waiting[] = []
  private numbers = 0
  private timer: Disposer | null = null
  private nextAt: UtcMs | null = null
  private pumping = false
  private closed = false
  private readonly pacing: HistoryPacing
  private readonly time: OperatorTime
  private readonly onChange: () => void

  constructor(pacing: HistoryPacing, time: OperatorTime, onChange: () => void) {
    this.pacing = pacing
    this.time = time
    this.onChange = onChange
  }

  /**
   * @param go is called with its passage once it may leave, at the earliest before this returns
   * @returns takes it out of the queue; no effect once it has gone
   */
  add(ask: PacedAsk, priority: HistoryPriority, go: (passage: Passage) => void): Disposer {
    const entry: Waiting = { ask, rank: PRIORITIES.indexOf(priority), number: this.numbers++, go }
    const after = this.waiting.findIndex(({ rank }) => rank > entry.rank)
    this.waiting.splice(after < 0 ? this.waiting.length : after, 0, entry)
    this.pump()
    return () => {
      const at = this.waiting.indexOf(entry)
      if (at < 0) return
      this.waiting.splice(at, 1)
      this.pump()
    }
  }

  backlog(): Backlog {
    return { open: this.pacing.open, waiting: this.waiting.length, nextAt: this.nextAt }
  }

  /** IBKR complained about the pace. */
  holdAll(ms: number): void {
    this.pacing.hold(ms, this.time.monotonic())
    this.pump()
  }

  close(): void {
    this.closed = true
    this.timer?.()
    this.waiting.length = 0
  }

  private pump(): void {
    // What is let go may add or end others at once; the loop below sees them.
    if (this.pumping || this.closed) return
    this.pumping = true
    let soonest: number | null = null
    for (let at = 0; at < this.waiting.length; ) {
      const entry = this.waiting[at]
      if (entry === undefined) break
      const wait = this.pacing.wait(entry.ask, this.time.monotonic())
      if (wait === 0) {
        this.waiting.splice(at, 1)
        entry.go(this.passage(entry.ask))
        // It may have changed what comes before it.
        at = 0
        soonest = null
        continue
      }
      if (wait !== null) soonest = Math.min(soonest ?? wait, wait)
      at += 1
    }
    this.pumping = false
    this.wake(soonest)
    this.onChange()
  }

  private passage(ask: PacedAsk): Passage {
    const passage = this.pacing.pass(ask, this.time.monotonic())
    const then =
      (act: () => void): (() => void) =>
      () => {
        act()
        this.pump()
      }
    return { left: passage.left, answered: then(passage.answered), over: then(passage.over) }
  }

  private wake(soonest: number | null): void {
    this.timer?.()
    this.timer = null
    this.nextAt = soonest === null ? null : utcMs(this.time.now() + soonest)
    if (soonest !== null) this.timer = this.time.after(soonest, () => this.pump())
  }
}
