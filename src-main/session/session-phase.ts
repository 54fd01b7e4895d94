import type { Status } from '../../src-shared/contract/views/status.ts'
import { ENGINE_BAR_MS } from '../../src-shared/domain/time.ts'
import type { MarketPace } from './market/market-pace.ts'
import type { SessionWorks } from './session-works.ts'

type Phase = Status['state']
type Preparation = Extract<Phase, { phase: 'connecting' | 'warming-up' }>

interface PhaseParts {
  readonly works: SessionWorks
  /** Null where the market has a clock of its own. */
  readonly pace: MarketPace | null
  /** Told of each phase, once. */
  readonly onPhase: (phase: Phase) => void
}

/** What a session is doing, as it is shown: waiting for its market, warming up, catching up, running, or over. */
export class SessionPhase {
  private readonly parts: PhaseParts
  private shown = ''
  /** What it waits for, or how far its warm-up is; null when that is over. */
  private preparing: Preparation | null = null
  /** Slots of the warm-up that have passed. */
  private warmedUp = 0
  /** Why nothing is decided any more; null while it is. */
  private stopped: string | null = null

  constructor(parts: PhaseParts) {
    this.parts = parts
  }

  /** The way to the market, or its history, is on its way. */
  prepare(preparation: Preparation): void {
    this.preparing = preparation
    this.look()
  }

  /** Nothing is waited for any more. */
  prepared(): void {
    this.preparing = null
  }

  /** A slot has passed. */
  slotPassed(): void {
    if (!this.parts.works.live) this.warmedUp += 1
  }

  /** Nothing is decided any more, although the market goes on. @param message one or more sentences for the trader */
  stop(message: string): void {
    this.stopped = message
    this.look()
  }

  /** Something may have changed. */
  look(): void {
    this.show(this.stopped === null ? (this.preparing ?? this.current()) : { phase: 'failed', message: this.stopped })
  }

  /** The session is over, whatever it was doing. */
  show(phase: Phase): void {
    const shown = JSON.stringify(phase)
    if (shown === this.shown) return
    this.shown = shown
    this.parts.onPhase(phase)
  }

  private current(): Phase {
    const { works, pace } = this.parts
    const { source, past } = works.parts
    const { today, live } = works
    const isWarmUp = today === null || today.open < source.decideFrom
    if (isWarmUp && !live) {
      const days = source.sessions.filter(({ open }) => open < source.decideFrom)
      const total = days.reduce((slots, { open, close }) => slots + Math.ceil((close - open) / ENGINE_BAR_MS), 0)
      return { phase: 'warming-up', done: this.warmedUp, total }
    }
    if (!live && past !== null) return { phase: 'catching-up', until: past.until }
    const target = pace?.target ?? null
    return target === null ? { phase: 'running' } : { phase: 'catching-up', until: target }
  }
}
