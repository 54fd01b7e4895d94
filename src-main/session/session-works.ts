import type { Decision } from '../../src-shared/domain/decision.ts'
import type { SymbolsInput } from '../../src-shared/domain/engine-input.ts'
import { orderRef, type SessionId, type Ticker } from '../../src-shared/domain/ids.ts'
import type { Instrument } from '../../src-shared/domain/instrument.ts'
import { type SessionDay, type UtcMs, utcMs } from '../../src-shared/domain/time.ts'
import type { AuditLog } from '../audit/audit-log.ts'
import type { Config } from '../config/keys.ts'
import { type OperatorClock, systemOperatorClock } from '../market/clock.ts'
import { EMPTY_DESK } from '../trading/state/desk-state.ts'
import { AuditRecorder } from './audit-recorder.ts'
import { EngineFeed } from './engine-feed.ts'
import type { MarketSource } from './market/market-source.ts'
import { PastPlayer } from './past-player.ts'
import type { LoadedProfile } from './profile-file.ts'
import { epochOf } from './run-identity.ts'
import type { RunPast } from './run-past.ts'
import type { SessionObserver } from './session-observer.ts'
import { SimulatedTrading } from './simulated-trading.ts'
import { tradingJournal } from './trading-journal.ts'

export interface WorksParts {
  readonly id: SessionId
  /** What the run has behind it; null at its beginning. */
  readonly past: RunPast | null
  readonly source: MarketSource
  readonly profile: LoadedProfile
  readonly config: Config
  readonly log: AuditLog
  readonly observer: SessionObserver
  readonly headless: boolean
  readonly afterSlot: (time: UtcMs) => Promise<void>
  /** Told of everything that trading records. */
  readonly onTrading: () => void
  /** Something failed, or fell due, outside of the market's events. */
  readonly onInput: () => void
}

/**
 * What a session works with, whatever market it is on: the recorder, the engine behind its barrier, the exchange of the
 * dry run, the desk. Market time is that of the newest event.
 */
export class SessionWorks {
  readonly parts: WorksParts
  readonly recorder: AuditRecorder
  readonly feed: EngineFeed
  readonly trading: SimulatedTrading
  /** Repeats what earlier processes of the run lived through; null when that is done, or there is nothing. */
  player: PastPlayer | null
  time: UtcMs
  /** The session under way, or the last one. */
  today: SessionDay | null = null
  /** Commands are obeyed, and the market's events are traded on. */
  live = false
  /** In feed order. */
  instruments: readonly Instrument[]
  traded: readonly Ticker[]
  private refs = 0
  private failure: { readonly error: unknown } | null = null

  constructor(parts: WorksParts) {
    const { id, past, source, log, observer, config } = parts
    this.parts = parts
    this.time = source.sessions[0]?.open ?? utcMs(0)
    this.instruments = source.instruments
    this.traded = source.traded
    this.recorder = new AuditRecorder(log)
    this.feed = new EngineFeed(epochOf(parts), this.recorder, (symbol, bar) => observer.bar(symbol, bar))
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
          parts.onTrading()
        },
        onEngineInput: (input) => this.guard(() => this.feed.tell(input, this.time)),
      },
      onRequest: (request) => {
        if (!this.live) return
        this.guard(() => this.recorder.append({ type: 'exchange-request', payload: request, exTs: this.time }))
      },
    })
    this.player =
      past === null ? null : new PastPlayer(past, this.trading.exchange, observer, source.fillsFrom === 'quotes')
  }

  /** What has bars and what is traded, as it is now. */
  changeSymbols({ add, remove, traded }: Omit<SymbolsInput, 'kind'>): void {
    const stays = ({ symbol }: Instrument): boolean => !remove.includes(symbol)
    this.instruments = [...this.instruments.filter(stays), ...add]
    this.traded = traded
    this.trading.list(add)
    this.parts.observer.symbols(this.instruments)
  }

  startDay(day: SessionDay): void {
    this.today = day
    this.parts.observer.day(day)
  }

  /**
   * Decisions of a slot, which were recorded together with its bars: a crash leaves all of it or none. They are shown
   * before the desk writes down what it makes of them, which waits for the disk.
   */
  async tradeOn(decisions: readonly Decision[]): Promise<void> {
    if (decisions.length === 0) return
    this.parts.observer.decisions(decisions)
    await Promise.resolve()
    this.trading.desk.decide(decisions)
    await this.trading.settled()
    this.recorder.flush()
  }

  /** From here on the session trades: its positions are the engine's, and its desk finds out how things stand. */
  async goLive(): Promise<void> {
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
    this.parts.onTrading()
    this.recorder.flush()
  }

  /** Keeps what fails outside of the market's events for the next of them. */
  guard(act: () => unknown): void {
    try {
      act()
    } catch (error) {
      this.failure ??= { error }
    }
  }

  get failed(): boolean {
    return this.failure !== null
  }

  throwFailure(): void {
    if (this.failure !== null) throw this.failure.error
  }

  private setAlarm(ms: number, run: () => void): () => void {
    // Without an operator everything that falls due is done with the next event.
    if (this.parts.headless) return () => {}
    const timer = setTimeout(() => {
      run()
      this.parts.onInput()
    }, ms)
    return () => clearTimeout(timer)
  }

  /** A session without an operator takes market time for it, so that one seed has one outcome however fast it runs. */
  private marketAsOperator(): OperatorClock {
    return { now: () => this.time, monotonic: () => this.time }
  }
}

const withoutEntry = (decision: Decision): Decision =>
  decision.action.kind === 'enter' ? { ...decision, action: { kind: 'hold', why: 'no-extreme' } } : decision
