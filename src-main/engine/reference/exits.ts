import type { Regime } from '../../../src-shared/domain/decision.ts'
import { type Side, signOf } from '../../../src-shared/domain/vote.ts'
import { type ReferenceBar, timeOfLabel } from './history.ts'

/** A position as the original holds it: it exists from the decision on, at the decision's close. */
export interface ReferencePosition {
  readonly side: Side
  /** Dollars. */
  readonly entry: number
  readonly entryLabel: string
  readonly stop: number
  readonly target: number
  /** ATR at the entry, dollars. */
  readonly atr: number
  /** Best close since the entry. */
  readonly best: number
  readonly trailing: boolean
  /** The market's state at the entry. */
  readonly regime: Regime
}

export type ExitCause = 'stop' | 'target' | 'endOfDay'

const TRAIL_FROM_ATRS = 2
const LOCKED_ATRS = 1
const TRAIL_ATRS = 1.5
const LAST_LABEL = '15:55'

/** Takes a later bar into an open position: the position after it, and why it closes (null: it stays open). */
export function takeBar(
  position: ReferencePosition,
  bar: ReferenceBar,
): { readonly position: ReferencePosition; readonly cause: ExitCause | null } {
  const moved = trail(position, bar.close)
  return { position: moved, cause: exitCause(moved, bar) }
}

function trail(position: ReferencePosition, close: number): ReferencePosition {
  const { entry, atr } = position
  const sign = signOf(position.side)
  const tighter = position.side === 'long' ? Math.max : Math.min
  const best = tighter(position.best, close)
  if (!position.trailing && (best - entry) * sign < TRAIL_FROM_ATRS * atr) return { ...position, best }
  const locked = position.trailing ? position.stop : tighter(position.stop, entry + sign * LOCKED_ATRS * atr)
  return { ...position, best, trailing: true, stop: tighter(locked, best - sign * TRAIL_ATRS * atr) }
}

/** What names the exit: the original looks at the stop, then the target, then the clock, and the last word stays. */
function exitCause(position: ReferencePosition, bar: ReferenceBar): ExitCause | null {
  if (timeOfLabel(bar.label) >= LAST_LABEL) return 'endOfDay'
  const long = position.side === 'long'
  if (long ? bar.low <= position.stop : bar.high >= position.stop) return 'stop'
  if (long ? bar.high >= position.target : bar.low <= position.target) return 'target'
  return null
}
