import type { MarketSource } from '../../../src-main/session/market/market-source.ts'
import { type StartedLog, startLog } from '../../../src-main/session/session-log.ts'
import { tradingJournal } from '../../../src-main/session/trading-journal.ts'
import { JournalWriter } from '../../../src-main/trading/journal/journal-writer.ts'
import type { TradingEvent, TradingFact } from '../../../src-main/trading/journal/trading-event.ts'
import { bracketOrders, stopRef } from '../../../src-main/trading/staging/bracket-orders.ts'
import type { StagedOrder } from '../../../src-main/trading/staging/staged-order.ts'
import { type DeskState, EMPTY_DESK } from '../../../src-main/trading/state/desk-state.ts'
import { evolve } from '../../../src-main/trading/state/evolve.ts'
import type { Book } from '../../../src-shared/domain/book.ts'
import { accountId, type OrderRef, orderRef, ticker } from '../../../src-shared/domain/ids.ts'
import type { Order } from '../../../src-shared/domain/order.ts'
import { PENNY, price } from '../../../src-shared/domain/price.ts'
import { quantity } from '../../../src-shared/domain/quantity.ts'
import { MINUTE_MS, type SessionDay, sessionDate, utcMs } from '../../../src-shared/domain/time.ts'
import { configurationOf, defaultProfile } from './demo-cockpit.ts'

const ACCOUNT = accountId('DU7654321')
export const ACCOUNT_BOOK: Book = { kind: 'account', account: ACCOUNT }

/** A regular session, 2 March 2026. */
export const LIVE_DAY: SessionDay = {
  date: sessionDate('2026-03-02'),
  open: utcMs(Date.UTC(2026, 2, 2, 14, 30)),
  close: utcMs(Date.UTC(2026, 2, 2, 21)),
  openMinute: 570,
}

/** What a session on a real gateway is told apart by; nothing runs on it. */
function liveSource(symbols: readonly string[], kind: MarketSource['kind'] = 'gateway'): MarketSource {
  return {
    kind,
    name: 'a gateway that nobody asks',
    seed: 1,
    fingerprint: '',
    instruments: symbols.map((symbol) => ({
      symbol: ticker(symbol),
      tick: PENNY,
      kind: 'stock',
      sectorEtf: null,
      related: [],
    })),
    traded: symbols.map(ticker),
    sessions: [LIVE_DAY],
    decideFrom: LIVE_DAY.open,
    ownTime: null,
    inRealTime: true,
    fillsFrom: 'quotes',
    skipped: [],
    close: () => {},
    async *run() {},
  }
}

export interface LiveLogOptions {
  readonly symbols?: readonly string[]
  readonly kind?: MarketSource['kind']
  readonly fresh?: boolean
}

/** Goes on by a second with each fact, of one log after the other. */
let clock = LIVE_DAY.open + 30 * MINUTE_MS

/** A session's log with its journal of trading, as a session uses them, and without a market. */
export class LiveLog {
  readonly started: StartedLog
  readonly writer: JournalWriter
  state: DeskState

  constructor(database: string, { symbols = ['AAPL', 'NVDA'], kind = 'gateway', fresh = false }: LiveLogOptions = {}) {
    const source = liveSource(symbols, kind)
    const parts = {
      source,
      profile: defaultProfile(),
      loaded: configurationOf(),
      database,
      app: 'test',
      headless: false,
    }
    const started = startLog(parts, fresh)
    if (!started.ok) throw new Error(started.error)
    this.started = started.value
    this.state = started.value.restored ?? EMPTY_DESK
    const { log, emergency } = started.value
    this.writer = new JournalWriter(tradingJournal(log, () => this.state, emergency))
  }

  /** Lets facts come about, one after the other. @returns whether the last of them has */
  record(...facts: readonly TradingFact[]): boolean {
    let happened = true
    for (const fact of facts) {
      clock += 1_000
      const event: TradingEvent = { ...fact, time: utcMs(clock), operatorTime: utcMs(clock + 7) }
      happened = this.writer.write(event)
      if (happened) this.state = evolve(this.state, event)
    }
    return happened
  }

  /** Ends it as a session ends. */
  close(): void {
    this.started.endReading()
    this.started.log.append({ type: 'session-ended', payload: { reason: 'closed' } })
    this.started.log.close()
  }
}

