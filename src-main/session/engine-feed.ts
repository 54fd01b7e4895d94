import type { Bar } from '../../src-shared/domain/bar.ts'
import type { Decision } from '../../src-shared/domain/decision.ts'
import type { EngineInput, EpochInput } from '../../src-shared/domain/engine-input.ts'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import { type UtcMs, utcMs } from '../../src-shared/domain/time.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import { type BarrierOutput, createBarrier } from '../market/barrier.ts'
import type { AuditRecorder } from './audit-recorder.ts'

/** A regular session: a simulated market corrects nothing later. */
const REMEMBERED_SLOTS = 78

type Decidable = Extract<BarrierOutput, { kind: 'barrier' }>

/** The way of bars through the barrier into the engine, everything that the engine hears recorded before it. */
export class EngineFeed {
  readonly engine: Engine = createEngine()
  private readonly recorder: AuditRecorder
  private readonly onBar: (symbol: Ticker, bar: Bar) => void
  private readonly barrier
  private held: { readonly symbol: Ticker; readonly bar: Bar }[] = []

  /** @param onBar told of each bar that the engine took. */
  constructor(epoch: EpochInput, recorder: AuditRecorder, onBar: (symbol: Ticker, bar: Bar) => void) {
    this.recorder = recorder
    this.onBar = onBar
    const required = epoch.instruments.map(({ symbol }) => symbol)
    this.barrier = createBarrier({ required, remembered: REMEMBERED_SLOTS })
    this.tell(epoch, epoch.sessions[0]?.open ?? utcMs(0))
  }

  /** Anything that the engine has to know beside its bars: it is recorded, then told. */
  tell(input: EngineInput, marketTime: UtcMs): ReturnType<Engine['apply']> {
    this.recorder.input(input, marketTime)
    return this.engine.apply(input)
  }

  /** A bar of the slot under way; it waits for the slot's end. */
  hold(symbol: Ticker, bar: Bar): void {
    this.held.push({ symbol, bar })
  }

  /**
   * The slot is over: its bars go in and, where `decides`, it is decided.
   * @returns the decisions; none when nothing was decided.
   */
  endSlot(time: UtcMs, decides: boolean): readonly Decision[] {
    const decisions: Decision[] = []
    const take = (outputs: readonly BarrierOutput[]): void => {
      for (const output of outputs) {
        if (output.kind === 'barrier') decisions.push(...this.release(output, time, decides))
        else this.recorder.barCorrected(output.symbol, output.bar, output.decided, time)
      }
    }
    for (const { symbol, bar } of this.held.splice(0)) take(this.barrier.onBar(symbol, bar, true))
    take(this.barrier.endSlot(time))
    return decisions
  }

  private release({ bars, barStart, missing }: Decidable, time: UtcMs, decides: boolean): readonly Decision[] {
    for (const { symbol, bar } of bars) {
      const output = this.tell({ kind: 'bar', symbol, bar }, time)
      if (output.kind === 'refused') this.recorder.barRefused(symbol, bar, output.refusal, time)
      else this.onBar(symbol, bar)
    }
    if (!decides) return []
    const output = this.tell({ kind: 'barrier', barStart, missing }, time)
    if (output.kind !== 'decided') return []
    for (const decision of output.decisions) this.recorder.decision(decision, time)
    return output.decisions
  }
}
