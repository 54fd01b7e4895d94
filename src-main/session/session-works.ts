import type { Decision } from '../../src-shared/domain/decision.ts'
import type { SymbolsInput } from '../../src-shared/domain/engine-input.ts'
import { orderRef, type SessionId, type Ticker } from '../../src-shared/domain/ids.ts'
import type { Instrument } from '../../src-shared/domain/instrument.ts'
import { SECOND_MS, type SessionDay, type UtcMs, utcMs } from '../../src-shared/domain/time.ts'
import type { AuditLog } from '../audit/audit-log.ts'
import type { Disposer } from '../broker/broker.ts'
import { STREAMS_MOST } from '../broker/ibkr/market/history-pacing.ts'
import type { Config } from '../config/keys.ts'
import type { OperatorClock, OperatorTime } from '../market/clock.ts'
import type { ExchangeRequest } from '../simulator/exchange/exchange-request.ts'
import type { TradingEvent } from '../trading/journal/trading-event.ts'
import { isGoing } from '../trading/risk/exposure.ts'
import { type DeskState, isOut } from '../trading/state/desk-state.ts'
import { AuditRecorder } from './audit-recorder.ts'
import type { EmergencyNotes } from './emergency-notes.ts'
import { EngineFeed } from './engine-feed.ts'
import { type OwnExchange, storedRequest } from './exchange-requests.ts'
import type { MarketSource } from './market/market-source.ts'
import { PastPlayer } from './past-player.ts'
import type { LoadedProfile } from './profile-file.ts'
import { epochOf } from './run-identity.ts'
import type { RunPast } from './run-past.ts'
import { type ArmingKit, SessionArming } from './session-arming.ts'
import type { SessionObserver } from './session-observer.ts'
import { SessionTrading } from './session-trading.ts'
import { tradingJournal } from './trading-journal.ts'

export interface WorksParts {
  readonly id: SessionId
  /** What the run has behind it; null at its beginning. */
  readonly past: RunPast | null
  readonly source: MarketSource
  readonly profile: LoadedProfile
  readonly config: Config
  readonly log: AuditLog
  /** Where facts stand that the audit does not take. */
  readonly emergency: EmergencyNotes
  /** What trading knows at the start: what the run has behind it, or what accounts hold whatever the run. */
  readonly restored: DeskState
  /** Rows of the books of accounts that could not be read, a line each. */
  readonly unreadable: readonly string[]
  readonly observer: SessionObserver
  readonly headless: boolean
  readonly kit: ArmingKit
  /** Of a session that somebody operates. */
  readonly time: OperatorTime
  readonly afterSlot: (time: UtcMs) => Promise<void>
  /** Told of everything that trading records. */
  readonly onTrading: (event: TradingEvent) => void
  /** The session trades from now on. */
  readonly onLive: () => void
  /** Something failed, or fell due, outside of the market's events. */
  readonly onInput: () => void
  /** Nothing is decided any more in this session; it goes on for what is held. */
  readonly onDecidingEnded: (error: unknown) => void
}

/**
 * What a session works with, whatever market it is on: the recorder, the engine behind its barrier, the exchange of the
 * dry run, the desk. Market time is that of the newest event.
 */
export class SessionWorks {
  readonly parts: WorksParts
  readonly recorder: AuditRecorder
  readonly feed: EngineFeed
  readonly trading: SessionTrading
  readonly arming: SessionArming
  /** Repeats what earlier processes of the run lived through; null when that is done, or there is nothing. */
  player: PastPlayer | null
  time: UtcMs
  /** The session under way, or the last one. */
  today: SessionDay | null = null
  /** Decisions are made; false for good when that, or writing down what they are made by, has failed. */
  decides = true
  /** Why nothing is decided any more, one sentence. */
  private endedBecause: string | null = null
  /** Commands are obeyed, and the market's events are traded on. */
  live = false
  /** In feed order. */
  instruments: readonly Instrument[]
  traded: readonly Ticker[]
  private readonly listeners = new Set<() => void>()
  private readonly noted = new Set<string>()
  private refs = 0
  private failure: { readonly error: unknown } | null = null

