import { sessionsBetween } from '../../../../../../src-main/market/calendar.ts'
import type { Bar } from '../../../../../../src-shared/domain/bar.ts'
import type { UtcMs } from '../../../../../../src-shared/domain/time.ts'
import { ENGINE_BAR_MS, SECOND_MS, sessionDate, utcMs } from '../../../../../../src-shared/domain/time.ts'

/** Three sessions in January 2024. */
export const DAYS = sessionsBetween(sessionDate('2024-01-02'), sessionDate('2024-01-04'))

/** Market time between two trades of every symbol. */
export const TRADE_MS = 5 * SECOND_MS

/** What really traded: a price and a size for each moment, without a memory. */
function tradeAt(symbol: string, time: number): { readonly price: number; readonly shares: number } {
  let mixed = Math.imul(time / TRADE_MS, 0x9e3779b1) ^ symbol.length
  for (const letter of symbol) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 0x01000193)
  mixed ^= mixed >>> 15
  const number = mixed >>> 0
  return { price: 100 + (number % 500) / 100, shares: 100 + (number % 97) }
}

/** The bar of the slot that starts at `start`, as far as it had come by `now`; null when nothing had traded. */
export function truthBar(symbol: string, start: UtcMs, now: number): Bar | null {
  const end = Math.min(start + ENGINE_BAR_MS, now + 1)
  let bar: Bar | null = null
  for (let time: number = start; time < end; time += TRADE_MS) {
    const { price, shares } = tradeAt(symbol, time)
    const before: Bar = bar ?? { start, open: price, high: price, low: price, close: price, volume: 0 }
    bar = {
      ...before,
      high: Math.max(before.high, price),
      low: Math.min(before.low, price),
      close: price,
      volume: before.volume + shares,
    }
  }
  return bar
}

/** All bars of a symbol from `from` until `now`, the last one possibly forming. */
export function truth(symbol: string, from: number, now: number): Bar[] {
  const bars: Bar[] = []
  for (const { open, close } of DAYS) {
    for (let start: number = open; start < close && start <= now; start += ENGINE_BAR_MS) {
      const bar = start < from ? null : truthBar(symbol, utcMs(start), now)
      if (bar !== null) bars.push(bar)
    }
  }
  return bars
}
