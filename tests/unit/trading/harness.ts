import type { MarketClock, OperatorClock } from '../../../src-main/market/clock.ts'
import type { CommandAnswer, TradingCommand } from '../../../src-main/trading/commands.ts'
import { Desk } from '../../../src-main/trading/desk.ts'
import type { DeskOptions, Venue } from '../../../src-main/trading/desk-context.ts'
import { createGate, type Gate } from '../../../src-main/trading/gate.ts'
import type { Journaled, TradingJournal } from '../../../src-main/trading/journal/journal.ts'
import type { TradingEvent } from '../../../src-main/trading/journal/trading-event.ts'
import type { LedgerOrder } from '../../../src-main/trading/ledger/ledger-order.ts'
import type { TradingQuote } from '../../../src-main/trading/risk/quote-board.ts'
import type { Refusal } from '../../../src-main/trading/risk/refusals.ts'
import type { StagedOrder } from '../../../src-main/trading/staging/staged-order.ts'
import {
  findOrder,
  placeKey,
  sharesIn,
  type Trade,
  waitingBrackets,
} from '../../../src-main/trading/state/desk-state.ts'
import { restore } from '../../../src-main/trading/state/evolve.ts'
import type { Redeem } from '../../../src-shared/domain/authorisation.ts'
import { type Book, SIMULATED_BOOK } from '../../../src-shared/domain/book.ts'
import type { Action, Decision, Exit } from '../../../src-shared/domain/decision.ts'
import type { EngineInput } from '../../../src-shared/domain/engine-input.ts'
import { accountId, type OrderRef, orderRef, type Ticker, ticker } from '../../../src-shared/domain/ids.ts'
import { MARKET_SYMBOL } from '../../../src-shared/domain/instrument.ts'
import { LIMITS, type RiskLimits } from '../../../src-shared/domain/limits.ts'
import { PENNY } from '../../../src-shared/domain/price.ts'
import { MINUTE_MS, type SessionDay, sessionDate, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import { type EdgeVote, type Side, signOf } from '../../../src-shared/domain/vote.ts'
import { atMinute, type ScriptedBehaviour, ScriptedBroker, type SeenRequest } from '../../support/scripted-broker.ts'

export const ACCOUNT = accountId('SIM1000001')
/** Of a live desk. */
export const ACCOUNT_BOOK: Book = { kind: 'account', account: ACCOUNT }
export const AAPL = ticker('AAPL')
export const NVDA = ticker('NVDA')
export const DATE = '2024-11-15'
export const DAY: SessionDay = {
  date: sessionDate(DATE),
  open: atMinute(DATE, 9, 30),
  close: atMinute(DATE, 16, 0),
  openMinute: 570,
}
/** An early close at 13:00. */
export const SHORT_DAY: SessionDay = { ...DAY, close: atMinute(DATE, 13, 0) }

const { maxManualOrderShares, maxPositionDollars, maxGrossExposureDollars, maxOpenPositions, ...others } = LIMITS
const { maxDailyLossDollars, maxEntriesPerMinute, maxLeverage, maxMarginUse, priceCollar } = others
/** The defaults, with shorting on as in the simulated book of demo and replay. */
export const SIMULATED_LIMITS: RiskLimits = {
  maxManualOrderShares: maxManualOrderShares.default,
  maxPositionDollars: maxPositionDollars.default,
  maxGrossExposureDollars: maxGrossExposureDollars.default,
  maxOpenPositions: maxOpenPositions.default,
  maxDailyLossDollars: maxDailyLossDollars.default,
  maxEntriesPerMinute: maxEntriesPerMinute.default,
  maxLeverage: maxLeverage.default,
  maxMarginUse: maxMarginUse.default,
  priceCollar: priceCollar.default,
  staleAfterSeconds: others.staleAfterSeconds.default,
  staleAfterGaps: others.staleAfterGaps.default,
  allowShorting: true,
  allowedSymbols: null,
}

const NEUTRAL: EdgeVote = { vote: 'NEUTRAL', confidence: 50 }

interface Alarm {
  readonly at: number
  readonly run: () => void
}

/** Market and operator time, moved by hand. */
class TestClock {
  readonly operator: OperatorClock = {
    now: () => utcMs(this.wall),
    monotonic: () => {
      this.monotonic += this.creeps
      return this.monotonic
    },
  }
  readonly marketClock: MarketClock = { now: () => utcMs(this.market) }
  market: number
  wall = Date.parse('2026-03-02T15:00:00Z')
  monotonic = 1_000
  /** What passes while the clock is read, ms: a real one goes on while work is done. */
  creeps = 0
  private alarms: Alarm[] = []

  constructor(market: UtcMs) {
    this.market = market
  }

  setAlarm = (ms: number, run: () => void): (() => void) => {
    const alarm = { at: this.monotonic + ms, run }
    this.alarms.push(alarm)
    return () => {
      this.alarms = this.alarms.filter((other) => other !== alarm)
    }
  }

  /** The next alarm that is due by a moment; null when there is none. */
  due(until: number): Alarm | null {
    const [next] = this.alarms.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)
    if (next === undefined) return null
    this.alarms = this.alarms.filter((other) => other !== next)
    return next
  }

  get waiting(): number {
    return this.alarms.length
  }

  pass(ms: number, speed: number): void {
    this.monotonic += ms
    this.wall += ms
    this.market += ms * speed
  }
}

