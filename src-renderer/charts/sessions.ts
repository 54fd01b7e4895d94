import type { Candle } from '../../src-shared/contract/views/symbol.ts'

/** Between two candles of one session lies at most so much; nights are longer. */
const NIGHT_MS = 4 * 3_600_000

/** Indices of the candles with which a session begins, the first one's included. */
export function sessionStarts(candles: readonly Pick<Candle, 'start'>[]): number[] {
  const starts: number[] = []
  candles.forEach(({ start }, index) => {
    const before = candles[index - 1]
    if (before === undefined || start - before.start > NIGHT_MS) starts.push(index)
  })
  return starts
}

/** Index of the candle in which a moment lies; the first one for a moment before it. @param time UTC ms */
export function candleAt(candles: readonly Pick<Candle, 'start'>[], time: number): number {
  let low = 0
  let high = candles.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((candles[middle]?.start ?? 0) <= time) low = middle
    else high = middle - 1
  }
  return low
}

/**
 * Index of the candle to which a mark belongs: a decision falls at its candle's end; −1 for one before all candles.
 * @param time UTC ms
 */
export function candleOf(candles: readonly Pick<Candle, 'start'>[], { time }: { readonly time: number }): number {
  const first = candles[0]
  return first === undefined || time <= first.start ? -1 : candleAt(candles, time - 1)
}
