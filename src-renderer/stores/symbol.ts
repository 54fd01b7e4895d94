import { applySeries, applyValue } from '../../src-shared/contract/streams.ts'
import { candlesTopic, symbolTopic, type TimeFrame } from '../../src-shared/contract/topic-ids.ts'
import type { Scorecard } from '../../src-shared/contract/views/scorecard.ts'
import type { Candle, SymbolView } from '../../src-shared/contract/views/symbol.ts'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import { createKeyedTopic } from './keyed-topic.ts'

const useScorecardTopic = createKeyedTopic('scorecard', applyValue)
const useSymbolTopic = createKeyedTopic('symbol', applyValue)
const useCandlesTopic = createKeyedTopic('candles', applySeries)

/** The newest decision on a symbol with its reasons; null until it has come. */
export const useScorecard = (symbol: Ticker | null): Scorecard | null =>
  useScorecardTopic(symbol === null ? null : symbolTopic('scorecard', symbol))

/** What a symbol's chart shows beside its candles; null until it has come. */
export const useSymbolView = (symbol: Ticker | null): SymbolView | null =>
  useSymbolTopic(symbol === null ? null : symbolTopic('symbol', symbol))

/** A symbol's candles, ascending; null until they have come. A candle that has not changed stays the same object. */
export const useCandles = (symbol: Ticker | null, frame: TimeFrame): readonly Candle[] | null =>
  useCandlesTopic(symbol === null ? null : candlesTopic(symbol, frame))?.items ?? null
