import type { Status } from '../../src-shared/contract/views/status.ts'
import type { Bar } from '../../src-shared/domain/bar.ts'
import type { Decision } from '../../src-shared/domain/decision.ts'
import { orderRef, type SessionId, type Ticker } from '../../src-shared/domain/ids.ts'
import { classifyAccount } from '../../src-shared/domain/mode.ts'
import { ENGINE_BAR_MS, type SessionDay, type UtcMs, utcMs } from '../../src-shared/domain/time.ts'
import type { AuditLog } from '../audit/audit-log.ts'
import type { Config } from '../config/keys.ts'
import { type OperatorClock, systemOperatorClock } from '../market/clock.ts'
import { type SteppedEvent, type StepTrade, timeOfStepped } from '../simulator/exchange/steps.ts'
import { pace, systemSchedule } from '../simulator/virtual-clock.ts'
import type { CommandAnswer, TradingCommand } from '../trading/commands.ts'
import type { DeskView } from '../trading/desk-context.ts'
import { EMPTY_DESK, waitingBrackets } from '../trading/state/desk-state.ts'
import { AuditRecorder } from './audit-recorder.ts'
import { EngineFeed } from './engine-feed.ts'
import { MarketPace, type Motion } from './market-pace.ts'
import type { MarketSource } from './market-source.ts'
import { PastPlayer } from './past-player.ts'
import type { LoadedProfile } from './profile-file.ts'
import { epochOf } from './run-identity.ts'
import type { RunPast } from './run-past.ts'
import type { RunningSession, SessionFacts, SessionObserver } from './session-observer.ts'
import { SIMULATED_ACCOUNT, SimulatedTrading } from './simulated-trading.ts'
import { tradingJournal } from './trading-journal.ts'

interface SessionParts {
  readonly id: SessionId
  readonly run: SessionId
  /** What the run has behind it; null at its beginning. */
  readonly past: RunPast | null
  readonly source: MarketSource
  readonly profile: LoadedProfile
  readonly config: Config
  readonly log: AuditLog
  readonly observer: SessionObserver
  readonly headless: boolean
  readonly motion: Motion
  /** Market time up to which everything passes as fast as it can; null: the first moment that is decided. */
  readonly seek: UtcMs | null
  readonly afterSlot: (time: UtcMs) => Promise<void>
}

/** How a session stopped. */
export type SessionEnd = { readonly kind: 'finished' | 'closed' } | { readonly kind: 'failed'; readonly error: unknown }

/**
 * One session of a simulated market: its events to the exchange, quotes and executions to the desk, bars through the
 * barrier to the engine, decisions to the desk; everything into the audit in the order in which it happened.
 *
 * Market time is that of the newest event. A session without an operator takes it for operator time as well, so that
 * one seed has one outcome however fast it runs.
 */
export class LiveSession implements RunningSession {
  readonly facts: SessionFacts
  readonly desk: DeskView
  readonly pace: MarketPace
  private readonly parts: SessionParts
  private readonly recorder: AuditRecorder
  private readonly feed: EngineFeed
  private readonly trading: SimulatedTrading
  private player: PastPlayer | null = null
  private time: UtcMs
  private today: SessionDay | null = null
  private shown = ''
  private warmedUp = 0
  private refs = 0
  /** Commands are obeyed, and the market's events are traded on. */
  private live = false
  private closed = false
  private failure: { readonly error: unknown } | null = null

  constructor(parts: SessionParts) {
    const { id, run, past, source, profile, log, observer, config } = parts
    const { sessions } = source.market
    this.parts = parts
    this.time = sessions[0]?.open ?? utcMs(0)
    this.recorder = new AuditRecorder(log)
    this.facts = {
      id,
      run,
      source: { kind: source.kind, name: source.name },
      account: { id: SIMULATED_ACCOUNT, class: classifyAccount(SIMULATED_ACCOUNT, true) },
      profile,
      instruments: source.instruments,
      traded: source.traded,
      sessions,
      decideFrom: source.decideFrom,
    }
    this.pace = new MarketPace({
      sessions,
      from: source.decideFrom,
      motion: parts.motion,
      operator: systemOperatorClock,
      schedule: systemSchedule,
    })
    this.feed = new EngineFeed(epochOf(parts), this.recorder, (symbol, bar) => this.showBar(symbol, bar))
    this.trading = new SimulatedTrading({
      source,
      config,
      market: { now: () => this.time },
      operator: parts.headless ? this.marketAsOperator() : systemOperatorClock,
      journal: tradingJournal(log, () => this.trading.desk.state),
      restored: past?.state ?? EMPTY_DESK,
      newRef: () => orderRef(`${id.replaceAll('-', '').slice(0, 12)}-${++this.refs}`),
      setAlarm: (ms, run) => this.setAlarm(ms, run),
      observer: {
        onEvent: (event) => {
          observer.trading(event)
          this.pace.note(waitingBrackets(this.trading.desk.state).length > 0)
        },
        onEngineInput: (input) => this.guard(() => this.feed.tell(input, this.time)),
      },
      onRequest: (request) => {
        if (!this.live) return
        this.guard(() => this.recorder.append({ type: 'exchange-request', payload: request, exTs: this.time }))
      },
    })
    this.desk = this.viewOfDesk()
    if (past !== null) this.player = new PastPlayer(past, this.trading.exchange, observer)
    this.pace.goTo(utcMs(Math.max(source.decideFrom, parts.seek ?? 0, past?.until ?? 0)), parts.motion.paused)
  }

