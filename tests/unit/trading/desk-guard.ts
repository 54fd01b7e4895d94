import { expect } from 'vitest'
import type { EntryTicket } from '../../../src-main/broker/ticket.ts'
import type { OrderRef, Ticker } from '../../../src-shared/domain/ids.ts'
import { MINUTE_MS } from '../../../src-shared/domain/time.ts'
import type { SeenRequest } from '../../support/scripted-broker.ts'
import type { Harness } from './harness.ts'

/** Limits that sequences of a few symbols come up against. */
export const MODEL_LIMITS = { maxOpenPositions: 2, maxEntriesPerMinute: 3, maxGrossExposureDollars: 18_000 }
/** Exposure is checked at the door by the prices of that moment, and measured here by those of the fills. */
const PRICE_SLACK = 1.05

type Entry = EntryTicket['entry']

interface Exposed {
  readonly since: number
  /** Requests that had reached the broker by then. */
  readonly requests: number
}

/** Watches what reaches the broker at the moment at which it does, and that positions keep their stops. */
export class BrokerGuard {
  private readonly harness: () => Harness
  private readonly priceOf: (symbol: Ticker) => number
  private readonly submitted = new Set<OrderRef>()
  private readonly entryTimes: number[] = []
  /** The tightest stop that was ever wanted of a trade after its anchor, by its entry. */
  private readonly tightest = new Map<OrderRef, { readonly sign: number; readonly stop: number }>()
  /** Requests that had been seen when the symbol was last safe. */
  private readonly safe = new Map<Ticker, number>()
  private readonly exposed = new Map<Ticker, Exposed>()
  private blindUntil = 0

  /** @param harness the one of the moment: a restart makes another. */
  constructor(harness: () => Harness, priceOf: (symbol: Ticker) => number) {
    this.harness = harness
    this.priceOf = priceOf
    this.watchSubmit()
    this.watchAdjust()
    this.watchFill()
  }

  get entries(): number {
    return this.submitted.size
  }

  /** A message was lost without the connection: only the next query tells. @param ms operator time */
  blindFor(ms: number): void {
    this.blindUntil = this.harness().clock.monotonic + ms
  }

  /** A stop has been wanted. */
  noteStop(symbol: Ticker, wanted: number): void {
    const trade = this.harness().trade(symbol)
    if (trade === undefined) return
    const sign = trade.side === 'long' ? 1 : -1
    const known = this.tightest.get(trade.entry)?.stop ?? wanted
    this.tightest.set(trade.entry, { sign, stop: sign * Math.max(sign * known, sign * wanted) })
  }

  /**
   * As long as the broker answers and has nothing more to say, a position is short of its stop for two seconds at most
   * before it gets one of its own, and for five before it is closed.
   */
  checkProtection(symbol: Ticker): void {
    const { broker, clock, desk } = this.harness()
    const known = this.exposed.get(symbol)
    if (!this.isExposed(symbol)) {
      this.exposed.delete(symbol)
      if (this.isCovered(symbol)) this.safe.set(symbol, broker.seen.length)
    } else if (known === undefined) {
      // What has been asked for since then counts, also when the broker lost it: its answer is still awaited.
      this.exposed.set(symbol, { since: clock.monotonic, requests: this.safe.get(symbol) ?? 0 })
    } else {
      const closing = desk.state.closings.has(`simulated/${symbol}`)
      const sent = broker.seen.slice(known.requests).some((request) => protects(request, symbol))
      const exposed = clock.monotonic - known.since
      if (exposed > 2_100) expect(closing || sent, `${symbol} got a stop of its own`).toBe(true)
      if (exposed > 5_100) expect(closing, `${symbol} is closed`).toBe(true)
    }
  }

  /** Whether the desk could know by now that a position has no stop, and could do something about it. */
  private isExposed(symbol: Ticker): boolean {
    const { broker, clock, desk } = this.harness()
    const net = Math.abs(broker.net(symbol))
    if (net === 0 || this.harness().shares(symbol) !== broker.net(symbol)) return false
    const answers = broker.connection().state === 'ready' && broker.queries === 'answer' && broker.outbox.length === 0
    const takes = !broker.losesRequests && Object.keys(broker.refuseNext).length === 0
    if (!answers || !takes || clock.monotonic <= this.blindUntil || desk.state.tradingState === 'halted') return false
    return !this.isCovered(symbol)
  }

