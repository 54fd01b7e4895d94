import type { Regime } from '../../../src-shared/domain/decision.ts'
import type { Side } from '../../../src-shared/domain/vote.ts'
import { changeFrom, closesOf, fromEnd, type History, returnOver } from './history.ts'
import { averageTrueRange } from './indicators.ts'
import { cast, type ReferenceVote } from './votes.ts'

export interface RegimeReading {
  readonly regime: Regime
  /** A fraction, 0 to 1. */
  readonly confidence: number
}

const CHANGES = 20
const UNKNOWN: RegimeReading = { regime: 'UNKNOWN', confidence: 0 }

/**
 * The market's state, read from SPY's history.
 * @returns null with exactly 20 closes: the original asks for 20 changes there and fails.
 */
export function readRegime(market: History | undefined): RegimeReading | null {
  if (market === undefined || market.bars.length < CHANGES) return UNKNOWN
  if (market.bars.length === CHANGES) return null

  const closes = closesOf(market)
  const close = fromEnd(closes, 1)
  const day = changeFrom(market.day.open, close)
  const short = returnOver(market, 5)
  const medium = returnOver(market, 20)
  const last = closes.slice(-(CHANGES + 1))
  const rising = last.filter((value, i) => i > 0 && value > (last[i - 1] ?? value)).length
  const consistency = Math.abs(rising - 10) / 10
  const strong = Math.min(0.9, 0.5 + 0.4 * consistency)

  if (averageTrueRange(market) / close > 0.02) return { regime: 'HIGH_VOLATILITY', confidence: 0.8 }
  if (day > 0.01 && consistency > 0.6 && rising > 10) return { regime: 'STRONG_TREND_UP', confidence: strong }
  if (day < -0.01 && consistency > 0.6 && rising <= 10) return { regime: 'STRONG_TREND_DOWN', confidence: strong }
  if (day > 0.003 && short > 0 && medium > 0) return { regime: 'TREND_UP', confidence: 0.6 }
  if (day < -0.003 && short < 0 && medium < 0) return { regime: 'TREND_DOWN', confidence: 0.6 }
  if (day < -0.005 && short > 0.002) return { regime: 'REVERSAL_UP', confidence: 0.5 }
  if (day > 0.005 && short < -0.002) return { regime: 'REVERSAL_DOWN', confidence: 0.5 }
  return { regime: 'RANGE_BOUND', confidence: 0.7 }
}

export const isTrendUp = (regime: Regime): boolean => regime === 'TREND_UP' || regime === 'STRONG_TREND_UP'
export const isTrendDown = (regime: Regime): boolean => regime === 'TREND_DOWN' || regime === 'STRONG_TREND_DOWN'

/** The regime speaks for the candidate's side, louder with its confidence. */
export function voteRegime({ confidence }: RegimeReading, side: Side): ReferenceVote {
  const long = side === 'long'
  if (confidence > 0.7) return cast(long ? 'STRONG_LONG' : 'STRONG_SHORT', confidence)
  if (confidence > 0.5) return cast(long ? 'LONG' : 'SHORT', confidence)
  return cast('NEUTRAL', confidence)
}