  get engine(): RunningSession['engine'] {
    return this.feed.engine
  }

  now(): UtcMs {
    return this.pace.clock.now()
  }

  clock(): Status['clock'] {
    return this.pace.state()
  }

  audit(): Status['audit'] {
    const { log } = this.parts
    return { events: log.head().seq, failure: log.failure?.message ?? null }
  }

  /** Whether trading takes commands. */
  get isLive(): boolean {
    return this.live && !this.closed
  }

  /** Market time of the newest event. */
  get marketTime(): UtcMs {
    return this.time
  }

  /** Runs until the market has no more bars, until it is closed, or until it cannot go on. */
  async run(): Promise<SessionEnd> {
    const { observer, source } = this.parts
    try {
      observer.begin(this)
      this.showPhase()
      for await (const event of pace(source.steps(), this.pace.clock, timeOfStepped)) {
        if (this.closed) break
        await this.take(event)
        if (this.closed) break
        this.throwFailure()
      }
      if (this.closed) return { kind: 'closed' }
      this.throwFailure()
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
    const answer = this.trading.desk.command(command)
    this.afterInput()
    return answer
  }

  /** Holds the market. What comes before trading passes first: standing in it there would be nothing to look at. */
  pause(): void {
    if (this.live) this.pace.pause()
    else this.pace.pauseOnArrival()
    this.showPhase()
  }

  resume(): void {
    this.pace.resume()
    this.showPhase()
  }

  /** Stops it where it is. Orders stay as they are; nothing happens any more. */
  close(): void {
    if (this.closed) return
    this.closed = true
    this.trading.close()
    this.pace.clock.close()
  }

  private async take(event: SteppedEvent): Promise<void> {
    if (event.kind === 'bar') {
      this.feed.hold(event.symbol, event.bar)
      return
    }
    const time = timeOfStepped(event)
    this.time = time
    if (event.kind === 'session') {
      this.today = event.day
      this.parts.observer.day(event.day)
    }
    if (this.isWarmUp) this.warmUp(event)
    else if (this.isPast(time)) await this.repeat(event)
    else await this.trade(event)
    this.pace.arrived(time)
    this.showPhase()
    if (event.kind === 'slot-end') await this.parts.afterSlot(time)
  }

  private get isWarmUp(): boolean {
    return this.today === null || this.today.open < this.parts.source.decideFrom
  }

  private isPast(time: UtcMs): boolean {
    return this.player !== null && this.parts.past !== null && time <= this.parts.past.until
  }

  /** Only the engine takes earlier days: the exchange has nothing to do on them. */
  private warmUp(event: SteppedEvent): void {
    if (event.kind !== 'slot-end') return
    this.warmedUp++
    this.feed.endSlot(event.time, false)
    this.recorder.flush()
  }

  /** What an earlier process lived through: the exchange comes to stand where it stood, and nothing is traded. */
  private async repeat(event: SteppedEvent): Promise<void> {
    const { past } = this.parts
    this.trading.exchange.take(event)
    const isSlot = event.kind === 'slot-end'
    const isOver = past === null || this.time >= past.until
    const undecided = isSlot && isOver && past !== null && this.time > past.decidedTo
    if (isSlot && !undecided) this.feed.endSlot(this.time, false)
    this.player?.playTo(this.time)
    if (event.kind === 'step') {
      if (isOver) this.giveQuotes(event.trades)
      this.parts.observer.step(event.time, event.trades)
    }
    if (isSlot) this.recorder.flush()
    if (!isOver) return
    await this.goLive()
    if (undecided) await this.decide()
  }

  private async trade(event: SteppedEvent): Promise<void> {
    const { exchange, desk } = this.trading
    exchange.take(event)
    if (!this.live) await this.goLive()
    if (event.kind === 'session') desk.startDay(event.day)
    if (event.kind === 'step') this.giveQuotes(event.trades)
    desk.passTime()
    await this.trading.settled()
    if (event.kind === 'step') this.parts.observer.step(event.time, event.trades)
    if (event.kind === 'slot-end') await this.decide()
    this.recorder.flush()
  }

  private giveQuotes(trades: readonly StepTrade[]): void {
    const { exchange, desk } = this.trading
    for (const { symbol } of trades) desk.takeQuote(exchange.quote(symbol))
  }

  /** The slot's bars, its barrier and its decisions are written as one: a crash leaves all of them or none. */
  private async decide(): Promise<void> {
    this.recorder.flush()
    const decisions = this.feed.endSlot(this.time, true)
    if (decisions.length === 0) return
    // What was decided is shown before the desk writes down what it makes of it, which waits for the disk.
    this.parts.observer.decisions(decisions)
    await Promise.resolve()
    this.trading.desk.decide(decisions)
    await this.trading.settled()
    this.recorder.flush()
  }

  /** From here on the session trades: its positions are the engine's, and its desk finds out how things stand. */
  private async goLive(): Promise<void> {
    const { past, headless, id } = this.parts
    const { desk } = this.trading
    this.live = true
    this.player = null
    for (const input of desk.enginePositions()) this.feed.tell(input, this.time)
    this.trading.begin(past !== null)
    await this.trading.settled()
    if (this.today !== null && past !== null) desk.startDay(this.today)
    // What the last decisions say of open positions may not have been carried out; it can only tighten.
    if (past !== null && past.decidedTo === this.time) desk.decide(past.lastDecisions.map(withoutEntry))
    if (headless) desk.command({ id: `${id}-automatic`, kind: 'set-automatic-approval', on: true })
    await this.trading.settled()
    this.pace.note(waitingBrackets(desk.state).length > 0)
    this.recorder.flush()
  }

  private afterInput(): void {
    this.guard(() => this.recorder.flush())
    // What it led to at the broker is said as soon as this is over.
    queueMicrotask(() => {
      if (!this.closed) this.guard(() => this.recorder.flush())
      this.endOnFailure()
    })
  }

  /** A failure outside of the market's events ends the market. */
  private endOnFailure(): void {
    if (this.failure !== null && !this.closed) this.pace.clock.close()
  }

  private guard(act: () => unknown): void {
    try {
      act()
    } catch (error) {
      this.failure ??= { error }
    }
  }

  private throwFailure(): void {
    if (this.failure !== null) throw this.failure.error
  }

  private setAlarm(ms: number, run: () => void): () => void {
    // Without an operator everything that falls due is done with the next event.
    if (this.parts.headless) return () => {}
    const timer = setTimeout(() => {
      run()
      this.afterInput()
    }, ms)
    return () => clearTimeout(timer)
  }

  private marketAsOperator(): OperatorClock {
    return { now: () => this.time, monotonic: () => this.time }
  }

  private viewOfDesk(): DeskView {
    const { view } = this.trading.desk
    const stateNow = (): DeskView['state'] => this.player?.state ?? view.state
    return {
      get state() {
        return stateNow()
      },
      venues: view.venues,
      quotes: view.quotes,
      expiry: view.expiry,
      limitsOf: view.limitsOf,
      now: () => view.now(),
    }
  }

  private showBar(symbol: Ticker, bar: Bar): void {
    this.parts.observer.bar(symbol, bar)
  }

  private showPhase(): void {
    const { source, past } = this.parts
    const { target } = this.pace
    if (this.isWarmUp) {
      const days = source.market.sessions.filter(({ open }) => open < source.decideFrom)
      const total = days.reduce((slots, { open, close }) => slots + Math.ceil((close - open) / ENGINE_BAR_MS), 0)
      this.show({ phase: 'warming-up', done: this.warmedUp, total })
    } else if (!this.live && past !== null) {
      this.show({ phase: 'catching-up', until: past.until })
    } else {
      this.show(target === null ? { phase: 'running' } : { phase: 'catching-up', until: target })
    }
  }

  private show(state: Status['state']): void {
    const shown = JSON.stringify(state)
    if (shown === this.shown) return
    this.shown = shown
    this.parts.observer.phase(state)
  }
}

const withoutEntry = (decision: Decision): Decision =>
  decision.action.kind === 'enter' ? { ...decision, action: { kind: 'hold', why: 'no-extreme' } } : decision
