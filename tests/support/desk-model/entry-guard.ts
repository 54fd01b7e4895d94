import type { EntryTicket } from '../../../src-main/broker/ticket.ts'
import { bookKey } from '../../../src-main/trading/state/desk-state.ts'
import type { OrderRef, Ticker } from '../../../src-shared/domain/ids.ts'
import type { Quote } from '../../../src-shared/domain/quote.ts'
import { MINUTE_MS } from '../../../src-shared/domain/time.ts'
import type { ArmedModel } from './armed-model.ts'
import type { Cockpit } from './cockpit.ts'
import { MODEL_LIMITS } from './cockpit.ts'
import { DAY, type Outside, type Side } from './outside.ts'

/** Exposure is checked at the door by the prices of that moment, and measured here by those of the market. */
const PRICE_SLACK = 1.05
const CUT_OFF_MS = 30 * MINUTE_MS

type Entry = EntryTicket['entry']

interface GuardedWorld {
  readonly outside: Outside
  readonly armed: ArmedModel
  readonly cockpit: () => Cockpit
  /** Why an entry may go out now: somebody approves, or has said that approval is automatic. Null: nobody does. */
  readonly approving: () => string | null
  /** The newest quote that the desk was given, and when (monotonic ms). */
  readonly shown: (symbol: Ticker) => { readonly quote: Quote; readonly at: number } | null
  readonly fail: (problem: string) => void
}

/** Looks at every entry at the moment at which it reaches the broker. What it finds does not go by what the desk thinks. */
export class EntryGuard {
  private readonly world: GuardedWorld
  private readonly revisions = new Map<OrderRef, number>()
  /** Everything that was let out under a reference. */
  private readonly letOut = new Map<OrderRef, readonly Entry[]>()
  private readonly entryTimes: number[] = []
  private readonly byHand = new Set<OrderRef>()
  amendments = 0

  constructor(world: GuardedWorld) {
    this.world = world
  }

  get entries(): number {
    return this.revisions.size
  }

  noteByHand(ref: OrderRef): void {
    this.byHand.add(ref)
  }

  /** @param lost it reached nobody, because the other end is gone. */
  check(side: Side, ticket: EntryTicket, lost: boolean): void {
    const { entry } = ticket
    const { ref, revision, account, book, symbol } = entry
    const fail = (problem: string): void => this.world.fail(`entry ${ref} (${account} ${symbol}): ${problem}`)
    const before = this.revisions.get(ref)
    if (ticket.kind === 'bracket' && before !== undefined) fail('it went out twice')
    if (ticket.kind === 'amendment' && (before === undefined || revision <= before)) fail('a revision went out twice')
    this.revisions.set(ref, revision)
    const reduces = ticket.kind === 'amendment' && this.onlyReduces(entry)
    this.letOut.set(ref, [...(this.letOut.get(ref) ?? []), entry])
    if (ticket.kind === 'amendment') this.amendments += 1
    if (!side.venues.some((venue) => bookKey(venue.book) === bookKey(book) && venue.account === account)) {
      fail('it went to the broker of another book')
    }
    if (this.world.approving() === null) fail('nobody approved it')
    this.checkWhere(entry, fail)
    this.checkJournal(ticket, fail)
    if (side.wire.stateBefore !== 'ready') fail('the broker is not ready')
    if (reduces) return
    this.checkWhen(entry, fail)
    this.checkMarket(entry, fail)
    this.checkLimits(side, ticket, lost, fail)
  }

  /**
   * Fewer shares for fewer dollars, at a price that is no worse, than something that was let out before and may stand:
   * the broker may have refused what came after it. No limit stands in the way of that.
   */
  private onlyReduces({ ref, action, quantity, pricing }: Entry): boolean {
    return (this.letOut.get(ref) ?? []).some((before) => {
      if (before.pricing.type !== 'LMT' || pricing.type !== 'LMT') return false
      const [was, is] = [before.pricing.limit, pricing.limit]
      const better = action === 'BUY' ? is <= was : is >= was
      return better && quantity <= before.quantity && quantity * is <= before.quantity * was
    })
  }

