import { type DeskState, placeKey, sharesIn } from '../../../src-main/trading/state/desk-state.ts'
import type { OrderRef, Ticker } from '../../../src-shared/domain/ids.ts'
import { type Outside, type Side, SYMBOLS } from './outside.ts'
import type { Handed } from './wire.ts'

interface Exposed {
  readonly since: number
  /** Requests that had reached the broker by then. */
  readonly requests: number
}

/** The tightest stop that was ever wanted of a trade after its anchor. */
interface Tightest {
  readonly sign: number
  readonly stop: number
}

/** Watches that positions keep their stops, and that those only tighten. */
export class StopGuard {
  private readonly outside: Outside
  private readonly state: () => DeskState
  private readonly fail: (problem: string) => void
  private readonly tightest = new Map<OrderRef, Tightest>()
  /** Requests that had been handed over when the place was last safe. */
  private readonly safe = new Map<string, number>()
  private readonly exposed = new Map<string, Exposed>()
  private blindUntil = 0

  constructor(outside: Outside, state: () => DeskState, fail: (problem: string) => void) {
    this.outside = outside
    this.state = state
    this.fail = fail
  }

  /** A message was lost without the connection: only the next query tells. @param ms operator time */
  blindFor(ms: number): void {
    this.blindUntil = Math.max(this.blindUntil, this.outside.clocks.monotonic + ms)
  }

  /** The process has ended: whatever it counted begins anew. */
  restart(): void {
    this.exposed.clear()
    this.safe.clear()
  }

  /** A stop has been wanted, on top of where the trade has it. */
  noteStop(entry: OrderRef, sign: number, wanted: number): void {
    const known = this.tightest.get(entry)?.stop ?? wanted
    this.tightest.set(entry, { sign, stop: sign * Math.max(sign * known, sign * wanted) })
  }

  checkChange(side: Side, { ref, change }: Extract<Handed, { kind: 'adjust' }>): void {
    if (change.pricing?.type !== 'STP') return
    const order = this.state().live.get(ref)?.order
    const trade = order === undefined ? undefined : this.state().trades.get(placeKey(order.book, order.symbol))
    const tightest = trade === undefined ? undefined : this.tightest.get(trade.entry)
    if (tightest === undefined || side.venues.length === 0) return
    if (tightest.sign * (tightest.stop - change.pricing.stop) > 1e-9) this.fail(`the stop ${ref} was loosened`)
  }

  /**
   * As long as the broker answers and has nothing more to say, a position is short of its stop for two seconds at most
   * before it gets one of its own, and for five before it is closed.
   */
  check(): void {
    for (const side of this.outside.sides) {
      for (const venue of side.venues) for (const symbol of SYMBOLS) this.checkPlace(side, venue, symbol)
    }
  }

  private checkPlace(side: Side, { book, account }: Side['venues'][number], symbol: Ticker): void {
    const { clocks } = this.outside
    const { truth, wire } = side
    const key = placeKey(book, symbol)
    const net = truth.net(account, symbol)
    const held = net === 0 ? 0 : sharesIn(this.state(), book, symbol)
    const isKnown = held !== 0 && held === truth.shares(account, symbol) && held * net > 0
    if (!isKnown || !this.canKnow(side) || truth.isInTheWay(account, symbol)) {
      this.exposed.delete(key)
      return
    }
    const shares = Math.min(Math.abs(held), Math.abs(net))
    const covered = truth
      .open(account)
      .some((report) => report.symbol === symbol && report.pricing.type !== 'LMT' && report.working >= shares)
    if (covered) {
      this.exposed.delete(key)
      this.safe.set(key, wire.handed.length)
      return
    }
    const known = this.exposed.get(key)
    if (known === undefined) {
      // What has been asked for since then counts, also when the broker lost it: its answer is still awaited.
      this.exposed.set(key, { since: clocks.monotonic, requests: this.safe.get(key) ?? 0 })
      return
    }
    const closing = this.state().closings.has(key)
    // Who changes the position meanwhile changes what the stop has to be for.
    const short = clocks.monotonic - Math.max(known.since, truth.stirredAt(account, symbol))
    if (short <= 2_100 || closing) return
    const sent = wire.handed.slice(known.requests).some((request) => protects(request, account, symbol))
    if (!sent) this.fail(`${held} ${symbol} of ${account} were short of a stop for ${short} ms, and none was sent`)
    if (short > 5_100) this.fail(`${held} ${symbol} of ${account} were short of a stop for ${short} ms, and not closed`)
  }

  /** Whether the desk could know by now that a position has no stop, and could do something about it. */
  /** Messages have been lost, and no comparison of the books has been due since. */
  get isBlind(): boolean {
    return this.outside.clocks.monotonic <= this.blindUntil
  }

  private canKnow({ wire }: Side): boolean {
    const { tradingState } = this.state()
    return wire.clear && !this.isBlind && tradingState !== 'halted'
  }
}

const protects = (request: Handed, account: string, symbol: Ticker): boolean =>
  (request.kind === 'reduce' &&
    request.order.symbol === symbol &&
    request.order.account === account &&
    request.order.role === 'stop') ||
  (request.kind === 'adjust' && request.change.quantity !== undefined)
