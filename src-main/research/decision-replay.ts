import type { Decision } from '../../src-shared/domain/decision.ts'
import type { EngineInput } from '../../src-shared/domain/engine-input.ts'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../src-shared/domain/time.ts'
import type { EngineLogStep } from '../audit/engine-log.ts'
import { createEngine, type Engine } from '../engine/engine.ts'

/** Where a replay came out differently. */
export interface ReplayDifference {
  /** Sequence number of the stored decision, or of the barrier where a decision is missing from the log. */
  readonly seq: number
  readonly symbol: Ticker
  readonly barStart: UtcMs
  /** Path of the first field that differs, e.g. `measures.statistics.price`; empty when a whole decision is missing. */
  readonly field: string
  readonly stored: unknown
  readonly replayed: unknown
}

export interface ReplayReport {
  /** Decisions compared, and those of them that came out equal. */
  readonly decisions: number
  readonly equal: number
  readonly bars: number
  readonly differences: readonly ReplayDifference[]
  /** The log could not be fed any further; null when it was fed to its end. */
  readonly broken: { readonly seq: number; readonly message: string } | null
}

/** Differences that are kept; further ones are only counted. */
const KEPT_DIFFERENCES = 20

/** Feeds a recorded input log through a fresh engine and compares every stored decision with the one that comes out. */
export function replayDecisions(steps: Iterable<EngineLogStep>): ReplayReport {
  const replay = new Replay()
  for (const step of steps) {
    try {
      replay.take(step)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      return { ...replay.report(), broken: { seq: step.seq, message } }
    }
  }
  replay.finish()
  return replay.report()
}

class Replay {
  private engine: Engine = createEngine()
  /** What the last barrier decided and the log has not shown yet. */
  private expected: Decision[] = []
  private lastSeq = 0
  private decisions = 0
  private equal = 0
  private bars = 0
  private readonly differences: ReplayDifference[] = []

  take(step: EngineLogStep): void {
    if (step.kind === 'decision') {
      this.compare(step.seq, step.decision, step.asked)
    } else {
      this.feed(step.seq, step.input)
    }
    this.lastSeq = step.seq
  }

  /** The log is over: a decision that it does not show is a difference. */
  finish(): void {
    this.missing(this.lastSeq)
  }

  report(): ReplayReport {
    const { decisions, equal, bars, differences } = this
    return { decisions, equal, bars, differences, broken: null }
  }

  private feed(seq: number, input: EngineInput): void {
    // Decisions follow their barrier directly, except that what they led to may come in between: only the next
    // barrier or epoch proves that one is missing.
    if (input.kind === 'barrier' || input.kind === 'epoch') this.missing(seq)
    if (input.kind === 'epoch') this.engine = createEngine()
    if (input.kind === 'bar') this.bars++
    const output = this.engine.apply(input)
    if (output.kind === 'decided') this.expected = [...output.decisions]
  }

  private compare(seq: number, stored: Decision, asked: boolean): void {
    const replayed = this.expected.shift()
    if (!asked) return
    this.decisions++
    const field = replayed === undefined ? '' : firstDifference(stored, replayed)
    if (field === null) this.equal++
    else this.note(seq, stored, field, stored, replayed)
  }

  private missing(seq: number): void {
    for (const replayed of this.expected) {
      this.decisions++
      this.note(seq, replayed, '', undefined, replayed)
    }
    this.expected = []
  }

  private note(seq: number, at: Decision, field: string, stored: unknown, replayed: unknown): void {
    if (this.differences.length >= KEPT_DIFFERENCES) return
    this.differences.push({
      seq,
      symbol: at.symbol,
      barStart: at.barStart,
      field,
      stored: valueAt(stored, field),
      replayed: valueAt(replayed, field),
    })
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** Path of the first field in which two plain values differ; null when they are equal. */
function firstDifference(stored: unknown, replayed: unknown, path = ''): string | null {
  if (isRecord(stored) && isRecord(replayed)) {
    for (const key of new Set([...Object.keys(stored), ...Object.keys(replayed)])) {
      const deeper = firstDifference(stored[key], replayed[key], path === '' ? key : `${path}.${key}`)
      if (deeper !== null) return deeper
    }
    return null
  }
  // JSON has one zero: −0 and 0 are the same number.
  return stored === replayed ? null : path
}

function valueAt(value: unknown, path: string): unknown {
  if (path === '') return value
  return path.split('.').reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value)
}
