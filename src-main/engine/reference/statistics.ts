import type { Regime } from '../../../src-shared/domain/decision.ts'
import { changeFrom, closesOf, fromEnd, type History } from './history.ts'
import { mean, sampleDeviation } from './indicators.ts'
import { isTrendDown, isTrendUp } from './regime.ts'
import { cast, type ReferenceVote } from './votes.ts'

type Extreme = 'none' | 'extended_high' | 'extended_low' | 'momentum_surge' | 'momentum_crash'

export interface Statistics {
  /** z-scores of the newest close, volume and 1-bar return. */
  readonly price: number
  readonly volume: number
  readonly momentum: number
  /** Where the close lies in the day's range, 0 to 100. */
  readonly rangePercentile: number
  /** (close − VWAP) / ATR. */
  readonly extension: number
  readonly extreme: Extreme
}

const LEAST_CLOSES = 20
const WINDOW = 50
const LEAST_VALUES = 10
const SMALLEST_DEVIATION = 0.0001
const NEUTRAL: Statistics = {
  price: 0,
  volume: 0,
  momentum: 0,
  rangePercentile: 50,
  extension: 0,
  extreme: 'none',
}

/** How many sample deviations the newest of the last 50 values lies from the mean of those before it. */
function zScore(values: readonly number[]): number {
  const window = values.slice(-WINDOW)
  if (window.length < LEAST_VALUES) return 0
  const before = window.slice(0, -1)
  const deviation = sampleDeviation(before)
  return deviation < SMALLEST_DEVIATION ? 0 : (fromEnd(window, 1) - mean(before)) / deviation
}

export function measureStatistics(history: History, atr: number, vwap: number): Statistics {
  if (history.bars.length < LEAST_CLOSES) return NEUTRAL
  const closes = closesOf(history)
  const close = fromEnd(closes, 1)
  const returns = closes.slice(1).map((value, i) => changeFrom(closes[i] ?? value, value))
  const { high, low } = history.day
  const price = zScore(closes)
  const momentum = zScore(returns)
  return {
    price,
    volume: zScore(history.bars.map((bar) => bar.volume)),
    momentum,
    rangePercentile: high > low ? ((close - low) / (high - low)) * 100 : 50,
    extension: atr > 0 ? (close - vwap) / atr : 0,
    extreme: extremeOf(price, momentum),
  }
}

function extremeOf(price: number, momentum: number): Extreme {
  if (price > 2) return 'extended_high'
  if (price < -2) return 'extended_low'
  if (momentum > 2) return 'momentum_surge'
  if (momentum < -2) return 'momentum_crash'
  return 'none'
}

export function voteStatistics({ price, volume, momentum }: Statistics, regime: Regime): ReferenceVote {
  if (regime === 'RANGE_BOUND') {
    if (price > 2 && momentum > 1.5) return cast('SHORT', 0.7)
    if (price < -2 && momentum < -1.5) return cast('LONG', 0.7)
  }
  if (isTrendUp(regime)) {
    if (momentum > 1.5 && price < 2) return cast('LONG', 0.6)
    if (price > 2.5) return cast('VETO_LONG', 0.6)
  }
  if (isTrendDown(regime)) {
    if (momentum < -1.5 && price > -2) return cast('SHORT', 0.6)
    if (price < -2.5) return cast('VETO_SHORT', 0.6)
  }
  if (volume > 2 && Math.abs(momentum) > 1) return cast(momentum > 1 ? 'LONG' : 'SHORT', 0.5)
  return cast('NEUTRAL', 0.4)
}
