import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import { MINUTE_MS, SECOND_MS, utcMs } from '../../../../src-shared/domain/time.ts'
import type { ClientSession } from '../service.ts'
import { tickGeneric, tickPrice, tickSize, tickString } from '../wire/tick-messages.ts'
import { askOf, bidOf } from './history-prices.ts'
import type { MarketContext } from './market-context.ts'

/** How old delayed data are. */
const DELAY_MS = 15 * MINUTE_MS
const LOT = 100

/** What a line shows of a symbol. Dollars and shares; null where there is nothing. */
export interface QuoteTicks {
  readonly bid: number | null
  readonly bidSize: number
  readonly ask: number | null
  readonly askSize: number
  readonly last: number | null
  readonly lastSize: number
  /** Of the last trade, epoch seconds. */
  readonly lastTime: number | null
  readonly volume: number
  readonly high: number | null
  readonly low: number | null
  readonly open: number | null
  readonly close: number | null
}

/** The market as it is. */
export function liveTicks({ exchange, figures }: MarketContext, symbol: Ticker): QuoteTicks {
  const { bid, ask, last, bidSize, askSize } = exchange.quote(symbol)
  const { lastShares, lastTime, high, low, open, previousClose } = figures.of(symbol)
  return {
    ...{ bid, bidSize, ask, askSize, last, high, low, open },
    lastSize: lastShares,
    lastTime: lastTime === null ? null : Math.floor(lastTime / SECOND_MS),
    volume: exchange.volume(symbol),
    close: previousClose,
  }
}

/** The market as it was a quarter of an hour ago, as far as its steps are kept; sizes are not known of it. */
export function delayedTicks(context: MarketContext, symbol: Ticker): QuoteTicks {
  const { history, figures, halfSpread } = context
  const then = utcMs(context.marketNow() - DELAY_MS)
  const print = history.printAt(symbol, then)
  const session = history.sessions.findLast(({ open }) => open <= then)
  const [day] = session === undefined ? [] : history.bars(symbol, session.close - session.open, session.open, then)
  const price = print?.close ?? null
  return {
    bid: price === null ? null : bidOf(price, halfSpread),
    bidSize: 0,
    ask: price === null ? null : askOf(price, halfSpread),
    askSize: 0,
    last: price,
    lastSize: print?.volume ?? 0,
    lastTime: print === null ? null : Math.floor(print.start / SECOND_MS),
    volume: day?.volume ?? 0,
    high: day?.high ?? null,
    low: day?.low ?? null,
    open: day?.open ?? null,
    close: figures.of(symbol).previousClose,
  }
}

/** The numbers of TWS's tick types, of live and of delayed data. */
const TYPES = {
  live: {
    bidSize: 0,
    bid: 1,
    ask: 2,
    askSize: 3,
    last: 4,
    lastSize: 5,
    high: 6,
    low: 7,
    volume: 8,
    close: 9,
    open: 14,
    lastTime: 45,
  },
  delayed: {
    bidSize: 69,
    bid: 66,
    ask: 67,
    askSize: 70,
    last: 68,
    lastSize: 71,
    high: 72,
    low: 73,
    volume: 74,
    close: 75,
    open: 76,
    lastTime: 88,
  },
} as const

/** What TWS says of a halt: tick 49, or 90 on delayed data. */
export function sendHalted(session: ClientSession, id: number, halted: boolean, delayed: boolean): void {
  session.send(tickGeneric(session.serverVersion, { id, type: delayed ? 90 : 49, value: halted ? 1 : 0 }))
}

/** Tick 236 is answered as type 46: above 2.5 easy to borrow, above 1.5 to be located, else none. */
export function sendShortable(session: ClientSession, id: number, shortable: number): void {
  session.send(tickGeneric(session.serverVersion, { id, type: 46, value: shortable }))
}

const NOTHING: QuoteTicks = {
  ...{ bid: null, bidSize: 0, ask: null, askSize: 0, last: null, lastSize: 0, lastTime: null },
  ...{ volume: 0, high: null, low: null, open: null, close: null },
}

/** A line as its messages need it. */
interface LineOf {
  readonly session: ClientSession
  readonly id: number
  readonly delayed: boolean
  /** Whether sizes are told in lots of 100. */
  readonly lots: boolean
}

/**
 * Says what has changed of a line, in the order in which TWS does.
 * @param before null: nothing was said yet
 */
export function sendChanges({ session, id, delayed, lots }: LineOf, before: QuoteTicks | null, now: QuoteTicks): void {
  const types = delayed ? TYPES.delayed : TYPES.live
  const old = before ?? NOTHING
  const version = session.serverVersion
  const shares = (size: number): number => (lots ? Math.floor(size / LOT) : size)
  const price = (name: PriceName, size: number): void => {
    const value = now[name]
    if (value === old[name]) return
    session.send(tickPrice(version, { id, type: types[name], price: value ?? NO_PRICE, size: shares(size) }))
  }
  const side = (name: 'bid' | 'ask' | 'last', size: 'bidSize' | 'askSize' | 'lastSize'): void => {
    // A price brings its size along, and TWS tells a size that changed once more by itself.
    price(name, now[size])
    if (now[size] !== old[size]) {
      session.send(tickSize(version, { id, type: types[size], value: shares(now[size]) }))
    }
  }
  side('bid', 'bidSize')
  side('ask', 'askSize')
  side('last', 'lastSize')
  if (now.lastTime !== null && now.lastTime !== old.lastTime) {
    session.send(tickString(version, { id, type: types.lastTime, value: String(now.lastTime) }))
  }
  if (now.volume !== old.volume) {
    session.send(tickSize(version, { id, type: types.volume, value: shares(now.volume) }))
  }
  for (const name of ['high', 'low', 'close', 'open'] as const) if (now[name] !== null) price(name, 0)
}

type PriceName = 'bid' | 'ask' | 'last' | 'high' | 'low' | 'close' | 'open'

/** TWS's price of a side on which there is nothing. */
const NO_PRICE = -1
