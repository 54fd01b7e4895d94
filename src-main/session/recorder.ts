import type { Bar, BarRefusal } from '../../src-shared/domain/bar.ts'
import type { Decision } from '../../src-shared/domain/decision.ts'
import type { EngineInput } from '../../src-shared/domain/engine-input.ts'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../src-shared/domain/time.ts'

/** What a trading session leaves behind. The audit log implements it; a session without one (benches) takes the null version. */
export interface Recorder {
  /** An input, before the engine takes it. @param marketTime when it became known */
  input(input: EngineInput, marketTime: UtcMs): void
  decision(decision: Decision, marketTime: UtcMs): void
  barRefused(symbol: Ticker, bar: Bar, refusal: BarRefusal | 'unknown-symbol', marketTime: UtcMs): void
  /** A bar that came, or came differently, after its slot was decided. */
  barCorrected(symbol: Ticker, bar: Bar, decided: Bar | null, marketTime: UtcMs): void
  stopMoved(symbol: Ticker, stop: number, marketTime: UtcMs): void
  /** An entry that the book did not take. */
  entryRefused(symbol: Ticker, code: string, message: string, marketTime: UtcMs): void
}

export const recordNothing: Recorder = {
  input: () => {},
  decision: () => {},
  barRefused: () => {},
  barCorrected: () => {},
  stopMoved: () => {},
  entryRefused: () => {},
}
