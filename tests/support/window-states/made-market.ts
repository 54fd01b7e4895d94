import { type Candle, candleSchema, type VolumeProfileView } from '../../../src-shared/contract/views/symbol.ts'
import { checked } from './checked.ts'

const BAR_MS = 300_000
/** 15 November 2023 in New York is five hours behind UTC. */
const OPENS = [13, 14, 15].map((day) => Date.UTC(2023, 10, day, 14, 30))
const BARS = [78, 78, 15]
export const OPEN = Date.UTC(2023, 10, 15, 14, 30)
export const CLOSE = Date.UTC(2023, 10, 15, 21)
/** 10:42:07 in New York; the bar of 10:35 was decided last. */
export const NOW = Date.UTC(2023, 10, 15, 15, 42, 7)
export const DECIDED = Date.UTC(2023, 10, 15, 15, 35)

const cents = (value: number): number => Math.round(value * 100) / 100

/** Numbers between 0 and 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Two sessions and the beginning of a third in five-minute candles. @param last the newest close, dollars */
export function madeCandles(seed: number, last: number): Candle[] {
  const random = seeded(seed)
  const scale = last * 0.0009
  const raw = OPENS.flatMap((open, day) =>
    Array.from({ length: BARS[day] ?? 0 }, (_, bar) => ({ start: open + bar * BAR_MS, bar })),
  )
  let price = last
  let value = 0
  let shares = 0
  const walked = raw.map(({ start, bar }) => {
    const from = price * (bar === 0 ? 1 + (random() - 0.5) * 0.006 : 1)
    price = from + (random() - 0.49) * scale * 3
    const volume = Math.round((400_000 * (1 + 2 / (1 + bar / 3)) * (0.6 + random())) / 100) * 100
    return { start, bar, from, to: price, up: random() * scale, down: random() * scale, volume }
  })
  const shift = last - price
  return walked.map(({ start, bar, from, to, up, down, volume }) => {
    const [open, close] = [cents(from + shift), cents(to + shift)]
    const [high, low] = [cents(Math.max(open, close) + up), cents(Math.min(open, close) - down)]
    if (bar === 0) [value, shares] = [0, 0]
    value += ((high + low + close) / 3) * volume
    shares += volume
    const vwap = Math.round((value / shares) * 1_000) / 1_000
    return checked(candleSchema, { start, open, high, low, close, volume, vwap, atr: cents(scale * 2.6) })
  })
}

const ROWS = 44

/** Where the volume of candles lies: 70 % of it around its fullest row. */
export function madeProfile(candles: readonly Candle[]): VolumeProfileView {
  const low = Math.min(...candles.map((candle) => candle.low))
  const high = Math.max(...candles.map((candle) => candle.high))
  const step = Math.max(0.01, (high - low) / ROWS)
  const volumes = Array.from({ length: ROWS }, () => 0)
  for (const candle of candles) {
    const row = Math.min(ROWS - 1, Math.floor(((candle.high + candle.low + candle.close) / 3 - low) / step))
    for (const [away, share] of [0.5, 0.2, 0.05].entries()) {
      for (const at of new Set([row - away, row + away])) {
        if (at >= 0 && at < ROWS) volumes[at] = Math.round((volumes[at] ?? 0) + candle.volume * share)
      }
    }
  }
  const fullest = volumes.indexOf(Math.max(...volumes))
  const all = volumes.reduce((sum, volume) => sum + volume, 0)
  let [from, to] = [fullest, fullest]
  for (let inside = volumes[fullest] ?? 0; inside < all * 0.7; ) {
    const [below, above] = [volumes[from - 1] ?? -1, volumes[to + 1] ?? -1]
    if (above > below) to += 1
    else from -= 1
    inside += Math.max(below, above)
  }
  return {
    step,
    low,
    volumes,
    poc: cents(low + (fullest + 0.5) * step),
    valueHigh: cents(low + (to + 1) * step),
    valueLow: cents(low + from * step),
  }
}

/** Candles of the last session. */
export const ofToday = (candles: readonly Candle[]): Candle[] => candles.filter(({ start }) => start >= OPEN)
export const ofDayBefore = (candles: readonly Candle[]): Candle[] =>
  candles.filter(({ start }) => start >= (OPENS[1] ?? 0) && start < OPEN)
