import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'
import { positionAfter } from '../../../src-main/engine/open-position.ts'
import type { TradingEvent } from '../../../src-main/trading/journal/trading-event.ts'
import { stopRef } from '../../../src-main/trading/staging/bracket-orders.ts'
import { restore } from '../../../src-main/trading/state/evolve.ts'
import type { EnginePosition } from '../../../src-shared/domain/engine-input.ts'
import { type OrderRef, type Ticker, ticker } from '../../../src-shared/domain/ids.ts'
import { MARKET_SYMBOL } from '../../../src-shared/domain/instrument.ts'
import { MINUTE_MS, utcMs } from '../../../src-shared/domain/time.ts'
import type { ScriptedBehaviour, SeenRequest } from '../../support/scripted-broker.ts'
import { AAPL, DAY, entering, exiting, Harness, NVDA } from './harness.ts'

/** One step of a sequence: which kind, and a number from which its details follow. */
export type ModelStep = readonly [kind: number, pick: number]

const SYMBOLS: readonly Ticker[] = [AAPL, NVDA, ticker('XOM')]
const LIMITS = { maxOpenPositions: 2, maxEntriesPerMinute: 3, maxGrossExposureDollars: 18_000 }
const PRICE_SLACK = 1.05

/** Takes a part of a number away: the next detail of a step. */
class Picker {
  private rest: number

  constructor(pick: number) {
    this.rest = pick
  }

  below(count: number): number {
    const part = this.rest % count
    this.rest = Math.floor(this.rest / count) * 7 + part
    return part
  }

  of<Value>(values: readonly Value[]): Value | undefined {
    return values[this.below(Math.max(1, values.length))]
  }
}

/**
 * A desk, a broker and a world that do whatever a sequence says, and the promises that hold all the while. The broker
 * answers queries truthfully; everything else that it says may come late, twice, in another order or not at all.
 */
class DeskModel {
  private harness: Harness
  private readonly prices = new Map<Ticker, number>(SYMBOLS.map((symbol, index) => [symbol, 50 * (index + 1)]))
  private readonly approved = new Map<string, number>()
  private readonly submitted = new Map<string, number>()
  /** The tightest stop that was ever wanted of a trade after its anchor, by its entry. */
  private readonly tightest = new Map<OrderRef, { readonly sign: number; readonly stop: number }>()
  private readonly engine = new Map<Ticker, EnginePosition | null>()
  private readonly entryTimes: number[] = []
  private readonly everything: TradingEvent[] = []
  private read = { events: 0, inputs: 0 }
  private readonly everyPrefix: boolean
  private readonly exposed = new Map<Ticker, { readonly since: number; readonly requests: number }>()
  private blindUntil = 0
  private commands = 0
  private commandAgain: (() => void) | null = null

  constructor(behaviour: ScriptedBehaviour, everyPrefix: boolean) {
    this.everyPrefix = everyPrefix
    this.harness = new Harness({ behaviour, limits: LIMITS })
    this.guardBroker()
  }

  async begin(): Promise<void> {
    await this.harness.begin()
    this.quoteAll()
    this.check()
  }

  async step([kind, pick]: ModelStep): Promise<void> {
    await STEPS[kind]?.(this, new Picker(pick))
    await this.harness.flush()
    this.check()
  }

  /** Ends all trouble. What was lost stays lost. */
  heal(): void {
    const { broker, journal, desk } = this.harness
    broker.queries = 'answer'
    broker.refuseNext = {}
    broker.rejectsReductions = false
    broker.losesRequests = false
    journal.full = false
    broker.setConnection({ state: 'ready', reason: 'The script says so.' })
    if (desk.state.mode !== 'dry-run') desk.changeMode('dry-run', 'the script says so')
    if (desk.state.tradingState !== 'active') this.command({ kind: 'set-trading-state', state: 'active' })
  }

