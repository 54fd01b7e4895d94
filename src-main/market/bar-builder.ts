import { BAR_REFUSAL_TEXT, type Bar, type BarRefusal, refuseBar } from '../../src-shared/domain/bar.ts'
import { MINUTE_MS, type SessionDay, type UtcMs, utcMs } from '../../src-shared/domain/time.ts'

/** Minutes, or the whole regular session. */
export type BarInterval = 1 | 5 | 15 | 'day'

interface BarBuilderOptions {
  readonly interval: BarInterval
  /** The session under way at a moment, null when there is none (the calendar's `sessionAt`). */
  readonly sessionAt: (time: UtcMs) => SessionDay | null
  /** Market time that one update covers, ms: 0 for trades, a minute for one-minute bars. */
  readonly updateMs: number
  /** Market time after a bar's end before the clock alone finishes it, ms. */
  readonly graceMs: number
}

/** Why an update was not taken. */
type UpdateRefusal = BarRefusal | 'out-of-order' | 'late' | 'straddles'

const REFUSAL_TEXT: Readonly<Record<UpdateRefusal, string>> = {
  ...BAR_REFUSAL_TEXT,
  'outside-session': 'it lies outside the regular session',
  'out-of-order': 'it begins before the last update of its bar ended',
  late: 'its bar is finished',
  straddles: 'it reaches beyond the end of its bar',
}

type UpdateResult =
  | { readonly ok: true; readonly finished: Bar | null }
  | { readonly ok: false; readonly error: { readonly code: UpdateRefusal; readonly message: string } }

/**
 * Builds bars of one symbol from trades, steps or smaller bars. Intervals are half-open and counted from the session's
 * open; the last one ends at the close, and none reaches into another session. A bar is handed out once: with the
 * first update of a later interval, or when the clock passes its end by the grace.
 */
export interface BarBuilder {
  /** Takes an update, in ascending time. A refused one changes nothing. */
  add(update: Bar): UpdateResult
  /** The bar that market time `now` finishes, or null. */
  onClock(now: UtcMs): Bar | null
  /** The bar as it stands, or null before the first update of an interval. */
  forming(): Bar | null
}

/** A trade as an update. `price` in dollars, `shares` traded. */
export function tradeUpdate(time: UtcMs, price: number, shares: number): Bar {
  return { start: time, open: price, high: price, low: price, close: price, volume: shares }
}

interface Interval {
  readonly start: number
  readonly end: number
}

function intervalOf(time: number, session: SessionDay, interval: BarInterval): Interval {
  if (interval === 'day') return { start: session.open, end: session.close }
  const length = interval * MINUTE_MS
  const start = session.open + Math.floor((time - session.open) / length) * length
  return { start, end: Math.min(start + length, session.close) }
}

const extended = (bar: Bar, update: Bar): Bar => ({
  start: bar.start,
  open: bar.open,
  high: Math.max(bar.high, update.high),
  low: Math.min(bar.low, update.low),
  close: update.close,
  volume: bar.volume + update.volume,
})

const refused = (code: UpdateRefusal): UpdateResult => ({ ok: false, error: { code, message: REFUSAL_TEXT[code] } })

export function createBarBuilder(options: BarBuilderOptions): BarBuilder {
  const { interval, sessionAt, updateMs, graceMs } = options
  let forming: { readonly bar: Bar; readonly end: number } | null = null
  /** End of the newest update taken. */
  let taken = Number.NEGATIVE_INFINITY
  /** End of the newest bar handed out. */
  let finishedUntil = Number.NEGATIVE_INFINITY

  function finish(): Bar | null {
    if (forming === null) return null
    const { bar, end } = forming
    finishedUntil = end
    forming = null
    return bar
  }

  function refuse(update: Bar, target: Interval): UpdateRefusal | null {
    if (update.start < finishedUntil) return 'late'
    if (update.start < taken) return 'out-of-order'
    return update.start + updateMs > target.end ? 'straddles' : null
  }

  return {
    add(update) {
      const broken = refuseBar(update, null)
      if (broken !== null) return refused(broken)
      const session = sessionAt(update.start)
      if (session === null) return refused('outside-session')
      const target = intervalOf(update.start, session, interval)
      const code = refuse(update, target)
      if (code !== null) return refused(code)
      taken = update.start + updateMs
      if (forming !== null && update.start < forming.end) {
        forming = { bar: extended(forming.bar, update), end: forming.end }
        return { ok: true, finished: null }
      }
      const finished = finish()
      forming = { bar: { ...update, start: utcMs(target.start) }, end: target.end }
      return { ok: true, finished }
    },
    onClock: (now) => (forming !== null && now >= forming.end + graceMs ? finish() : null),
    forming: () => forming?.bar ?? null,
  }
}