/** A journal in memory, as JSON, whose disk can be full. */
class MemoryJournal implements TradingJournal {
  readonly lines: string[] = []
  full = false

  durable(event: TradingEvent): Journaled {
    if (this.full) return { ok: false, error: { message: 'the disk is full' } }
    this.lines.push(JSON.stringify(event))
    return { ok: true, value: null }
  }

  batched(event: TradingEvent): Journaled {
    return this.durable(event)
  }

  events(): TradingEvent[] {
    return this.lines.map((line) => JSON.parse(line) as TradingEvent)
  }
}

interface HarnessOptions {
  readonly limits?: Partial<RiskLimits>
  readonly settings?: NonNullable<DeskOptions['settings']>
  readonly behaviour?: ScriptedBehaviour
  /** Dollars. */
  readonly cash?: number
  readonly at?: UtcMs
  /** The broker holds the account's book, armed at the beginning, instead of the simulated one. */
  readonly live?: boolean
  /** The account's venue comes when the test adds it (`connect`). */
  readonly connected?: boolean
  readonly guard?: (act: () => void) => void
}

/** What outlives a desk: the clocks, the disk, the broker, and the references used so far. */
interface Outside {
  readonly clock: TestClock
  readonly journal: MemoryJournal
  readonly broker: ScriptedBroker
  /** A broker outlives the desk that it was made for; its door is then the next desk's. */
  readonly door: { redeem: Redeem }
  readonly counter: { refs: number; commands: number }
  readonly book: Book
}

function outside({ at = atMinute(DATE, 10, 0), behaviour, cash, live = false }: HarnessOptions): Outside {
  const clock = new TestClock(at)
  const door: Outside['door'] = { redeem: createGate(clock.operator).redeem }
  const broker = new ScriptedBroker({
    redeem: (authorisation, order) => door.redeem(authorisation, order),
    account: ACCOUNT,
    now: clock.marketClock.now,
    ...(behaviour === undefined ? {} : { behaviour }),
    ...(cash === undefined ? {} : { cash }),
  })
  return {
    clock,
    door,
    broker,
    journal: new MemoryJournal(),
    counter: { refs: 0, commands: 0 },
    book: live ? ACCOUNT_BOOK : SIMULATED_BOOK,
  }
}

/** A desk on a scripted broker, with clocks that stand still until they are moved. */
export class Harness implements Outside {
  readonly clock: TestClock
  readonly journal: MemoryJournal
  readonly broker: ScriptedBroker
  readonly door: Outside['door']
  readonly counter: Outside['counter']
  readonly book: Book
  readonly desk: Desk
  readonly gate: Gate
  /** May be changed under way. */
  limits: RiskLimits
  readonly events: TradingEvent[] = []
  readonly engineInputs: EngineInput[] = []