  /** Everything comes back, everything is said, and time passes: what is known has to be what is. */
  async comeToRest(): Promise<void> {
    const { broker, desk } = this.harness
    this.heal()
    for (let round = 0; round < 8; round++) {
      await this.harness.settle()
      await this.harness.pass(20_000)
    }
    this.check()
    for (const symbol of SYMBOLS) {
      const net = broker.net(symbol)
      expect(this.harness.shares(symbol), `shares of ${symbol}`).toBe(net)
      if (net === 0) continue
      const place = `simulated/${symbol}`
      const stops = broker
        .openReports()
        .filter((report) => report.symbol === symbol && report.pricing.type === 'STP')
        .map(({ working }) => working)
      const isProtected = Math.max(0, ...stops) >= Math.abs(net)
      expect(isProtected || desk.state.closings.has(place), `${symbol} is protected or being closed`).toBe(true)
    }
    for (const { order } of desk.state.live.values()) {
      if (order.state === 'staged') continue
      expect(broker.order(order.ref)?.status, order.ref).toMatch(/ubmitted/)
    }
    for (const { ref } of broker.openReports())
      expect(desk.state.live.has(ref as OrderRef), `${ref} is known`).toBe(true)
  }

  /** A message was lost without the connection: only the next query tells. @param ms operator time */
  blindFor(ms: number): void {
    this.blindUntil = this.harness.clock.monotonic + ms
  }

  command(command: Parameters<Harness['command']>[0]): void {
    this.commands += 1
    const id = `m${this.commands}`
    const { desk } = this.harness
    const answer = desk.command({ id, ...command })
    this.commandAgain = () => {
      const events = this.harness.events.length
      const seen = this.harness.broker.seen.length
      const again = this.harness.desk.command({ id, ...command })
      expect(again).toEqual(answer)
      expect(this.harness.events.slice(events).filter(({ kind }) => kind === 'order-approved')).toEqual([])
      expect(this.harness.broker.seen.slice(seen).filter(({ kind }) => kind === 'submit')).toEqual([])
    }
  }

  price(symbol: Ticker): number {
    return this.prices.get(symbol) ?? 100
  }

  get world(): Harness {
    return this.harness
  }

  movePrice(symbol: Ticker, factor: number): void {
    this.prices.set(symbol, Math.round(this.price(symbol) * factor * 100) / 100)
    this.quoteAll()
  }

  quoteAll(): void {
    this.harness.quote(MARKET_SYMBOL, 500)
    for (const [symbol, price] of this.prices) this.harness.quote(symbol, price)
  }

  repeatCommand(): void {
    this.commandAgain?.()
  }

  async restart(): Promise<void> {
    this.check()
    // What the journal did not take comes back from the emergency file.
    const { journal, desk: before } = this.harness
    journal.lines.push(...before.unwritten.map((event) => JSON.stringify(event)))
    this.read = { events: 0, inputs: 0 }
    this.commandAgain = null
    this.harness = this.harness.restart()
    this.engine.clear()
    const { desk } = this.harness
    for (const [, trade] of desk.state.trades) {
      const shares = this.harness.shares(trade.symbol)
      const { side, atr, stop, bestClose } = trade
      if (shares !== 0) {
        this.engine.set(trade.symbol, { side, quantity: Math.abs(shares), average: 1, atr, stop, bestClose })
      }
    }
    await this.harness.begin()
    this.quoteAll()
  }