  /** Whether an order that needs no better price works for all that the account holds. */
  private isCovered(symbol: Ticker): boolean {
    const { broker } = this.harness()
    const net = Math.abs(broker.net(symbol))
    return broker
      .openReports()
      .some((report) => report.symbol === symbol && report.pricing.type !== 'LMT' && report.working >= net)
  }

  private watchSubmit(): void {
    const { broker } = this.harness()
    const submit = broker.submit.bind(broker)
    broker.submit = (ticket, authorisation) => {
      const answer = submit(ticket, authorisation)
      if (!answer.ok) return answer
      const again = this.harness().door.redeem(authorisation, ticket.entry)
      expect(again.ok, 'an authorisation is good once').toBe(false)
      this.checkEntry(ticket.entry)
      return answer
    }
  }

  private watchAdjust(): void {
    const { broker } = this.harness()
    const adjust = broker.adjust.bind(broker)
    broker.adjust = (ref, change) => {
      const before = broker.order(ref)
      const trade = before === null ? undefined : this.harness().trade(before.symbol)
      const tightest = trade === undefined ? undefined : this.tightest.get(trade.entry)
      if (tightest !== undefined && change.pricing?.type === 'STP') {
        const loosened = tightest.sign * (tightest.stop - change.pricing.stop)
        expect(loosened, `the stop of ${before?.symbol} is not loosened`).toBeLessThanOrEqual(1e-9)
      }
      return adjust(ref, change)
    }
  }

  private watchFill(): void {
    const { broker } = this.harness()
    const fill = broker.fill.bind(broker)
    broker.fill = (ref, shares, price) => {
      const order = broker.order(ref)
      const before = order === null ? 0 : broker.net(order.symbol)
      const filled = fill(ref, shares, price)
      const after = order === null ? 0 : broker.net(order.symbol)
      const reduces = this.harness().order(ref)?.order.role !== 'entry'
      if (reduces) expect(before * after, `${order?.symbol} is not flipped`).toBeGreaterThanOrEqual(0)
      return filled
    }
  }

  private checkEntry(entry: Entry): void {
    const { desk, journal, clock } = this.harness()
    const { ref, symbol, quantity, pricing } = entry
    expect(this.submitted.has(ref), `${ref} goes out once`).toBe(false)
    this.submitted.add(ref)
    expect(desk.state).toMatchObject({ mode: 'dry-run', tradingState: 'active' })
    expect(entry.book).toEqual({ kind: 'simulated' })
    expect(journal.full, 'the journal can be written').toBe(false)
    const written = journal.events()
    const intents = written.filter((event) => event.kind === 'order-intent' && event.entry.ref === ref)
    const approvals = written.filter((event) => event.kind === 'order-approved' && event.ref === ref)
    expect([intents.length, approvals.length], 'approval and intent are on the disk').toEqual([1, 1])
    const limit = pricing.type === 'LMT' ? pricing.limit : this.priceOf(symbol)
    expect(quantity * limit).toBeLessThanOrEqual(desk.view.limitsOf(entry.book).maxPositionDollars)
    this.entryTimes.push(clock.market)
    const lately = this.entryTimes.filter((time) => time > clock.market - MINUTE_MS)
    expect(lately.length).toBeLessThanOrEqual(MODEL_LIMITS.maxEntriesPerMinute)
    this.checkExposure(entry)
  }

  /** What the account holds, and would hold were every entry filled that has reached the broker. */
  private checkExposure({ symbol }: Entry): void {
    const { broker } = this.harness()
    const refs = broker.seen.flatMap((request) => (request.kind === 'submit' ? [request.entry] : []))
    const symbols = new Set<Ticker>([symbol])
    let gross = 0
    for (const each of new Set(refs.map((entry) => entry.symbol))) {
      const net = Math.abs(broker.net(each))
      if (net > 0) symbols.add(each)
      gross += net * this.priceOf(each)
    }
    for (const report of broker.openReports()) {
      if (!this.submitted.has(report.ref as OrderRef)) continue
      symbols.add(report.symbol)
      gross += report.remaining * (report.pricing.type === 'LMT' ? report.pricing.limit : this.priceOf(report.symbol))
    }
    expect(symbols.size).toBeLessThanOrEqual(MODEL_LIMITS.maxOpenPositions)
    expect(gross).toBeLessThanOrEqual(MODEL_LIMITS.maxGrossExposureDollars * PRICE_SLACK)
  }
}

const protects = (request: SeenRequest, symbol: Ticker): boolean =>
  (request.kind === 'reduce' && request.order.symbol === symbol && request.order.role === 'stop') ||
  (request.kind === 'adjust' && request.change.quantity !== undefined)