  constructor(options: HarnessOptions = {}, earlier?: Outside) {
    const { clock, journal, broker, door, counter, book } = earlier ?? outside(options)
    this.book = book
    this.clock = clock
    this.journal = journal
    this.broker = broker
    this.door = door
    this.counter = counter
    // Everything that arming asks for is open; the desk's own mode says whether it is armed.
    this.gate = createGate(clock.operator, { refuse: () => null, epoch: 1 })
    door.redeem = this.gate.redeem
    this.limits = { ...SIMULATED_LIMITS, ...options.limits }
    this.desk = new Desk({
      venues: options.connected === false ? [] : [this.venue()],
      gate: this.gate,
      journal,
      market: clock.marketClock,
      operator: clock.operator,
      limitsOf: () => this.limits,
      tickOf: (symbol) => (symbol === 'NONE' ? null : PENNY),
      newRef: () => {
        counter.refs += 1
        return orderRef(`O${counter.refs}`)
      },
      setAlarm: clock.setAlarm,
      observer: {
        onEvent: (event) => this.events.push(event),
        onEngineInput: (input) => this.engineInputs.push(input),
      },
      ...(options.settings === undefined ? {} : { settings: options.settings }),
      ...(options.guard === undefined ? {} : { guard: options.guard }),
      ...(earlier === undefined ? {} : { restored: restore(journal.events()) }),
    })
  }

  /** Starts the desk in a session with quotes, everything asked and answered. */
  async begin(day: SessionDay = DAY): Promise<void> {
    this.desk.start()
    this.desk.startDay(day)
    if (this.book.kind === 'account') this.arm()
    this.quote(MARKET_SYMBOL, 500)
    this.quote(AAPL, 100)
    this.quote(NVDA, 200)
    await this.flush()
  }

  venue(): Venue {
    return { book: this.book, account: ACCOUNT, broker: this.broker }
  }

  arm(automaticApproval = false): void {
    this.desk.changeMode('live-paper', 'armed', ACCOUNT, { automaticApproval })
  }

  /** The desk that a new process would build from the journal, on the same broker and clocks. */
  restart(options: HarnessOptions = {}): Harness {
    this.desk.close()
    return new Harness({ limits: this.limits, ...options }, this)
  }

  /** Lets queries be answered and acted on. */
  async flush(): Promise<void> {
    const turns = async (): Promise<void> => {
      for (let turn = 0; turn < 40; turn++) await Promise.resolve()
    }
    for (let turn = 0; turn < 3; turn++) await (this.broker.hasHung ? turns() : this.desk.idle())
  }

  quote(symbol: Ticker, last: number, change: Partial<TradingQuote> = {}): void {
    this.desk.takeQuote({
      symbol,
      time: utcMs(this.clock.market),
      bid: last - 0.01,
      ask: last + 0.01,
      last,
      bidSize: 500,
      askSize: 500,
      quality: 'live',
      halted: false,
      ...change,
    })
  }

  /** Lets time pass on both clocks, alarms included. @param speed market seconds an operator second */
  async pass(ms: number, speed = 1): Promise<void> {
    const { clock } = this
    const until = clock.monotonic + ms
    for (let alarm = clock.due(until); alarm !== null; alarm = clock.due(until)) {
      clock.pass(Math.max(0, alarm.at - clock.monotonic), speed)
      alarm.run()
      await this.flush()
    }
    clock.pass(until - clock.monotonic, speed)
    this.desk.passTime()
    await this.flush()
  }

  /** Goes to a moment of market time without operator time passing. */
  async goTo(market: UtcMs): Promise<void> {
    this.clock.market = market
    this.desk.passTime()
    await this.flush()
  }

  decide(...decisions: readonly Decision[]): void {
    this.desk.decide(decisions)
  }

  /** Delivers everything and lets what follows from it happen, until nothing more is said. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) {
      this.broker.deliver()
      await this.flush()
      if (this.broker.outbox.length === 0) return
    }
  }

  /** A command under an id of its own. */
  command(command: WithoutId<TradingCommand>): CommandAnswer {
    this.counter.commands += 1
    return this.desk.command({ id: `c${this.counter.commands}`, ...command })
  }

  /** The refusal of a command, or null. */
  refusal(command: WithoutId<TradingCommand>): Refusal | null {
    const answer = this.command(command)
    return answer.ok ? null : answer.error
  }

  waiting(): StagedOrder[] {
    return waitingBrackets(this.desk.state)
  }

  /** The only order that waits. */
  card(): StagedOrder {
    const [staged] = this.waiting()
    if (staged === undefined) throw new Error('nothing waits')
    return staged
  }

