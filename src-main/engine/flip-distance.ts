import { MARKET_SYMBOL } from '../../src-shared/domain/instrument.ts'
import { fromTicks, toTicks } from '../../src-shared/domain/price.ts'
import type { EdgeCode, Vote } from '../../src-shared/domain/vote.ts'
import { measureRegime, voteRegime } from './edges/regime.ts'
import { measureRelativeStrength, voteRelativeStrength } from './edges/relative-strength.ts'
import { measureStatistics, voteStatistics } from './edges/statistics.ts'
import { measureVolumeProfile, voteVolumeProfile } from './edges/volume-profile.ts'
import { averageTrueRange } from './indicators/true-range.ts'
import type { Profile } from './profiles/profile.ts'
import type { Scorecard } from './scorecard.ts'

/** Per edge the nearest last close, in dollars, at which its vote would be another one; null: none within reach. */
export type FlipDistances = Readonly<Record<EdgeCode, number | null>>

/** How far from the last close a flip is looked for, in ATRs of the decision. */
const REACH_ATR = 3

/**
 * For each edge the nearest last close on the tick grid within ±3 ATR at which it would vote differently, the edge
 * fully recomputed with this symbol's last bar changed; at equal distance the lower one. Regime, candidate and other
 * symbols stay as they are, so cross-asset and time of day have none, and the regime only where the symbol is SPY.
 * Without a candidate the long card's votes are followed.
 */
export function flipDistancesOf(scorecard: Scorecard, profile: Profile): FlipDistances {
  const { surroundings, slot, kind, measures } = scorecard
  const { history, sector, market, breadth, stocks } = surroundings
  const { regime } = measures.regime
  const { side, votes } = scorecard.cards[0]
  const search = (present: Vote, measure: () => Vote): number | null =>
    nearestFlip(scorecard, present, history.preview(measure))
  return {
    RS: search(
      votes.RS.vote,
      () =>
        voteRelativeStrength(
          measureRelativeStrength(history, sector, market, stocks, slot.ordinal, profile),
          kind,
          profile,
        ).vote,
    ),
    ST: search(votes.ST.vote, () => voteStatistics(measureStatistics(history, profile), regime, profile).vote),
    VP: search(votes.VP.vote, () => {
      const atr = averageTrueRange(history, profile.indicators.atrBars)
      return voteVolumeProfile(measureVolumeProfile(history, atr, profile), regime, side, kind, profile).vote
    }),
    CA: null,
    TD: null,
    RG:
      history.instrument.symbol === MARKET_SYMBOL
        ? search(
            votes.RG.vote,
            () => voteRegime(measureRegime(market, breadth, slot.ordinal, slot.index, profile), side, profile).vote,
          )
        : null,
  }
}

function nearestFlip(scorecard: Scorecard, present: Vote, voteAt: (close: number) => Vote): number | null {
  const { history } = scorecard.surroundings
  const { tick } = history.instrument
  const close = history.close(1)
  const reach = REACH_ATR * scorecard.atr
  const start = toTicks(close, tick)
  // A close between two ticks (adjusted data) is nearer to one of each pair; on the grid the lower goes first.
  const upperFirst = close > fromTicks(start, tick)
  for (let step = 0; step <= Math.ceil(reach / tick) + 1; step++) {
    for (const ticks of upperFirst ? [start + step, start - step] : [start - step, start + step]) {
      const moved = fromTicks(ticks, tick)
      if (moved === close || moved <= 0 || Math.abs(moved - close) > reach) continue
      if (voteAt(moved) !== present) return moved
    }
  }
  return null
}
