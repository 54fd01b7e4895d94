import fc from 'fast-check'
import { Exchange } from '../../../../src-main/simulator/exchange/exchange.ts'
import type { ExchangeMessage } from '../../../../src-main/simulator/exchange/message.ts'
import type { OrderTicket } from '../../../../src-main/simulator/exchange/order-ticket.ts'
import { DEFAULT_EXCHANGE_SETTINGS, type ExchangeSettings } from '../../../../src-main/simulator/exchange/settings.ts'
import type { AccountId, Ticker } from '../../../../src-shared/domain/ids.ts'
import { price } from '../../../../src-shared/domain/price.ts'
import { type SessionDay, sessionDate, utcMs } from '../../../../src-shared/domain/time.ts'
import { AAPL, ACCOUNT, MONDAY, MSFT, OTHER_ACCOUNT } from './trading-floor.ts'

export const SYMBOLS: readonly Ticker[] = [AAPL, MSFT]
/** Two clients share an account. */
const CLIENTS: readonly AccountId[] = [ACCOUNT, OTHER_ACCOUNT, ACCOUNT]
export const START_CASH = 100_000
const DAY_MS = 86_400_000
const STEP_MS = 5_000

/** A wish, to be made concrete by what there is when its turn comes. Prices are cents from the last trade. */
export type Wish =
  | { readonly kind: 'step'; readonly symbol: number; readonly move: number; readonly shares: number }
  | {
      readonly kind: 'place'
      readonly client: number
      readonly symbol: number
      readonly buys: boolean
      readonly shares: number
      readonly type: OrderTicket['pricing']['type']
      readonly offset: number
      readonly beyond: number
      /** Steps until its date; 0 for the day, −1 until cancelled. */
      readonly life: number
      readonly group: 'cancels' | 'reduces' | null
    }
  | {
      readonly kind: 'bracket'
      readonly client: number
      readonly symbol: number
      readonly buys: boolean
      readonly shares: number
      readonly limit: number | null
      readonly stop: number
      readonly target: number
    }
  | { readonly kind: 'change'; readonly pick: number; readonly offset: number; readonly shares: number | null }
  | { readonly kind: 'cancel'; readonly pick: number }
  | { readonly kind: 'halt'; readonly symbol: number; readonly halted: boolean }
  | { readonly kind: 'night' }
  | { readonly kind: 'liquidate'; readonly client: number; readonly symbol: number }
  | { readonly kind: 'correct'; readonly pick: number; readonly offset: number }

const symbol = fc.nat({ max: SYMBOLS.length - 1 })
const client = fc.nat({ max: CLIENTS.length - 1 })
const shares = fc.integer({ min: 1, max: 300 })
const offset = fc.integer({ min: -150, max: 150 })
const pick = fc.nat({ max: 1_000 })
const step = fc.record({
  kind: fc.constant('step' as const),
  symbol,
  move: fc.integer({ min: -120, max: 120 }),
  shares: fc.integer({ min: 0, max: 2_000 }),
})
const place = fc.record({
  kind: fc.constant('place' as const),
  client,
  symbol,
  buys: fc.boolean(),
  shares,
  type: fc.constantFrom('MKT', 'LMT', 'LMT', 'STP', 'STP LMT', 'TRAIL'),
  offset,
  beyond: fc.integer({ min: 1, max: 100 }),
  life: fc.integer({ min: -1, max: 12 }),
  group: fc.constantFrom(null, null, 'cancels', 'reduces'),
})
const bracket = fc.record({
  kind: fc.constant('bracket' as const),
  client,
  symbol,
  buys: fc.boolean(),
  shares,
  limit: fc.option(offset),
  stop: fc.integer({ min: 5, max: 200 }),
  target: fc.integer({ min: 5, max: 200 }),
})
const change = fc.record({ kind: fc.constant('change' as const), pick, offset, shares: fc.option(shares) })
const cancel = fc.record({ kind: fc.constant('cancel' as const), pick })
const halt = fc.record({ kind: fc.constant('halt' as const), symbol, halted: fc.boolean() })
const night = fc.record({ kind: fc.constant('night' as const) })
const liquidate = fc.record({ kind: fc.constant('liquidate' as const), client, symbol })
const correct = fc.record({ kind: fc.constant('correct' as const), pick, offset: fc.integer({ min: -30, max: 30 }) })