  constructor(parts: WorksParts) {
    const { id, past, source, log, observer, config } = parts
    this.parts = parts
    this.time = source.sessions[0]?.open ?? utcMs(0)
    this.instruments = source.instruments
    this.traded = source.traded
    this.recorder = new AuditRecorder(log, parts.headless ? {} : { onFailure: 'go-on', emergency: parts.emergency })
    this.feed = new EngineFeed(
      epochOf(parts),
      this.recorder,
      (symbol, bar) => observer.bar(symbol, bar),
      graceFor(source),
    )
    const operator = parts.headless ? this.marketAsOperator() : parts.time
    const setAlarm = (ms: number, run: () => void): Disposer => this.setAlarm(ms, run)
    this.arming = new SessionArming({
      ...{ kit: parts.kit, config, source, log, operator, setAlarm },
      desk: () => this.trading.desk,
      today: () => this.todayIs(),
      auditTrouble: () => this.auditTrouble(),
      engineTrouble: () => this.endedBecause,
      guard: (act) => this.guard(act),
      limits: () => this.trading.accountLimits,
      elsewhere: () => this.trading.elsewhere,
      onChange: () => observer.arming(),
    })
    this.trading = new SessionTrading({
      ...{ source, config, operator, setAlarm },
      live: this.arming.arming,
      guard: (act) => this.guard(act),
      today: () => this.sessionNow(),
      // An account of a gateway of our own is nobody else's.
      ownAccount: source.kind === 'gateway' ? parts.kit.ownAccount : () => ({ ok: true, value: () => {} }),
      market: { now: () => this.tradingTime },
      journal: tradingJournal(log, () => this.trading.desk.state, parts.headless ? null : parts.emergency),
      restored: parts.restored,
      newRef: () => orderRef(`${id.replaceAll('-', '').slice(0, 12)}-${++this.refs}`),
      observer: {
        onEvent: (event) => {
          observer.trading(event)
          this.arming.hear(event)
          parts.onTrading(event)
          for (const look of [...this.listeners]) look()
        },
        // An engine that does not trade yet is told of all positions when it begins to.
        onEngineInput: (input) => {
          if (this.live && this.decides) this.guard(() => this.feed.tell(input, this.time))
        },
      },
      onRequest: (request) => {
        if (this.live) this.recordRequest('dry-run', request, this.time)
      },
    })
    this.player =
      past === null ? null : new PastPlayer(past, this.trading.exchange, observer, source.fillsFrom === 'quotes')
  }

  /**
   * Market time as trading has it: it looks after what is held also while the session reads its history, in which it is
   * another time.
   */
  get tradingTime(): UtcMs {
    const { source, past } = this.parts
    const now = source.ownTime?.() ?? 0
    return utcMs(Math.max(now, this.live ? 0 : (past?.until ?? 0), this.time))
  }

  private auditTrouble(): string | null {
    const { log, emergency, unreadable } = this.parts
    if (log.failure !== null) return log.failure.message
    if (emergency.state.inMemory > 0) return emergency.sentence
    return unreadable.length === 0
      ? null
      : `What the books of accounts hold may be incomplete, because rows of the audit cannot be read: ${unreadable[0]}.`
  }

  /** The regular session of the moment, also while an earlier one is read as history. */
  private todayIs(): SessionDay | null {
    return this.sessionNow() ?? this.today
  }

  private sessionNow(): SessionDay | null {
    const now = this.tradingTime
    return this.parts.source.sessions.find(({ open, close }) => now >= open && now < close) ?? null
  }

  /** What has bars and what is traded, as it is now. */
  changeSymbols({ add, remove, traded }: Omit<SymbolsInput, 'kind'>): void {
    const stays = ({ symbol }: Instrument): boolean => !remove.includes(symbol)
    this.instruments = [...this.instruments.filter(stays), ...add]
    this.traded = traded
    this.trading.list(add)
    this.parts.observer.symbols(this.instruments)
  }

  /** What an exchange of ours is asked for is written down before anything comes of it. @param time market time there */
  recordRequest(exchange: OwnExchange, request: ExchangeRequest, time: UtcMs): void {
    this.guard(() => this.recorder.append(storedRequest(exchange, request, time)))
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
    this.flush()
  }