  /** Watches what reaches the broker, at the moment at which it does. */
  private guardBroker(): void {
    const { broker, door } = this.harness
    const submit = broker.submit.bind(broker)
    broker.submit = (ticket, authorisation) => {
      const answer = submit(ticket, authorisation)
      if (!answer.ok) return answer
      const again = door.redeem(authorisation, ticket.entry)
      expect(again.ok, 'an authorisation is good once').toBe(false)
      this.checkEntry(ticket.entry)
      return answer
    }
    const adjust = broker.adjust.bind(broker)
    broker.adjust = (ref, change) => {
      const before = broker.order(ref)
      if (before?.pricing.type === 'STP' && change.pricing?.type === 'STP') {
        const trade = this.harness.trade(before.symbol)
        const tightest = trade === undefined ? undefined : this.tightest.get(trade.entry)
        if (tightest !== undefined) {
          const loosened = tightest.sign * (tightest.stop - change.pricing.stop)
          expect(loosened, `the stop of ${before.symbol} is not loosened`).toBeLessThanOrEqual(1e-9)
        }
      }
      return adjust(ref, change)
    }
    const fill = broker.fill.bind(broker)
    broker.fill = (ref, shares, price) => {
      const order = broker.order(ref)
      const before = order === null ? 0 : broker.net(order.symbol)
      const filled = fill(ref, shares, price)
      const after = order === null ? 0 : broker.net(order.symbol)
      const reduces = this.harness.order(ref)?.order.role !== 'entry'
      if (reduces) expect(before * after, `${order?.symbol} is not flipped`).toBeGreaterThanOrEqual(0)
      return filled
    }
  }

  private checkEntry(entry: Parameters<Harness['broker']['submit']>[0]['entry']): void {
    const { broker, desk, journal, clock } = this.harness
    const { ref, symbol, quantity, pricing } = entry
    this.submitted.set(ref, (this.submitted.get(ref) ?? 0) + 1)
    expect(this.submitted.get(ref), `${ref} goes out once`).toBe(1)
    expect(desk.state.mode).toBe('dry-run')
    expect(entry.book).toEqual({ kind: 'simulated' })
    expect(journal.full, 'the journal can be written').toBe(false)
    const intent = journal.events().some((event) => event.kind === 'order-intent' && event.entry.ref === ref)
    expect(intent, 'the intent is on the disk').toBe(true)
    expect(desk.state.tradingState).toBe('active')
    expect(this.approved.get(ref) ?? this.countApprovals(ref)).toBe(1)
    const limit = pricing.type === 'LMT' ? pricing.limit : this.price(symbol)
    expect(quantity * limit).toBeLessThanOrEqual(desk.view.limitsOf(entry.book).maxPositionDollars)
    this.entryTimes.push(clock.market)
    const lately = this.entryTimes.filter((time) => time > clock.market - MINUTE_MS)
    expect(lately.length).toBeLessThanOrEqual(LIMITS.maxEntriesPerMinute)
    this.checkExposure(broker, entry)
  }

  private checkExposure(broker: Harness['broker'], entry: Parameters<Harness['broker']['submit']>[0]['entry']): void {
    const entries = broker.openReports().filter((report) => this.harness.order(`${report.ref}`)?.order.role === 'entry')
    const symbols = new Set<Ticker>([entry.symbol])
    let gross = 0
    for (const symbol of SYMBOLS) {
      const net = Math.abs(broker.net(symbol))
      if (net > 0) symbols.add(symbol)
      gross += net * this.price(symbol)
    }
    for (const { symbol, remaining, pricing } of entries) {
      symbols.add(symbol)
      gross += remaining * (pricing.type === 'LMT' ? pricing.limit : this.price(symbol))
    }
    expect(symbols.size).toBeLessThanOrEqual(LIMITS.maxOpenPositions)
    expect(gross).toBeLessThanOrEqual(LIMITS.maxGrossExposureDollars * PRICE_SLACK)
  }

  private countApprovals(ref: string): number {
    return this.harness.facts('order-approved').filter((event) => event.ref === ref).length
  }

