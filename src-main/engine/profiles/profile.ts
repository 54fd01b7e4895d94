import { z } from 'zod'
import { TRADING_WINDOWS } from '../../../src-shared/domain/decision.ts'

/** Integer hundredths: confidences and scores add and compare exactly. */
const hundredths = z.number().int().min(0).max(100)
const bars = z.number().int().min(1).max(500)
const fraction = z.number().finite()
const positive = z.number().finite().positive()

/** `HH:MM`, exchange time. */
const clockTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time of day as HH:MM')

const dayWindow = z.strictObject({
  window: z.enum(TRADING_WINDOWS),
  /** First moment that no longer belongs to the window. */
  until: clockTime,
  favours: z.enum(['momentum', 'meanReversion', 'any', 'none']),
  confidence: hundredths,
  neutralConfidence: hundredths,
})

/**
 * Every number of the strategy, as data. Returns and ATR percentages are fractions, confidences and scores integer
 * hundredths, `…Atr` multiples of the ATR, `bars` five-minute bars.
 */
export const profileSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'a short lower-case name'),
  history: z.strictObject({ bars: z.number().int().min(60).max(500), minimumBars: bars }),
  indicators: z.strictObject({ atrBars: bars, rsiBars: bars }),
  regime: z
    .strictObject({
      minimumCloses: bars,
      shortBars: bars,
      mediumBars: bars,
      consistencyChanges: bars,
      highVolatility: z.strictObject({ atrPercent: positive, confidence: hundredths }),
      strongTrend: z.strictObject({
        day: positive,
        consistency: z.number().min(0).max(1),
        confidenceBase: hundredths,
        confidenceSlope: hundredths,
        confidenceCap: hundredths,
      }),
      trend: z.strictObject({ day: positive, confidence: hundredths }),
      reversal: z.strictObject({ day: positive, short: positive, confidence: hundredths }),
      range: z.strictObject({
        confidence: hundredths,
        earlyConfidence: hundredths,
        earlyBars: z.number().int().min(0),
      }),
      breadth: z.strictObject({
        agreeAdds: hundredths,
        elseTakes: hundredths,
        trendBars: bars,
        reversalBars: bars,
        confidenceCap: hundredths,
      }),
      vote: z.strictObject({ strongAbove: hundredths, plainAbove: hundredths }),
    })
    .refine(({ minimumCloses, consistencyChanges }) => minimumCloses > consistencyChanges, {
      error: 'minimumCloses must be more than consistencyChanges: that many changes need one close more',
    }),
  candidate: z.strictObject({ extremePriceZ: positive }),
  relativeStrength: z.strictObject({
    bars,
    minimumStocks: z.number().int().min(2),
    veto: z.strictObject({ sector: fraction, market: fraction, confidence: hundredths }),
    strong: z.strictObject({ percentile: hundredths, sector: fraction, confidence: hundredths }),
    plain: z.strictObject({ percentile: hundredths, sector: fraction, confidence: hundredths }),
    neutralConfidence: hundredths,
  }),
  statistics: z.strictObject({
    window: z.number().int().min(11).max(50),
    minimumCloses: bars,
    minimumValues: z.number().int().min(2),
    flat: positive,
    rangeExtreme: z.strictObject({ price: positive, momentum: positive, confidence: hundredths }),
    trendMomentum: z.strictObject({ momentum: positive, priceBelow: positive, confidence: hundredths }),
    trendOverextended: z.strictObject({ price: positive, confidence: hundredths }),
    volumeSurge: z.strictObject({ volume: positive, momentum: positive, confidence: hundredths }),
    neutralConfidence: hundredths,
  }),
  volumeProfile: z.strictObject({
    maximumBins: z.number().int().min(10).max(100),
    valueAreaFraction: z.number().gt(0).lt(1),
    initialBalanceBars: bars,
    acceptanceBars: bars,
    minimumStructure: z.number().min(0).max(1),
    trendOutside: z.strictObject({ confidence: hundredths }),
    rangeOutside: z.strictObject({ confidence: hundredths }),
    outsideNeutralConfidence: hundredths,
    insideStretch: z.strictObject({ atr: positive, confidence: hundredths }),
    insideNeutralConfidence: hundredths,
    chase: z.strictObject({ atr: positive, confidence: hundredths }),
  }),
  crossAsset: z.strictObject({
    bars,
    threshold: positive,
    minimumPeers: z.number().int().min(1),
    strong: z.strictObject({ above: fraction, confidence: hundredths }),
    plain: z.strictObject({ above: fraction, confidence: hundredths }),
    veto: z.strictObject({ below: fraction, contradicting: z.number().int().min(1), confidence: hundredths }),
    contradicted: z.strictObject({ below: fraction, confidence: hundredths }),
    neutralConfidence: hundredths,
  }),
  timeOfDay: z.strictObject({
    windows: z
      .array(dayWindow)
      .min(1)
      .refine((rows) => rows.every((row, index) => index === 0 || row.until > rows[index - 1]!.until), {
        error: 'windows must follow each other in time',
      })
      .refine((rows) => new Set(rows.map(({ window }) => window)).size === rows.length, {
        error: 'a window stands in it twice',
      }),
    /** No new entries from this many minutes before the session's close. */
    cutoffMinutes: z.number().int().min(0),
    vetoConfidence: hundredths,
  }),
  consensus: z.strictObject({
    minimumAgreeing: z.number().int().min(1).max(6),
    minimumOwnAgreeing: z.number().int().min(0).max(3),
    minimumScore: hundredths,
    minimumEdgesWithData: z.number().int().min(1).max(6),
  }),
  entry: z.strictObject({
    /** Fraction of the account at score 0, and the largest multiple of it. */
    baseSize: positive.max(0.05),
    maximumMultiple: positive.max(4),
    stopAtr: positive,
    targetAtr: positive,
    /** No same-side entry at the stop-out's bar and this many bars after it. */
    stopOutBars: z.number().int().min(0),
  }),
  trailing: z.strictObject({ startAtr: positive, lockAtr: positive, trailAtr: positive }),
})

export type Profile = z.infer<typeof profileSchema>
