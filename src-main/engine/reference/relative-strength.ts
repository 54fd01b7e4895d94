import { type History, hasBars, returnOver } from './history.ts'
import { cast, type ReferenceVote } from './votes.ts'

export interface Strength {
  /** Own 20-bar return less the sector ETF's, and less SPY's: fractions. */
  readonly versusSector: number
  readonly versusMarket: number
  /** 0 to just under 100: the share of the tracked symbols that come before this one. */
  readonly percentile: number
}

/** Which symbols a stock is measured against, and everything that is tracked, in feed order. */
interface StrengthContext {
  readonly market: string
  readonly sectorEtf: string
  readonly indexSymbols: readonly string[]
  readonly histories: ReadonlyMap<string, History>
}

const PLACES = 20

function strengthReturn(history: History | undefined): number {
  return hasBars(history, PLACES) ? returnOver(history, PLACES) : 0
}

/** A symbol's 20-bar return against its sector, the market and all other tracked symbols. */
export function measureStrength(symbol: string, context: StrengthContext): Strength {
  const { histories } = context
  if (!hasBars(histories.get(symbol), PLACES)) return { versusSector: 0, versusMarket: 0, percentile: 50 }
  const own = strengthReturn(histories.get(symbol))
  // A sort keeps the order of equals, so ties stay in feed order.
  const ascending = [...histories.keys()]
    .filter((tracked) => !context.indexSymbols.includes(tracked))
    .map((tracked) => ({ tracked, change: strengthReturn(histories.get(tracked)) }))
    .sort((a, b) => a.change - b.change)
  const position = ascending.findIndex(({ tracked }) => tracked === symbol)
  return {
    versusSector: own - strengthReturn(histories.get(context.sectorEtf)),
    versusMarket: own - strengthReturn(histories.get(context.market)),
    percentile: position < 0 ? 50 : (position / ascending.length) * 100,
  }
}

export function voteStrength({ versusSector, versusMarket, percentile }: Strength): ReferenceVote {
  if (percentile > 90 && versusSector > 0.01) return cast('STRONG_LONG', 0.9)
  if (percentile < 10 && versusSector < -0.01) return cast('STRONG_SHORT', 0.9)
  if (percentile > 70 && versusSector > 0.005) return cast('LONG', 0.6)
  if (percentile < 30 && versusSector < -0.005) return cast('SHORT', 0.6)
  if (versusSector > 0.02 && versusMarket < -0.01) return cast('VETO_LONG', 0.7)
  return cast('NEUTRAL', 0.5)
}
