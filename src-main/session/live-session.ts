import type { Status } from '../../src-shared/contract/views/status.ts'
import type { SessionId } from '../../src-shared/domain/ids.ts'
import { classifyAccount } from '../../src-shared/domain/mode.ts'
import { ENGINE_BAR_MS, type UtcMs, utcMs } from '../../src-shared/domain/time.ts'
import { systemOperatorClock } from '../market/clock.ts'
import { systemSchedule } from '../simulator/virtual-clock.ts'
import type { CommandAnswer, TradingCommand } from '../trading/commands.ts'
import type { DeskView } from '../trading/desk-context.ts'
import { symbolsAtWork, waitingBrackets } from '../trading/state/desk-state.ts'
import { MarketJournal } from './market/market-journal.ts'
import { MarketPace, type Motion } from './market/market-pace.ts'
import { type MarketStage, type SessionEvent, timeOfEvent } from './market/market-source.ts'
import type { RunningSession, SessionFacts } from './session-observer.ts'
import { SessionWorks, type WorksParts } from './session-works.ts'
import { SIMULATED_ACCOUNT } from './simulated-trading.ts'
import { SteppedPassage } from './stepped-passage.ts'
import { WirePassage } from './wire-passage.ts'

interface SessionParts extends Omit<WorksParts, 'onTrading' | 'onInput'> {
  readonly run: SessionId
  readonly motion: Motion
  /** Market time up to which everything passes as fast as it can; null: the first moment that is decided. */
  readonly seek: UtcMs | null
}

/** How a session stopped. */
export type SessionEnd = { readonly kind: 'finished' | 'closed' } | { readonly kind: 'failed'; readonly error: unknown }

/** One session on one market: its life from the first event to the last, its clock, and the commands that it obeys. */
export class LiveSession implements RunningSession {
  readonly facts: SessionFacts
  readonly desk: DeskView
  /** Null where the market has a clock of its own. */
  readonly pace: MarketPace | null
  private readonly parts: SessionParts
  private readonly works: SessionWorks
  private readonly ended = new AbortController()
  private readonly marketJournal: MarketJournal
  private shown = ''
  /** What it waits for, or how far its warm-up is; null when that is over. */
  private preparing: Extract<Status['state'], { phase: 'connecting' | 'warming-up' }> | null = null
  private warmedUp = 0

  constructor(parts: SessionParts) {
    const { id, run, past, source, profile } = parts
    this.parts = parts
    const session = this
    this.facts = {
      id,
      run,
      source: { kind: source.kind, name: source.name },
      account: { id: SIMULATED_ACCOUNT, class: classifyAccount(SIMULATED_ACCOUNT, true) },
      profile,
      get instruments() {
        return session.works.instruments
      },
      get traded() {
        return session.works.traded
      },
      sessions: source.sessions,
      decideFrom: source.decideFrom,
    }
    this.pace = source.ownTime === null ? this.newPace() : null
    this.works = new SessionWorks({
      ...parts,
      onTrading: () => this.pace?.note(waitingBrackets(this.works.trading.desk.state).length > 0),
      onInput: () => this.afterInput(),
    })
    this.marketJournal = new MarketJournal(parts.log)
    this.desk = viewOfDesk(this.works)
    this.pace?.goTo(utcMs(Math.max(source.decideFrom, parts.seek ?? 0, past?.until ?? 0)), parts.motion.paused)
  }

  get engine(): RunningSession['engine'] {
    return this.works.feed.engine
  }

  now(): UtcMs {
    return this.pace?.clock.now() ?? this.parts.source.ownTime?.() ?? this.works.time
  }

  clock(): Status['clock'] {
    return this.pace?.state() ?? null
  }

  audit(): Status['audit'] {
    const { log } = this.parts
    return { events: log.head().seq, failure: log.failure?.message ?? null }
  }

  /** Whether trading takes commands. */
  get isLive(): boolean {
    return this.works.live && !this.closed
  }

  /** Market time of the newest event. */
  get marketTime(): UtcMs {
    return this.works.time
  }

  /** Runs until the market has no more bars, until it is closed, or until it cannot go on. */
  async run(): Promise<SessionEnd> {
    const { observer, source } = this.parts
    const passage = source.fillsFrom === 'steps' ? new SteppedPassage(this.works) : new WirePassage(this.works)
    try {
      observer.begin(this)
      this.showPhase()
      for await (const event of source.run(this.stage())) {
        if (this.closed) break
        await passage.take(event)
        if (this.closed) break
        this.works.throwFailure()
        await this.afterEvent(event)
      }
      if (this.closed) return { kind: 'closed' }
      this.works.throwFailure()
      this.show({ phase: 'finished' })
      return { kind: 'finished' }
    } catch (error) {
      // Who closed it has taken its log away: whatever failed for want of that is no failure.
      if (this.closed) return { kind: 'closed' }
      const message = error instanceof Error ? error.message : String(error)
      this.close()
      this.show({ phase: 'failed', message: `${message} The session has stopped here; nothing more is traded in it.` })
      return { kind: 'failed', error }
    }
  }