/** A day or more of everybody doing what they like. */
export const wishes = (most: number): fc.Arbitrary<Wish[]> =>
  fc.array(
    fc.oneof(
      { weight: 12, arbitrary: step },
      { weight: 7, arbitrary: place },
      { weight: 3, arbitrary: bracket },
      { weight: 2, arbitrary: change },
      { weight: 2, arbitrary: cancel },
      { weight: 1, arbitrary: halt },
      { weight: 1, arbitrary: night },
      { weight: 1, arbitrary: liquidate },
      { weight: 1, arbitrary: correct },
    ),
    { minLength: 10, maxLength: most, size: 'max' },
  )

export const settingsVariants: fc.Arbitrary<Partial<ExchangeSettings>> = fc.record({
  participation: fc.constantFrom(0.1, 0.5, 1),
  shorting: fc.boolean(),
  slippage: fc.record({ ticks: fc.integer({ min: 0, max: 3 }), basisPoints: fc.constantFrom(0, 1, 15) }),
  behaviour: fc.record({
    childrenWork: fc.constantFrom('per-fill', 'on-full-fill'),
    partialParentCancelled: fc.constantFrom('children-stay', 'children-go'),
    goodTillDate: fc.constantFrom('at-its-moment', 'at-the-close'),
  }),
})

/** What one wish came to. */
export interface Came {
  readonly wish: Wish
  readonly exchange: Exchange
  readonly settings: ExchangeSettings
  /** Everything that was said because of it. */
  readonly messages: readonly ExchangeMessage[]
  /** The order that a change or a cancel was meant for. */
  readonly meant: { readonly client: number; readonly orderId: number } | null
}

/** Carries out wishes one by one, and shows after each what came of it. */
export function carryOut(
  list: readonly Wish[],
  given: Partial<ExchangeSettings>,
  watch: (came: Came) => void,
): Exchange {
  const exchange = new Exchange({
    seed: 7,
    symbols: SYMBOLS,
    accounts: [
      { id: ACCOUNT, cash: START_CASH },
      { id: OTHER_ACCOUNT, cash: START_CASH },
    ],
    settings: given,
  })
  let messages: ExchangeMessage[] = []
  exchange.onMessage((message) => messages.push(message))
  const trader = new RandomTrader(exchange)
  const settings = { ...DEFAULT_EXCHANGE_SETTINGS, ...given }
  for (const wish of list) {
    messages = []
    const meant = trader.wish(wish)
    watch({ wish, exchange, settings, messages, meant })
  }
  return exchange
}

class RandomTrader {
  private readonly exchange: Exchange
  private readonly last = new Map(SYMBOLS.map((one) => [one, 10_000]))
  private day = MONDAY
  private readonly used: { client: number; orderId: number }[] = []

  constructor(exchange: Exchange) {
    this.exchange = exchange
    this.openDay()
  }

  wish(wish: Wish): Came['meant'] {
    const { exchange } = this
    switch (wish.kind) {
      case 'step':
        this.step(SYMBOLS[wish.symbol]!, wish.move, wish.shares)
        return null
      case 'place':
        this.place(wish)
        return null
      case 'bracket':
        this.bracket(wish)
        return null
      case 'change':
        return this.change(wish)
      case 'cancel': {
        const meant = this.meant(wish.pick)
        if (meant !== null) exchange.cancel(meant.client, meant.orderId)
        return meant
      }
      case 'halt':
        exchange.take({ kind: 'halt', time: exchange.now, symbol: SYMBOLS[wish.symbol]!, halted: wish.halted })
        return null
      case 'night':
        exchange.take({ kind: 'slot-end', time: this.day.close })
        this.day = nextDay(this.day)
        this.openDay()
        return null
      case 'liquidate':
        exchange.liquidate(CLIENTS[wish.client]!, SYMBOLS[wish.symbol]!)
        return null
      case 'correct': {
        const records = exchange.executions()
        const record = records[wish.pick % Math.max(1, records.length)]?.execution
        if (record) exchange.correct(record.execId, record.shares, dollars(cents(record.price) + wish.offset))
        return null
      }
    }
  }

  private openDay(): void {
    this.exchange.take({ kind: 'session', day: this.day })
    for (const one of SYMBOLS) this.step(one, 0, 1_000)
  }

  private step(one: Ticker, move: number, traded: number): void {
    const at = Math.max(500, this.last.get(one)! + move)
    this.last.set(one, at)
    const time = utcMs(Math.min(this.exchange.now + STEP_MS, this.day.close - 1))
    this.exchange.take({ kind: 'step', time, trades: [{ symbol: one, price: dollars(at), shares: traded }] })
  }

