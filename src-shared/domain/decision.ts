import type { Ticker } from './ids.ts'
import type { UtcMs } from './time.ts'
import type { EdgeCode, EdgeVote, Side } from './vote.ts'

export const REGIMES = [
  'UNKNOWN',
  'HIGH_VOLATILITY',
  'STRONG_TREND_UP',
  'STRONG_TREND_DOWN',
  'TREND_UP',
  'TREND_DOWN',
  'REVERSAL_UP',
  'REVERSAL_DOWN',
  'RANGE_BOUND',
] as const
export type Regime = (typeof REGIMES)[number]

/** What the trade bets on: a move that goes on, or one that comes back. */
export type TradeKind = 'momentum' | 'meanReversion'

/** Why an edge has nothing to say. */
export const ABSTENTIONS = [
  'few-closes',
  'missing-slot',
  'no-market',
  'few-stocks',
  'no-profile',
  'no-volume',
  'few-peers',
  'no-range',
] as const
export type Abstention = (typeof ABSTENTIONS)[number]

/** An edge without the data that it needs. */
export interface Absent {
  readonly absent: Abstention
}

/** The market's state, read from SPY. Returns are fractions; `atrPercent` is ATR / close, a fraction too. */
export interface RegimeMeasures {
  readonly regime: Regime
  /** Integer hundredths, breadth included. */
  readonly confidence: number
  /** Why the regime is UNKNOWN; null when it is known. */
  readonly unknownBecause: Abstention | null
  readonly day: number | null
  readonly short: number | null
  readonly medium: number | null
  readonly consistency: number | null
  readonly lean: -1 | 0 | 1
  readonly atrPercent: number | null
  readonly breadth: readonly BreadthReading[]
}

/** How one other index stands to the regime: it adds to, or takes from, its confidence (hundredths). */
export interface BreadthReading {
  readonly symbol: Ticker
  readonly change: number | null
  readonly effect: number
}

export interface RelativeStrengthMeasures {
  /** The stock's own 20-bar return, a fraction. */
  readonly own: number
  /** Own return less the sector ETF's, and less the market's. */
  readonly versusSector: number
  readonly versusMarket: number
  /** The symbol that stood for the sector: its ETF, or the market's where there is none with data. */
  readonly sector: Ticker
  /** Whether the market stands in for the sector. */
  readonly sectorIsMarket: boolean
  /** 0 to 100 among `stocks` tracked stocks, itself included. */
  readonly percentile: number
  readonly stocks: number
}

/** z-scores of the newest price, volume and 1-bar return against the window before them. */
export interface StatisticsMeasures {
  readonly price: number
  readonly volume: number
  readonly momentum: number
}

export type ValuePlace = 'above' | 'inside' | 'below'

export interface VolumeProfileMeasures {
  readonly source: 'session' | 'prior'
  /** Dollars. The POC may lie on a half tick. */
  readonly poc: number
  readonly valueHigh: number
  readonly valueLow: number
  /** 0 (volume in one place) to 1 (even). */
  readonly structure: number
  readonly place: ValuePlace
  /** (price − POC) / ATR. */
  readonly fromPoc: number
  /** ATRs that the price lies beyond the value area's high (negative: under it), and beyond its low. */
  readonly beyondHigh: number
  readonly beyondLow: number
  /** The session's last closes all lie on the price's side of the value area. */
  readonly accepted: boolean
}

export interface CrossAssetMeasures {
  /** 10-bar returns, fractions, of the related symbols that have one. */
  readonly related: readonly { readonly symbol: Ticker; readonly change: number }[]
  /** How many rose, and fell, beyond the threshold. */
  readonly rising: number
  readonly falling: number
}

/** The stretches of a session that have a character of their own. */
export const TRADING_WINDOWS = [
  'opening-drive',
  'morning-reversal',
  'mid-morning',
  'lunch',
  'afternoon',
  'power-hour',
] as const
/** Where a moment can lie: in one of them, or where nothing may be entered. */
export const DAY_WINDOWS = ['before-open', ...TRADING_WINDOWS, 'no-new-entries', 'after-close'] as const
export type DayWindow = (typeof DAY_WINDOWS)[number]

export interface TimeOfDayMeasures {
  readonly window: DayWindow
  /** Minutes after midnight, exchange time, of the decision (the bar's end). */
  readonly minute: number
  readonly minutesToClose: number
}

/** What the six edges measured. Reasons and flip distances are derived from it on demand. */
export interface Measures {
  readonly regime: RegimeMeasures
  readonly relativeStrength: RelativeStrengthMeasures | Absent
  readonly statistics: StatisticsMeasures | Absent
  readonly volumeProfile: VolumeProfileMeasures | Absent
  readonly crossAsset: CrossAssetMeasures | Absent
  readonly timeOfDay: TimeOfDayMeasures
}

/** The six votes as they stand for a trade on one side. */
export interface Card {
  readonly side: Side
  readonly votes: Readonly<Record<EdgeCode, EdgeVote>>
  /** Edges that vote for the side, and how many of them look at the symbol itself. */
  readonly agreeing: number
  readonly ownAgreeing: number
  /** Edges that did not abstain. */
  readonly withData: number
  /** Signed Σ |vote| × confidence in hundredths; the score is this divided by `withData`. */
  readonly scoreSum: number
  /** Edges that veto this side, in naming order. */
  readonly vetoedBy: readonly EdgeCode[]
}

/** Why a bar ends without an entry. */
export const HOLD_REASONS = [
  'warming-up',
  'no-range',
  'regime-forbids',
  'no-extreme',
  'position-open',
  'veto',
  'few-edges',
  'few-agree',
  'few-own-edges',
  'weak-score',
  'stopped-out',
] as const
export type HoldReason = (typeof HOLD_REASONS)[number]

export type Action =
  | {
      readonly kind: 'enter'
      readonly side: Side
      /** Fraction of the account's value to put into the position. */
      readonly size: number
      /** Dollars: the decision's close and the levels measured from it, not yet rounded to the tick. */
      readonly entry: number
      readonly stop: number
      readonly target: number
    }
  | { readonly kind: 'hold'; readonly why: HoldReason }

/** What to do with an open position. `moveStop` only ever tightens. */
export type Exit =
  | { readonly kind: 'hold' }
  | { readonly kind: 'moveStop'; readonly price: number }
  | { readonly kind: 'closeNow'; readonly reason: string }

/** One symbol, one bar: what was seen, how each edge voted, what follows. Plain data. */
export interface Decision {
  readonly symbol: Ticker
  /** Start of the bar that was decided; the decision happens at its end. */
  readonly barStart: UtcMs
  readonly profile: string
  /** SHA-256 of the profile's canonical JSON, hex. */
  readonly profileHash: string
  /** Bars stored for the symbol, this one included (at most the profile's history). */
  readonly bars: number
  readonly close: number
  /** Dollars. */
  readonly atr: number
  readonly vwap: number
  readonly rsi: number
  readonly candidate: Side | null
  readonly tradeKind: TradeKind
  readonly measures: Measures
  /** The candidate's card; without a candidate the long and the short one. */
  readonly cards: readonly [Card] | readonly [Card, Card]
  readonly action: Action
  /** null when no position is open. */
  readonly exit: Exit | null
}