  /** @returns null while the session does not trade yet. */
  obey(command: TradingCommand): CommandAnswer | null {
    if (!this.isLive) return null
    const answer = this.works.trading.desk.command(command)
    this.afterInput()
    return answer
  }

  /** Holds the market. What comes before trading passes first: standing in it there would be nothing to look at. */
  pause(): void {
    if (this.works.live) this.pace?.pause()
    else this.pace?.pauseOnArrival()
    this.showPhase()
  }

  resume(): void {
    this.pace?.resume()
    this.showPhase()
  }

  /** Stops it where it is. Orders stay as they are; nothing happens any more. */
  close(): void {
    if (this.closed) return
    this.ended.abort()
    this.works.trading.close()
    this.pace?.clock.close()
  }

  private get closed(): boolean {
    return this.ended.signal.aborted
  }

  private newPace(): MarketPace {
    const { source, motion } = this.parts
    return new MarketPace({
      sessions: source.sessions,
      from: source.decideFrom,
      motion,
      operator: systemOperatorClock,
      schedule: systemSchedule,
    })
  }

  private stage(): MarketStage {
    const { past, observer } = this.parts
    return {
      clock: this.pace?.clock ?? null,
      resume: past === null ? null : { until: past.until, decidedTo: past.decidedTo },
      over: this.ended.signal,
      held: () => symbolsAtWork(this.works.trading.desk.state),
      connecting: () => this.prepare({ phase: 'connecting' }),
      warmedUp: (done, total) => {
        if (!this.works.live) this.prepare({ phase: 'warming-up', done, total })
      },
      note: (text) => this.works.guard(() => this.parts.log.append({ type: 'note', payload: { text } })),
      // The way to it may still say something when the session is over, and another one has begun.
      market: (state) => {
        if (this.closed) return
        this.works.guard(() => this.marketJournal.record(state))
        observer.market(state)
      },
      notice: (notice) => {
        if (this.closed) return
        this.works.guard(() => this.marketJournal.notice(notice))
        observer.notice(notice)
      },
    }
  }

  private async afterEvent(event: SessionEvent): Promise<void> {
    if (event.kind === 'bar') return
    const time = timeOfEvent(event)
    if (event.kind === 'slot-end' && !this.works.live) this.warmedUp++
    if (event.kind === 'live') this.preparing = null
    this.pace?.arrived(time)
    this.showPhase()
    if (event.kind === 'slot-end') await this.parts.afterSlot(time)
  }

  private afterInput(): void {
    const { works } = this
    works.guard(() => works.recorder.flush())
    // What it led to at the broker is said as soon as this is over.
    queueMicrotask(() => {
      if (!this.closed) works.guard(() => works.recorder.flush())
      this.endOnFailure()
    })
  }

  /** A failure outside of the market's events ends the market. */
  private endOnFailure(): void {
    if (this.works.failed && !this.closed) this.pace?.clock.close()
  }

  private prepare(state: NonNullable<LiveSession['preparing']>): void {
    this.preparing = state
    this.showPhase()
  }

  private showPhase(): void {
    this.show(this.preparing ?? this.phase())
  }

  private phase(): Status['state'] {
    const { source, past } = this.parts
    const { today, live } = this.works
    const isWarmUp = today === null || today.open < source.decideFrom
    if (isWarmUp && !live) {
      const days = source.sessions.filter(({ open }) => open < source.decideFrom)
      const total = days.reduce((slots, { open, close }) => slots + Math.ceil((close - open) / ENGINE_BAR_MS), 0)
      return { phase: 'warming-up', done: this.warmedUp, total }
    }
    if (!live && past !== null) return { phase: 'catching-up', until: past.until }
    const target = this.pace?.target ?? null
    return target === null ? { phase: 'running' } : { phase: 'catching-up', until: target }
  }

  private show(state: Status['state']): void {
    const shown = JSON.stringify(state)
    if (shown === this.shown) return
    this.shown = shown
    this.parts.observer.phase(state)
  }
}

/** What trading knows, as it is shown: while the past is repeated, what it knew then. */
function viewOfDesk(works: SessionWorks): DeskView {
  const { view } = works.trading.desk
  return {
    get state() {
      return works.player?.state ?? view.state
    },
    venues: view.venues,
    quotes: view.quotes,
    expiry: view.expiry,
    limitsOf: view.limitsOf,
    now: () => view.now(),
  }
}