  private meant(index: number): { client: number; orderId: number } | null {
    return this.used[index % Math.max(1, this.used.length)] ?? null
  }

  private ticket(at: number, one: Ticker, buys: boolean, count: number): OrderTicket {
    const number = at + 1
    const orderId = this.exchange.nextOrderId(number)
    this.used.push({ client: number, orderId })
    return {
      client: number,
      orderId,
      account: CLIENTS[at]!,
      symbol: one,
      action: buys ? 'BUY' : 'SELL',
      quantity: count,
      pricing: { type: 'MKT' },
      timeInForce: { tif: 'DAY' },
      parentId: null,
      oca: null,
      outsideRegularHours: false,
      transmit: true,
      orderRef: '',
    }
  }

  private place(wish: Extract<Wish, { kind: 'place' }>): void {
    const one = SYMBOLS[wish.symbol]!
    const at = this.last.get(one)! + wish.offset
    const until = utcMs(this.exchange.now + wish.life * STEP_MS)
    this.exchange.place({
      ...this.ticket(wish.client, one, wish.buys, wish.shares),
      pricing: pricingOf(wish.type, at, wish.beyond, wish.buys),
      timeInForce: wish.life > 0 ? { tif: 'GTD', until } : { tif: wish.life === 0 ? 'DAY' : 'GTC' },
      oca:
        wish.group === null
          ? null
          : { group: wish.group, type: wish.group === 'cancels' ? 'cancel-with-block' : 'reduce-with-block' },
    })
  }

  private bracket(wish: Extract<Wish, { kind: 'bracket' }>): void {
    const one = SYMBOLS[wish.symbol]!
    const last = this.last.get(one)!
    const sign = wish.buys ? 1 : -1
    const entry = this.ticket(wish.client, one, wish.buys, wish.shares)
    const at = last + (wish.limit ?? 0)
    this.exchange.place({
      ...entry,
      pricing: wish.limit === null ? { type: 'MKT' } : pricingOf('LMT', at, 0, wish.buys),
      transmit: false,
    })
    const parentId = entry.orderId
    for (const child of ['stop', 'target'] as const) {
      this.exchange.place({
        ...this.ticket(wish.client, one, !wish.buys, wish.shares),
        parentId,
        timeInForce: { tif: 'GTC' },
        pricing:
          child === 'stop'
            ? pricingOf('STP', at - sign * wish.stop, 0, !wish.buys)
            : pricingOf('LMT', at + sign * wish.target, 0, !wish.buys),
        transmit: child === 'target',
      })
    }
  }

  /** Orders of a group keep their size, so that what the group may fill stays plain. */
  private change(wish: Extract<Wish, { kind: 'change' }>): Came['meant'] {
    const meant = this.meant(wish.pick)
    const order = meant === null ? null : this.exchange.order(meant.client, meant.orderId)
    if (meant === null || order === null) return null
    const at = this.last.get(order.symbol)! + wish.offset
    const pricing = pricingOf(order.pricing.type, at, 10, order.action === 'BUY')
    const grouped = order.ocaGroup === 'cancels' || order.ocaGroup === 'reduces'
    this.exchange.change(meant.client, meant.orderId, {
      pricing,
      ...(wish.shares === null || grouped ? {} : { quantity: wish.shares }),
    })
    return meant
  }
}

export const cents = (value: number): number => Math.round(value * 100)
const dollars = (value: number): number => value / 100

function pricingOf(
  type: OrderTicket['pricing']['type'],
  at: number,
  beyond: number,
  buys: boolean,
): OrderTicket['pricing'] {
  const first = price(dollars(Math.max(1, at)))
  const second = price(dollars(Math.max(1, at + (buys ? beyond : -beyond))))
  switch (type) {
    case 'MKT':
      return { type }
    case 'LMT':
      return { type, limit: first }
    case 'STP':
      return { type, stop: first }
    case 'STP LMT':
      return { type, stop: first, limit: second }
    case 'TRAIL':
      return { type, stop: first, trail: price(dollars(Math.max(1, beyond))) }
  }
}

function nextDay({ open, close, openMinute }: SessionDay): SessionDay {
  const [nextOpen, nextClose] = [utcMs(open + DAY_MS), utcMs(close + DAY_MS)]
  return {
    date: sessionDate(new Date(nextOpen).toISOString().slice(0, 10)),
    open: nextOpen,
    close: nextClose,
    openMinute,
  }
}
