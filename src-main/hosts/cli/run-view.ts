import type { Ticker } from '../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import { exchangeDate } from '../../market/exchange-time.ts'
import { RoundTrips } from '../../session/round-trips.ts'
import type { RunningSession, SessionObserver } from '../../session/session-observer.ts'
import { createSessionCounter, type SessionSummary } from '../../session/session-summary.ts'
import type { RunOutput } from './output/decision-output.ts'
import type { Terminal } from './output/terminal.ts'

interface ViewParts {
  readonly output: RunOutput
  readonly terminal: Terminal
  /** Nothing before is shown, as after a seek; it is counted all the same. */
  readonly showFrom: UtcMs
  readonly progress: boolean
}

/** What a run on the command line shows, and what it counts meanwhile. */
export class RunView implements SessionObserver {
  bars = 0
  private readonly parts: ViewParts
  private counter = createSessionCounter()
  private trips = new RoundTrips()
  private session: RunningSession | null = null
  private slots = 0
  private totalSlots = 0

  constructor(parts: ViewParts) {
    this.parts = parts
  }

  begin: SessionObserver['begin'] = (session) => {
    this.session = session
    this.counter = createSessionCounter()
    this.trips = new RoundTrips()
    this.bars = 0
    this.slots = 0
    this.totalSlots = session.facts.sessions.reduce((sum, day) => sum + (day.close - day.open) / ENGINE_BAR_MS, 0)
  }

  day: SessionObserver['day'] = (day) => {
    if (this.session === null || day.open < this.session.facts.decideFrom) return
    this.counter.session()
    if (day.close > this.parts.showFrom) this.parts.output.session(day)
  }

  bar: SessionObserver['bar'] = () => {
    this.bars++
  }

  decisions: SessionObserver['decisions'] = (decisions) => {
    for (const decision of decisions) {
      this.counter.decision(decision)
      if (decision.barStart + ENGINE_BAR_MS >= this.parts.showFrom) this.parts.output.decision(decision)
    }
  }

  trading: SessionObserver['trading'] = (event) => {
    if (this.session === null) return
    const fill = this.trips.take(event, this.session.desk.state)
    if (fill === null) return
    this.counter.fill(fill)
    if (fill.time >= this.parts.showFrom) this.parts.output.fill(fill)
  }

  phase: SessionObserver['phase'] = () => {}
  symbols: SessionObserver['symbols'] = () => {}
  forming: SessionObserver['forming'] = () => {}
  step: SessionObserver['step'] = () => {}
  arming: SessionObserver['arming'] = () => {}
  market: SessionObserver['market'] = () => {}
  notice: SessionObserver['notice'] = () => {}
  end: SessionObserver['end'] = () => {}

  /** The session's clock; null where nobody moves it. */
  get clock(): ReturnType<RunningSession['clock']> {
    return this.session?.clock() ?? null
  }

  /** A slot is over. Resolves when the output has been taken. */
  afterSlot(time: UtcMs): Promise<void> {
    this.slots++
    const { progress, terminal } = this.parts
    if (progress) terminal.progress(this.slots, this.totalSlots, exchangeDate(utcMs(time)))
    return terminal.drained()
  }

  summary(): SessionSummary {
    const priceOf = (symbol: Ticker): number | null => this.session?.desk.quotes.price(symbol) ?? null
    return this.counter.summary(this.trips.totals(priceOf))
  }
}