  private check(): void {
    const { desk, events, engineInputs, journal } = this.harness
    expect(desk.state.contradictions, 'the broker has done nothing impossible').toEqual([])
    for (const event of events.slice(this.read.events)) this.takeEvent(event)
    for (const input of engineInputs.slice(this.read.inputs)) {
      // Throws for a fill that cannot belong to the position.
      if (input.kind === 'fill')
        this.engine.set(input.symbol, positionAfter(this.engine.get(input.symbol) ?? null, input))
      if (input.kind === 'position') this.engine.set(input.symbol, input.position)
    }
    this.read = { events: events.length, inputs: engineInputs.length }
    for (const symbol of SYMBOLS) {
      const position = this.engine.get(symbol) ?? null
      const shares = position === null ? 0 : position.quantity * (position.side === 'long' ? 1 : -1)
      const trade = this.harness.trade(symbol)
      if (trade !== undefined) expect(shares, `the engine's ${symbol}`).toBe(this.harness.shares(symbol))
    }
    expect(journal.lines.length + desk.unwritten.length).toBe(this.everything.length)
    for (const symbol of SYMBOLS) this.checkProtection(symbol)
    if (this.everyPrefix) this.checkRestored()
  }

  /**
   * As long as the broker answers and has nothing more to say, a position is short of its stop for two seconds at most
   * before it gets one of its own, and for five before it is closed.
   */
  private checkProtection(symbol: Ticker): void {
    const { broker, clock, desk } = this.harness
    const net = Math.abs(broker.net(symbol))
    const sees = clock.monotonic > this.blindUntil
    const quiet =
      sees && broker.connection().state === 'ready' && broker.queries === 'answer' && broker.outbox.length === 0
    const refuses = Object.keys(broker.refuseNext).length > 0
    const works = !broker.losesRequests && !refuses && desk.state.tradingState !== 'halted'
    const working = broker.openReports().filter((report) => report.symbol === symbol && report.working > 0)
    const covers = working.some((report) => report.pricing.type !== 'LMT' && report.working >= net)
    if (net === 0 || covers || !quiet || !works || this.harness.shares(symbol) !== broker.net(symbol)) {
      this.exposed.delete(symbol)
      return
    }
    const known = this.exposed.get(symbol)
    if (known === undefined) {
      this.exposed.set(symbol, { since: clock.monotonic, requests: broker.seen.length })
      return
    }
    const closing = desk.state.closings.has(`simulated/${symbol}`)
    const isStop = (request: SeenRequest): boolean =>
      (request.kind === 'reduce' && request.order.symbol === symbol && request.order.role === 'stop') ||
      (request.kind === 'adjust' && request.change.quantity !== undefined)
    const sent = broker.seen.slice(known.requests).some(isStop)
    const exposed = clock.monotonic - known.since
    if (exposed > 2_100) expect(closing || sent, `${symbol} got a stop of its own`).toBe(true)
    if (exposed > 5_100) expect(closing, `${symbol} is closed`).toBe(true)
  }

  /** What happened, by which a run shows that it was about something. */
  tally(): Tally {
    const { broker, desk } = this.harness
    const reductions = broker.seen.flatMap((request) => (request.kind === 'reduce' ? [request.order.role] : []))
    const count = (kind: TradingEvent['kind']): number => this.everything.filter((event) => event.kind === kind).length
    return {
      entries: this.submitted.size,
      executions: count('execution'),
      moves: broker.seen.filter(({ kind }) => kind === 'adjust').length,
      standaloneStops: reductions.filter((role) => role === 'stop').length,
      closes: reductions.filter((role) => role === 'close').length,
      unknown: count('contact-lost'),
      absent: count('order-absent'),
      open: [...desk.state.holdings.values()].filter(({ shares }) => shares !== 0).length,
    }
  }

  checkRestored(): void {
    const events = this.everything.map((event) => JSON.parse(JSON.stringify(event)) as TradingEvent)
    const same = isDeepStrictEqual(restore(events), this.harness.desk.state)
    if (!same) expect(restore(events)).toEqual(this.harness.desk.state)
    expect(same).toBe(true)
  }

