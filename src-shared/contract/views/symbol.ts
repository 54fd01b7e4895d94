import { z } from 'zod'
import { tickerSchema } from '../../domain/schemas.ts'
import { sideSchema, timeSchema } from './common.ts'
import { symbolDataSchema } from './symbol-data.ts'

/** A candle. Dollars a share; shares. */
export const candleSchema = z.strictObject({
  /** Start of the interval, market time UTC ms. */
  start: z.number(),
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  volume: z.number(),
  /** Of the session up to this candle's end; null in daily candles. */
  vwap: z.number().nullable(),
  /** ATR at its end, where it was decided. */
  atr: z.number().nullable(),
})
export type Candle = z.infer<typeof candleSchema>

/** Where a session's volume was traded. Dollars a share; shares. */
const profileSchema = z.strictObject({
  /** Height of one row of the histogram, and the price at the bottom of the first. */
  step: z.number(),
  low: z.number(),
  /** Shares a row, from the lowest up. */
  volumes: z.array(z.number()),
  poc: z.number(),
  valueHigh: z.number(),
  valueLow: z.number(),
})
export type VolumeProfileView = z.infer<typeof profileSchema>

/** Something that was decided or happened, on the chart. */
const markerSchema = z.strictObject({
  time: timeSchema,
  /** Dollars a share at which it sits. */
  price: z.number(),
  side: sideSchema,
  /** A candidate that a veto stopped, one short of consensus, an order staged, an entry filled, a position left. */
  kind: z.enum(['vetoed', 'short-of-consensus', 'staged', 'filled', 'closed']),
  says: z.string(),
})
export type Marker = z.infer<typeof markerSchema>

/** What the chart of one symbol shows beside its candles. */
export const symbolSchema = z.strictObject({
  symbol: tickerSchema,
  kind: z.enum(['stock', 'etf']),
  /** The price step, dollars, and its decimals. */
  tick: z.number(),
  decimals: z.int(),
  /** What its prices are worth. */
  data: symbolDataSchema,
  /** Today's volume profile; null before the first bar. */
  profile: profileSchema.nullable(),
  /** The session's before. */
  prior: z.strictObject({ poc: z.number(), valueHigh: z.number(), valueLow: z.number() }).nullable(),
  /** The close at which the veto named first would not be one any more; null without a veto or a reachable price. */
  vetoLifts: z.number().nullable(),
  markers: z.array(markerSchema),
})
export type SymbolView = z.infer<typeof symbolSchema>
