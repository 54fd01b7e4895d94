import type { Card, Measures, Regime, TradeKind } from '../../../src-shared/domain/decision.ts'
import type { EdgeCode, EdgeVote, Side, Vote } from '../../../src-shared/domain/vote.ts'

/** The strategy's tables, row by row. Each function reads measures only. */

const TRENDS_UP: readonly Regime[] = ['STRONG_TREND_UP', 'TREND_UP']
const TRENDS_DOWN: readonly Regime[] = ['STRONG_TREND_DOWN', 'TREND_DOWN']

const vote = (name: Vote, confidence: number): EdgeVote => ({ vote: name, confidence })
const ABSTAIN = vote('ABSTAIN', 0)
const plain = (side: Side): Vote => (side === 'long' ? 'LONG' : 'SHORT')
const strong = (side: Side): Vote => (side === 'long' ? 'STRONG_LONG' : 'STRONG_SHORT')
const veto = (side: Side): Vote => (side === 'long' ? 'VETO_LONG' : 'VETO_SHORT')

function regimeVote({ regime: { regime, confidence } }: Measures, side: Side): EdgeVote {
  if (regime === 'UNKNOWN' || regime === 'HIGH_VOLATILITY') return vote('VETO_BOTH', confidence)
  const favoured: Side = regime.endsWith('_UP') ? 'long' : regime.endsWith('_DOWN') ? 'short' : side
  if (confidence > 70) return vote(strong(favoured), confidence)
  return vote(confidence > 50 ? plain(favoured) : 'NEUTRAL', confidence)
}

function relativeStrengthVote({ relativeStrength: m }: Measures, kind: TradeKind): EdgeVote {
  if ('absent' in m) return ABSTAIN
  if (m.versusSector > 0.02 && m.versusMarket < -0.01) return vote('VETO_LONG', 70)
  if (m.versusSector < -0.02 && m.versusMarket > 0.01) return vote('VETO_SHORT', 70)
  if (kind === 'meanReversion') return vote('NEUTRAL', 50)
  if (m.percentile > 90 && m.versusSector > 0.01) return vote('STRONG_LONG', 90)
  if (m.percentile < 10 && m.versusSector < -0.01) return vote('STRONG_SHORT', 90)
  if (m.percentile > 70 && m.versusSector > 0.005) return vote('LONG', 60)
  if (m.percentile < 30 && m.versusSector < -0.005) return vote('SHORT', 60)
  return vote('NEUTRAL', 50)
}

function statisticsVote({ statistics: m, regime: { regime } }: Measures): EdgeVote {
  if ('absent' in m) return ABSTAIN
  const up = TRENDS_UP.includes(regime)
  const down = TRENDS_DOWN.includes(regime)
  if (regime === 'RANGE_BOUND' && m.price > 2 && m.momentum > 1.5) return vote('SHORT', 70)
  if (regime === 'RANGE_BOUND' && m.price < -2 && m.momentum < -1.5) return vote('LONG', 70)
  if (up && m.momentum > 1.5 && m.price < 2) return vote('LONG', 60)
  if (down && m.momentum < -1.5 && m.price > -2) return vote('SHORT', 60)
  if (up && m.price > 2.5) return vote('VETO_LONG', 60)
  if (down && m.price < -2.5) return vote('VETO_SHORT', 60)
  if (m.volume > 2 && m.momentum > 1) return vote('LONG', 50)
  if (m.volume > 2 && m.momentum < -1) return vote('SHORT', 50)
  return vote('NEUTRAL', 40)
}

function volumeProfileVote({ volumeProfile: m, regime: { regime } }: Measures, side: Side, kind: TradeKind): EdgeVote {
  if ('absent' in m) return ABSTAIN
  const chased = side === 'long' ? m.beyondHigh : m.beyondLow
  if (kind === 'momentum' && chased > 2.5) return vote(veto(side), 50)
  if (m.place === 'above') {
    if (TRENDS_UP.includes(regime)) return vote('LONG', 60)
    return regime === 'RANGE_BOUND' && !m.accepted ? vote('SHORT', 50) : vote('NEUTRAL', 40)
  }
  if (m.place === 'below') {
    if (TRENDS_DOWN.includes(regime)) return vote('SHORT', 60)
    return regime === 'RANGE_BOUND' && !m.accepted ? vote('LONG', 50) : vote('NEUTRAL', 40)
  }
  if (m.structure < 0.3) return vote('NEUTRAL', 30)
  if (m.fromPoc > 1) return vote('SHORT', 50)
  if (m.fromPoc < -1) return vote('LONG', 50)
  return vote('NEUTRAL', 30)
}

function crossAssetVote({ crossAsset: m }: Measures, side: Side): EdgeVote {
  if ('absent' in m) return ABSTAIN
  const confirming = side === 'long' ? m.rising : m.falling
  const contradicting = side === 'long' ? m.falling : m.rising
  const sum = confirming + contradicting
  const score = sum === 0 ? 0 : (confirming - contradicting) / sum
  if (score > 0.6) return vote(strong(side), 80)
  if (score > 0.2) return vote(plain(side), 60)
  if (score < -0.4 && contradicting >= 3) return vote(veto(side), 70)
  return vote('NEUTRAL', score < -0.1 ? 50 : 40)
}

function timeOfDayVote({ timeOfDay: { window } }: Measures, side: Side, kind: TradeKind): EdgeVote {
  switch (window) {
    case 'opening-drive':
      return kind === 'momentum' ? vote(plain(side), 70) : vote('NEUTRAL', 40)
    case 'morning-reversal':
      return kind === 'meanReversion' ? vote(plain(side), 60) : vote('NEUTRAL', 50)
    case 'mid-morning':
      return vote(plain(side), 70)
    case 'lunch':
      return vote('NEUTRAL', 40)
    case 'afternoon':
      return vote(plain(side), 60)
    case 'power-hour':
      return kind === 'momentum' ? vote(plain(side), 60) : vote('NEUTRAL', 50)
    default:
      return vote('VETO_BOTH', 100)
  }
}

/** The six votes for a trade of this side and kind. */
function votesFor(measures: Measures, side: Side, kind: TradeKind): Readonly<Record<EdgeCode, EdgeVote>> {
  return {
    RS: relativeStrengthVote(measures, kind),
    ST: statisticsVote(measures),
    VP: volumeProfileVote(measures, side, kind),
    CA: crossAssetVote(measures, side),
    TD: timeOfDayVote(measures, side, kind),
    RG: regimeVote(measures, side),
  }
}

/** The consensus section: how the six votes count for one side. */
export function cardOf(measures: Measures, side: Side, kind: TradeKind): Card {
  const votes = votesFor(measures, side, kind)
  const all = Object.values(votes)
  const weight = (name: Vote): number => (name.startsWith('STRONG') ? 2 : name === 'LONG' || name === 'SHORT' ? 1 : 0)
  const forSide = (name: Vote): boolean => name === plain(side) || name === strong(side)
  const codes: readonly EdgeCode[] = ['RS', 'ST', 'VP', 'CA', 'TD', 'RG']
  return {
    side,
    votes,
    agreeing: all.filter((each) => forSide(each.vote)).length,
    ownAgreeing: [votes.RS, votes.ST, votes.VP].filter((each) => forSide(each.vote)).length,
    withData: all.filter((each) => each.vote !== 'ABSTAIN').length,
    scoreSum: all.reduce((sum, each) => sum + weight(each.vote) * each.confidence * (forSide(each.vote) ? 1 : -1), 0),
    vetoedBy: codes.filter((code) => votes[code].vote === veto(side) || votes[code].vote === 'VETO_BOTH'),
  }
}
