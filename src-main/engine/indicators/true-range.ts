import type { SymbolHistory } from '../symbol-history.ts'

/** Average true range, dollars: simple mean over the last min(`bars`, stored − 1) bars; 0 with fewer than two. */
export function averageTrueRange(history: SymbolHistory, bars: number): number {
  const count = Math.min(bars, history.stored - 1)
  if (count < 1) return 0
  let sum = 0
  for (let back = count; back >= 1; back--) sum += history.trueRange(back)
  return sum / count
}