  private takeEvent(event: TradingEvent): void {
    this.everything.push(event)
    if (event.kind === 'order-approved') {
      this.approved.set(event.ref, (this.approved.get(event.ref) ?? 0) + 1)
      expect(this.approved.get(event.ref), `${event.ref} is approved once`).toBe(1)
    }
    if (event.kind !== 'stop-wanted') return
    const trade = this.harness.trade(event.symbol)
    if (trade === undefined) return
    const sign = trade.side === 'long' ? 1 : -1
    const known = this.tightest.get(trade.entry)
    const stop = known === undefined ? event.stop : sign * Math.max(sign * known.stop, sign * event.stop)
    this.tightest.set(trade.entry, { sign, stop })
  }
}

export interface Tally {
  readonly entries: number
  readonly executions: number
  readonly moves: number
  readonly standaloneStops: number
  readonly closes: number
  readonly unknown: number
  readonly absent: number
  /** Positions at the end. */
  readonly open: number
}

type Step = (model: DeskModel, pick: Picker) => void | Promise<void>

const pickSymbol = (pick: Picker): Ticker => pick.of(SYMBOLS) ?? AAPL

const decideEntry: Step = (model, pick) => {
  const symbol = pickSymbol(pick)
  const side = pick.below(3) === 0 ? 'short' : 'long'
  const price = model.price(symbol)
  const at = utcMs(model.world.clock.market)
  model.world.decide(entering(symbol, price, { side, atr: price / 100, at, size: 0.02 }))
}

const approveOne: Step = (model, pick) => {
  const staged = pick.of(model.world.waiting())
  if (staged === undefined) return
  model.command({ kind: 'approve', ref: staged.ref, revision: staged.revision + (pick.below(8) === 0 ? 1 : 0) })
}

const fillSome: Step = (model, pick) => {
  const report = pick.of(model.world.broker.openReports())
  if (report?.ref == null) return
  const shares = pick.below(3) === 0 ? 1 + pick.below(40) : 1_000
  const limit = 'limit' in report.pricing ? report.pricing.limit : null
  const stop = 'stop' in report.pricing ? report.pricing.stop : null
  model.world.broker.fill(report.ref, shares, limit ?? stop ?? model.price(report.symbol))
}

const fillEntry: Step = (model, pick) => {
  const { broker } = model.world
  const entries = broker
    .openReports()
    .filter(({ parentId, timeInForce }) => parentId === null && timeInForce.tif === 'GTD')
  const report = pick.of(entries)
  if (report?.ref == null || report.pricing.type !== 'LMT') return
  broker.fill(report.ref, pick.below(2) === 0 ? 1_000 : 1 + pick.below(60), report.pricing.limit - pick.below(5) / 100)
}

const endOne: Step = (model, pick) => {
  const report = pick.of(model.world.broker.openReports())
  if (report?.ref != null) model.world.broker.end(report.ref, pick.below(4) === 0 ? 'Inactive' : 'Cancelled')
}

const deliverAll: Step = async (model) => {
  await model.world.settle()
}

const deliverSome: Step = async (model, pick) => {
  const { broker } = model.world
  for (let count = 1 + pick.below(4); count > 0; count--) {
    if (pick.below(3) === 0) broker.deliverOne(pick.below(Math.max(1, broker.outbox.length)), pick.below(2) === 0)
    else broker.deliver(1)
  }
  await model.world.flush()
}

const loseMessages: Step = (model, pick) => {
  const { world } = model
  model.blindFor(61_000)
  world.broker.outbox.splice(pick.below(Math.max(1, world.broker.outbox.length)), 1 + pick.below(3))
}

const PASSING = [100, 1_000, 2_100, 3_000, 5_100, 20_000, 61_000, 181_000]
const passTime: Step = async (model, pick) => {
  await model.world.pass(PASSING[pick.below(PASSING.length)] ?? 100)
  if (pick.below(4) > 0) model.quoteAll()
}

