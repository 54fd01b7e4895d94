import type { ArmingView } from '../../src-shared/contract/views/arming.ts'
import type { Status } from '../../src-shared/contract/views/status.ts'
import type { Bar } from '../../src-shared/domain/bar.ts'
import type { Decision } from '../../src-shared/domain/decision.ts'
import type { AccountId, SessionId, Ticker } from '../../src-shared/domain/ids.ts'
import type { Instrument } from '../../src-shared/domain/instrument.ts'
import type { AccountClass } from '../../src-shared/domain/mode.ts'
import type { SessionDay, UtcMs } from '../../src-shared/domain/time.ts'
import type { Engine } from '../engine/engine.ts'
import type { FeedNotice, LiveMarketState } from '../market/live-market.ts'
import type { StepTrade } from '../simulator/exchange/steps.ts'
import type { DeskView } from '../trading/desk-context.ts'
import type { TradingEvent } from '../trading/journal/trading-event.ts'
import type { LoadedProfile } from './profile-file.ts'

/** What a session is. Only its symbols can change while it runs. */
export interface SessionFacts {
  /** The audit's name of it; also the epoch of its streams. */
  readonly id: SessionId
  /** The session that this one goes on with after a stop or a crash, or itself: one run of a market. */
  readonly run: SessionId
  readonly source: Status['source']
  readonly account: { readonly id: AccountId; readonly class: AccountClass }
  readonly profile: LoadedProfile
  /** In feed order. */
  readonly instruments: readonly Instrument[]
  readonly traded: readonly Ticker[]
  /** All sessions that have bars, ascending. */
  readonly sessions: readonly SessionDay[]
  /** Bars before this moment are fed, not decided. */
  readonly decideFrom: UtcMs
}

/** A session that runs, to look at. */
export interface RunningSession {
  readonly facts: SessionFacts
  readonly desk: DeskView
  readonly engine: Pick<Engine, 'flipDistances'>
  /** Market time. */
  now(): UtcMs
  /** The simulated market's clock; null where the market has a clock of its own. */
  clock(): Status['clock']
  armingView(): ArmingView
  /** What its audit holds, and why it cannot be written. */
  audit(): Status['audit']
}

/**
 * Who shows a session. Calls come in the order in which things happen; of a session that was resumed its past comes
 * first, in the same calls, before `phase` says `running`. None of them may call the session.
 */
export interface SessionObserver {
  /** A session begins; everything of an earlier one is over. */
  begin(session: RunningSession): void
  phase(state: Status['state']): void
  day(day: SessionDay): void
  /** Symbols have come or gone: all that has bars now, in feed order. What is traded stands in the session's facts. */
  symbols(instruments: readonly Instrument[]): void
  /** A final five-minute bar that the engine took, also of the warm-up. */
  bar(symbol: Ticker, bar: Bar): void
  /** A five-minute bar as the market's source sees it form: what single quotes did not show is in it. */
  forming(symbol: Ticker, bar: Bar): void
  /** The market has moved within a bar; the desk's quotes are the new ones. */
  step(time: UtcMs, trades: readonly StepTrade[]): void
  /** A slot was decided; the desk takes the decisions right after, and what it makes of them is told as it happens. */
  decisions(decisions: readonly Decision[]): void
  trading(event: TradingEvent): void
  /** What arming rests on, or whether it is armed, may have changed. */
  arming(): void
  /** The way to the market has changed; of a market that needs one, also before a session begins. */
  market(state: LiveMarketState): void
  /** What keeps one symbol's data from being what it should be, or that nothing does any more. */
  notice(notice: FeedNotice): void
  /** Nothing of it happens any more. */
  end(): void
}