  /** Commits what waits. */
  flush(): void {
    if (!this.decides) {
      this.parts.log.flush()
      return
    }
    try {
      this.recorder.flush()
    } catch (error) {
      this.endDeciding(error)
    }
  }

  /**
   * Nothing is decided any more. Where accounts are looked after the session goes on without: stops move by hand, what
   * is held can be closed, and the day still ends flat. A session without accounts has nothing to go on for.
   */
  endDeciding(error: unknown): void {
    if (!this.goesOnForAccounts) throw error
    if (!this.decides) {
      this.noteFailure(error)
      return
    }
    this.decides = false
    this.endedBecause = `Nothing is decided any more: ${sentenceOf(error)}`
    this.parts.onDecidingEnded(error)
  }

  /** A run that nobody looks after ends with what fails. */
  private get goesOnForAccounts(): boolean {
    return this.trading.hasAccounts && !this.parts.headless
  }

  /** What fails after that is written down; the same once. */
  private noteFailure(error: unknown): void {
    const message = sentenceOf(error).toWellFormed()
    if (this.noted.has(message)) return
    this.noted.add(message)
    this.parts.log.append({ type: 'error', payload: { code: 'failed', message } })
  }

  /** From here on the session trades: its positions are the engine's, and its desk finds out how things stand. */
  async goLive(): Promise<void> {
    const { past, headless, id } = this.parts
    const { desk } = this.trading
    this.live = true
    this.player = null
    for (const { symbol } of this.instruments) {
      const range = this.feed.engine.range(symbol)
      if (range !== null) desk.knowRange(symbol, range)
    }
    if (this.decides) this.guard(() => this.tellPositions())
    this.trading.begin(past !== null)
    await this.trading.settled()
    if (this.today !== null && past !== null) desk.startDay(this.today)
    // What the last decisions say of open positions may not have been carried out; it can only tighten.
    if (past !== null && past.decidedTo === this.time) desk.decide(past.lastDecisions.map(withoutEntry))
    if (headless) desk.command({ id: `${id}-automatic`, kind: 'set-automatic-approval', on: true })
    await this.trading.settled()
    this.parts.onLive()
    this.flush()
  }

  private tellPositions(): void {
    for (const input of this.trading.desk.enginePositions()) this.feed.tell(input, this.time)
  }

  /** Resolves when no entry works in an account any more, or after so many ms of operator time. */
  entriesEnded(withinMs: number): Promise<void> {
    const work = (): boolean =>
      [...this.trading.desk.state.live.values()].some(
        (known) => known.order.book.kind === 'account' && isGoing(known) && isOut(known),
      )
    if (!work()) return Promise.resolve()
    return new Promise((resolve) => {
      const end = (): void => {
        cancelTimer()
        this.listeners.delete(look)
        resolve()
      }
      const look = (): void => {
        if (!work()) end()
      }
      const cancelTimer = this.parts.time.after(withinMs, end)
      this.listeners.add(look)
    })
  }

  /** Keeps what fails outside of the market's events for the next of them. */
  guard(act: () => unknown): void {
    try {
      act()
    } catch (error) {
      if (this.goesOnForAccounts) this.endDeciding(error)
      else this.failure ??= { error }
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
    return this.parts.time.after(ms, () => {
      this.guard(run)
      this.parts.onInput()
    })
  }

  /** A session without an operator takes market time for it, so that one seed has one outcome however fast it runs. */
  private marketAsOperator(): OperatorClock {
    return { now: () => this.time, monotonic: () => this.time }
  }
}

function sentenceOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return /[.!?]$/.test(message) ? message : `${message}.`
}

/** How long a slot waits for bars that have to be asked for, one symbol after the other, market ms. */
const ASKED_FOR_MS = 15 * SECOND_MS

/** TWS keeps the bars of so many symbols up to date by itself; the others' are asked for at each close. */
const graceFor = ({ kind, instruments }: MarketSource): number | null =>
  kind === 'gateway' && instruments.length > STREAMS_MOST ? ASKED_FOR_MS : null

const withoutEntry = (decision: Decision): Decision =>
  decision.action.kind === 'enter' ? { ...decision, action: { kind: 'hold', why: 'no-extreme' } } : decision
