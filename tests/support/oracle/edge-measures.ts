import type {
  Absent,
  BreadthReading,
  CrossAssetMeasures,
  DayWindow,
  Measures,
  Regime,
  RegimeMeasures,
  RelativeStrengthMeasures,
  StatisticsMeasures,
  TimeOfDayMeasures,
  VolumeProfileMeasures,
} from '../../../src-shared/domain/decision.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { MarketRecord, OracleBar, OracleSlot } from './market-record.ts'
import { averageTrueRange, closesWithoutGaps, mean, returnsWithoutGaps, sessionOf, zOfNewest } from './measures.ts'
import { type OracleProfile, profileOf } from './value-area.ts'

const SPY = 'SPY' as Ticker
const BREADTH = ['QQQ', 'IWM'] as Ticker[]

const directionOf = (regime: Regime): 1 | -1 | 0 => (regime.endsWith('_UP') ? 1 : regime.endsWith('_DOWN') ? -1 : 0)

/** A row of the regime table; null stands for a condition whose return is missing. */
type RegimeRow = readonly [Regime, number, readonly (boolean | null)[]]

/** Section 1 of the strategy. The first row that is not ruled out counts; if a missing return leaves it open, nothing is known. */
export function regimeAt(record: MarketRecord, slot: OracleSlot): RegimeMeasures {
  const unknown = (unknownBecause: RegimeMeasures['unknownBecause']): RegimeMeasures => ({
    regime: 'UNKNOWN',
    confidence: 0,
    unknownBecause,
    day: null,
    short: null,
    medium: null,
    consistency: null,
    lean: 0,
    atrPercent: null,
    breadth: [],
  })
  const bars = record.history(SPY)
  const last = bars.at(-1)
  if (last === undefined || last.slot.ordinal !== slot.ordinal) return unknown('no-market')
  if (bars.length < 21) return unknown('few-closes')
  const short = record.change(SPY, 5, slot.ordinal)
  const medium = record.change(SPY, 20, slot.ordinal)

  const dayOpen = (sessionOf(bars)[0] as OracleBar).open
  const day = last.close / dayOpen - 1
  const closes = bars.slice(-21).map(({ close }) => close)
  const moves = closes.slice(1).map((close, index) => Math.sign(close - (closes[index] as number)))
  const net = moves.filter((move) => move > 0).length - moves.filter((move) => move < 0).length
  const consistency = Math.abs(net) / 20
  const atrPercent = averageTrueRange(bars) / last.close

  const over = (change: number | null, limit: number): boolean | null => (change === null ? null : change > limit)
  const under = (change: number | null, limit: number): boolean | null => (change === null ? null : change < -limit)
  const strong = Math.min(90, 50 + 2 * Math.abs(net))
  const table: readonly RegimeRow[] = [
    ['HIGH_VOLATILITY', 80, [atrPercent > 0.006]],
    ['STRONG_TREND_UP', strong, [day > 0.01, consistency >= 0.4, net > 0]],
    ['STRONG_TREND_DOWN', strong, [day < -0.01, consistency >= 0.4, net < 0]],
    ['TREND_UP', 60, [day > 0.003, over(short, 0), over(medium, 0)]],
    ['TREND_DOWN', 60, [day < -0.003, under(short, 0), under(medium, 0)]],
    ['REVERSAL_UP', 50, [day < -0.005, over(short, 0.002)]],
    ['REVERSAL_DOWN', 50, [day > 0.005, under(short, 0.002)]],
    ['RANGE_BOUND', slot.index < 6 ? 50 : 70, []],
  ]
  const [regime, confidence, conditions] = table.find(([, , row]) => !row.includes(false)) as RegimeRow
  if (conditions.includes(null)) return unknown('missing-slot')

  const direction = directionOf(regime)
  const steps = regime.startsWith('REVERSAL') ? 5 : 20
  const fed = direction === 0 ? [] : BREADTH.filter((symbol) => record.instruments.has(symbol))
  const breadth = fed.map((symbol): BreadthReading => {
    const change = record.change(symbol, steps, slot.ordinal)
    return { symbol, change, effect: change === null ? 0 : change * direction > 0 ? 5 : -10 }
  })
  const adjusted = breadth.reduce((sum, { effect }) => sum + effect, confidence)
  return {
    regime,
    confidence: direction === 0 ? confidence : Math.min(95, Math.max(0, adjusted)),
    unknownBecause: null,
    day,
    short,
    medium,
    consistency,
    lean: net > 0 ? 1 : net < 0 ? -1 : 0,
    atrPercent,
    breadth,
  }
}

/** Section 2. */
export function relativeStrengthAt(
  record: MarketRecord,
  symbol: Ticker,
  ordinal: number,
): RelativeStrengthMeasures | Absent {
  const enough = (name: Ticker): boolean => record.history(name).length > 20
  const own = record.change(symbol, 20, ordinal)
  const market = record.change(SPY, 20, ordinal)
  if (own === null) return { absent: enough(symbol) ? 'missing-slot' : 'few-closes' }
  if (market === null) return { absent: 'no-market' }
  const etf = record.instruments.get(symbol)?.sectorEtf ?? null
  const etfChange = etf === null ? null : record.change(etf, 20, ordinal)
  const others = record
    .stocks()
    .filter((name) => name !== symbol)
    .map((name) => record.change(name, 20, ordinal))
    .filter((change) => change !== null)
  const stocks = others.length + 1
  if (stocks < 5) return { absent: 'few-stocks' }
  const below = others.filter((change) => change < own).length
  const ties = others.filter((change) => change === own).length
  return {
    own,
    versusSector: own - (etfChange ?? market),
    versusMarket: own - market,
    sector: etf !== null && etfChange !== null ? etf : SPY,
    sectorIsMarket: etf === null || etfChange === null,
    percentile: ((below + ties / 2) / (stocks - 1)) * 100,
    stocks,
  }
}

