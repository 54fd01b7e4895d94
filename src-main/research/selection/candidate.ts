import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { DataQuality } from '../../../src-shared/domain/quote.ts'
import type { SessionDate, UtcMs } from '../../../src-shared/domain/time.ts'
import type { Scan } from '../../market/live-market.ts'

/** What a stock did in a session, and what it usually does. Prices in dollars, everything else in fractions and shares. */
export interface Measures {
  readonly last: number
  readonly previousClose: number
  readonly open: number
  readonly high: number
  readonly low: number
  /** Last over the previous close, less one. */
  readonly move: number
  /** The day's high less its low, as a fraction of the previous close. */
  readonly range: number
  /** Open over the previous close, less one. */
  readonly gap: number
  /** Average true range of the sessions before the day, as a fraction of the previous close. */
  readonly atr: number
  /** How many sessions it is the average of: up to 14. */
  readonly atrDays: number
  /** Shares a session, of the sessions before the day. */
  readonly averageVolume: number
  /** How many sessions it is the average of: up to 20. */
  readonly volumeDays: number
  readonly dayVolume: number
}

/** Why a symbol is looked at: a scan, the universe file, that it is traded now, or that it must not be dropped. */
export type CandidateSource = Scan | 'universe' | 'traded' | 'kept'

/** A rule of the selection that a candidate breaks. */
export interface FilterFailure {
  readonly filter: 'price' | 'atr' | 'average-volume' | 'move' | 'halted' | 'not-measured'
  /** What was found; null where nothing could be measured. */
  readonly value: number | null
  /** The rule with the number found, e.g. `ATR 1.2 % is below 1.5 %`. */
  readonly message: string
}

/** One symbol with everything that its selection depends on. */
export interface Candidate {
  readonly symbol: Ticker
  readonly sources: readonly CandidateSource[]
  /** Null: it could not be measured, and `failures` says why. */
  readonly measures: Measures | null
  /** |move|·50 + range·30 + |gap|·20; null without measures. */
  readonly score: number | null
  /** From 1, among those that pass every filter; null: it fell out. */
  readonly rank: number | null
  /** Every rule that it breaks. */
  readonly failures: readonly FilterFailure[]
  /** How the broker labels its data; null: no quote was asked for. */
  readonly quality: DataQuality | null
}

export interface Selection {
  /** The broker's time at which it was made. */
  readonly time: UtcMs
  /** The session that was measured: the one under way, otherwise the last one. */
  readonly day: SessionDate
  /** Those that pass by rank, then the others by score, then those that could not be measured; ties by symbol. */
  readonly candidates: readonly Candidate[]
  /** To be traded: first what must be kept, then the best of the others. */
  readonly selected: readonly Ticker[]
  /** What went wrong on the way without ending it, one sentence each. */
  readonly notices: readonly string[]
}