const editOne: Step = (model, pick) => {
  const staged = pick.of(model.world.waiting())
  if (staged === undefined) return
  const { plan, ref, revision } = staged
  const values = [0, -1, Number.NaN, 1e12, 1, 5, plan.quantity, plan.stop, plan.target, model.price(staged.symbol)]
  const change = {
    ...(pick.below(2) === 0 ? { quantity: values[pick.below(7)] ?? 1 } : {}),
    ...(pick.below(3) === 0 ? { limit: (values[pick.below(10)] ?? 1) + pick.below(3) / 200 } : {}),
    ...(pick.below(3) === 0 ? { stop: (values[pick.below(10)] ?? 1) - 0.01 } : {}),
  }
  model.command({ kind: 'edit', ref, revision, change })
}

const moveStop: Step = (model, pick) => {
  const symbol = pickSymbol(pick)
  const trade = model.world.trade(symbol)
  if (trade === undefined) return
  const price = trade.stop + (pick.below(60) - 20) / 100
  model.world.decide(exiting(symbol, { kind: 'moveStop', price }, model.price(symbol), utcMs(model.world.clock.market)))
}

const closeNow: Step = (model, pick) => {
  const symbol = pickSymbol(pick)
  const exit = { kind: 'closeNow', reason: 'the script says so' } as const
  model.world.decide(exiting(symbol, exit, model.price(symbol), utcMs(model.world.clock.market)))
}

const cancelOne: Step = (model, pick) => {
  const { desk, broker } = model.world
  const known = pick.of([...desk.state.live.values()])
  if (known === undefined) return
  const { ref, state } = known.order
  const free = broker.connection().state === 'ready' && broker.refuseNext.cancel === undefined
  model.command({ kind: 'cancel', ref })
  if (state === 'staged') return
  const now = model.world.order(ref)
  const asked = model.world.seen('cancel').some((request) => request.ref === ref)
  expect(now?.cancelWanted, `the end of ${ref} stays wanted`).not.toBeNull()
  if (free && known.cancelWanted === null && broker.order(ref) !== null) expect(asked, `${ref} is cancelled`).toBe(true)
}

/** Nobody can know of a correction that has not been told: it is told at once, and what it leads to can be asked for. */
const correctOne: Step = async (model, pick) => {
  const { broker } = model.world
  const works = broker.connection().state === 'ready' && broker.queries === 'answer' && !broker.losesRequests
  if (!works || Object.keys(broker.refuseNext).length > 0) return
  const ref = pick.of(model.world.seen('submit'))?.entry.ref
  const report = ref === undefined ? null : broker.order(ref)
  if (ref === undefined || report === null) return
  broker.correct(ref, 1 + pick.below(200), Math.round((report.averagePrice ?? 1) * 100 + pick.below(9)) / 100)
  await model.world.settle()
}

const trouble: Step = async (model, pick) => {
  const { broker, journal } = model.world
  switch (pick.below(8)) {
    case 0: {
      const away = broker.connection().state === 'ready'
      broker.setConnection({ state: away ? 'reconnecting' : 'ready', reason: 'The script says so.' })
      break
    }
    case 1:
      broker.queries = broker.queries === 'answer' ? 'fail' : 'answer'
      break
    case 2:
      broker.rejectsReductions = !broker.rejectsReductions
      break
    case 3:
      broker.losesRequests = !broker.losesRequests
      break
    case 4:
      journal.full = !journal.full
      break
    case 5:
      broker.refuseNext = { [pick.of(['submit', 'reduce', 'adjust', 'cancel']) ?? 'cancel']: 'not-ready' }
      break
    case 6:
      model.world.desk.changeMode(
        model.world.desk.state.mode === 'dry-run' ? 'live-paper' : 'dry-run',
        'the script says so',
      )
      break
    default:
      return correctOne(model, pick)
  }
  await model.world.flush()
}

