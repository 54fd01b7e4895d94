import { isDeepStrictEqual } from 'node:util'
import { positionAfter } from '../../../src-main/engine/open-position.ts'
import type { SimulatedBroker } from '../../../src-main/simulator/exchange/simulated-broker.ts'
import type { ArmingFact } from '../../../src-main/trading/arming/arming-fact.ts'
import type { CommandAnswer, TradingCommand } from '../../../src-main/trading/commands.ts'
import type { Desk } from '../../../src-main/trading/desk.ts'
import type { TradingEvent } from '../../../src-main/trading/journal/trading-event.ts'
import {
  type DeskState,
  EMPTY_DESK,
  findOrder,
  placeKey,
  sharesIn,
} from '../../../src-main/trading/state/desk-state.ts'
import { evolve, restore } from '../../../src-main/trading/state/evolve.ts'
import { type Book, sameBook } from '../../../src-shared/domain/book.ts'
import type { Decision } from '../../../src-shared/domain/decision.ts'
import type { EngineInput, EnginePosition } from '../../../src-shared/domain/engine-input.ts'
import type { OrderRef, Ticker } from '../../../src-shared/domain/ids.ts'
import { MARKET_SYMBOL } from '../../../src-shared/domain/instrument.ts'
import { isOver } from '../../../src-shared/domain/order-state.ts'
import type { Quote } from '../../../src-shared/domain/quote.ts'
import { signOf } from '../../../src-shared/domain/vote.ts'
import { ArmedModel } from './armed-model.ts'
import { believed } from './behaviours.ts'
import { Cockpit, TOKEN } from './cockpit.ts'
import { EntryGuard } from './entry-guard.ts'
import { ACCOUNTS, DAY, Outside, type Side, SYMBOLS } from './outside.ts'
import { StopGuard } from './stop-guard.ts'
import type { Handed } from './wire.ts'

/** A promise that was not kept. */
export class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise'
}

const HEARTBEAT_MS = 5_000
/** Longer than an order waits for its answer. */
const UNANSWERED_MS = 6_000
const GONE = { state: 'reconnecting', reason: 'Nothing comes any more.' } as const
const READY = { state: 'ready', reason: 'The script says so.' } as const

type WithoutId<Command> = Command extends unknown ? Omit<Command, 'id'> : never
type Asked = WithoutId<TradingCommand>

/** How often what is interesting happened. */
export type Tally = Record<string, number>

/**
 * A cockpit, two brokers with three books and a world that do whatever a sequence says, and the promises that hold all
 * the while. What brokers answer to queries is true; everything else may come late, twice, in another order or never.
 */
export class DeskModel {
  readonly outside: Outside
  readonly armed: ArmedModel
  readonly entries: EntryGuard
  readonly stops: StopGuard
  readonly tally: Tally = {}
  /** What a script still asks the brokers to do with orders that come. */
  readonly screens: (() => void)[] = []
  cockpit: Cockpit
  /** A promise that was broken within a call that must not throw: told at the end of the step. */
  private broken: string | null = null
  private readonly shown = new Map<Ticker, { readonly quote: Quote; readonly at: number }>()
  private readonly engine = new Map<Ticker, EnginePosition | null>()
  private readonly approved = new Set<OrderRef>()
  private readonly everyStep: boolean
  private readonly losesRequests: boolean
  private shadow: DeskState = EMPTY_DESK
  private shadowed: TradingEvent[] = []
  private approving: string | null = null
  /** Somebody has switched automatic approval on, and nothing has switched it off. */
  automatic = false
  private again: (() => void) | null = null
  /** Since when nothing has been in the way of anything. Monotonic ms. */
  private calmSince: number | null = null
  private facts: string[] = []

  /**
   * @param behaviour which variants of what is believed
   * @param everyStep compares what the journal restores with the live state after every step
   */
  constructor(behaviour: number, everyStep: boolean) {
    this.everyStep = everyStep
    this.losesRequests = believed(behaviour).broker.ordersDuringOutage === 'dropped'
    const fail = (problem: string): void => {
      this.broken ??= problem
    }
    this.outside = new Outside({
      behaviour,
      onHanded: (side, handed) => this.takeHanded(side, handed),
      onProblem: fail,
    })
    this.armed = new ArmedModel(this.outside)
    this.cockpit = this.build(null)
    this.entries = new EntryGuard({
      outside: this.outside,
      armed: this.armed,
      cockpit: () => this.cockpit,
      approving: () => this.approving,
      shown: (symbol) => this.shown.get(symbol) ?? null,
      fail,
    })
    this.stops = new StopGuard(this.outside, () => this.state, fail)
  }

