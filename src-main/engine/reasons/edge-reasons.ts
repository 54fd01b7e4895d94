import type {
  Absent,
  Abstention,
  CrossAssetMeasures,
  Decision,
  RegimeMeasures,
  RelativeStrengthMeasures,
  StatisticsMeasures,
  TimeOfDayMeasures,
  VolumeProfileMeasures,
} from '../../../src-shared/domain/decision.ts'
import { MARKET_SYMBOL } from '../../../src-shared/domain/instrument.ts'
import { type EdgeCode, type EdgeVote, type Side, vetoes } from '../../../src-shared/domain/vote.ts'
import type { Profile } from '../profiles/profile.ts'
import { capitalised, clock, dollars, listed, moved, ordinal, percent, signed } from './wording.ts'

/**
 * One sentence that says what an edge saw on a decision and, by its numbers, why it votes as it does on the card of
 * `side`. Built when somebody reads it, from the decision's measures alone.
 */
export function edgeReason(decision: Decision, edge: EdgeCode, side: Side, profile: Profile): string {
  const { measures } = decision
  switch (edge) {
    case 'RG':
      return regimeReason(measures.regime, profile)
    case 'RS':
      return strengthReason(measures.relativeStrength, decision, profile)
    case 'ST':
      return statisticsReason(measures.statistics, profile)
    case 'VP': {
      const card = decision.cards.find((candidate) => candidate.side === side) ?? decision.cards[0]
      return profileReason(measures.volumeProfile, decision, card.votes.VP, side)
    }
    case 'CA':
      return crossAssetReason(measures.crossAsset, side, profile)
    case 'TD':
      return timeReason(measures.timeOfDay, profile)
  }
}

const ABSENT_TEXT: Readonly<Record<Abstention, string>> = {
  'few-closes': 'Too few bars yet to measure this',
  'missing-slot': 'A bar is missing where the comparison starts or ends',
  'no-market': `${MARKET_SYMBOL} has no bar to compare with`,
  'few-stocks': 'Too few stocks are tracked to rank this one',
  'no-profile': 'No earlier session to take the volume profile from',
  'no-volume': 'No volume has traded in this session',
  'few-peers': 'Fewer than two related symbols have data',
  'no-range': 'The price has not moved, so distances cannot be measured',
}

function regimeReason(measures: RegimeMeasures, profile: Profile): string {
  const { regime } = measures
  if (measures.unknownBecause !== null) {
    return `The market's regime is unknown: ${ABSENT_TEXT[measures.unknownBecause].toLowerCase().replace('spy', 'SPY')}`
  }
  const { shortBars, mediumBars, highVolatility, consistencyChanges } = profile.regime
  const day = `${MARKET_SYMBOL} ${moved(measures.day ?? 0)} since the open`
  if (regime === 'HIGH_VOLATILITY') {
    const limit = percent(highVolatility.atrPercent)
    return `${MARKET_SYMBOL} moves ${percent(measures.atrPercent ?? 0)} a bar, more than ${limit}: too wild to trade`
  }
  if (regime === 'RANGE_BOUND') return `${day}, without a trend`
  const breadth = measures.breadth
    .filter(({ effect }) => effect !== 0)
    .map(({ symbol, effect }) => `${symbol} ${effect > 0 ? 'agrees' : 'does not agree'}`)
  const indices = breadth.length === 0 ? '' : `; ${breadth.join(', ')}`
  const short = `${moved(measures.short ?? 0)} over ${shortBars} bars`
  if (regime.startsWith('REVERSAL')) return `${day} but ${short}${indices}`
  if (regime.startsWith('STRONG')) {
    const net = Math.round((measures.consistency ?? 0) * consistencyChanges)
    const direction = measures.lean > 0 ? 'rose' : 'fell'
    return `${day} and a net ${net} of its last ${consistencyChanges} bars ${direction}${indices}`
  }
  return `${day}, ${short} and ${moved(measures.medium ?? 0)} over ${mediumBars}${indices}`
}

