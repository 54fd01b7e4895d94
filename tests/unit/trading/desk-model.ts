import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'
import { positionAfter } from '../../../src-main/engine/open-position.ts'
import type { TradingEvent } from '../../../src-main/trading/journal/trading-event.ts'
import { restore } from '../../../src-main/trading/state/evolve.ts'
import type { EnginePosition } from '../../../src-shared/domain/engine-input.ts'
import { type OrderRef, type Ticker, ticker } from '../../../src-shared/domain/ids.ts'
import { MARKET_SYMBOL } from '../../../src-shared/domain/instrument.ts'
import type { ScriptedBehaviour } from '../../support/scripted-broker.ts'
import { BrokerGuard, MODEL_LIMITS } from './desk-guard.ts'
import { AAPL, DAY, Harness, NVDA } from './harness.ts'

export const MODEL_SYMBOLS: readonly Ticker[] = [AAPL, NVDA, ticker('XOM')]

type Command = Parameters<Harness['command']>[0]

/**
 * A desk, a broker and a world that do whatever a sequence says, and the promises that hold all the while. The broker
 * answers queries truthfully; everything else that it says may come late, twice, in another order or not at all.
 */
export class DeskModel {
  readonly guard: BrokerGuard
  private harness: Harness
  private readonly prices = new Map(MODEL_SYMBOLS.map((symbol, index) => [symbol, 50 * (index + 1)]))
  private readonly approved = new Set<OrderRef>()
  private readonly engine = new Map<Ticker, EnginePosition | null>()
  private readonly everything: TradingEvent[] = []
  private read = { events: 0, inputs: 0 }
  private readonly everyPrefix: boolean
  private commands = 0
  private commandAgain: (() => void) | null = null

  /** @param everyPrefix compares the restored with the live state after every step. */
  constructor(behaviour: ScriptedBehaviour, everyPrefix: boolean) {
    this.everyPrefix = everyPrefix
    this.harness = new Harness({ behaviour, limits: MODEL_LIMITS })
    this.guard = new BrokerGuard(
      () => this.harness,
      (symbol) => this.price(symbol),
    )
  }

  /** What a step works on. */
  get world(): Harness {
    return this.harness
  }

  async begin(): Promise<void> {
    await this.harness.begin()
    this.quoteAll()
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
    this.checkRestored()
    for (const symbol of MODEL_SYMBOLS) this.checkRest(symbol)
    for (const { order } of desk.state.live.values()) {
      if (order.state !== 'staged') expect(broker.order(order.ref)?.status, order.ref).toMatch(/ubmitted/)
    }
    for (const { ref } of broker.openReports()) {
      expect(desk.state.live.has(ref as OrderRef), `${ref} is known`).toBe(true)
    }
  }

  /** Gives a command an id of its own, and keeps how to give it once more. */
  command(command: Command): void {
    this.commands += 1
    const id = `m${this.commands}`
    const answer = this.harness.desk.command({ id, ...command })
    this.commandAgain = () => {
      const { events, broker, desk } = this.harness
      const [recorded, seen] = [events.length, broker.seen.length]
      expect(desk.command({ id, ...command })).toEqual(answer)
      expect(events.slice(recorded).filter(({ kind }) => kind === 'order-approved')).toEqual([])
      expect(broker.seen.slice(seen).filter(({ kind }) => kind === 'submit')).toEqual([])
    }
  }

  repeatCommand(): void {
    this.commandAgain?.()
  }

  price(symbol: Ticker): number {
    return this.prices.get(symbol) ?? 100
  }

  movePrice(symbol: Ticker, factor: number): void {
    this.prices.set(symbol, Math.round(this.price(symbol) * factor * 100) / 100)
    this.quoteAll()
  }

  quoteAll(): void {
    this.harness.quote(MARKET_SYMBOL, 500)
    for (const [symbol, price] of this.prices) this.harness.quote(symbol, price)
  }