const largeCommand: Step = (model, pick) => {
  const state = pick.of(['active', 'active', 'reducing', 'halted'] as const) ?? 'active'
  switch (pick.below(8)) {
    case 0:
      return model.command({ kind: 'flatten' })
    case 1:
      return model.command({ kind: 'stop' })
    case 2:
      return model.command({ kind: 'set-trading-state', state })
    case 3:
      return model.command({ kind: 'set-automatic-approval', on: pick.below(2) === 0 })
    case 4:
      return model.command({ kind: 'decline-all' })
    case 5: {
      const shown = model.world.waiting().map(({ ref, revision }) => ({ ref, revision }))
      return model.command({ kind: 'approve-all', shown })
    }
    case 6:
      return model.repeatCommand()
    default: {
      const symbol = pickSymbol(pick)
      const limit = model.price(symbol)
      return model.command({
        kind: 'stage',
        symbol,
        side: 'long',
        quantity: 10,
        limit,
        stop: limit - 1,
        target: limit + 2,
      })
    }
  }
}

const changeMarket: Step = async (model, pick) => {
  const symbol = pickSymbol(pick)
  switch (pick.below(6)) {
    case 0:
      return model.world.quote(symbol, model.price(symbol), { halted: true })
    case 1:
      return model.world.quote(symbol, model.price(symbol), { quality: 'delayed' })
    case 2:
      if (pick.below(5) === 0)
        await model.world.goTo(utcMs(Math.max(model.world.clock.market, DAY.close - 31 * MINUTE_MS)))
      return
    default:
      return model.movePrice(symbol, 1 + (pick.below(9) - 4) / 400)
  }
}

const rejectStop: Step = (model, pick) => {
  const entry = pick.of(model.world.seen('submit'))?.entry.ref
  if (entry !== undefined) model.world.broker.reject(stopRef(entry))
}

/** All at once what takes many steps: a decision, its approval and its fill, whole or in part. */
const openPosition: Step = async (model, pick) => {
  decideEntry(model, pick)
  for (const { ref, revision } of model.world.waiting()) model.command({ kind: 'approve', ref, revision })
  if (pick.below(3) > 0) await model.world.settle()
  fillEntry(model, pick)
  if (pick.below(3) > 0) await model.world.settle()
}

const heal: Step = async (model) => {
  model.heal()
  await model.world.settle()
  model.quoteAll()
}

const restartDesk: Step = (model) => model.restart()

const STEPS: readonly Step[] = [
  openPosition,
  openPosition,
  openPosition,
  heal,
  heal,
  decideEntry,
  decideEntry,
  approveOne,
  approveOne,
  approveOne,
  fillEntry,
  fillEntry,
  fillSome,
  fillSome,
  endOne,
  deliverAll,
  deliverAll,
  deliverAll,
  deliverSome,
  deliverSome,
  loseMessages,
  passTime,
  passTime,
  editOne,
  moveStop,
  moveStop,
  closeNow,
  cancelOne,
  trouble,
  trouble,
  largeCommand,
  changeMarket,
  rejectStop,
  restartDesk,
]

export const STEP_KINDS = STEPS.length

const BEHAVIOURS: readonly ScriptedBehaviour[] = (['per-fill', 'on-full-fill'] as const).flatMap((childrenWork) =>
  (['children-stay', 'children-go'] as const).flatMap((partialParentCancelled) =>
    (['reduces', 'cancels'] as const).map((group) => ({ childrenWork, partialParentCancelled, group })),
  ),
)

/** Runs one sequence to its end. @param everyPrefix compares the restored with the live state after every step */
export async function runSequence(
  behaviour: number,
  steps: readonly ModelStep[],
  everyPrefix: boolean,
): Promise<Tally> {
  const model = new DeskModel(BEHAVIOURS[behaviour % BEHAVIOURS.length]!, everyPrefix)
  await model.begin()
  for (const step of steps) await model.step(step)
  model.checkRestored()
  await model.comeToRest()
  model.checkRestored()
  return model.tally()
}
