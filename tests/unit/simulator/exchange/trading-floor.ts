import { Exchange } from '../../../../src-main/simulator/exchange/exchange.ts'
import type { ExchangeMessage } from '../../../../src-main/simulator/exchange/message.ts'
import type { OrderTicket, TicketChange } from '../../../../src-main/simulator/exchange/order-ticket.ts'
import type { ExchangeOptions, ExchangeSettings } from '../../../../src-main/simulator/exchange/settings.ts'
import type { SteppedEvent } from '../../../../src-main/simulator/exchange/steps.ts'
import { accountId, type Ticker, ticker } from '../../../../src-shared/domain/ids.ts'
import { price } from '../../../../src-shared/domain/price.ts'
import { type SessionDay, type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'
import { THREE_DAYS } from '../synthetic/sessions.ts'

export const AAPL = ticker('AAPL')
export const MSFT = ticker('MSFT')
export const ACCOUNT = accountId('DU1000001')
export const OTHER_ACCOUNT = accountId('DU1000002')
export const [MONDAY, TUESDAY] = THREE_DAYS as readonly [SessionDay, SessionDay, SessionDay]

export const MARKET: OrderTicket['pricing'] = { type: 'MKT' }
export const limit = (dollars: number): OrderTicket['pricing'] => ({ type: 'LMT', limit: price(dollars) })
export const stop = (dollars: number): OrderTicket['pricing'] => ({ type: 'STP', stop: price(dollars) })
export const stopLimit = (stopAt: number, limitAt: number): OrderTicket['pricing'] => ({
  type: 'STP LMT',
  stop: price(stopAt),
  limit: price(limitAt),
})
export const trail = (stopAt: number, by: number): OrderTicket['pricing'] => ({
  type: 'TRAIL',
  stop: price(stopAt),
  trail: price(by),
})

/** No slippage beside a cent of half-spread, and orders may take half of what trades. */
const SETTINGS: Partial<ExchangeSettings> = { slippage: { ticks: 1, basisPoints: 0 }, participation: 0.5 }

type FloorOptions = Partial<ExchangeOptions> & { readonly opened?: boolean }

/** An exchange with a market that moves when a test says so: five seconds a step. */
export class TradingFloor {
  readonly exchange: Exchange
  readonly said: ExchangeMessage[] = []
  time: UtcMs = MONDAY.open
  private nextId = 1

  /** With an open session and AAPL at 100, unless `opened` is false. */
  constructor({ opened = true, ...options }: FloorOptions = {}) {
    this.exchange = new Exchange({
      seed: 1,
      symbols: [AAPL, MSFT],
      accounts: [
        { id: ACCOUNT, cash: 100_000 },
        { id: OTHER_ACCOUNT, cash: 100_000 },
      ],
      ...options,
      settings: { ...SETTINGS, ...options.settings },
    })
    this.exchange.onMessage((message) => this.said.push(message))
    if (!opened) return
    this.exchange.take({ kind: 'session', day: MONDAY })
    this.step(100)
  }

  /** Five seconds pass; AAPL trades at `dollars`. Plenty of shares, unless the test counts them. */
  step(dollars: number, shares = 100_000, symbol: Ticker = AAPL): void {
    this.time = utcMs(this.time + 5_000)
    this.exchange.take({ kind: 'step', time: this.time, trades: [{ symbol, price: dollars, shares }] })
  }

  take(event: SteppedEvent): void {
    this.exchange.take(event)
    this.time = this.exchange.now
  }

  close(day: SessionDay = MONDAY): void {
    this.take({ kind: 'slot-end', time: day.close })
  }

  open(day: SessionDay): void {
    this.take({ kind: 'session', day })
  }

  halt(halted: boolean): void {
    this.take({ kind: 'halt', time: this.time, symbol: AAPL, halted })
  }

  /** Places an order for 100 AAPL at the market, but for what is said otherwise. @returns its order id. */
  place(change: Partial<OrderTicket> = {}): number {
    const ticket = this.ticket(change)
    this.exchange.place(ticket)
    return ticket.orderId
  }

  ticket(change: Partial<OrderTicket> = {}): OrderTicket {
    const orderId = change.orderId ?? this.nextId
    this.nextId = Math.max(this.nextId, orderId + 1)
    return {
      client: 1,
      orderId,
      account: ACCOUNT,
      symbol: AAPL,
      action: 'BUY',
      quantity: 100,
      pricing: MARKET,
      timeInForce: { tif: 'DAY' },
      parentId: null,
      oca: null,
      outsideRegularHours: false,
      transmit: true,
      orderRef: `ref-${orderId}`,
      ...change,
    }
  }

  /** A bracket as TWS clients send it: the last child transmits the chain. @returns the three order ids. */
  bracket(
    entry: Partial<OrderTicket>,
    stopAt: number,
    targetAt: number,
  ): [entry: number, stop: number, target: number] {
    const parentId = this.place({ ...entry, transmit: false })
    const { action = 'BUY', quantity = 100, client = 1, account = ACCOUNT } = entry
    const child: Partial<OrderTicket> = {
      client,
      account,
      parentId,
      quantity,
      action: action === 'BUY' ? 'SELL' : 'BUY',
      timeInForce: { tif: 'GTC' },
    }
    const stopId = this.place({ ...child, pricing: stop(stopAt), transmit: false })
    return [parentId, stopId, this.place({ ...child, pricing: limit(targetAt) })]
  }

  change(orderId: number, change: TicketChange): ReturnType<Exchange['change']> {
    return this.exchange.change(1, orderId, change)
  }

  cancel(orderId: number): ReturnType<Exchange['cancel']> {
    return this.exchange.cancel(1, orderId)
  }

  /** How an order stands, in short: `Submitted 40/100`. */
  state(orderId: number, client = 1): string {
    const order = this.exchange.order(client, orderId)
    if (order === null) return 'none'
    const held = order.whyHeld === '' ? '' : ` (${order.whyHeld})`
    return `${order.status}${held} ${order.filled}/${order.quantity}`
  }

  /** Each fill of an order as `shares@price`. */
  fills(orderId: number, client = 1): string[] {
    return this.exchange
      .executions()
      .filter(({ execution }) => execution.client === client && execution.orderId === orderId)
      .map(({ execution: { shares, price: dollars } }) => `${shares}@${dollars}`)
  }

  shares(account = ACCOUNT, symbol: Ticker = AAPL): number {
    return this.exchange.positions(account).find((position) => position.symbol === symbol)?.shares ?? 0
  }

  /** Codes of the errors said to client 1 about an order. */
  codes(orderId: number): number[] {
    return this.said.flatMap((message) =>
      message.kind === 'error' && message.client === 1 && message.orderId === orderId ? [message.code] : [],
    )
  }

  /** What has been said since the last call, in short. */
  heard(): string[] {
    return this.said.splice(0).map(inShort)
  }
}

function inShort(message: ExchangeMessage): string {
  switch (message.kind) {
    case 'open-order':
    case 'order-status':
      return `${message.kind} ${message.order.orderId} ${message.order.status}`
    case 'execution':
      return `execution ${message.execution.orderId} ${message.execution.shares}@${message.execution.price}`
    case 'commission':
      return `commission ${message.commission.commission}`
    case 'error':
      return `error ${message.orderId} ${message.code}`
    case 'position':
      return `position ${message.position.shares}`
    case 'account':
      return 'account'
    case 'halt':
      return `halt ${message.symbol} ${message.halted}`
  }
}
