import { setFlagsFromString } from 'node:v8'

/** Megabytes of one half of V8's young generation. */
const YOUNG_MB = 4
/** By how much the old generation may grow, in per cent of what lived after the last full collection, before the next. */
const GROWTH_PERCENT = 30

/**
 * Keeps the process small: a market at full speed makes much garbage that lives shortly, for which V8 would otherwise
 * take hundreds of megabytes and keep them. To be called first, before anything has been allocated.
 */
export function keepHeapSmall(): void {
  setFlagsFromString(`--max-semi-space-size=${YOUNG_MB}`)
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`)
}
