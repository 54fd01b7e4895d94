import { type SteppedEvent, type StepTrade, timeOfStepped } from '../simulator/exchange/steps.ts'
import type { SessionEvent } from './market/market-source.ts'
import type { SessionWorks } from './session-works.ts'

/**
 * The way of a simulated market's events through a session that sees each of its steps: to the exchange, quotes and
 * executions to the desk, bars through the barrier to the engine, decisions to the desk; everything into the audit in
 * the order in which it happened.
 */
export class SteppedPassage {
  private readonly works: SessionWorks

  constructor(works: SessionWorks) {
    this.works = works
  }

  async take(event: SessionEvent): Promise<void> {
    const { works } = this
    if (!isStepped(event)) throw new Error(`a market of steps does not say ${event.kind}`)
    if (event.kind === 'bar') {
      works.feed.hold(event.symbol, event.bar)
      return
    }
    works.time = timeOfStepped(event)
    if (event.kind === 'session') works.startDay(event.day)
    if (this.isWarmUp) this.warmUp(event)
    else if (this.isPast) await this.repeat(event)
    else await this.trade(event)
  }

  /** Earlier days. */
  private get isWarmUp(): boolean {
    const { today, parts } = this.works
    return today === null || today.open < parts.source.decideFrom
  }

  private get isPast(): boolean {
    const { player, parts, time } = this.works
    return player !== null && parts.past !== null && time <= parts.past.until
  }

  /** Only the engine takes earlier days: the exchange has nothing to do on them. */
  private warmUp(event: SteppedEvent): void {
    if (event.kind !== 'slot-end') return
    this.works.feed.endSlot(event.time, false)
    this.works.recorder.flush()
  }

  /** What an earlier process lived through: the exchange comes to stand where it stood, and nothing is traded. */
  private async repeat(event: SteppedEvent): Promise<void> {
    const { works } = this
    const { past, observer } = works.parts
    works.trading.exchange.take(event)
    const isSlot = event.kind === 'slot-end'
    const isOver = past === null || works.time >= past.until
    const undecided = isSlot && isOver && past !== null && works.time > past.decidedTo
    if (isSlot && !undecided) works.feed.endSlot(works.time, false)
    works.player?.playTo(works.time)
    if (event.kind === 'step') {
      if (isOver) this.giveQuotes(event.trades)
      observer.step(event.time, event.trades)
    }
    if (isSlot) works.recorder.flush()
    if (!isOver) return
    await works.goLive()
    if (undecided) await this.decide()
  }

  private async trade(event: SteppedEvent): Promise<void> {
    const { works } = this
    const { exchange, desk } = works.trading
    exchange.take(event)
    if (!works.live) await works.goLive()
    if (event.kind === 'session') desk.startDay(event.day)
    if (event.kind === 'step') this.giveQuotes(event.trades)
    desk.passTime()
    await works.trading.settled()
    if (event.kind === 'step') works.parts.observer.step(event.time, event.trades)
    if (event.kind === 'slot-end') await this.decide()
    works.recorder.flush()
  }

  private giveQuotes(trades: readonly StepTrade[]): void {
    const { exchange, desk } = this.works.trading
    for (const { symbol } of trades) desk.takeQuote(exchange.quote(symbol))
  }

  private async decide(): Promise<void> {
    const { works } = this
    works.recorder.flush()
    await works.tradeOn(works.feed.endSlot(works.time, true))
  }
}

const STEPPED = new Set<SessionEvent['kind']>([
  'session',
  'bar',
  'slot-end',
  'step',
  'halt',
] satisfies SteppedEvent['kind'][])
const isStepped = (event: SessionEvent): event is SteppedEvent => STEPPED.has(event.kind)
