import type { Regime, ValuePlace } from '../../../src-shared/domain/decision.ts'
import { fromEnd, type History, type ReferenceBar } from './history.ts'
import { mean, sampleDeviation, sum } from './indicators.ts'
import { isTrendDown, isTrendUp } from './regime.ts'
import { cast, type ReferenceVote } from './votes.ts'

export interface Profile {
  /** Dollars: the price with the most volume, and the edges of the value area. */
  readonly poc: number
  readonly valueHigh: number
  readonly valueLow: number
  readonly place: ValuePlace
  /** (close − POC) / ATR. */
  readonly fromPoc: number
  /** 0 (volume in one place) to 1 (even). */
  readonly structure: number
}

const LEAST_BARS = 20
const BIN_DOLLARS = 0.1
const VALUE_SHARE = 0.7
const NEUTRAL: Profile = { poc: 0, valueHigh: 0, valueLow: 0, place: 'inside', fromPoc: 0, structure: 0.5 }

/** The whole number nearest to `value`, the even one of two equally near (Python's `round`). */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value)
  const rest = value - below
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1
  return below % 2 === 0 ? below : below + 1
}

interface Bin {
  readonly price: number
  readonly volume: number
}

/** Volume by price, each bar whole at its close, in the order in which the bins were first seen. */
function binVolumes(bars: readonly ReferenceBar[]): readonly Bin[] {
  const volumes = new Map<number, number>()
  for (const { close, volume } of bars) {
    const bin = roundHalfEven(close / BIN_DOLLARS)
    volumes.set(bin, (volumes.get(bin) ?? 0) + volume)
  }
  return [...volumes].map(([bin, volume]) => ({ price: bin * BIN_DOLLARS, volume }))
}

/** Grows from the POC, one bin a step, towards the larger neighbour (the lower on a tie), until it holds 70 %. */
function valueArea(bins: readonly Bin[], poc: Bin): { readonly low: number; readonly high: number } {
  const ascending = [...bins].sort((a, b) => a.price - b.price)
  const wanted = sum(bins.map((bin) => bin.volume)) * VALUE_SHARE
  let low = ascending.indexOf(poc)
  let high = low
  let held = poc.volume
  while (held < wanted) {
    const below = ascending[low - 1]
    const above = ascending[high + 1]
    if (above !== undefined && (below === undefined || above.volume > below.volume)) {
      held += above.volume
      high += 1
    } else if (below !== undefined) {
      held += below.volume
      low -= 1
    } else {
      break
    }
  }
  return { low: ascending[low]?.price ?? poc.price, high: ascending[high]?.price ?? poc.price }
}

function structureOf(bins: readonly Bin[]): number {
  if (bins.length < 3) return 0.5
  const volumes = bins.map((bin) => bin.volume)
  return Math.min(1, Math.max(0, 1 - sampleDeviation(volumes) / mean(volumes) / 2))
}

export function measureProfile(history: History, atr: number): Profile {
  if (history.bars.length < LEAST_BARS) return NEUTRAL
  const bins = binVolumes(history.bars)
  const poc = bins.reduce((largest, bin) => (bin.volume > largest.volume ? bin : largest))
  const { low, high } = valueArea(bins, poc)
  const { close } = fromEnd(history.bars, 1)
  return {
    poc: poc.price,
    valueHigh: high,
    valueLow: low,
    place: close > high ? 'above' : close < low ? 'below' : 'inside',
    fromPoc: atr > 0 ? (close - poc.price) / atr : 0,
    structure: structureOf(bins),
  }
}

export function voteProfile({ place, fromPoc, structure }: Profile, regime: Regime): ReferenceVote {
  if (place === 'above') return isTrendUp(regime) ? cast('LONG', 0.6) : cast('NEUTRAL', 0.4)
  if (place === 'below') return isTrendDown(regime) ? cast('SHORT', 0.6) : cast('NEUTRAL', 0.4)
  if (structure < 0.3) return cast('NEUTRAL', 0.3)
  if (fromPoc > 1) return cast('SHORT', 0.5)
  if (fromPoc < -1) return cast('LONG', 0.5)
  return cast('NEUTRAL', 0.3)
}
