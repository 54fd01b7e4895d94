import type { Decision } from '../../src-shared/domain/decision.ts'
import type { EngineInput, EpochInput } from '../../src-shared/domain/engine-input.ts'
import { MINUTE_MS, type SessionDay, type UtcMs, utcMs } from '../../src-shared/domain/time.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import { type BarrierOutput, createBarrier } from '../market/barrier.ts'
import type { MarketEvent } from '../market/market-data.ts'
import type { FillModel, SimulatedFill } from '../simulator/fills/fill-model.ts'
import type { Recorder } from './recorder.ts'

/** How long before the close everything has to be flat. */
const FLAT_BEFORE_CLOSE_MS = 5 * MINUTE_MS

/** Whoever wants to know what happens, as it happens. */
export interface SessionObserver {
  onSession(day: SessionDay, warmingUp: boolean): void
  onDecision(decision: Decision, engine: Engine): void
  onFill(fill: SimulatedFill): void
  /** After each slot, so that the observer can show progress and hold the session while its output drains. */
  onSlotEnd(time: UtcMs): Promise<void> | void
}

export interface SessionParts {
  /** From a `MarketData`, paced or as fast as they are drained. */
  readonly events: AsyncIterable<MarketEvent> | Iterable<MarketEvent>
  readonly epoch: EpochInput
  /** Bars of sessions before this moment are fed, not decided. */
  readonly decideFrom: UtcMs
  readonly book: FillModel
  readonly recorder: Recorder
  readonly observer: SessionObserver
}

type Decidable = Extract<BarrierOutput, { kind: 'barrier' }>

/**
 * One trading session in the simulated book: bars through the barrier into the engine, decisions into the book, fills
 * back into the engine, everything into the recorder in the order in which it happened.
 */
export async function runSession(parts: SessionParts): Promise<void> {
  const session = new TradingSession(parts)
  for await (const event of parts.events) await session.take(event)
}

class TradingSession {
  private readonly parts: SessionParts
  private readonly engine = createEngine()
  private readonly barrier
  private readonly traded: ReadonlySet<string>
  private today: SessionDay | null = null

  constructor(parts: SessionParts) {
    this.parts = parts
    const { epoch } = parts
    this.barrier = createBarrier({ required: epoch.instruments.map(({ symbol }) => symbol) })
    this.traded = new Set(epoch.traded)
    this.feed(epoch, epoch.sessions[0]?.open ?? utcMs(0))
  }

  async take(event: MarketEvent): Promise<void> {
    switch (event.kind) {
      case 'session':
        this.today = event.day
        this.parts.observer.onSession(event.day, this.isWarmUp(event.day.open))
        return
      case 'bar':
        this.release(this.barrier.onBar(event.symbol, event.bar, true), event.bar.start)
        return
      case 'slot-end':
        this.release(this.barrier.endSlot(event.time), event.time)
        this.endSlot(event.time)
        await this.parts.observer.onSlotEnd(event.time)
    }
  }

  private release(outputs: readonly BarrierOutput[], now: UtcMs): void {
    for (const output of outputs) {
      if (output.kind === 'barrier') this.decide(output, now)
      else this.parts.recorder.barCorrected(output.symbol, output.bar, output.decided, now)
    }
  }

  private decide(slot: Decidable, now: UtcMs): void {
    const { book, observer, recorder } = this.parts
    const warmingUp = this.isWarmUp(slot.barStart)
    for (const { symbol, bar } of slot.bars) {
      const output = this.feed({ kind: 'bar', symbol, bar }, now)
      // A bar that the engine refuses must not fill anything either.
      if (output.kind === 'refused') recorder.barRefused(symbol, bar, output.refusal, now)
      else if (!warmingUp && this.traded.has(symbol)) this.takeFills(book.onBar(symbol, bar), now)
    }
    if (warmingUp) return
    const output = this.feed({ kind: 'barrier', barStart: slot.barStart, missing: slot.missing }, now)
    if (output.kind !== 'decided') return
    for (const decision of output.decisions) {
      recorder.decision(decision, now)
      observer.onDecision(decision, this.engine)
      this.carryOut(decision, now)
    }
  }

  private carryOut(decision: Decision, now: UtcMs): void {
    const outcome = this.parts.book.onDecision(decision)
    if (outcome.kind === 'stop-moved') this.parts.recorder.stopMoved(decision.symbol, outcome.stop, now)
    if (outcome.kind === 'entry-refused') {
      this.parts.recorder.entryRefused(decision.symbol, outcome.code, outcome.message, now)
    }
  }

  /** The market clock's own jobs: flat before the close, and nothing left after it. */
  private endSlot(time: UtcMs): void {
    const { book } = this.parts
    if (this.today === null || this.isWarmUp(this.today.open)) return
    if (time === this.today.close - FLAT_BEFORE_CLOSE_MS) book.onEndOfDay(this.today)
    if (time >= this.today.close) this.takeFills(book.onClose(this.today), time)
  }

  private takeFills(fills: readonly SimulatedFill[], now: UtcMs): void {
    for (const fill of fills) {
      this.feed(fill.input, now)
      this.parts.observer.onFill(fill)
    }
  }

  private feed(input: EngineInput, now: UtcMs): ReturnType<Engine['apply']> {
    this.parts.recorder.input(input, now)
    return this.engine.apply(input)
  }

  private isWarmUp(time: UtcMs): boolean {
    return time < this.parts.decideFrom
  }
}
