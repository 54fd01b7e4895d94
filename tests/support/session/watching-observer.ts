import type { FeedNotice, LiveMarketState } from '../../../src-main/market/live-market.ts'
import type { RunningSession, SessionObserver } from '../../../src-main/session/session-observer.ts'
import type { TradingEvent } from '../../../src-main/trading/journal/trading-event.ts'
import type { Status } from '../../../src-shared/contract/views/status.ts'
import type { Bar } from '../../../src-shared/domain/bar.ts'
import type { Decision } from '../../../src-shared/domain/decision.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../../src-shared/domain/time.ts'

interface Waiter {
  readonly isSo: () => boolean
  readonly resume: () => void
}

/** Keeps what a session shows, and lets a test wait for it. */
export class WatchingObserver implements SessionObserver {
  session: RunningSession | null = null
  sessions = 0
  state: Status['state'] | null = null
  readonly phases: Status['state']['phase'][] = []
  events: TradingEvent[] = []
  decided: Decision[] = []
  bars = 0
  stepTime: UtcMs | null = null
  /** Called with each step, and with each change of phase. */
  onStep: (session: RunningSession) => void = () => {}
  onPhase: (session: RunningSession, state: Status['state']) => void = () => {}
  onTrading: (event: TradingEvent) => void = () => {}
  private waiters: Waiter[] = []

  begin(session: RunningSession): void {
    this.session = session
    this.sessions++
    this.events = []
    this.decided = []
    this.bars = 0
    this.look()
  }

  phase(state: Status['state']): void {
    this.state = state
    if (this.phases.at(-1) !== state.phase) this.phases.push(state.phase)
    if (this.session !== null) this.onPhase(this.session, state)
    this.look()
  }

  day(): void {}

  bar(_symbol: Ticker, _bar: Bar): void {
    this.bars++
  }

  symbols(): void {}

  forming(): void {}

  step(time: UtcMs): void {
    this.stepTime = time
    if (this.session !== null) this.onStep(this.session)
    this.look()
  }

  decisions(decisions: readonly Decision[]): void {
    this.decided.push(...decisions)
    this.look()
  }

  trading(event: TradingEvent): void {
    this.events.push(event)
    this.onTrading(event)
    this.look()
  }

  arming(): void {}

  market(_state: LiveMarketState): void {}

  notice(_notice: FeedNotice): void {}

  end(): void {
    this.look()
  }

  /** Resolves when it is so, looked at whenever something happens. */
  until(isSo: () => boolean): Promise<void> {
    if (isSo()) return Promise.resolve()
    return new Promise((resume) => this.waiters.push({ isSo, resume }))
  }

  private look(): void {
    const [due, waiting] = [this.waiters.filter(({ isSo }) => isSo()), this.waiters.filter(({ isSo }) => !isSo())]
    this.waiters = waiting
    for (const { resume } of due) resume()
  }
}
