import type { ActivityLine } from '../../../src-shared/contract/views/activity.ts'
import type { Status } from '../../../src-shared/contract/views/status.ts'
import type { Bar } from '../../../src-shared/domain/bar.ts'
import type { Decision } from '../../../src-shared/domain/decision.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { Instrument } from '../../../src-shared/domain/instrument.ts'
import type { SessionDay } from '../../../src-shared/domain/time.ts'
import type { StepTrade } from '../../simulator/exchange/steps.ts'
import type { TradingEvent } from '../../trading/journal/trading-event.ts'
import { type DeskState, EMPTY_DESK } from '../../trading/state/desk-state.ts'
import { type ActivityNote, activityLine } from '../../trading/views/activity.ts'
import type { RunningSession } from '../session-observer.ts'
import { KeptLog } from './changes.ts'
import { decisionMarker, eventMarker } from './markers.ts'
import { SymbolBook } from './symbol-book.ts'
import { vetoNote } from './words/veto-note.ts'

/** What one session has shown so far, kept so that topics can be built from it whenever somebody follows them. */
export class SessionModel {
  readonly session: RunningSession
  readonly books = new Map<Ticker, SymbolBook>()
  /** Times that the symbols have been listed. */
  listings = 0
  readonly activity = new KeptLog<ActivityLine>()
  state: Status['state'] = { phase: 'warming-up', done: 0, total: 0 }
  day: SessionDay | null = null
  /** The newest decision of any symbol: it tells the market's regime. */
  newest: Decision | null = null
  /** Operator time of the newest market data, monotonic ms; null before any. */
  dataAt: number | null = null
  /** Slots that were decided. */
  slots = 0
  private desk: DeskState = EMPTY_DESK
  private current: SessionDay | null = null

  constructor(session: RunningSession) {
    this.session = session
    this.list(session.facts.instruments)
  }

  readonly decimals = (symbol: Ticker): number => this.books.get(symbol)?.decimals ?? 2

  /** All that has bars now: the others are forgotten. */
  list(instruments: readonly Instrument[]): void {
    this.listings++
    const listed = new Set(instruments.map(({ symbol }) => symbol))
    for (const symbol of this.books.keys()) if (!listed.has(symbol)) this.books.delete(symbol)
    const bins = this.session.facts.profile.data.volumeProfile.maximumBins
    for (const each of instruments) {
      if (!this.books.has(each.symbol)) this.books.set(each.symbol, new SymbolBook(each, bins))
    }
  }

  takeBar(symbol: Ticker, bar: Bar): void {
    const day = this.dayAt(bar.start)
    if (day !== null) this.books.get(symbol)?.takeBar(bar, day)
  }

  takeForming(symbol: Ticker, bar: Bar): void {
    const day = this.dayAt(bar.start)
    if (day !== null) this.books.get(symbol)?.form(bar, day)
  }

  takeStep(time: number, trades: readonly StepTrade[]): void {
    this.dataAt = this.session.desk.now().monotonic
    const day = this.dayAt(time)
    if (day === null) return
    for (const { symbol, price, shares } of trades) this.books.get(symbol)?.step(time, price, shares, day)
  }

  takeDecisions(decisions: readonly Decision[]): void {
    this.slots++
    for (const decision of decisions) {
      const book = this.books.get(decision.symbol)
      if (book === undefined) continue
      const before = book.decision
      book.decide(decision)
      const marker = decisionMarker(decision)
      if (marker !== null) book.mark(marker)
      const note = vetoNote(decision, before)
      if (note !== null) this.note(note)
    }
    this.newest = decisions.at(-1) ?? this.newest
  }

  takeEvent(event: TradingEvent): void {
    const before = this.desk
    const { state } = this.session.desk
    this.desk = state
    const line = activityLine(event, state, before)
    if (line !== null) this.note(line)
    const marked = eventMarker(event, state, before)
    if (marked !== null) this.books.get(marked.symbol)?.mark(marked.marker)
  }

  note(note: ActivityNote): void {
    this.activity.add({ number: this.activity.total + 1, ...note })
  }

  /** The session that holds a moment; sessions come in order, so the last answer is tried first. */
  private dayAt(time: number): SessionDay | null {
    const { current } = this
    if (current !== null && time >= current.open && time < current.close) return current
    this.current = this.session.facts.sessions.find(({ open, close }) => time >= open && time < close) ?? null
    return this.current
  }
}
