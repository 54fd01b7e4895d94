import type { ReferenceBar } from '../../src-main/engine/reference/history.ts'

/** An input file of four made-up days, so that the comparison is tested where no golden vectors are. */
export interface MadeInput {
  readonly order: readonly string[]
  readonly trade: readonly string[]
  readonly ts: readonly string[]
  readonly bars: Readonly<Record<string, readonly (readonly [number, number, number, number, number])[]>>
}

const BARS_A_DAY = 78
const OPEN_MINUTE = 9 * 60 + 30
const DAYS = ['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05']

const two = (value: number): string => String(value).padStart(2, '0')

/** The label of the `slot`-th five-minute bar of a day. */
export function slotLabel(day: string, slot: number): string {
  const minute = OPEN_MINUTE + 5 * slot
  return `${day}T${two(Math.floor(minute / 60))}:${two(minute % 60)}:00`
}

/** Uniform in [−1, 1), the same for the same seed (a linear congruential generator, Numerical Recipes' constants). */
function noise(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  }
}

const cents = (dollars: number): number => Math.round(dollars * 100) / 100

/** A walk in cents: all symbols share a wave, so that regimes, peers and extremes occur. */
function walk(symbolSeed: number, swing: number): readonly (readonly [number, number, number, number, number])[] {
  const next = noise(symbolSeed)
  let close = 50 + symbolSeed
  return Array.from({ length: DAYS.length * BARS_A_DAY }, (_, i) => {
    const open = cents(close)
    const drift = swing * Math.sin(i / 17) + swing * next() + (next() > 0.96 ? 3 * swing * next() : 0)
    close = cents(open * (1 + drift))
    const high = cents(Math.max(open, close) * (1 + swing * 0.3 * Math.abs(next())))
    const low = cents(Math.min(open, close) * (1 - swing * 0.3 * Math.abs(next())))
    return [open, high, low, close, Math.round(10_000 * (2 + next()) * (next() > 0.9 ? 4 : 1))]
  })
}

export function makeInput(): MadeInput {
  return {
    order: ['SPY', 'QQQ', 'SMH', 'AMD', 'NVDA'],
    trade: ['NVDA', 'AMD'],
    ts: DAYS.flatMap((day) => Array.from({ length: BARS_A_DAY }, (_, slot) => slotLabel(day, slot))),
    bars: {
      SPY: walk(1, 0.0006),
      QQQ: walk(2, 0.0008),
      SMH: walk(3, 0.001),
      AMD: walk(4, 0.002),
      NVDA: walk(5, 0.0015),
    },
  }
}

/** The same bars as the golden script holds them after reading. */
export function barsBySymbol(input: MadeInput): ReadonlyMap<string, ReadonlyMap<string, ReferenceBar>> {
  return new Map(
    Object.entries(input.bars).map(([symbol, rows]) => [
      symbol,
      new Map(
        rows.map(([open, high, low, close, volume], i) => {
          const label = input.ts[i] ?? ''
          return [label, { label, open, high, low, close, volume }]
        }),
      ),
    ]),
  )
}