  get desk(): Desk {
    return this.cockpit.desk
  }

  get state(): DeskState {
    return this.desk.state
  }

  count(what: string, times = 1): void {
    this.tally[what] = (this.tally[what] ?? 0) + times
  }

  async begin(): Promise<void> {
    this.cockpit.start()
    this.quoteAll()
    await this.settle()
    this.check()
  }

  /** What the desk is told of a symbol's market. */
  show(symbol: Ticker, change: Partial<Quote> = {}): void {
    const quote = this.outside.quote(symbol, change)
    this.shown.set(symbol, { quote, at: this.outside.clocks.monotonic })
    this.desk.takeQuote(quote)
  }

  quoteAll(): void {
    this.show(MARKET_SYMBOL)
    for (const symbol of SYMBOLS) this.show(symbol)
  }

  /** Lets queries be answered and acted on. */
  async flush(): Promise<void> {
    for (let turn = 0; turn < 3 && this.desk.asking; turn++) await this.desk.idle()
  }

  /** Delivers everything and lets what follows from it happen, until nothing more is said. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 30; turn++) {
      for (const { wire } of this.outside.sides) wire.deliver()
      await this.flush()
      if (!this.desk.asking && this.outside.sides.every(({ wire }) => wire.quiet)) return
    }
  }

  /** The end of a step: what is not held back is delivered. */
  async goOn(): Promise<void> {
    for (let turn = 0; turn < 30; turn++) {
      for (const { wire } of this.outside.sides) if (!wire.slow) wire.deliver()
      await this.flush()
      if (!this.desk.asking && this.outside.sides.every(({ wire }) => wire.slow || wire.quiet)) break
    }
    this.cockpit.arming.check()
    this.check()
  }

  /** Lets time pass on all clocks, alarms included. */
  async pass(ms: number): Promise<void> {
    const { clocks, sides } = this.outside
    const until = clocks.monotonic + ms
    for (let left = 0; left < 10_000; left++) {
      const look = this.cockpit.arming.nextCheck()
      const alarm = clocks.due(Math.min(until, look ?? until))
      if (alarm === null && (look === null || look > until)) break
      clocks.pass(Math.max(0, (alarm?.at ?? look ?? until) - clocks.monotonic))
      this.outside.passTime()
      if (alarm === null) this.cockpit.arming.check()
      else alarm.run()
      for (const { wire } of sides) if (!wire.slow) wire.deliver()
      await this.flush()
      this.stops.check()
    }
    clocks.pass(until - clocks.monotonic)
    this.outside.passTime()
    // Heartbeats find out about a socket whose other end is gone.
    for (const { wire, broker } of sides) if (wire.halfOpen && ms >= HEARTBEAT_MS) broker.setConnection(GONE)
    this.cockpit.look()
    await this.flush()
  }

  /** Ends all trouble. What was lost stays lost. */
  heal(): void {
    const { sides, surroundings, journal } = this.outside
    for (const { wire, broker, exchange, truth, venues } of sides) {
      Object.assign(wire, { slow: false, mute: false, refuseNext: {} })
      if (wire.halfOpen) broker.setConnection(GONE)
      this.recoverServers(broker)
      if (wire.connection().state !== 'ready') broker.setConnection(READY)
      for (const { account } of venues) {
        for (const { client, orderId, whyHeld } of truth.open(account)) {
          if (whyHeld === 'locate') exchange.letGo(client, orderId)
        }
      }
    }
    for (const end of this.screens.splice(0)) end()
    Object.assign(surroundings, { feedLost: null, silentSince: null, skewMs: 0, hoursDisagree: false })
    surroundings.accounts = ACCOUNTS
    this.desk.setFeedLost(null)
    journal.full = false
    if (this.state.tradingState !== 'active') this.command({ kind: 'set-trading-state', state: 'active' })
  }

  /** TWS has its servers again. What it was asked for meanwhile may be lost, which shows when no answer comes. */
  recoverServers(broker: SimulatedBroker): void {
    broker.recoverServers()
    if (this.losesRequests) this.stops.blindFor(UNANSWERED_MS)
  }

  isClosing(book: Book, symbol: Ticker): boolean {
    return this.state.closings.has(placeKey(book, symbol))
  }

