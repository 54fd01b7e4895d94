import type { Bar } from '../../../../src-shared/domain/bar.ts'
import { ENGINE_BAR_MS, type SessionDay, type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'
import { STEP_MS, STEPS_PER_BAR } from '../../synthetic/day-frame.ts'

/** A bar as TWS tells it. */
export interface TapeBar extends Bar {
  /** Dollars: the average price, weighted by shares. */
  readonly wap: number
  /** Prints: the steps of five seconds in which something traded. */
  readonly count: number
}

const FIELDS = 5

/** One symbol's session in typed arrays: its five-minute bars, and as long as they are kept the steps within them. */
export class SymbolDay {
  private readonly session: SessionDay
  /** Open, high, low, close and volume of each slot; NaN where there is no bar. */
  private readonly fives: Float64Array
  private readonly waps: Float64Array
  private readonly counts: Uint8Array
  /** Price and shares of each step; NaN where nothing was said. */
  private steps: { readonly prices: Float64Array; readonly shares: Float64Array } | null = null
  /** Steps up to here may have something in them. */
  private stepsKnown = 0

  constructor(session: SessionDay) {
    this.session = session
    const slots = Math.ceil((session.close - session.open) / ENGINE_BAR_MS)
    this.fives = new Float64Array(slots * FIELDS).fill(Number.NaN)
    this.waps = new Float64Array(slots)
    this.counts = new Uint8Array(slots)
  }

  /** @param step counted from the open. @param price dollars. */
  takeStep(step: number, price: number, shares: number): void {
    this.steps ??= this.emptySteps()
    this.steps.prices[step] = price
    this.steps.shares[step] = shares
    this.stepsKnown = Math.max(this.stepsKnown, step + 1)
  }

  takeBar(bar: Bar): void {
    const slot = Math.floor((bar.start - this.session.open) / ENGINE_BAR_MS)
    const stepped = this.ofSteps(slot * STEPS_PER_BAR, (slot + 1) * STEPS_PER_BAR)
    this.fives.set([bar.open, bar.high, bar.low, bar.close, bar.volume], slot * FIELDS)
    this.waps[slot] = stepped?.wap ?? (bar.high + bar.low + bar.close) / 3
    this.counts[slot] = stepped?.count ?? (bar.volume > 0 ? 1 : 0)
  }

  forgetSteps(): void {
    this.steps = null
    this.stepsKnown = 0
  }

  get hasSteps(): boolean {
    return this.steps !== null
  }

  /** What the steps from one to another (exclusive) make together; null when they are silent. */
  ofSteps(from: number, until: number): TapeBar | null {
    if (this.steps === null) return null
    const { prices, shares } = this.steps
    const end = Math.min(until, this.stepsKnown)
    let bar: Draft | null = null
    let value = 0
    for (let step = from; step < end; step++) {
      const price = prices[step]!
      if (Number.isNaN(price)) continue
      const traded = shares[step]!
      bar ??= { open: price, high: price, low: price, close: price, volume: 0, count: 0 }
      if (price > bar.high) bar.high = price
      if (price < bar.low) bar.low = price
      bar.close = price
      bar.volume += traded
      value += price * traded
      if (traded > 0) bar.count += 1
    }
    if (bar === null) return null
    return { start: this.startOf(from), ...bar, wap: bar.volume > 0 ? value / bar.volume : bar.close }
  }

  /** A five-minute bar as it was, or as far as it had come by `until`; null when there is none. */
  five(slot: number, until: number): TapeBar | null {
    const first = slot * STEPS_PER_BAR
    const start = this.startOf(first)
    const whole = start + ENGINE_BAR_MS <= until
    const stored = whole ? this.stored(slot, start) : null
    if (stored !== null) return stored
    const last = whole ? first + STEPS_PER_BAR : first + Math.floor((until - start) / STEP_MS)
    return this.ofSteps(first, last)
  }

  private stored(slot: number, start: UtcMs): TapeBar | null {
    const at = slot * FIELDS
    const open = this.fives[at]
    if (open === undefined || Number.isNaN(open)) return null
    const [high, low, close, volume] = [
      this.fives[at + 1]!,
      this.fives[at + 2]!,
      this.fives[at + 3]!,
      this.fives[at + 4]!,
    ]
    return { start, open, high, low, close, volume, wap: this.waps[slot]!, count: this.counts[slot]! }
  }

  private startOf(step: number): UtcMs {
    return utcMs(this.session.open + step * STEP_MS)
  }

  private emptySteps(): NonNullable<SymbolDay['steps']> {
    const steps = Math.ceil((this.session.close - this.session.open) / STEP_MS)
    return { prices: new Float64Array(steps).fill(Number.NaN), shares: new Float64Array(steps) }
  }
}

type Draft = { -readonly [Field in Exclude<keyof TapeBar, 'start' | 'wap'>]: TapeBar[Field] }

/** Bars that follow each other as one; null for none. */
export function joinBars(bars: readonly TapeBar[]): TapeBar | null {
  const [first] = bars
  if (first === undefined || bars.length === 1) return first ?? null
  let { high, low, close, volume, count } = first
  let value = first.wap * first.volume
  for (const bar of bars.slice(1)) {
    if (bar.high > high) high = bar.high
    if (bar.low < low) low = bar.low
    close = bar.close
    volume += bar.volume
    count += bar.count
    value += bar.wap * bar.volume
  }
  const wap = volume > 0 ? value / volume : close
  return { start: first.start, open: first.open, high, low, close, volume, count, wap }
}
