import type { ArmingRequest, CommandDone } from '../../src-shared/contract/commands.ts'
import { needsControl } from '../../src-shared/contract/control.ts'
import type { ContractError } from '../../src-shared/contract/messages.ts'
import type { Margin } from '../../src-shared/contract/queries.ts'
import type { ArmingView } from '../../src-shared/contract/views/arming.ts'
import type { Status } from '../../src-shared/contract/views/status.ts'
import type { SessionId } from '../../src-shared/domain/ids.ts'
import { MARKET_SYMBOL } from '../../src-shared/domain/instrument.ts'
import { classifyAccount } from '../../src-shared/domain/mode.ts'
import type { DisarmCause } from '../../src-shared/domain/mode-machine.ts'
import type { Result } from '../../src-shared/domain/result.ts'
import { type UtcMs, utcMs } from '../../src-shared/domain/time.ts'
import { systemOperatorClock } from '../market/clock.ts'
import { systemSchedule } from '../simulator/virtual-clock.ts'
import type { CommandAnswer, TradingCommand } from '../trading/commands.ts'
import type { DeskView } from '../trading/desk-context.ts'
import { symbolsAtWork, waitingBrackets } from '../trading/state/desk-state.ts'
import { RecordingError } from './audit-recorder.ts'
import type { PresenceNote } from './cockpit-service.ts'
import { MarketJournal } from './market/market-journal.ts'
import { MarketPace, type Motion } from './market/market-pace.ts'
import { type MarketStage, type SessionEvent, timeOfEvent } from './market/market-source.ts'
import type { SessionArming } from './session-arming.ts'
import type { RunningSession, SessionFacts } from './session-observer.ts'
import { SessionPhase } from './session-phase.ts'
import { SIMULATED_ACCOUNT } from './session-trading.ts'
import { SessionWorks, type WorksParts } from './session-works.ts'
import { shownDesk } from './shown-desk.ts'
import { SteppedPassage } from './stepped-passage.ts'
import { WirePassage } from './wire-passage.ts'

interface SessionParts extends Omit<WorksParts, 'onTrading' | 'onLive' | 'onInput' | 'onDecidingEnded'> {
  readonly run: SessionId
  readonly motion: Motion
  /** Market time up to which everything passes as fast as it can; null: the first moment that is decided. */
  readonly seek: UtcMs | null
}

