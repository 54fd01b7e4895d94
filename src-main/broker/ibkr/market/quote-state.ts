import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import type { DataQuality } from '../../../../src-shared/domain/quote.ts'
import type { UtcMs } from '../../../../src-shared/domain/time.ts'
import type { LiveQuote } from '../../../market/live-market.ts'

/** IBKR's tick types, live and delayed. Sizes and volumes are shares. */
const PRICES: ReadonlyMap<number, 'bid' | 'ask' | 'last' | 'previousClose'> = new Map([
  [1, 'bid'],
  [66, 'bid'],
  [2, 'ask'],
  [67, 'ask'],
  [4, 'last'],
  [68, 'last'],
  [9, 'previousClose'],
  [75, 'previousClose'],
])
const SIZES: ReadonlyMap<number, 'bidSize' | 'askSize' | 'lastSize' | 'dayVolume'> = new Map([
  [0, 'bidSize'],
  [69, 'bidSize'],
  [3, 'askSize'],
  [70, 'askSize'],
  [5, 'lastSize'],
  [71, 'lastSize'],
  [8, 'dayVolume'],
  [74, 'dayVolume'],
])
const HALTED: ReadonlySet<number> = new Set([49, 90])
const SHORTABLE = 46

const QUALITIES: ReadonlyMap<unknown, DataQuality> = new Map([
  [1, 'live'],
  [2, 'frozen'],
  [3, 'delayed'],
  [4, 'delayed-frozen'],
])

/** No share costs this much, dollars, and nobody bids for so many. */
const ABSURD_PRICE = 1e7
const ABSURD_SIZE = 1e12

/** What a tick did: changed the quote, said what was known, or could not be meant. */
export type TickEffect = 'changed' | 'same' | 'refused'

type Values = { -readonly [Key in keyof LiveQuote]: LiveQuote[Key] }

/** A symbol's quote, put together from ticks. */
export class QuoteState {
  private readonly values: Values

  constructor(symbol: Ticker, time: UtcMs) {
    this.values = {
      symbol,
      time,
      bid: null,
      ask: null,
      last: null,
      bidSize: 0,
      askSize: 0,
      lastSize: 0,
      dayVolume: null,
      previousClose: null,
      shortable: null,
      quality: 'live',
      halted: false,
    }
  }

  quote(): LiveQuote {
    return { ...this.values }
  }

  /** Whether there is anything to show yet. */
  isEmpty(): boolean {
    const { bid, ask, last } = this.values
    return bid === null && ask === null && last === null
  }

  /** A new subscription begins: what the book was is not known any more. */
  forgetBook(): void {
    Object.assign(this.values, { bid: null, ask: null, bidSize: 0, askSize: 0 })
  }

  /** −1 is IBKR's way to say that there is none. */
  price(type: number, value: unknown, time: UtcMs): TickEffect {
    const key = PRICES.get(type)
    if (key === undefined) return 'same'
    if (value === -1 || value === 0) return key === 'previousClose' ? 'same' : this.set(key, null, time)
    if (typeof value !== 'number' || !(value > 0 && value < ABSURD_PRICE)) return 'refused'
    return this.set(key, value, time)
  }

  size(type: number, value: unknown, time: UtcMs): TickEffect {
    const key = SIZES.get(type)
    if (key === undefined || value === -1 || value === undefined) return 'same'
    if (typeof value !== 'number' || !(value >= 0 && value < ABSURD_SIZE)) return 'refused'
    return this.set(key, value, time)
  }

  /** Halts (0 none, 1 and 2 halted, −1 not known) and whether shares can be borrowed. */
  generic(type: number, value: unknown, time: UtcMs): TickEffect {
    if (HALTED.has(type)) {
      if (value === -1) return 'same'
      return value === 0 || value === 1 || value === 2 ? this.set('halted', value !== 0, time) : 'refused'
    }
    if (type !== SHORTABLE) return 'same'
    if (typeof value !== 'number' || !(value >= 0 && value < ABSURD_SIZE)) return 'refused'
    return this.set('shortable', value > 2.5 ? 'easy' : value > 1.5 ? 'locate' : 'no', time)
  }

  /** @param type IBKR's market data type, 1 to 4 */
  quality(type: unknown): TickEffect {
    const quality = QUALITIES.get(type)
    if (quality === undefined) return 'refused'
    return this.set('quality', quality, this.values.time)
  }

  private set<Key extends keyof Values>(key: Key, value: Values[Key], time: UtcMs): TickEffect {
    if (this.values[key] === value) return 'same'
    this.values[key] = value
    this.values.time = time
    return 'changed'
  }
}