  /** Mode, book and account. */
  private checkWhere({ book, account }: Entry, fail: (problem: string) => void): void {
    const { state } = this.world.cockpit().desk
    if (book.kind === 'simulated') {
      if (state.mode !== 'dry-run') fail(`it went to the simulated book in ${state.mode}`)
      return
    }
    if (state.mode !== 'live-paper') fail(`it went to an account in ${state.mode}`)
    const forbidden = this.world.armed.forbids(account)
    if (forbidden !== null) fail(`it went to an account although ${forbidden}`)
  }

  private checkWhen({ book, timeInForce }: Entry, fail: (problem: string) => void): void {
    const { outside, cockpit } = this.world
    const { state } = cockpit().desk
    const { market } = outside.clocks
    if (state.tradingState !== 'active') fail(`trading is ${state.tradingState}`)
    if (state.tripped.has(bookKey(book))) fail('the breaker is tripped')
    if (market < DAY.open || market >= DAY.close - CUT_OFF_MS) fail('it is not the time for entries')
    if (timeInForce.tif !== 'GTD') fail('it does not die by itself')
    else if (timeInForce.until > DAY.close - CUT_OFF_MS) fail('it lives beyond the cut-off')
  }

  private checkMarket({ symbol, pricing }: Entry, fail: (problem: string) => void): void {
    const { outside, shown } = this.world
    const seen = shown(symbol)
    if (seen === null) {
      fail('there was no quote')
      return
    }
    const { quality, halted, bid, ask, last } = seen.quote
    if (quality !== 'live') fail(`the data is ${quality}`)
    if (halted) fail('the symbol is halted')
    if (bid === null || ask === null || bid > ask) fail('the quote is crossed')
    if (outside.surroundings.feedLost !== null) fail('the feed is lost')
    if (pricing.type !== 'LMT' || last === null) return
    const away = Math.abs(pricing.limit - last) / last
    if (away > MODEL_LIMITS.priceCollar + 1e-9) fail(`its limit is ${(away * 100).toFixed(2)} % from the last trade`)
  }

  private checkJournal({ kind, entry }: EntryTicket, fail: (problem: string) => void): void {
    const { journal } = this.world.outside
    if (journal.full) fail('the journal cannot be written')
    if (kind !== 'bracket') return
    let [intents, approvals] = [0, 0]
    for (const event of journal.events) {
      if (event.kind === 'order-intent' && event.entry.ref === entry.ref) intents += 1
      if (event.kind === 'order-approved' && event.ref === entry.ref) approvals += 1
    }
    if (intents !== 1 || approvals !== 1) fail(`${approvals} approvals and ${intents} intents are on the disk`)
  }

  /** Recounted from what the broker holds, the new order included. */
  private checkLimits(side: Side, { kind, entry }: EntryTicket, lost: boolean, fail: (problem: string) => void): void {
    const { outside } = this.world
    const { quantity, pricing, symbol, account, ref } = entry
    const limit = pricing.type === 'LMT' ? pricing.limit : outside.price(symbol)
    const dollars = quantity * limit
    if (dollars > MODEL_LIMITS.maxPositionDollars) fail(`it is for ${dollars} dollars`)
    if (this.byHand.has(ref) && quantity > MODEL_LIMITS.maxManualOrderShares) fail(`${quantity} shares by hand`)
    if (kind === 'bracket') {
      const { market } = outside.clocks
      this.entryTimes.push(market)
      const lately = this.entryTimes.filter((time) => time > market - MINUTE_MS).length
      if (lately > MODEL_LIMITS.maxEntriesPerMinute) fail(`${lately} entries went out within a minute`)
    }
    const symbols = new Set<Ticker>([symbol])
    // A change that was lost leaves the order as it was, which is counted below.
    let gross = lost && kind === 'bracket' ? dollars : 0
    for (const each of side.exchange.symbols) {
      const own = Math.abs(side.truth.shares(account, each))
      if (own > 0) symbols.add(each)
      gross += own * outside.price(each)
    }
    for (const report of side.truth.open(account)) {
      if (report.ref === null || !side.truth.entries.has(report.ref)) continue
      symbols.add(report.symbol)
      const price = report.pricing.type === 'LMT' ? report.pricing.limit : outside.price(report.symbol)
      gross += report.remaining * price
    }
    if (symbols.size > MODEL_LIMITS.maxOpenPositions) fail(`positions in ${[...symbols].join(', ')}`)
    if (gross > MODEL_LIMITS.maxGrossExposureDollars * PRICE_SLACK) fail(`gross exposure of ${gross} dollars`)
  }
}