export function stagedIn(book: Book, ref: string, symbol: string): StagedOrder {
  const account = book.kind === 'account' ? book.account : accountId('SIM1000001')
  return {
    ref: orderRef(ref),
    revision: 1,
    origin: 'decision',
    barStart: LIVE_DAY.open,
    mode: book.kind === 'account' ? 'live-paper' : 'dry-run',
    book,
    account,
    symbol: ticker(symbol),
    side: 'long',
    tick: PENNY,
    plan: {
      ...{ quantity: quantity(50), limit: price(100), stop: price(98), target: price(104) },
      ...{ stopDistance: 2, targetDistance: 4 },
    },
    atr: 1,
    reference: 100,
    goodTill: utcMs(LIVE_DAY.close - 30 * MINUTE_MS),
    stagedAt: utcMs(LIVE_DAY.open),
    expiresAt: utcMs(LIVE_DAY.open + 180_000),
  }
}

/** The facts of an entry that is filled. */
export function entered(book: Book, ref: string, symbol: string): TradingFact[] {
  const staged = stagedIn(book, ref, symbol)
  const { entry, stop, target } = bracketOrders(staged)
  return [
    { kind: 'order-staged', staged },
    { kind: 'order-approved', ref: entry.ref, revision: 1, by: 'trader' },
    { kind: 'order-intent', entry, children: [stop, target] },
    { kind: 'order-sent', refs: [entry.ref, stop.ref, target.ref] },
    working(book, staged, 'stop'),
    working(book, staged, 'target'),
    ...fill(book, entry.ref, symbol, 'BUY', 100),
  ]
}

/** The facts of a stop that fills: a loss of 100 dollars and a commission. */
export const stoppedOut = (book: Book, ref: string, symbol: string): TradingFact[] =>
  fill(book, stopRef(orderRef(ref)), symbol, 'SELL', 98)

function fill(book: Book, ref: OrderRef, symbol: string, action: Order['action'], at: number): TradingFact[] {
  const account = book.kind === 'account' ? book.account : accountId('SIM1000001')
  const execId = `${account}.${ref}.01`
  const execution = {
    ...{ execId, ref, permId: 1, client: 1, orderId: 1, account, symbol: ticker(symbol), action },
    ...{ shares: 50, price: at, time: utcMs(LIVE_DAY.open + 31 * MINUTE_MS), cumulative: 50, averagePrice: at },
    liquidation: false,
  }
  const commission = { execId, commission: 1, realised: null, realisedAfterCommissions: null }
  return [
    { kind: 'execution', book, execution },
    { kind: 'commission', book, commission },
  ]
}

function working(book: Book, staged: StagedOrder, child: 'stop' | 'target'): TradingFact {
  const order = bracketOrders(staged)[child]
  const { ref, account, symbol, action, pricing, timeInForce, outsideRegularHours, ocaGroup } = order
  const report = {
    ...{ ref, permId: 2, client: 1, orderId: 2, account, symbol, action, pricing, timeInForce, outsideRegularHours },
    ...{ parentId: 1, ocaGroup, status: 'PreSubmitted' as const, whyHeld: '', quantity: 50, filled: 0, remaining: 50 },
    ...{ working: 50, averagePrice: null, lastFillPrice: null },
  }
  return { kind: 'broker-order', book, report }
}

/** What comes about while a position is looked after: of all ways in which facts are journaled but the required one. */
export function meanwhile(number: number): TradingFact {
  const { ref } = bracketOrders(stagedIn(ACCOUNT_BOOK, 'held', 'AAPL')).stop
  const facts: readonly TradingFact[] = [
    { kind: 'stop-wanted', book: ACCOUNT_BOOK, symbol: ticker('AAPL'), stop: price(98 + number / 100) },
    { kind: 'change-intent', ref, change: { pricing: { type: 'STP', stop: price(98 + number / 100) } } },
    { kind: 'order-sent', refs: [] },
    { kind: 'best-close', book: ACCOUNT_BOOK, symbol: ticker('AAPL'), close: 101 + number },
    { kind: 'request-refused', ref, request: 'change', code: 'x', message: 'the broker did not take it' },
    { kind: 'cancel-wanted', ref: orderRef('held-T'), reason: `the trader asked, time ${number}` },
    { kind: 'command-answered', id: `command-${number}`, text: '{}', answer: { ok: true, value: { orders: [] } } },
    { kind: 'trading-state-changed', state: number % 2 === 0 ? 'reducing' : 'active', reason: 'the trader asked' },
  ]
  return facts[number % facts.length]!
}

/** A state as JSON that shows all of it. */
export const plain = (state: DeskState): string =>
  JSON.stringify(state, (_key, value: unknown) =>
    value instanceof Map ? [...value] : value instanceof Set ? [...value] : value,
  )
