import type { AccountId } from '../../../src-shared/domain/ids.ts'
import type { AccountClass, TradingState } from '../../../src-shared/domain/mode.ts'

/** An account on which orders can be placed. */
export interface ArmingAccount {
  readonly id: AccountId
  readonly class: AccountClass
  /** The day's profit and the limit at which its breaker tripped, dollars; null: it has not. */
  readonly tripped: { readonly profit: number; readonly limit: number } | null
  /** Another process looks after it: one sentence. */
  readonly elsewhere?: string
}

/**
 * Everything that arming depends on beside what is typed, as it stands at the moment of asking. Milliseconds are of
 * operator time, sentences end with a full stop.
 */
export interface ArmingFacts {
  readonly settings: {
    readonly dryRun: boolean
    readonly liveEnabled: boolean
    readonly allowRealMoney: boolean
  }
  /** Empty until the broker has named them. */
  readonly accounts: readonly ArmingAccount[]
  readonly connection: {
    readonly ready: boolean
    /** Why it stands as it does. */
    readonly reason: string
    /** How long it has not been ready; null while it is. */
    readonly lostForMs: number | null
  }
  /** A whole survey of the broker has come since the connection was made. */
  readonly reconciled: boolean
  /** Differences between our books and the broker's that nobody has acknowledged. */
  readonly differences: number
  readonly data: {
    /** Why the feed is lost; null: it is not. */
    readonly lost: string | null
    /** Age of SPY's newest quote; null: there is none. */
    readonly ageMs: number | null
    /** Beyond which it is stale. */
    readonly staleMs: number
  }
  readonly session: {
    /** A regular session is under way. */
    readonly open: boolean
    /** Until its close; null where market time does not pass like ours, or there is no session. */
    readonly closesInMs: number | null
    /** How the calendar and the broker's trading hours differ; null: they agree. */
    readonly disagreement: string | null
    /** The broker's trading hours are known. */
    readonly hoursKnown: boolean
  }
  /** The broker's clock against the market clock, which on a real gateway is the wall clock; null: not known. */
  readonly skewMs: number | null
  /** The gateway lives in the time of this world. False of a simulated market's. */
  readonly inRealTime: boolean
  /** Why the audit cannot be written; null: it can. */
  readonly auditFailure: string | null
  /** Why nothing is decided any more; null: the engine decides. */
  readonly engineFailure: string | null
  readonly tradingState: TradingState
  /** Since when the window that controls has said nothing; null where no window is needed. */
  readonly controllerSilentMs: number | null
  /** What speaks against the recorded behaviour of this TWS version; null: a paper-probe of it has passed. */
  readonly probeMissing: string | null
}