function strengthReason(measures: RelativeStrengthMeasures | Absent, decision: Decision, profile: Profile): string {
  if ('absent' in measures) return ABSENT_TEXT[measures.absent]
  const { bars } = profile.relativeStrength
  const against = `${capitalised(moved(measures.versusSector))} against ${measures.sector} over ${bars} bars`
  const fallback = measures.sectorIsMarket ? ', in place of its sector' : ''
  const market = measures.sector === MARKET_SYMBOL ? '' : `, ${moved(measures.versusMarket)} against ${MARKET_SYMBOL}`
  const rank = `${ordinal(measures.percentile)} percentile of ${measures.stocks} stocks`
  const reversion = decision.tradeKind === 'meanReversion' ? '; not counted when a price is to come back' : ''
  return `${against}${fallback}${market}; ${rank}${reversion}`
}

function statisticsReason(measures: StatisticsMeasures | Absent, profile: Profile): string {
  if ('absent' in measures) return ABSENT_TEXT[measures.absent]
  const { window } = profile.statistics
  const place = `${Math.abs(measures.price).toFixed(1)} σ ${measures.price < 0 ? 'below' : 'above'}`
  return `Price is ${place} its ${window}-bar mean; last move ${signed(measures.momentum)} σ, volume ${signed(measures.volume)} σ`
}

function profileReason(
  measures: VolumeProfileMeasures | Absent,
  decision: Decision,
  vote: EdgeVote,
  side: Side,
): string {
  if ('absent' in measures) return ABSENT_TEXT[measures.absent]
  const whose = measures.source === 'session' ? "today's" : "the prior session's"
  const poc = `${Math.abs(measures.fromPoc).toFixed(1)} ATR ${measures.fromPoc < 0 ? 'below' : 'above'} its POC ${dollars(measures.poc)}`
  if (vetoes(vote.vote, side)) {
    const beyond = side === 'long' ? measures.beyondHigh : measures.beyondLow
    return `Price is ${beyond.toFixed(1)} ATR beyond ${whose} value area: the stop would lie outside value`
  }
  if (measures.place === 'inside') return `Inside ${whose} value area, ${poc}`
  const accepted = measures.accepted ? ', accepted there by the last closes' : ''
  const regime = decision.measures.regime.regime === 'RANGE_BOUND' ? ' while the market ranges' : ''
  return `${capitalised(measures.place)} ${whose} value area${regime}${accepted}, ${poc}`
}

function crossAssetReason(measures: CrossAssetMeasures | Absent, side: Side, profile: Profile): string {
  if ('absent' in measures) return ABSENT_TEXT[measures.absent]
  const { threshold, bars } = profile.crossAsset
  const sign = side === 'long' ? 1 : -1
  const confirm: string[] = []
  const contradict: string[] = []
  const flat: string[] = []
  for (const { symbol, change } of measures.related) {
    const towards = sign * change
    const group = towards > threshold ? confirm : towards < -threshold ? contradict : flat
    group.push(symbol)
  }
  const verb = (names: readonly string[], one: string, many: string): string[] =>
    names.length === 0 ? [] : [`${listed(names)} ${names.length === 1 ? one : many}`]
  const parts = [
    ...verb(confirm, 'confirms', 'confirm'),
    ...verb(contradict, 'contradicts', 'contradict'),
    ...verb(flat, 'is flat', 'are flat'),
  ]
  return `${parts.join(', ')} over ${bars} bars`
}

const WINDOW_NAMES: Readonly<Record<TimeOfDayMeasures['window'], string>> = {
  'before-open': 'Before the open',
  'opening-drive': 'Opening drive',
  'morning-reversal': 'Morning reversal',
  'mid-morning': 'Mid-morning trend',
  lunch: 'Lunch',
  afternoon: 'Afternoon',
  'power-hour': 'Power hour',
  'no-new-entries': 'Too near the close',
  'after-close': 'After the close',
}

const FAVOURS = {
  momentum: 'favours momentum',
  meanReversion: 'favours prices that come back',
  any: 'favours any kind of trade',
  none: 'favours no trade',
} as const

function timeReason(measures: TimeOfDayMeasures, profile: Profile): string {
  const name = WINDOW_NAMES[measures.window]
  const row = profile.timeOfDay.windows.find(({ window }) => window === measures.window)
  if (row !== undefined) return `${name} until ${row.until}, ${FAVOURS[row.favours]}`
  if (measures.window !== 'no-new-entries') return `${name}: no entries`
  const left = Math.round(measures.minutesToClose)
  return `${name} at ${clock(measures.minute)}: ${left} minutes are left, entries end ${profile.timeOfDay.cutoffMinutes} before it`
}
