import type { Decision } from '../../src-shared/domain/decision.ts'
import type { PositionInput } from '../../src-shared/domain/engine-input.ts'
import type { Mode } from '../../src-shared/domain/mode.ts'
import type { Quote } from '../../src-shared/domain/quote.ts'
import type { SessionDay } from '../../src-shared/domain/time.ts'
import type { BrokerEvent, Disposer } from '../broker/broker.ts'
import { answerCommand } from './command-desk.ts'
import type { CommandAnswer, TradingCommand } from './commands.ts'
import { takeAnswer } from './contact/answer.ts'
import { hear } from './contact/hear.ts'
import { noteAwaiting } from './contact/overdue.ts'
import { loseContact, recover } from './contact/recover.ts'
import { Surveys } from './contact/survey.ts'
import { Watch } from './contact/watch.ts'
import type { ActiveVenue, DeskContext, DeskOptions, DeskView, Venue } from './desk-context.ts'
import { engineInputOf, positionInput } from './engine-inputs.ts'
import { ask } from './exits/ask.ts'
import { manage } from './exits/manage.ts'
import { noteExposure } from './exits/protection.ts'
import { nextActions } from './exits/rules.ts'
import { type Action, canAsk, type World } from './exits/world.ts'
import { JournalWriter } from './journal/journal-writer.ts'
import type { TradingEvent, TradingFact } from './journal/trading-event.ts'
import type { Moment } from './moment.ts'
import { QuoteBoard } from './risk/quote-board.ts'
import { refusal } from './risk/refusals.ts'
import { DEFAULT_TRADING_SETTINGS } from './settings.ts'
import { enter, expireOlder } from './staging/entries.ts'
import { ExpiryWatch } from './staging/expiry.ts'
import { type DeskState, EMPTY_DESK, waitingBrackets } from './state/desk-state.ts'
import { evolve } from './state/evolve.ts'
import { nextWake } from './wake.ts'

/** More rounds of rules than any situation needs: one that never settles is a bug, and must not hang the process. */
const MOST_ROUNDS = 1_000

/**
 * The trading desk: staged orders, the one door, positions and their stops. Everything that it knows follows from the
 * facts that it records; everything that it does beside recording is asked of a broker, its intent recorded before.
 *
 * After every input it applies its rules (exits/rules.ts) until none has anything to do, so that what is wanted is
 * asked for again whenever it can be. Inputs that come while it is at work wait their turn.
 */
export class Desk {
  private readonly options: DeskOptions
  private readonly venues: readonly ActiveVenue[]
  private readonly writer: JournalWriter
  private readonly context: DeskContext
  private readonly world: Omit<World, 'now'>
  private readonly subscriptions: Disposer[] = []
  private readonly surveys = new Surveys()
  private inbox: (() => void)[] = []
  private working = false
  private closed = false
  private cancelAlarm: Disposer = () => {}
  private current: DeskState

  constructor(options: DeskOptions) {
    this.options = options
    this.current = options.restored ?? EMPTY_DESK
    this.writer = new JournalWriter(options.journal)
    this.venues = options.venues.map(activeVenue)
    const { gate, limitsOf, tickOf, newRef } = options
    const quotes = new QuoteBoard()
    this.world = { quotes, limitsOf, newRef }
    const desk = this
    this.context = {
      get state() {
        return desk.current
      },
      venues: this.venues,
      quotes,
      expiry: new ExpiryWatch(),
      gate,
      settings: { ...DEFAULT_TRADING_SETTINGS, ...options.settings },
      ranges: new Map(),
      limitsOf,
      tickOf,
      newRef,
      now: () => this.moment(),
      record: (fact) => this.record(fact),
    }
  }

  /** What is known at the moment. */
  get state(): DeskState {
    return this.current
  }

  /** What views are made from. */
  get view(): DeskView {
    return this.context
  }

  /** Facts that the journal has not taken yet, oldest first: the emergency file's content. */
  get unwritten(): readonly TradingEvent[] {
    return this.writer.unwritten
  }

  /**
   * Begins: listens to the brokers and asks how things stand. After a restart nothing is sent that adds exposure: what
   * had been approved and not sent is over, and what may have been sent is unknown until the broker has told.
   */
  start(): void {
    for (const venue of this.venues) {
      this.subscriptions.push(venue.broker.onEvent((event) => this.take(() => this.hear(venue, event))))
    }
    this.take(() => recover(this.context))
  }

  /** Ends it. Orders stay as they are at the brokers. */
  close(): void {
    this.closed = true
    this.cancelAlarm()
    for (const dispose of this.subscriptions.splice(0)) dispose()
  }

  /** A regular session begins, or is under way after a restart. */
  startDay(day: SessionDay): void {
    this.take(() => {
      if (this.current.day?.date !== day.date) this.record({ kind: 'day-started', day })
    })
  }

  /**
   * Positions and stop-outs of the day as the engine has to know them: for an engine that is new, as after a restart.
   * What changes later it hears as it happens.
   */
  enginePositions(): PositionInput[] {
    const inputs = [...this.current.holdings.values()].map(({ book, symbol }) =>
      positionInput(this.current, book, symbol),
    )
    return inputs.filter(({ position, stoppedOut }) => position !== null || stoppedOut !== null)
  }

  /** All decisions of one bar, in their order. Older ones that wait expire. */
  decide(decisions: readonly Decision[]): void {
    this.take(() => {
      const barStart = decisions[0]?.barStart
      if (barStart !== undefined) expireOlder(this.context, barStart)
      for (const decision of decisions) {
        this.context.ranges.set(decision.symbol, decision.atr)
        manage(this.context, decision)
        if (decision.action.kind === 'enter') enter(this.context, decision, decision.action)
      }
    })
  }

