import type { Candle } from '../../src-shared/contract/views/symbol.ts'

/** Index from which the candles are others; null: they are the same. */
export function firstChange(before: readonly Candle[], after: readonly Candle[]): number | null {
  if (before === after) return null
  const shorter = Math.min(before.length, after.length)
  let same = 0
  while (same < shorter && before[same] === after[same]) same++
  if (same === before.length && same === after.length) return null
  // Fewer candles, or another history, are another series.
  if (after.length < before.length || before[same]?.start !== (same < before.length ? after[same]?.start : undefined))
    return 0
  return same
}
