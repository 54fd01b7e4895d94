import type { SymbolHistory } from '../symbol-history.ts'

/** Relative strength index, 0 to 100, of the last `changes` changes with simple averages; 50 until there are as many. For display. */
export function relativeStrengthIndex(history: SymbolHistory, changes: number): number {
  if (history.stored <= changes) return 50
  let gained = 0
  let lost = 0
  for (let back = changes; back >= 1; back--) {
    const change = history.close(back) - history.close(back + 1)
    if (change > 0) gained += change
    else lost -= change
  }
  return gained + lost === 0 ? 50 : (100 * gained) / (gained + lost)
}