/** Section 3. */
export function statisticsOf(record: MarketRecord, symbol: Ticker): StatisticsMeasures | Absent {
  const bars = record.history(symbol)
  if (bars.length < 20) return { absent: 'few-closes' }
  const volumes = bars.slice(-50).map(({ volume }) => volume)
  return {
    price: zOfNewest(closesWithoutGaps(bars), (_, newest) => 1e-6 * newest),
    volume: zOfNewest(volumes, (before) => 1e-6 * mean(before)),
    momentum: zOfNewest(returnsWithoutGaps(bars), () => 1e-6),
  }
}

/** Section 4. */
export function volumeProfileOf(record: MarketRecord, symbol: Ticker): VolumeProfileMeasures | Absent {
  const bars = record.history(symbol)
  const last = bars.at(-1)
  const instrument = record.instruments.get(symbol)
  if (last === undefined || instrument === undefined) return { absent: 'few-closes' }
  const today = sessionOf(bars)
  const balanced = today.length >= 12
  const earlier = bars.filter(({ slot }) => slot.session < last.slot.session)
  const used = balanced ? today : sessionOf(earlier)
  if (used.length === 0) return { absent: 'no-profile' }
  const perDollar = 1 / instrument.tick
  const profile = profileOf(used, perDollar)
  if (profile === null) return { absent: 'no-volume' }
  const atr = averageTrueRange(bars)
  if (atr === 0) return { absent: 'no-range' }
  return placed(profile, today, last.close, atr, balanced ? 'session' : 'prior')
}

function placed(
  profile: OracleProfile,
  today: readonly OracleBar[],
  close: number,
  atr: number,
  source: 'session' | 'prior',
): VolumeProfileMeasures {
  const { poc, valueHigh, valueLow } = profile
  const place = close > valueHigh ? 'above' : close < valueLow ? 'below' : 'inside'
  const recent = today.slice(-6)
  const beyond = (bar: OracleBar): boolean => (place === 'above' ? bar.close > valueHigh : bar.close < valueLow)
  return {
    source,
    ...profile,
    place,
    fromPoc: (close - poc) / atr,
    beyondHigh: (close - valueHigh) / atr,
    beyondLow: (valueLow - close) / atr,
    accepted: place !== 'inside' && recent.length === 6 && recent.every(beyond),
  }
}

/** Section 5. */
function crossAssetAt(record: MarketRecord, symbol: Ticker, ordinal: number): CrossAssetMeasures | Absent {
  const instrument = record.instruments.get(symbol)
  if (instrument === undefined) return { absent: 'few-peers' }
  const { related, sectorEtf } = instrument
  const sameSector = record
    .stocks()
    .filter((name) => name !== symbol && record.instruments.get(name)?.sectorEtf === sectorEtf)
  const names = related.length > 0 ? related : sectorEtf === null ? [] : [...sameSector, sectorEtf]
  const readings = names.flatMap((name) => {
    const change = record.change(name, 10, ordinal)
    return change === null ? [] : [{ symbol: name, change }]
  })
  if (readings.length < 2) return { absent: 'few-peers' }
  return {
    related: readings,
    rising: readings.filter(({ change }) => change > 0.001).length,
    falling: readings.filter(({ change }) => change < -0.001).length,
  }
}

const WINDOW_ENDS: readonly (readonly [number, DayWindow])[] = [
  [600, 'opening-drive'],
  [630, 'morning-reversal'],
  [690, 'mid-morning'],
  [810, 'lunch'],
  [870, 'afternoon'],
  [930, 'power-hour'],
]

/** Section 6. */
function timeOfDayAt(record: MarketRecord, start: number, slot: OracleSlot): TimeOfDayMeasures {
  const { minute, minutesToClose } = record.clock(start, slot)
  const named = WINDOW_ENDS.find(([end]) => minute < end)?.[1] ?? 'power-hour'
  return {
    window: minutesToClose <= 0 ? 'after-close' : minutesToClose <= 30 ? 'no-new-entries' : named,
    minute,
    minutesToClose,
  }
}

/** What the six edges measure for a symbol whose newest bar starts at `start`. */
export function measuresAt(record: MarketRecord, symbol: Ticker, start: number, slot: OracleSlot): Measures {
  return {
    regime: regimeAt(record, slot),
    relativeStrength: relativeStrengthAt(record, symbol, slot.ordinal),
    statistics: statisticsOf(record, symbol),
    volumeProfile: volumeProfileOf(record, symbol),
    crossAsset: crossAssetAt(record, symbol, slot.ordinal),
    timeOfDay: timeOfDayAt(record, start, slot),
  }
}
