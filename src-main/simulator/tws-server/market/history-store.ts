import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, MINUTE_MS, type SessionDay, type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'
import type { SteppedEvent } from '../../exchange/steps.ts'
import { STEP_MS } from '../../synthetic/day-frame.ts'
import { joinBars, SymbolDay, type TapeBar } from './symbol-day.ts'

/** Sessions, the newest included, of which bars shorter than five minutes can be had. */
const STEPPED_SESSIONS = 3
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

interface StoredDay {
  readonly session: SessionDay
  readonly symbols: Map<Ticker, SymbolDay>
}

/** Everything that the market has done so far, as history can be asked for. */
export class HistoryStore {
  private readonly days: StoredDay[] = []

  /** The sessions of which there is history, ascending. */
  get sessions(): readonly SessionDay[] {
    return this.days.map(({ session }) => session)
  }

  take(event: SteppedEvent): void {
    if (event.kind === 'session') this.startDay(event.day)
    else if (event.kind === 'step') {
      const day = this.days.at(-1)
      if (day === undefined) return
      const step = Math.floor((event.time - day.session.open) / STEP_MS)
      for (const { symbol, price, shares } of event.trades) this.symbolDay(day, symbol).takeStep(step, price, shares)
    } else if (event.kind === 'bar') {
      const day = this.days.at(-1)
      if (day !== undefined) this.symbolDay(day, event.symbol).takeBar(event.bar)
    }
  }

  /**
   * The bars of a symbol that start at or after `from` and before `until`, ascending. The last is as far as it had come
   * by then, or by now.
   * @param length ms: whole steps below five minutes, then whole five minutes, an hour by the clock, or a day.
   */
  bars(symbol: Ticker, length: number, from: UtcMs, until: UtcMs): TapeBar[] {
    const found: TapeBar[] = []
    for (const { session, symbols } of this.days) {
      const day = symbols.get(symbol)
      if (day === undefined || session.close <= from || session.open >= until) continue
      const end = Math.min(until, session.close)
      for (let start: number = session.open; start < end; ) {
        const next = Math.min(nextBucket(start, length, session), session.close)
        const bar = start >= from ? barOf(day, session, start, Math.min(next, end), length) : null
        if (bar !== null) found.push(bar)
        start = next
      }
    }
    return found
  }

  /** The bar of that length that is forming at a moment; null when nothing has traded in it. */
  forming(symbol: Ticker, length: number, time: UtcMs): TapeBar | null {
    const day = this.days.at(-1)
    const of = day?.symbols.get(symbol)
    if (day === undefined || of === undefined || time < day.session.open || time >= day.session.close) return null
    const start = bucketOf(time, length, day.session)
    const end = Math.min(nextBucket(start, length, day.session), day.session.close)
    return barOf(of, day.session, start, end, length)
  }

  /** What traded last by a moment, dollars and shares; null when that is not known. */
  printAt(symbol: Ticker, time: UtcMs): TapeBar | null {
    for (const { session, symbols } of this.days.toReversed()) {
      const day = symbols.get(symbol)
      if (session.open > time || day === undefined) continue
      const last = Math.floor((Math.min(time, session.close - 1) - session.open) / STEP_MS)
      for (let step = last; step >= 0 && day.hasSteps; step--) {
        const bar = day.ofSteps(step, step + 1)
        if (bar !== null) return bar
      }
    }
    return null
  }

  /** The start of the oldest bar of a symbol; null when there is none. */
  head(symbol: Ticker): UtcMs | null {
    for (const { session, symbols } of this.days) {
      if (!symbols.has(symbol)) continue
      const [first] = this.bars(symbol, ENGINE_BAR_MS, session.open, session.close)
      if (first !== undefined) return first.start
    }
    return null
  }

  private startDay(session: SessionDay): void {
    this.days.push({ session, symbols: new Map() })
    const old = this.days.at(-1 - STEPPED_SESSIONS)
    if (old !== undefined) for (const day of old.symbols.values()) day.forgetSteps()
  }

  private symbolDay({ session, symbols }: StoredDay, symbol: Ticker): SymbolDay {
    let day = symbols.get(symbol)
    if (day === undefined) {
      day = new SymbolDay(session)
      symbols.set(symbol, day)
    }
    return day
  }
}

/** Bars of an hour start on the hour, as TWS cuts them; the others are counted from the open. */
function bucketOf(time: number, length: number, { open }: SessionDay): number {
  if (length >= DAY_MS) return open
  if (length === HOUR_MS) return Math.max(open, Math.floor(time / HOUR_MS) * HOUR_MS)
  return open + Math.floor((time - open) / length) * length
}

function nextBucket(start: number, length: number, session: SessionDay): number {
  if (length >= DAY_MS) return session.close
  return length === HOUR_MS ? Math.floor(start / HOUR_MS) * HOUR_MS + HOUR_MS : start + length
}

function barOf(day: SymbolDay, { open }: SessionDay, start: number, end: number, length: number): TapeBar | null {
  if (length < ENGINE_BAR_MS) return day.ofSteps((start - open) / STEP_MS, Math.floor((end - open) / STEP_MS))
  const parts: TapeBar[] = []
  for (let slot = Math.floor((start - open) / ENGINE_BAR_MS); open + slot * ENGINE_BAR_MS < end; slot++) {
    const part = day.five(slot, end)
    if (part !== null) parts.push(part)
  }
  const joined = joinBars(parts)
  return joined === null ? null : { ...joined, start: utcMs(start) }
}
