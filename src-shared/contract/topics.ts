import type { z } from 'zod'
import { isTicker, type Ticker } from '../domain/ids.ts'
import type { Result } from '../domain/result.ts'
import type { LogDelta, LogState, SeriesDelta, SeriesState, TableDelta, TableState, ValueDelta } from './streams.ts'
import { TIME_FRAMES, type TimeFrame, type TopicId } from './topic-ids.ts'
import { activityLineSchema } from './views/activity.ts'
import { armingSchema } from './views/arming.ts'
import { gatewaySchema } from './views/gateway.ts'
import { cardSchema, orderViewSchema, positionViewSchema } from './views/orders.ts'
import { reconciliationSchema } from './views/reconciliation.ts'
import { scorecardSchema } from './views/scorecard.ts'
import { statusSchema } from './views/status.ts'
import { candleSchema, symbolSchema } from './views/symbol.ts'
import { watchRowSchema } from './views/watchlist.ts'

/**
 * Everything that a window can follow: the shape in which it travels, what names one of several of a kind, and what one
 * item of it is.
 */
export const TOPICS = {
  status: { shape: 'value', key: 'none', item: statusSchema },
  gateway: { shape: 'value', key: 'none', item: gatewaySchema },
  arming: { shape: 'value', key: 'none', item: armingSchema },
  reconciliation: { shape: 'value', key: 'none', item: reconciliationSchema },
  watchlist: { shape: 'table', key: 'none', item: watchRowSchema, rowKey: 'symbol' },
  cards: { shape: 'table', key: 'none', item: cardSchema, rowKey: 'ref' },
  orders: { shape: 'table', key: 'none', item: orderViewSchema, rowKey: 'ref' },
  positions: { shape: 'table', key: 'none', item: positionViewSchema, rowKey: 'key' },
  activity: { shape: 'log', key: 'none', item: activityLineSchema },
  symbol: { shape: 'value', key: 'symbol', item: symbolSchema },
  scorecard: { shape: 'value', key: 'symbol', item: scorecardSchema },
  candles: { shape: 'series', key: 'symbol and time frame', item: candleSchema },
} as const
export type TopicName = keyof typeof TOPICS

type Item<Name extends TopicName> = z.infer<(typeof TOPICS)[Name]['item']>
type Shaped<Shape, One> = Shape extends 'value'
  ? { readonly state: One; readonly delta: ValueDelta<One> }
  : Shape extends 'table'
    ? { readonly state: TableState<One>; readonly delta: TableDelta<One> }
    : Shape extends 'log'
      ? { readonly state: LogState<One>; readonly delta: LogDelta<One> }
      : { readonly state: SeriesState<One>; readonly delta: SeriesDelta<One> }

export type TopicItem<Name extends TopicName> = Item<Name>
export type TopicState<Name extends TopicName> = Shaped<(typeof TOPICS)[Name]['shape'], Item<Name>>['state']
export type TopicDelta<Name extends TopicName> = Shaped<(typeof TOPICS)[Name]['shape'], Item<Name>>['delta']

export type TopicNamesOf<Shape extends (typeof TOPICS)[TopicName]['shape']> = {
  [Name in TopicName]: (typeof TOPICS)[Name]['shape'] extends Shape ? Name : never
}[TopicName]

export { candlesTopic, symbolTopic, type TopicId } from './topic-ids.ts'

/** A topic id taken apart. */
export type TopicAddress =
  | { readonly name: Exclude<TopicName, 'symbol' | 'scorecard' | 'candles'> }
  | { readonly name: 'symbol' | 'scorecard'; readonly symbol: Ticker }
  | { readonly name: 'candles'; readonly symbol: Ticker; readonly frame: TimeFrame }

const isTopicName = (text: string): text is TopicName => Object.hasOwn(TOPICS, text)
const isFrame = (text: string | undefined): text is TimeFrame => TIME_FRAMES.some((frame) => frame === text)

/** @returns what is wrong with the id, in words, when it names nothing that can be followed. */
export function parseTopic(id: TopicId): Result<TopicAddress, string> {
  const [name = '', symbol, frame, ...rest] = id.split('/')
  const refused: Result<TopicAddress, string> = {
    ok: false,
    error: `there is no topic ${JSON.stringify(id.slice(0, 80))}`,
  }
  if (!isTopicName(name) || rest.length > 0) return refused
  if (name === 'symbol' || name === 'scorecard') {
    return symbol !== undefined && isTicker(symbol) && frame === undefined
      ? { ok: true, value: { name, symbol } }
      : refused
  }
  if (name === 'candles') {
    return symbol !== undefined && isTicker(symbol) && isFrame(frame)
      ? { ok: true, value: { name, symbol, frame } }
      : refused
  }
  return symbol === undefined ? { ok: true, value: { name } } : refused
}