  async restart(): Promise<void> {
    this.check()
    // What the journal did not take comes back from the emergency file.
    const { journal, desk } = this.harness
    journal.lines.push(...desk.unwritten.map((event) => JSON.stringify(event)))
    this.read = { events: 0, inputs: 0 }
    this.commandAgain = null
    this.harness = this.harness.restart()
    this.engine.clear()
    for (const { symbol, position } of this.harness.desk.enginePositions()) this.engine.set(symbol, position)
    await this.harness.begin()
    this.quoteAll()
  }

  /** What has to hold after every step. */
  check(): void {
    const { desk, events, engineInputs, journal } = this.harness
    expect(desk.state.contradictions, 'the broker has done nothing impossible').toEqual([])
    for (const event of events.slice(this.read.events)) this.takeEvent(event)
    for (const input of engineInputs.slice(this.read.inputs)) {
      // Throws for a fill that cannot belong to the position.
      if (input.kind === 'fill') {
        this.engine.set(input.symbol, positionAfter(this.engine.get(input.symbol) ?? null, input))
      }
      if (input.kind === 'position') this.engine.set(input.symbol, input.position)
    }
    this.read = { events: events.length, inputs: engineInputs.length }
    for (const symbol of MODEL_SYMBOLS) {
      const position = this.engine.get(symbol) ?? null
      const shares = position === null ? 0 : position.quantity * (position.side === 'long' ? 1 : -1)
      const managed = this.harness.trade(symbol) !== undefined
      if (managed) expect(shares, `the engine's ${symbol}`).toBe(this.harness.shares(symbol))
      this.guard.checkProtection(symbol)
    }
    expect(journal.lines.length + desk.unwritten.length).toBe(this.everything.length)
    if (this.everyPrefix) this.checkRestored()
  }

  /** What happened, by which a run shows that it was about something. */
  tally(): Tally {
    const { broker, desk } = this.harness
    const reductions = broker.seen.flatMap((request) => (request.kind === 'reduce' ? [request.order.role] : []))
    const count = (kind: TradingEvent['kind']): number => this.everything.filter((event) => event.kind === kind).length
    return {
      entries: this.guard.entries,
      executions: count('execution'),
      moves: broker.seen.filter(({ kind }) => kind === 'adjust').length,
      standaloneStops: reductions.filter((role) => role === 'stop').length,
      closes: reductions.filter((role) => role === 'close').length,
      unknown: count('contact-lost'),
      absent: count('order-absent'),
      open: [...desk.state.holdings.values()].filter(({ shares }) => shares !== 0).length,
    }
  }

  /** What the journal restores is what there is. */
  private checkRestored(): void {
    const events = this.everything.map((event) => JSON.parse(JSON.stringify(event)) as TradingEvent)
    const same = isDeepStrictEqual(restore(events), this.harness.desk.state)
    // Only a difference is worth the time that it takes to show it.
    if (!same) expect(restore(events)).toEqual(this.harness.desk.state)
    expect(same).toBe(true)
  }

  private checkRest(symbol: Ticker): void {
    const { broker, desk, clock } = this.harness
    const net = broker.net(symbol)
    expect(this.harness.shares(symbol), `shares of ${symbol}`).toBe(net)
    if (net === 0) return
    const reports = broker.openReports().filter((report) => report.symbol === symbol)
    const covering = (type: 'STP' | 'MKT'): boolean =>
      reports.some((report) => report.pricing.type === type && report.working >= Math.abs(net))
    const isOpen = clock.market < DAY.close
    const closing = desk.state.closings.has(`simulated/${symbol}`)
    if (closing && isOpen) expect(covering('MKT'), `the close of ${symbol} is out`).toBe(true)
    if (!closing) expect(covering('STP'), `${symbol} is protected`).toBe(true)
  }

  private takeEvent(event: TradingEvent): void {
    this.everything.push(event)
    if (event.kind === 'stop-wanted') this.guard.noteStop(event.symbol, event.stop)
    if (event.kind !== 'order-approved') return
    expect(this.approved.has(event.ref), `${event.ref} is approved once`).toBe(false)
    this.approved.add(event.ref)
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