  /** A quote. Nothing is done on it; it is what the next check and the next look at the clock go by. */
  takeQuote(quote: Quote): void {
    this.context.quotes.take(quote, this.options.operator.monotonic())
  }

  /** Market data, or its heartbeat, is lost; `null`: it is back. @param reason one sentence. */
  setFeedLost(reason: string | null): void {
    this.context.quotes.setLost(reason)
  }

  /**
   * Another mode, for whoever arms and disarms. What waits expires, automatic approval ends, and what was authorised is
   * so no more. @param reason one sentence without its full stop, as the trader reads it.
   */
  changeMode(mode: Mode, reason: string): void {
    this.take(() => {
      if (mode !== this.current.mode) this.record({ kind: 'mode-changed', mode, reason })
    })
  }

  /** The limits have changed: what was authorised under the old ones is so no more. */
  limitsChanged(): void {
    this.options.gate.withdraw()
  }

  /** Market time or operator time has moved on: everything that falls due by them is done. */
  passTime(): void {
    this.take(() => this.writer.retry())
  }

  /** @throws Error when it is called from within an observer. */
  command(command: TradingCommand): CommandAnswer {
    if (this.working) throw new Error('a command came from within the desk')
    let answer: CommandAnswer = { ok: false, error: refusal('bad-command', { problem: 'the desk has been closed' }) }
    this.take(() => {
      answer = answerCommand(this.context, command)
    })
    return answer
  }

  /** Whether a query is on its way. */
  get asking(): boolean {
    return this.surveys.underWay
  }

  /** Resolves when no query is on its way: what brokers have said so far has been acted on. */
  idle(): Promise<void> {
    return this.surveys.idle()
  }

  private moment(): Moment {
    const { market, operator } = this.options
    return { market: market.now(), operator: operator.now(), monotonic: operator.monotonic() }
  }

  /** Lets one input in, and everything that follows from it. */
  private take(input: () => void): void {
    if (this.closed) return
    this.inbox.push(input)
    if (this.working) return
    this.working = true
    try {
      for (let next = this.inbox.shift(); next !== undefined; next = this.inbox.shift()) {
        this.expire()
        next()
        this.followRules()
      }
    } finally {
      this.working = false
      this.setAlarm()
    }
  }

  private record(fact: TradingFact): boolean {
    const { market, operator } = this.moment()
    const event: TradingEvent = { ...fact, time: market, operatorTime: operator }
    if (!this.writer.write(event)) return false
    const before = this.current
    this.current = evolve(before, event)
    const { mode, tradingState, tripped } = this.current
    if (mode !== before.mode || tradingState !== before.tradingState || tripped !== before.tripped) {
      this.options.gate.withdraw()
    }
    this.options.observer.onEvent(event)
    if (event.kind === 'execution') {
      const input = engineInputOf(before, this.current, event.book, event.execution)
      if (input !== null) this.options.observer.onEngineInput(input)
    }
    return true
  }

  private hear(venue: ActiveVenue, event: BrokerEvent): void {
    if (event.kind !== 'connection') hear(this.context, venue, event)
    else if (event.connection.state === 'ready') venue.watch.reconnected()
    else if (!canAsk(venue)) loseContact(this.context, venue, event.connection.reason)
  }

  private expire(): void {
    for (const { ref, reason } of this.context.expiry.expired(this.current, this.moment())) {
      this.record({ kind: 'order-expired', ref, reason })
    }
  }

  private followRules(): void {
    for (const { ref, mode } of waitingBrackets(this.current)) {
      if (mode !== this.current.mode) this.record({ kind: 'order-expired', ref, reason: 'mode change' })
    }
    for (const venue of this.venues) this.followVenue(venue)
    this.context.expiry.note(this.current, this.moment())
  }

  private followVenue(venue: ActiveVenue): void {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const world: World = { ...this.world, now: this.moment() }
      noteAwaiting(this.current, venue, world)
      noteExposure(this.current, venue, world)
      const actions = nextActions(this.current, venue, world)
      if (actions.length === 0) return
      for (const action of actions) this.perform(action, venue)
    }
    throw new Error('the rules of the desk never came to rest')
  }

  private perform(action: Action, venue: ActiveVenue): void {
    switch (action.kind) {
      case 'record':
        this.record(action.fact)
        return
      case 'survey':
        this.survey(venue)
        return
      default:
        ask(this.context, venue, action)
    }
  }

  private survey(venue: ActiveVenue): void {
    const request = venue.watch.askSurvey(this.moment().monotonic)
    this.surveys.ask(venue, request, (survey) => {
      this.take(() => {
        if (survey !== null) takeAnswer(this.context, venue, survey)
        else venue.watch.surveyFailed(request, this.moment().monotonic)
      })
    })
  }

  private setAlarm(): void {
    this.cancelAlarm()
    if (this.closed) return
    const { monotonic } = this.moment()
    const at = nextWake(this.context, this.unwritten.length > 0, monotonic)
    if (at !== null) this.cancelAlarm = this.options.setAlarm(Math.max(1, at - monotonic), () => this.passTime())
  }
}

function activeVenue({ book, account, broker }: Venue): ActiveVenue {
  const watch = new Watch()
  return {
    book,
    account,
    broker,
    watch,
    get connection() {
      return broker.connection()
    },
  }
}