  /** Gives a command an id of its own, and keeps how to give it once more. */
  command(command: Asked): CommandAnswer {
    this.outside.commands += 1
    const id = `m${this.outside.commands}`
    const given = { id, ...command }
    const answer = this.whileApproving(approves(command) ? command.kind : null, () => this.desk.command(given))
    this.again = () => {
      const handed = (): number => this.outside.sides.reduce((sum, { truth }) => sum + truth.entries.size, 0)
      const before = handed()
      const repeated = this.whileApproving(null, () => this.desk.command(given))
      this.require(handed() === before, `the command ${id} sent an entry when it came again`)
      const known = this.state.answers.get(id) !== undefined
      this.require(!known || isDeepStrictEqual(repeated, answer), `the command ${id} was answered otherwise`)
    }
    this.count(`${command.kind} ${answer.ok ? 'done' : 'refused'}`)
    return answer
  }

  /** What the engine decided for one bar. */
  decide(...decisions: readonly Decision[]): void {
    this.whileApproving(this.automatic ? 'automatic' : null, () => this.desk.decide(decisions))
  }

  repeatCommand(): void {
    this.again?.()
  }

  /** Runs something while somebody's approval, or an automatic one, lets entries out. @param why null: nobody approves */
  whileApproving<Value>(why: string | null, run: () => Value): Value {
    this.approving = why
    try {
      return run()
    } finally {
      this.approving = null
    }
  }

  /** The cockpit ends and begins anew, from what its journal brings back. */
  async restart(killed: boolean): Promise<void> {
    this.check()
    const { journal } = this.outside
    const entries = this.entries.entries
    const kept = this.desk.unwritten
    this.cockpit.end()
    this.armed.ended()
    this.automatic = false
    journal.full = false
    journal.end(killed, kept)
    const restored = restore(journal.events.map(onceWritten))
    this.shadow = restored
    this.shadowed = []
    this.again = null
    this.stops.restart()
    this.cockpit = this.build(restored)
    this.engine.clear()
    for (const { symbol, position } of this.desk.enginePositions()) this.engine.set(symbol, position)
    this.cockpit.start()
    this.desk.setFeedLost(this.outside.surroundings.feedLost)
    this.quoteAll()
    await this.settle()
    this.require(this.entries.entries === entries, 'a start sent an entry')
    this.require(this.state.mode === 'dry-run' && !this.state.automaticApproval, 'a start is not a plain dry run')
    this.count(killed ? 'kills' : 'restarts')
    this.check()
  }

  /** What has to hold after every step. */
  check(): void {
    if (this.broken !== null) throw new BrokenPromise(this.broken)
    const { contradictions } = this.state
    this.require(contradictions.length === 0, () => `a contradiction: ${JSON.stringify(contradictions)}`)
    this.stops.check()
    this.checkEngine()
    this.checkArming()
    this.noteCalm()
    if (this.everyStep) this.checkRestored()
    if (this.broken !== null) throw new BrokenPromise(this.broken)
  }

  /** What the journal restores is what there is. */
  checkRestored(): void {
    for (const event of this.shadowed) this.shadow = evolve(this.shadow, onceWritten(event))
    this.shadowed = []
    this.require(
      isDeepStrictEqual(this.shadow, this.state),
      () => `the journal restores ${differing(this.shadow, this.state)}`,
    )
  }

  /** No fact of trading or arming has the token. */
  checkSecrets(): void {
    const everything = JSON.stringify(this.outside.journal.events) + this.facts.join('\n')
    this.require(!everything.includes(TOKEN), 'a fact has the token')
  }

  require(holds: boolean, problem: string | (() => string)): void {
    if (!holds) throw new BrokenPromise(typeof problem === 'string' ? problem : problem())
  }

  private build(restored: DeskState | null): Cockpit {
    return new Cockpit({
      outside: this.outside,
      restored,
      onEvent: (event) => this.takeEvent(event),
      onEngineInput: (input) => this.takeInput(input),
      onArming: (fact) => this.takeArming(fact),
    })
  }

  private takeHanded(side: Side, handed: Handed): void {
    if (handed.kind === 'submit') {
      this.entries.check(side, handed.ticket, side.wire.halfOpen)
      if (side === this.outside.live) this.count('live entries')
    }
    if (handed.kind === 'adjust') this.stops.checkChange(side, handed)
    this.count(handed.kind === 'reduce' ? `${handed.order.role}s of our own` : handed.kind)
  }

