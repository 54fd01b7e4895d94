/** Candles of a whole session that a chart makes room for, at the least and at the most. */
const FEWEST_SHOWN = 30
/** Pixels from candle to candle. */
const WIDEST = 14
const NARROWEST = 3

interface RangeRequest {
  /** Candles in all, and the index of the session's first. */
  readonly count: number
  readonly sessionStart: number
  /** Pixels of the plot, and those at its right that labels and profile take. */
  readonly width: number
  readonly lanes: number
}

/**
 * The part of a chart that is shown until the user chooses another: the session under way has at least half of the
 * plot, what came before has the rest, and labels and profile stand beside the newest candle, not over it.
 * @returns logical indices, as lightweight-charts counts them
 */
export function openingRange({ count, sessionStart, width, lanes }: RangeRequest): { from: number; to: number } {
  const elapsed = count - sessionStart
  const shown = Math.max(FEWEST_SHOWN, elapsed + 2)
  const spacing = Math.min(WIDEST, Math.max(NARROWEST, Math.max(width / 2, width - lanes - width / 4) / shown))
  const room = Math.min(lanes, width * 0.6) / spacing
  const to = sessionStart + Math.max(shown + Math.max(0, room - (shown - elapsed)), width / spacing / 2)
  return { from: to - width / spacing, to }
}
