import { z } from 'zod'
import {
  ABSTENTIONS,
  type Absent,
  type Action,
  type Card,
  type CrossAssetMeasures,
  DAY_WINDOWS,
  type Decision,
  type Exit,
  HOLD_REASONS,
  type Measures,
  REGIMES,
  type RegimeMeasures,
  type RelativeStrengthMeasures,
  type StatisticsMeasures,
  type TimeOfDayMeasures,
  type VolumeProfileMeasures,
} from '../../../src-shared/domain/decision.ts'
import { tickerSchema } from '../../../src-shared/domain/schemas.ts'
import { EDGE_CODES, type EdgeVote, VOTES } from '../../../src-shared/domain/vote.ts'
import { sideSchema, timeSchema } from './engine-input.ts'

const absent: z.ZodType<Absent> = z.strictObject({ absent: z.enum(ABSTENTIONS) })

const regime: z.ZodType<RegimeMeasures> = z.strictObject({
  regime: z.enum(REGIMES),
  confidence: z.number(),
  unknownBecause: z.enum(ABSTENTIONS).nullable(),
  day: z.number().nullable(),
  short: z.number().nullable(),
  medium: z.number().nullable(),
  consistency: z.number().nullable(),
  lean: z.union([z.literal(-1), z.literal(0), z.literal(1)]),
  atrPercent: z.number().nullable(),
  breadth: z.array(z.strictObject({ symbol: tickerSchema, change: z.number().nullable(), effect: z.number() })),
})

const relativeStrength: z.ZodType<RelativeStrengthMeasures> = z.strictObject({
  own: z.number(),
  versusSector: z.number(),
  versusMarket: z.number(),
  sector: tickerSchema,
  sectorIsMarket: z.boolean(),
  percentile: z.number(),
  stocks: z.number(),
})

const statistics: z.ZodType<StatisticsMeasures> = z.strictObject({
  price: z.number(),
  volume: z.number(),
  momentum: z.number(),
})

const volumeProfile: z.ZodType<VolumeProfileMeasures> = z.strictObject({
  source: z.enum(['session', 'prior']),
  poc: z.number(),
  valueHigh: z.number(),
  valueLow: z.number(),
  structure: z.number(),
  place: z.enum(['above', 'inside', 'below']),
  fromPoc: z.number(),
  beyondHigh: z.number(),
  beyondLow: z.number(),
  accepted: z.boolean(),
})

const crossAsset: z.ZodType<CrossAssetMeasures> = z.strictObject({
  related: z.array(z.strictObject({ symbol: tickerSchema, change: z.number() })),
  rising: z.number(),
  falling: z.number(),
})

const timeOfDay: z.ZodType<TimeOfDayMeasures> = z.strictObject({
  window: z.enum(DAY_WINDOWS),
  minute: z.number(),
  minutesToClose: z.number(),
})

const measures: z.ZodType<Measures> = z.strictObject({
  regime,
  relativeStrength: z.union([relativeStrength, absent]),
  statistics: z.union([statistics, absent]),
  volumeProfile: z.union([volumeProfile, absent]),
  crossAsset: z.union([crossAsset, absent]),
  timeOfDay,
})

const edgeVote: z.ZodType<EdgeVote> = z.strictObject({ vote: z.enum(VOTES), confidence: z.number() })

const card: z.ZodType<Card> = z.strictObject({
  side: sideSchema,
  votes: z.record(z.enum(EDGE_CODES), edgeVote),
  agreeing: z.number(),
  ownAgreeing: z.number(),
  withData: z.number(),
  scoreSum: z.number(),
  vetoedBy: z.array(z.enum(EDGE_CODES)),
})

const action: z.ZodType<Action> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('enter'),
    side: sideSchema,
    size: z.number(),
    entry: z.number(),
    stop: z.number(),
    target: z.number(),
  }),
  z.strictObject({ kind: z.literal('hold'), why: z.enum(HOLD_REASONS) }),
])

const exit: z.ZodType<Exit> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('hold') }),
  z.strictObject({ kind: z.literal('moveStop'), price: z.number() }),
  z.strictObject({ kind: z.literal('closeNow'), reason: z.string() }),
])

/** A decision as the engine gave it. Strict, so that a replay never compares less than what was stored. */
export const decisionSchema: z.ZodType<Decision> = z.strictObject({
  symbol: tickerSchema,
  barStart: timeSchema,
  profile: z.string(),
  profileHash: z.string(),
  bars: z.number(),
  close: z.number(),
  atr: z.number(),
  vwap: z.number(),
  rsi: z.number(),
  candidate: sideSchema.nullable(),
  tradeKind: z.enum(['momentum', 'meanReversion']),
  measures,
  cards: z.union([z.tuple([card]), z.tuple([card, card])]),
  action,
  exit: exit.nullable(),
})

/** `barStart` stands before anything else that could be called so: lists find decisions by it without reading on. */
export function decisionText(decision: Decision): string {
  const text = JSON.stringify(decision)
  if (text.startsWith(`{"symbol":"${decision.symbol}","barStart":${decision.barStart},`)) return text
  const { symbol, barStart, ...rest } = decision
  return JSON.stringify({ symbol, barStart, ...rest })
}
