import type { Ticker } from '../domain/ids.ts'

/** The lengths of candles that a chart can show. */
export const TIME_FRAMES = ['1m', '5m', '15m', 'D'] as const
export type TimeFrame = (typeof TIME_FRAMES)[number]

/** One thing to follow: `status`, `scorecard/NVDA`, `candles/NVDA/5m`. */
export type TopicId = string

export const symbolTopic = (name: 'symbol' | 'scorecard', symbol: Ticker): TopicId => `${name}/${symbol}`
export const candlesTopic = (symbol: Ticker, frame: TimeFrame): TopicId => `candles/${symbol}/${frame}`
