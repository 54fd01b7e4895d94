import type { Bar } from '../../../../src-shared/domain/bar.ts'
import type { SessionDay, UtcMs } from '../../../../src-shared/domain/time.ts'
import { utcMs } from '../../../../src-shared/domain/time.ts'
import { sessionAt } from '../../../market/calendar.ts'
import { BAR_SIZES, type BarSize } from '../../../market/live-market.ts'

/** The longest reply that does not hold the process up. */
const MOST_BARS = 1_000

/** One request of a longer history: regular-hours bars that start in [`from`, `until`). */
export interface HistorySlice {
  readonly from: UtcMs
  readonly until: UtcMs
  /** How many fit into it at most. */
  readonly bars: number
}

/**
 * Cuts sessions into requests of at most 1,000 bars, ascending.
 * @param after the start of the last bar that is there already; null: none is
 * @param now nothing that is not over by then
 */
export function slicesOf(
  sessions: readonly SessionDay[],
  barSize: BarSize,
  after: UtcMs | null,
  now: UtcMs,
): HistorySlice[] {
  const slices: HistorySlice[] = []
  for (const piece of sessions.flatMap((session) => piecesOf(session, barSize))) {
    const from = after === null ? piece.from : utcMs(Math.max(piece.from, after + 1))
    const isThere = barSize === '1d' ? after !== null && after >= piece.from : from >= piece.until
    if (isThere || piece.from >= now) continue
    const last = slices.at(-1)
    if (last !== undefined && last.bars + piece.bars <= MOST_BARS) {
      slices[slices.length - 1] = { from: last.from, until: piece.until, bars: last.bars + piece.bars }
    } else slices.push({ ...piece, from })
  }
  return slices
}

/** A session, or its parts where it has more bars than one request gives. */
function piecesOf({ open, close }: SessionDay, barSize: BarSize): HistorySlice[] {
  if (barSize === '1d') return [{ from: open, until: close, bars: 1 }]
  const length = BAR_SIZES[barSize] * MOST_BARS
  const pieces: HistorySlice[] = []
  for (let from: number = open; from < close; from += length) {
    const until = Math.min(close, from + length)
    pieces.push({ from: utcMs(from), until: utcMs(until), bars: Math.ceil((until - from) / BAR_SIZES[barSize]) })
  }
  return pieces
}

/** When a bar is over: at the close at the latest. */
export function endOfBar({ start }: Pick<Bar, 'start'>, barSize: BarSize): UtcMs {
  const close = sessionAt(start)?.close ?? Number.POSITIVE_INFINITY
  return utcMs(barSize === '1d' ? close : Math.min(close, start + BAR_SIZES[barSize]))
}

/**
 * Whether a bar of this size can start there: in a regular session, on a slot counted from the open or on the clock
 * (TWS cuts an hour's bars at full hours, so that the first one is short); a day's bar at the open.
 */
export function isSlot(start: UtcMs, barSize: BarSize): boolean {
  const session = sessionAt(start)
  if (session === null) return false
  if (barSize === '1d') return start === session.open
  return (start - session.open) % BAR_SIZES[barSize] === 0 || start % BAR_SIZES[barSize] === 0
}
