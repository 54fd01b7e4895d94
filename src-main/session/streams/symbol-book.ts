import type { TimeFrame } from '../../../src-shared/contract/topic-ids.ts'
import type { MatrixColumn } from '../../../src-shared/contract/views/scorecard.ts'
import { MATRIX_BARS } from '../../../src-shared/contract/views/scorecard.ts'
import type { Candle, Marker } from '../../../src-shared/contract/views/symbol.ts'
import type { Bar } from '../../../src-shared/domain/bar.ts'
import type { Decision } from '../../../src-shared/domain/decision.ts'
import type { Instrument } from '../../../src-shared/domain/instrument.ts'
import { toTicks } from '../../../src-shared/domain/price.ts'
import { ENGINE_BAR_MS, MINUTE_MS, type SessionDay, utcMs } from '../../../src-shared/domain/time.ts'
import { SessionProfile } from '../../engine/indicators/session-profile.ts'
import { decimalsOf } from '../../trading/views/decimals.ts'
import { candlesOfDay, type DayBars } from './candles.ts'
import { matrixColumn } from './words/scorecard-view.ts'

/** Sessions whose bars are kept: the one under way and two before it. */
const KEPT_SESSIONS = 3
/** Sessions of which the daily candle is kept: a year. */
const KEPT_DAYS = 252
const KEPT_MARKERS = 240

type FormingBar = { -readonly [Field in keyof Bar]: Bar[Field] }

interface Session extends DayBars {
  readonly bars: Bar[]
  readonly atrs: (number | null)[]
  readonly minutes: FormingBar[]
  forming: FormingBar | null
}

/** What is kept of one symbol, so that whoever follows it sees it from the beginning. Bounded. */
export class SymbolBook {
  readonly instrument: Instrument
  readonly decimals: number
  /** Closes of today's bars. */
  spark: number[] = []
  /** Close of the session before; null when it is not known. */
  priorClose: number | null = null
  /** The newest decision. */
  decision: Decision | null = null
  /** Newest decisions' votes, oldest first. */
  readonly matrix: MatrixColumn[] = []
  markers: readonly Marker[] = []
  /** Volume by price of the session under way, and of the one before. */
  profile: SessionProfile
  priorProfile: SessionProfile | null = null
  /** Bars that were ever taken. */
  bars = 0
  private readonly maximumBins: number
  private readonly sessions: Session[] = []
  private readonly days: Candle[] = []

  constructor(instrument: Instrument, maximumBins: number) {
    this.instrument = instrument
    this.decimals = decimalsOf(instrument.tick)
    this.maximumBins = maximumBins
    this.profile = new SessionProfile(maximumBins)
  }

  /** A final bar, which lies in session `day`. */
  takeBar(bar: Bar, day: SessionDay): void {
    const session = this.sessionOf(day)
    session.bars.push(bar)
    session.atrs.push(null)
    if (session.forming !== null && session.forming.start <= bar.start) session.forming = null
    this.spark = [...this.spark, bar.close]
    const { tick } = this.instrument
    this.profile.add(toTicks(bar.low, tick), toTicks(bar.high, tick), bar.volume)
    this.bars++
  }

  /** The bar that forms, as its source has it; its last price stays that of the newest quote. */
  form(bar: Bar, day: SessionDay): void {
    const session = this.sessionOf(day)
    const { forming } = session
    if (forming !== null && forming.start > bar.start) return
    const isSame = forming?.start === bar.start
    session.forming = { ...bar, close: isSame ? forming.close : bar.close }
    session.forming.high = Math.max(bar.high, session.forming.close)
    session.forming.low = Math.min(bar.low, session.forming.close)
  }

  /** The market moved to `price` (dollars) within a bar. */
  step(time: number, price: number, shares: number, day: SessionDay): void {
    const session = this.sessionOf(day)
    session.forming = extended(session.forming, time - ((time - day.open) % ENGINE_BAR_MS), price, shares)
    const { minutes } = session
    const last = minutes.at(-1) ?? null
    const minute = extended(last, time - ((time - day.open) % MINUTE_MS), price, shares)
    if (minute !== last) minutes.push(minute)
  }

  decide(decision: Decision): void {
    this.decision = decision
    this.matrix.push(matrixColumn(decision))
    if (this.matrix.length > MATRIX_BARS) this.matrix.shift()
    const session = this.sessions.at(-1)
    if (session?.bars.at(-1)?.start === decision.barStart) session.atrs[session.atrs.length - 1] = decision.atr
  }

  mark(marker: Marker): void {
    this.markers = [...this.markers, marker].slice(-KEPT_MARKERS)
  }

  /** Candles that start at `from` (UTC ms) or later, the one that forms included. */
  candles(frame: TimeFrame, from: number): Candle[] {
    const earlier = frame === 'D' ? this.days.filter(({ start }) => start >= from) : []
    return [...earlier, ...this.sessions.flatMap((session) => candlesOfDay(session, frame, from))]
  }

  private sessionOf(day: SessionDay): Session {
    const last = this.sessions.at(-1)
    return last?.day.open === day.open ? last : this.begin(day, last)
  }

  private begin(day: SessionDay, last: Session | undefined): Session {
    if (last !== undefined && last.bars.length > 0) {
      this.priorClose = last.bars.at(-1)?.close ?? this.priorClose
      this.priorProfile = this.profile
      this.profile = new SessionProfile(this.maximumBins)
      last.forming = null
    }
    this.spark = []
    // Minutes are five times as many as bars: those of today and of the day before are kept.
    const [before] = this.sessions.slice(-2, -1)
    if (before !== undefined) before.minutes.length = 0
    const session: Session = { day, bars: [], atrs: [], minutes: [], forming: null }
    this.sessions.push(session)
    if (this.sessions.length > KEPT_SESSIONS) {
      const dropped = this.sessions.shift()
      if (dropped !== undefined) this.days.push(...candlesOfDay(dropped, 'D', Number.NEGATIVE_INFINITY))
      if (this.days.length > KEPT_DAYS) this.days.shift()
    }
    return session
  }
}

/** The bar that starts at `start` with one more trade: `bar` itself where it is that one, else a new one. */
function extended(bar: FormingBar | null, start: number, price: number, shares: number): FormingBar {
  if (bar?.start !== start) {
    return { start: utcMs(start), open: price, high: price, low: price, close: price, volume: shares }
  }
  if (price > bar.high) bar.high = price
  if (price < bar.low) bar.low = price
  bar.close = price
  bar.volume += shares
  return bar
}
