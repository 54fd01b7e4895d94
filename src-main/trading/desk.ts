import { type Book, sameBook } from '../../src-shared/domain/book.ts'
import type { Decision } from '../../src-shared/domain/decision.ts'
import type { PositionInput } from '../../src-shared/domain/engine-input.ts'
import type { AccountId, Ticker } from '../../src-shared/domain/ids.ts'
import type { Mode } from '../../src-shared/domain/mode.ts'
import type { Result } from '../../src-shared/domain/result.ts'
import type { SessionDay } from '../../src-shared/domain/time.ts'
import type { BrokerEvent, Disposer } from '../broker/broker.ts'
import type { MarginEstimate } from '../broker/reports.ts'
import { activeVenue } from './active-venue.ts'
import { answerCommand } from './command-desk.ts'
import type { CommandAnswer, TradingCommand } from './commands.ts'
import { takeAnswer } from './contact/answer.ts'
import { hear } from './contact/hear.ts'
import { noteAwaiting } from './contact/overdue.ts'
import { loseContact, recover, recoverVenue } from './contact/recover.ts'
import { type Survey, Surveys } from './contact/survey.ts'
import {
  type ActiveVenue,
  type DeskContext,
  type DeskOptions,
  type DeskView,
  type Venue,
  venueOf,
} from './desk-context.ts'
import { engineInputOf, isManaged, positionInput } from './engine-inputs.ts'
import { ask } from './exits/ask.ts'
import { manage } from './exits/manage.ts'
import { noteExposure } from './exits/protection.ts'
import { nextActions } from './exits/rules.ts'
import { type Action, canAsk, type World } from './exits/world.ts'
import { JournalWriter } from './journal/journal-writer.ts'
import type { TradingEvent, TradingFact } from './journal/trading-event.ts'
import { estimateMargin } from './margin.ts'
import { type Moment, Moments } from './moment.ts'
import { QuoteBoard, type TradingQuote } from './risk/quote-board.ts'
import { type Refusal, refusal } from './risk/refusals.ts'
import { DEFAULT_TRADING_SETTINGS } from './settings.ts'
import { enter, expireOlder } from './staging/entries.ts'
import { ExpiryWatch } from './staging/expiry.ts'
import { type DeskState, EMPTY_DESK, takesEntries, waitingBrackets } from './state/desk-state.ts'
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
  private readonly venues: ActiveVenue[]
  private readonly writer: JournalWriter
  private readonly context: DeskContext
  private readonly world: Omit<World, 'now'>
  private readonly subscriptions: Disposer[] = []
  private readonly surveys = new Surveys()
  private readonly moments: Moments
  private inbox: (() => void)[] = []
  private working = false
  /** Operator time, monotonic ms, at which it was last looked at what is due. */
  private lookedAt = Number.NEGATIVE_INFINITY
  private started = false
  private closed = false
  private cancelAlarm: Disposer = () => {}
  private current: DeskState

  constructor(options: DeskOptions) {
    this.options = options
    this.current = options.restored ?? EMPTY_DESK
    this.writer = new JournalWriter(options.journal)
    this.moments = new Moments(options.market, options.operator)
    this.venues = options.venues.map(activeVenue)
    const { gate, limitsOf, tickOf, newRef, kindOf = () => null } = options
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
      kindOf,
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
    this.started = true
    for (const venue of this.venues) this.listen(venue)
    this.take(() => {
      recover(this.context)
      for (const venue of this.venues) recoverVenue(this.context, venue)
    })
  }

  /**
   * A broker has named an account. What is restored of its book is looked after from now on: what shall end is asked
   * for first, and what may have been sent is unknown until the broker has told. Before or after `start`.
   * @throws Error when the book has a venue already.
   */
  addVenue(added: Venue): void {
    if (this.venues.some(({ book }) => sameBook(book, added.book)))
      throw new Error(`a second venue for ${added.account}`)
    const venue = activeVenue(added)
    this.venues.push(venue)
    if (!this.started || this.closed) return
    this.listen(venue)
    this.take(() => recoverVenue(this.context, venue))
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

  /** A symbol's range before its first decision: by it orders by hand are laid and managed. @param atr dollars */
  knowRange(symbol: Ticker, atr: number): void {
    if (!this.context.ranges.has(symbol)) this.context.ranges.set(symbol, atr)
  }

  /** A quote. Nothing is done on it; it is what the next check and the next look at the clock go by. */
  takeQuote(quote: TradingQuote): void {
    this.context.quotes.take(quote, this.options.operator.monotonic())
  }

  /** Market data, or its heartbeat, is lost; `null`: it is back. @param reason one sentence. */
  setFeedLost(reason: string | null): void {
    this.context.quotes.setLost(reason)
  }

  /**
   * Another mode, for whoever arms and disarms. What waits expires, automatic approval ends, and what was authorised is
   * so no more. The same live mode again is a new arming.
   * @param reason one sentence without its full stop, as the trader reads it.
   * @param account the one that takes entries from now on; null for the dry run.
   */
  changeMode(mode: Mode, reason: string, account: AccountId | null = null, { automaticApproval = false } = {}): void {
    this.take(() => {
      if (mode === 'dry-run') {
        if (this.current.mode !== mode) this.record({ kind: 'mode-changed', mode, reason })
        return
      }
      this.record({ kind: 'mode-changed', mode, reason, account })
      if (automaticApproval) {
        this.record({ kind: 'automatic-approval-changed', on: true, reason: 'switched on while arming' })
      }
    })
  }

  /**
   * What margin a card that waits would take, by the broker. Never in the simulated book. IBKR takes one such question a
   * minute. It changes nothing.
   */
  estimateMargin(ref: string): Promise<Result<MarginEstimate, Refusal>> {
    return estimateMargin(this.context, ref)
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
    return this.surveys.underWay()
  }

  /** Whether a query of a book is on its way. */
  asks(book: Book): boolean {
    return this.surveys.underWay((venue) => sameBook(venue.book, book))
  }

  /**
   * Resolves when no query is on its way: what brokers have said so far has been acted on.
   * @param book whose queries are waited for; all when left out
   */
  idle(book?: Book): Promise<void> {
    return this.surveys.idle(book === undefined ? undefined : (venue) => sameBook(venue.book, book))
  }

  private moment(): Moment {
    return this.moments.now()
  }

  /** Lets one input in, and everything that follows from it. */
  private take(input: () => void): void {
    if (this.closed) return
    this.inbox.push(input)
    if (this.working) return
    this.working = true
    try {
      for (let next = this.inbox.shift(); next !== undefined; next = this.inbox.shift()) {
        this.lookedAt = this.moment().monotonic
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
    const { tradingState, tripped } = this.current
    if (event.kind === 'mode-changed' || tradingState !== before.tradingState || tripped !== before.tripped) {
      this.options.gate.withdraw()
    }
    this.options.observer.onEvent(event)
    if (event.kind === 'execution') {
      const input = engineInputOf(before, this.current, event.book, event.execution)
      if (input !== null) this.options.observer.onEngineInput(input)
    }
    if (event.kind === 'position-adopted' && isManaged(before, event)) {
      this.options.observer.onEngineInput(positionInput(this.current, event.book, event.symbol))
    }
    return true
  }

  private listen(venue: ActiveVenue): void {
    this.subscriptions.push(venue.broker.onEvent((event) => this.take(() => this.hear(venue, event))))
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
    for (const { ref, mode, book } of waitingBrackets(this.current)) {
      const goes = mode === this.current.mode && takesEntries(this.current, book)
      if (!goes) this.record({ kind: 'order-expired', ref, reason: 'mode change' })
    }
    for (const venue of this.venues) this.followVenue(venue)
    this.surveys.abandon(({ book }, request) => venueOf(this.context, book)?.watch.awaits(request) ?? false)
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
    const { guard = (act) => act() } = this.options
    const takeIn = (survey: Survey | null): void => {
      if (survey !== null) takeAnswer(this.context, venue, survey)
      else venue.watch.surveyFailed(request, this.moment().monotonic)
    }
    this.surveys.ask(venue, request, (survey) => guard(() => this.take(() => takeIn(survey))))
  }

  private setAlarm(): void {
    this.cancelAlarm()
    if (this.closed) return
    const { monotonic } = this.moment()
    // What has fallen due since the rules were looked at is still to be done.
    const at = nextWake(this.context, this.unwritten.length > 0, this.lookedAt)
    if (at !== null) this.cancelAlarm = this.options.setAlarm(Math.max(1, at - monotonic), () => this.passTime())
  }
}
