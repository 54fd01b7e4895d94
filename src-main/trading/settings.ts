import { MINUTE_MS, SECOND_MS } from '../../src-shared/domain/time.ts'

/** How trading behaves beside its limits. */
export interface TradingSettings {
  /** How long a staged order waits for approval, ms of operator time. */
  readonly approvalMs: number
  /** Entries go at the market instead of at a limit. */
  readonly entriesAtMarket: boolean
  /** How far stop and target of an order by hand lie from the last price where nobody gave them, in ATR. */
  readonly stopAtr: number
  readonly targetAtr: number
}

export const DEFAULT_TRADING_SETTINGS: TradingSettings = {
  approvalMs: 180 * SECOND_MS,
  entriesAtMarket: false,
  // As the default profile has them (assets/profiles/default.json).
  stopAtr: 2.5,
  targetAtr: 4,
}

/** How long an entry works at most, market time: two bars. */
export const ENTRY_LIFE_MS = 10 * MINUTE_MS
/** How far the price may have gone since an order was staged before it has to be approved again, in ATR. */
export const DRIFT_ATR = 0.5
/** How long a request may stay without an answer, operator time. */
export const ANSWER_MS = 5 * SECOND_MS
/** A gap between wall clock and monotonic clock by which the machine is known to have slept. */
export const SUSPEND_MS = 5 * SECOND_MS