  private takeEvent(event: TradingEvent): void {
    this.shadowed.push(event)
    switch (event.kind) {
      case 'stop-wanted': {
        const trade = this.state.trades.get(placeKey(event.book, event.symbol))
        if (trade !== undefined) this.stops.noteStop(trade.entry, signOf(trade.side), event.stop)
        return
      }
      case 'order-approved':
        if (this.approved.has(event.ref)) this.broken ??= `${event.ref} was approved twice`
        this.approved.add(event.ref)
        return
      case 'mode-changed':
        if (event.mode === 'dry-run') this.armed.ended()
        this.automatic = false
        return
      case 'position-adopted':
        this.adopt(event)
        this.count(event.kind)
        return
      case 'execution':
      case 'contact-lost':
      case 'order-absent':
      case 'breaker-tripped':
        this.count(event.kind)
        return
      default:
        return
    }
  }

  private adopt({ book, symbol, shares }: Extract<TradingEvent, { kind: 'position-adopted' }>): void {
    const { truth, venues } = this.outside.sideOf(book)
    const venue = venues.find((each) => sameBook(each.book, book))
    if (venue !== undefined) truth.adopt(venue.account, symbol, shares)
  }

  private takeInput(input: EngineInput): void {
    // Throws for a fill that cannot belong to the position.
    if (input.kind === 'fill')
      this.engine.set(input.symbol, positionAfter(this.engine.get(input.symbol) ?? null, input))
    if (input.kind === 'position') this.engine.set(input.symbol, input.position)
  }

  private takeArming(fact: ArmingFact): void {
    this.facts.push(JSON.stringify(fact))
    if (fact.kind === 'wrong-token') {
      this.armed.countWrong()
      if (fact.locked) this.count('locked out')
    }
    if (fact.kind === 'disarmed') {
      this.armed.ended()
      this.count(`disarmed: ${fact.cause}`)
    }
  }

  private checkEngine(): void {
    for (const symbol of SYMBOLS) {
      const books = this.outside.sides.flatMap(({ venues }) => venues).map(({ book }) => book)
      const held = books.filter((book) => sharesIn(this.state, book, symbol) !== 0)
      const [book] = held
      if (held.length !== 1 || book === undefined || !this.state.trades.has(placeKey(book, symbol))) continue
      const position = this.engine.get(symbol) ?? null
      const shares = position === null ? 0 : position.quantity * signOf(position.side)
      const own = sharesIn(this.state, book, symbol)
      this.require(shares === own, () => `the engine has ${shares} ${symbol}, the desk ${own}`)
    }
  }

  private checkArming(): void {
    const { armed } = this.cockpit.arming.standing()
    const live = this.state.mode !== 'dry-run'
    this.require(live === (armed !== null), () => `armed: ${armed !== null}, mode: ${this.state.mode}`)
    if (armed === null) return
    this.require(this.state.account === armed.account, 'another account is armed than takes entries')
    const forbidden = this.armed.forbids(armed.account)
    const ends =
      forbidden?.startsWith('nothing') || forbidden?.startsWith('its time') || forbidden?.startsWith('another')
    this.require(ends !== true, () => `it is armed although ${forbidden}`)
  }

  /** What others did in our symbols is known once everything has been said, and a while has passed. */
  private noteCalm(): void {
    const { clocks, sides } = this.outside
    // What was lost is found out by the next comparison of the books.
    const untold = this.stops.isBlind || !sides.every(({ wire }) => wire.clear)
    if (untold || this.state.tradingState === 'halted') {
      this.calmSince = null
      return
    }
    this.calmSince ??= clocks.monotonic
    if (clocks.monotonic - this.calmSince < 5_000) return
    for (const { truth } of sides) truth.calm(clocks.monotonic - 5_000)
  }

  /** Whether an order of ours is out and not over. */
  isOut(ref: OrderRef): boolean {
    const known = findOrder(this.state, ref)
    return known !== undefined && !isOver(known.order.state)
  }

  get isRegular(): boolean {
    const { market } = this.outside.clocks
    return market >= DAY.open && market < DAY.close
  }
}

const approves = ({ kind }: Asked): boolean =>
  kind === 'approve' || kind === 'approve-all' || kind === 'place' || kind === 'modify'

const onceWritten = (event: TradingEvent): TradingEvent => JSON.parse(JSON.stringify(event)) as TradingEvent

/** Names of what two states do not have in common. */
function differing(one: DeskState, other: DeskState): string {
  const keys = Object.keys(other) as (keyof DeskState)[]
  const unlike = keys.filter((key) => !isDeepStrictEqual(one[key], other[key]))
  const show = (value: unknown): string =>
    JSON.stringify(value instanceof Map ? [...value] : value instanceof Set ? [...value] : value)
  return unlike.map((key) => `other ${key}: ${show(one[key])} for ${show(other[key])}`).join('; ')
}