/** What unfilled entries are given to be cancelled when the program ends, operator ms. */
const WIND_DOWN_MS = 2_000

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
  private readonly stopWatchingAudit: () => void
  private readonly phase: SessionPhase
  /** It is about to end: nothing is armed any more. */
  private leaving = false

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
      onTrading: () => this.noteWaiting(),
      onLive: () => this.noteWaiting(),
      onInput: () => this.afterInput(),
      onDecidingEnded: (error) => this.decidingEnded(error),
    })
    this.marketJournal = new MarketJournal(parts.log)
    this.stopWatchingAudit = parts.log.onFailureChange(() => {
      if (!this.closed) this.arming.look()
    })
    this.desk = shownDesk(this.works)
    const { works, pace } = this
    this.phase = new SessionPhase({ works, pace, onPhase: (phase) => parts.observer.phase(phase) })
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

  armingView(): ArmingView {
    return this.arming.view()
  }

  audit(): Status['audit'] {
    const { log, emergency } = this.parts
    const kept = emergency.sentence
    const failure =
      log.failure === null ? null : [log.failure.message, kept].filter((words) => words !== null).join(' ')
    return { events: log.head().seq, failure }
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
      // An earlier process may have left another mode than dry run.
      this.arming.look()
      this.phase.look()
      for await (const event of source.run(this.stage())) {
        if (this.closed) break
        await this.pass(passage, event)
        if (this.closed) break
      }
      if (this.closed) return { kind: 'closed' }
      this.works.throwFailure()
      this.disarmFor('session-closed')
      this.phase.show({ phase: 'finished' })
      return { kind: 'finished' }
    } catch (error) {
      // Who closed it has taken its log away: whatever failed for want of that is no failure.
      if (this.closed) return { kind: 'closed' }
      const message = error instanceof Error ? error.message : String(error)
      this.disarmFor('engine-error')
      this.close()
      this.phase.show({
        phase: 'failed',
        message: `${message} The session has stopped here; nothing more is traded in it.`,
      })
      return { kind: 'failed', error }
    }
  }

  /** One event. What fails with it ends the session, or where accounts are looked after, deciding. */
  private async pass(passage: SteppedPassage | WirePassage, event: SessionEvent): Promise<void> {
    try {
      await passage.take(event)
      if (this.closed) return
      this.works.throwFailure()
      await this.afterEvent(event)
    } catch (error) {
      if (!this.closed) this.works.endDeciding(error)
    }
  }

  /** @returns null while the session does not trade yet; what makes safer is obeyed as soon as anything is looked after. */
  obey(command: TradingCommand): CommandAnswer | null {
    const { works } = this
    const isPossible = works.live || (works.trading.isAtWork && !needsControl(command))
    if (this.closed || !isPossible) return null
    try {
      return works.trading.desk.command(command)
    } finally {
      // The desk is in dry run by now, unless it failed; arming learns why before it looks by itself.
      if (command.kind === 'stop') this.disarmFor('stop')
      if (command.kind === 'set-mode') this.disarmFor('asked-for')
      this.afterInput()
    }
  }

  /** Arms, extends, sets or removes the token. @returns null while the session is over */
  arm(request: Exclude<ArmingRequest, { kind: 'place-confirmed' }>): Result<CommandDone, ContractError> | null {
    if (this.closed || this.leaving) return null
    const answer = this.arming.obey(request)
    this.afterInput()
    return answer
  }

  /** Whether a typed text is the order token, for one order. */
  confirmToken(token: string): Result<null, ContractError> {
    return this.arming.confirm(token)
  }

  disarm(cause: DisarmCause): void {
    this.disarmFor(cause)
  }

  /** Who operates the cockpit is there, or is not. */
  presence(note: PresenceNote): void {
    if (!this.closed) this.works.guard(() => this.arming.presence(note))
  }

  /** What margin a card that waits would take, by its broker. */
  async margin(ref: string): Promise<Result<Margin, ContractError>> {
    const asked = await this.works.trading.desk.estimateMargin(ref)
    if (!asked.ok) return asked
    const { initialMarginBefore, initialMarginAfter, maintenanceMarginBefore, maintenanceMarginAfter } = asked.value
    const { netLiquidationAfter, commission } = asked.value
    return {
      ok: true,
      value: {
        initialBefore: initialMarginBefore,
        initialAfter: initialMarginAfter,
        maintenanceBefore: maintenanceMarginBefore,
        maintenanceAfter: maintenanceMarginAfter,
        netLiquidationAfter,
        commission,
      },
    }
  }

  /**
   * Disarms for good, and gives the cancels of unfilled entries a moment to be confirmed. Resolves at once when there
   * are none; never rejects.
   */
  async windDown(): Promise<void> {
    if (this.closed) return
    this.leaving = true
    this.disarmFor('quit')
    this.afterInput()
    await this.works.entriesEnded(WIND_DOWN_MS)
  }

  /** Whatever fails with it, armed has ended by then. */
  private disarmFor(cause: DisarmCause): void {
    this.works.guard(() => this.arming.disarm(cause))
  }

  /** Holds the market. What comes before trading passes first: standing in it there would be nothing to look at. */
  pause(): void {
    if (this.works.live) this.pace?.pause()
    else this.pace?.pauseOnArrival()
    this.phase.look()
  }

  resume(): void {
    this.pace?.resume()
    this.phase.look()
  }

  /** Stops it where it is. Orders stay as they are; nothing happens any more. */
  close(): void {
    if (this.closed) return
    this.ended.abort()
    this.stopWatchingAudit()
    this.arming.close()
    this.works.trading.close()
    this.pace?.clock.close()
  }

  private noteWaiting(): void {
    this.pace?.note(waitingBrackets(this.works.trading.desk.state).length > 0)
  }

  private get arming(): SessionArming {
    return this.works.arming
  }

  /** The market goes on for what is held; the trader is told that nothing is decided any more. */
  private decidingEnded(error: unknown): void {
    // Who closed it has taken its log away: whatever failed for want of that is no failure.
    if (this.closed) return
    const message = error instanceof Error ? error.message : String(error)
    this.arming.disarm(error instanceof RecordingError ? 'audit-error' : 'engine-error')
    this.phase.stop(
      `${message} Nothing is decided any more in this session. What is held in accounts is looked after and can be closed here; start again to trade.`,
    )
    this.parts.log.append({ type: 'error', payload: { code: 'deciding-ended', message: message.toWellFormed() } })
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
      resume: past,
      over: this.ended.signal,
      held: () => symbolsAtWork(this.works.trading.desk.state),
      connecting: () => this.phase.prepare({ phase: 'connecting' }),
      warmedUp: (done, total) => {
        if (!this.works.live) this.phase.prepare({ phase: 'warming-up', done, total })
      },
      redeem: this.works.trading.redeem,
      accounts: ({ broker, listed }) => {
        this.arming.hoursOf(() => listed(MARKET_SYMBOL))
        this.works.trading.connect(broker)
      },
      undecidable: (error) => this.works.endDeciding(error),
      gatewayRequest: ({ time, request }) => this.works.recordRequest('gateway', request, time),
      note: (text) => this.works.guard(() => this.parts.log.append({ type: 'note', payload: { text } })),
      // The way to it may still say something when the session is over, and another one has begun.
      market: (state) => {
        if (this.closed) return
        this.works.guard(() => this.marketJournal.record(state))
        this.arming.marketIs(state)
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
    if (event.kind === 'slot-end') this.phase.slotPassed()
    if (event.kind === 'live') this.phase.prepared()
    this.pace?.arrived(time)
    this.phase.look()
    if (event.kind === 'slot-end') await this.parts.afterSlot(time)
  }

  private afterInput(): void {
    const { works } = this
    works.guard(() => works.flush())
    // What it led to at the broker is said as soon as this is over.
    queueMicrotask(() => {
      if (!this.closed) works.guard(() => works.flush())
      this.endOnFailure()
    })
  }

  /** A failure outside of the market's events ends the market. */
  private endOnFailure(): void {
    if (this.works.failed && !this.closed) this.pace?.clock.close()
  }
}
