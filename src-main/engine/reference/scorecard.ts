import type { TradeKind } from '../../../src-shared/domain/decision.ts'
import type { EdgeCode, Side } from '../../../src-shared/domain/vote.ts'
import type { Entry } from './consensus.ts'
import type { ReferencePosition } from './exits.ts'
import type { DayRange, ReferenceBar } from './history.ts'
import type { RegimeReading } from './regime.ts'
import type { Strength } from './relative-strength.ts'
import type { Statistics } from './statistics.ts'
import type { Profile } from './volume-profile.ts'
import type { ReferenceVote, ReferenceVotes } from './votes.ts'

/** Every edge's vote, whether or not there is a candidate: for both sides and kinds where the vote depends on them. */
export interface StandingVotes {
  readonly relativeStrength: ReferenceVote
  readonly statistics: ReferenceVote
  readonly volumeProfile: ReferenceVote
  readonly crossAsset: Readonly<Record<Side, ReferenceVote>>
  readonly timeOfDay: Readonly<Record<TradeKind, ReferenceVote>>
}

/** What the original sees of one symbol at one bar, before it decides. Dollars, shares and fractions. */
export interface Reading {
  readonly symbol: string
  readonly bar: ReferenceBar
  /** Bars stored, at most 500. */
  readonly bars: number
  /** null while SPY holds exactly 20 bars, where the original fails; then there are no standing votes either. */
  readonly regime: RegimeReading | null
  readonly atr: number
  readonly rsi: number
  readonly vwap: number
  readonly day: DayRange
  readonly statistics: Statistics
  readonly profile: Profile
  readonly strength: Strength
  /** Score from −1 to 1 of a trade on that side. */
  readonly crossAsset: Readonly<Record<Side, number>>
  readonly standing: StandingVotes | null
}

/** How far the original got on a bar. */
export type Flow =
  | 'warmup'
  | 'position'
  | 'exit_stop'
  | 'exit_target'
  | 'exit_eod'
  | 'unknown'
  | 'highvol'
  | 'no_extreme'
  | 'veto'
  | 'insufficient'
  | 'weak'
  | 'entry'

export interface Candidate {
  readonly side: Side
  readonly kind: TradeKind
}

/** What the original does at one bar; null where it did not get so far. */
export interface Outcome {
  readonly flow: Flow
  readonly action: 'hold' | 'buy' | 'short' | 'sell' | 'cover'
  readonly candidate: Candidate | null
  readonly votes: ReferenceVotes | null
  readonly vetoedBy: EdgeCode | null
  readonly agreeing: number | null
  readonly score: number | null
  readonly entry: Entry | null
  /** Open after this bar. */
  readonly position: ReferencePosition | null
  /** Closed by this bar. */
  readonly closed: ReferencePosition | null
}

/** One symbol, one bar: what was seen, how every edge votes, what follows. Plain data. */
export interface ReferenceScorecard extends Reading, Outcome {}