  /** Stages and approves. @returns the entry's reference. */
  approve(entry: Decision): OrderRef {
    this.decide(entry)
    const { ref, revision } = this.card()
    const refused = this.refusal({ kind: 'approve', ref, revision })
    if (refused !== null) throw new Error(refused.message)
    return ref
  }

  /** Stages, approves and delivers. @returns the entry's reference. */
  async enter(entry: Decision): Promise<OrderRef> {
    const ref = this.approve(entry)
    await this.settle()
    return ref
  }

  /** Enters and fills all of it at a price. @returns the entry's reference. */
  async hold(entry: Decision, price: number): Promise<OrderRef> {
    const ref = await this.enter(entry)
    this.broker.fill(ref, Number.POSITIVE_INFINITY, price)
    await this.settle()
    return ref
  }

  order(ref: string): LedgerOrder | undefined {
    return findOrder(this.desk.state, ref as OrderRef)
  }

  orderState(ref: string): string | undefined {
    return this.order(ref)?.order.state
  }

  shares(symbol: Ticker): number {
    return sharesIn(this.desk.state, this.book, symbol)
  }

  trade(symbol: Ticker): Trade | undefined {
    return this.desk.state.trades.get(placeKey(this.book, symbol))
  }

  /** What reached the broker of a kind. */
  seen<Kind extends SeenRequest['kind']>(kind: Kind): Extract<SeenRequest, { kind: Kind }>[] {
    return this.broker.seen.filter((request): request is Extract<SeenRequest, { kind: Kind }> => request.kind === kind)
  }

  /** Facts of a kind, as they were recorded. */
  facts<Kind extends TradingEvent['kind']>(kind: Kind): Extract<TradingEvent, { kind: Kind }>[] {
    return this.events.filter((event): event is Extract<TradingEvent, { kind: Kind }> => event.kind === kind)
  }
}

type WithoutId<Command> = Command extends unknown ? Omit<Command, 'id'> : never

/** A decision on the bar that ends at a moment; only what trading looks at has a meaning. */
function decision(symbol: Ticker, end: UtcMs, close: number, atr: number, action: Action, exit: Exit | null): Decision {
  const votes = { RS: NEUTRAL, ST: NEUTRAL, VP: NEUTRAL, CA: NEUTRAL, TD: NEUTRAL, RG: NEUTRAL }
  const side = action.kind === 'enter' ? action.side : 'long'
  return {
    symbol,
    barStart: utcMs(end - 5 * MINUTE_MS),
    profile: 'default',
    profileHash: '',
    bars: 100,
    close,
    atr,
    vwap: close,
    rsi: 50,
    candidate: action.kind === 'enter' ? side : null,
    tradeKind: 'momentum',
    measures: {
      regime: {
        regime: 'RANGE_BOUND',
        confidence: 70,
        unknownBecause: null,
        day: 0,
        short: 0,
        medium: 0,
        consistency: 0,
        lean: 0,
        atrPercent: 0.001,
        breadth: [],
      },
      relativeStrength: { absent: 'few-stocks' },
      statistics: { price: 0, volume: 0, momentum: 0 },
      volumeProfile: { absent: 'no-profile' },
      crossAsset: { absent: 'few-peers' },
      timeOfDay: { window: 'mid-morning', minute: 640, minutesToClose: 320 },
    },
    cards: [{ side, votes, agreeing: 0, ownAgreeing: 0, withData: 6, scoreSum: 0, vetoedBy: [] }],
    action,
    exit,
  }
}

/** A decision at 10:00 to enter at `close`, stop and target 2.5 and 4 ATR away. */
export function entering(
  symbol: Ticker,
  close: number,
  { side = 'long', atr = 1, size = 0.02, at = atMinute(DATE, 10, 0) }: Partial<EnteringOptions> = {},
): Decision {
  const reach = signOf(side) * atr
  const levels = { entry: close, stop: close - 2.5 * reach, target: close + 4 * reach }
  return decision(symbol, at, close, atr, { kind: 'enter', side, size, ...levels }, null)
}

interface EnteringOptions {
  readonly side: Side
  readonly atr: number
  readonly size: number
  readonly at: UtcMs
}

/** A decision at 10:05 about an open position. */
export const exiting = (symbol: Ticker, exit: Exit, close = 100, at = atMinute(DATE, 10, 5)): Decision =>
  decision(symbol, at, close, 1, { kind: 'hold', why: 'position-open' }, exit)

export { atMinute }
