import type { Bar } from '../../src-shared/domain/bar.ts'
import type { Decision } from '../../src-shared/domain/decision.ts'
import type { EngineInput, EpochInput, SymbolsInput } from '../../src-shared/domain/engine-input.ts'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, type UtcMs, utcMs } from '../../src-shared/domain/time.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import { type BarrierOutput, createBarrier } from '../market/barrier.ts'
import type { AuditRecorder } from './audit-recorder.ts'

/** A regular session. */
const REMEMBERED_SLOTS = 78

type Decidable = Extract<BarrierOutput, { kind: 'barrier' }>

/** The way of bars through the barrier into the engine, everything that the engine hears recorded before it. */
export class EngineFeed {
  readonly engine: Engine = createEngine()
  private readonly recorder: AuditRecorder
  private readonly onBar: (symbol: Ticker, bar: Bar) => void
  private readonly barrier
  private required: readonly Ticker[]
  private held: { readonly symbol: Ticker; readonly bar: Bar }[] = []

  /**
   * @param onBar told of each bar that the engine took.
   * @param graceMs how long after its end a slot waits for bars; null: the usual time
   */
  constructor(
    epoch: EpochInput,
    recorder: AuditRecorder,
    onBar: (symbol: Ticker, bar: Bar) => void,
    graceMs: number | null = null,
  ) {
    this.recorder = recorder
    this.onBar = onBar
    this.required = epoch.instruments.map(({ symbol }) => symbol)
    this.barrier = createBarrier({
      required: this.required,
      remembered: REMEMBERED_SLOTS,
      ...(graceMs === null ? {} : { graceMs }),
    })
    this.tell(epoch, epoch.sessions[0]?.open ?? utcMs(0))
  }

  /**
   * Anything that the engine has to know beside its bars: it is recorded, then told.
   * @throws RecordingError when it cannot be recorded: then the engine is not told
   */
  tell(input: EngineInput, marketTime: UtcMs): ReturnType<Engine['apply']> {
    if (!this.recorder.input(input, marketTime)) throw this.recorder.broken()
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

  /**
   * A bar of a market that goes on by itself, as it forms or final: the slot is over when all of its bars are final.
   * @param now market time
   */
  take(symbol: Ticker, bar: Bar, final: boolean, now: UtcMs): readonly Decision[] {
    return this.hear(this.barrier.onBar(symbol, bar, final), now)
  }

  /** Market time has come to `now`: what is still missing of older slots is not waited for any longer. */
  passTime(now: UtcMs): readonly Decision[] {
    return this.hear(this.barrier.onClock(now), now)
  }

  /** Symbols come and go: nobody waits for the bars of those that went, and the engine forgets them. */
  change({ add, remove, traded }: Omit<SymbolsInput, 'kind'>, now: UtcMs): readonly Decision[] {
    this.tell({ kind: 'symbols', add, remove, traded }, now)
    const gone = new Set(remove)
    this.required = [...this.required.filter((symbol) => !gone.has(symbol)), ...add.map(({ symbol }) => symbol)]
    return this.hear(this.barrier.setRequired(this.required), now)
  }

  /** Bars of a symbol from before it came. */
  warm(symbol: Ticker, bars: readonly Bar[], now: UtcMs): void {
    for (const bar of bars) this.feed(symbol, bar, now)
  }

  private hear(outputs: readonly BarrierOutput[], now: UtcMs): readonly Decision[] {
    const decisions: Decision[] = []
    for (const output of outputs) {
      if (output.kind === 'barrier') {
        // What ended longer ago than a bar was missed: what it said then is nothing to act on now.
        const decides = now - (output.barStart + ENGINE_BAR_MS) < ENGINE_BAR_MS
        decisions.push(...this.release(output, now, decides))
      } else {
        this.recorder.barCorrected(output.symbol, output.bar, output.decided, now)
      }
    }
    return decisions
  }

  private feed(symbol: Ticker, bar: Bar, now: UtcMs): void {
    const output = this.tell({ kind: 'bar', symbol, bar }, now)
    if (output.kind === 'refused') this.recorder.barRefused(symbol, bar, output.refusal, now)
    else this.onBar(symbol, bar)
  }

  private release({ bars, barStart, missing }: Decidable, time: UtcMs, decides: boolean): readonly Decision[] {
    for (const { symbol, bar } of bars) this.feed(symbol, bar, time)
    if (!decides) return []
    const output = this.tell({ kind: 'barrier', barStart, missing }, time)
    if (output.kind !== 'decided') return []
    for (const decision of output.decisions) {
      if (!this.recorder.decision(decision, time)) throw this.recorder.broken()
    }
    return output.decisions
  }
}
