import { setImmediate as turn } from 'node:timers/promises'
import { type Link, openLink } from '../../../src-main/broker/ibkr/connection/open-link.ts'
import { type OpenLiveMarket, openLiveMarket } from '../../../src-main/broker/ibkr/market/open-live-market.ts'
import type { LiveMarketOptions, MarketTime } from '../../../src-main/broker/ibkr/market/options.ts'
import type { FeedNotice } from '../../../src-main/market/live-market.ts'
import { type SteppedEvent, timeOfStepped } from '../../../src-main/simulator/exchange/steps.ts'
import { createGateway, type Gateway, type GatewayOptions } from '../../../src-main/simulator/tws-server/gateway.ts'
import { accountId, type Ticker } from '../../../src-shared/domain/ids.ts'
import { SECOND_MS, type SessionDay, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import { type HeldTime, holdTime } from '../ibkr/held-time.ts'

/** Of the event loop, for what follows within the process. */
const QUIET_TURNS = 4
/** How far time goes at most before everything that follows from it is waited for. */
const STRIDE_MS = 5 * SECOND_MS

/** What a floor is made of. */
export interface FloorMarket {
  readonly symbols: readonly Ticker[]
  readonly sessions: readonly SessionDay[]
  readonly events: Iterable<SteppedEvent>
  /** Market time at which the link connects; what comes before is history. */
  readonly start: UtcMs
  readonly gateway?: Partial<GatewayOptions>
  readonly live?: Partial<LiveMarketOptions>
}

interface MarketTimer {
  readonly at: number
  readonly run: () => void
}

/** The simulated gateway and a live market on it, over a real socket. Operator and market time pass alike, by hand. */
export class MarketFloor {
  readonly gateway: Gateway
  readonly link: Link
  readonly live: OpenLiveMarket
  readonly notices: FeedNotice[] = []
  readonly failures: unknown[] = []
  private readonly time: HeldTime
  private readonly events: Iterator<SteppedEvent>
  private next: IteratorResult<SteppedEvent>
  private readonly timers = new Set<MarketTimer>()
  private marketNow: UtcMs
  /** The gateway does not hear its client any more, which does not know it yet. */
  private deaf = false
  private trips = 0

  private constructor(market: FloorMarket, time: HeldTime, gateway: Gateway, port: number, failures: unknown[]) {
    this.time = time
    this.gateway = gateway
    this.failures = failures
    this.marketNow = market.start
    this.events = market.events[Symbol.iterator]()
    this.next = this.events.next()
    this.takeUntil(market.start)
    const marketTime: MarketTime = {
      now: () => this.marketNow,
      at: (at, run) => {
        const timer = { at, run }
        this.timers.add(timer)
        return () => this.timers.delete(timer)
      },
    }
    this.link = openLink({ host: '127.0.0.1', port, client: 7, time, random: () => 0.5, marketNow: marketTime.now })
    this.live = openLiveMarket(this.link, { marketTime, ...market.live })
    this.live.onNotice((notice) => this.notices.push(notice))
  }

  static async open(market: FloorMarket): Promise<MarketFloor> {
    const time = holdTime()
    const failures: unknown[] = []
    const gateway = createGateway({
      seed: 1,
      symbols: market.symbols.map((symbol) => ({ symbol })),
      days: market.sessions,
      accounts: [{ id: accountId('DU1000001'), cash: 1_000_000 }],
      operator: time,
      onFailure: (error) => failures.push(error),
      ...market.gateway,
    })
    const port = await gateway.listen(0)
    const floor = new MarketFloor(market, time, gateway, port, failures)
    return floor
  }

  /** Messages that the gateway got, but for the questions by which a test waits. */
  get asked(): number {
    return this.gateway.stats().received - this.trips
  }

  now(): UtcMs {
    return this.marketNow
  }

  async connect(): Promise<void> {
    this.link.connect()
    await this.whileNot(() => this.link.connection().state === 'ready')
  }

  /** Time passes until something is so. @throws Error when it is not within ten minutes of market time */
  async whileNot(so: () => boolean, withinMs = 600_000): Promise<void> {
    const end = this.marketNow + withinMs
    await this.settle()
    while (!so()) {
      if (this.marketNow > end) throw new Error(`it did not come: ${JSON.stringify(this.live.state())}`)
      await this.pass(STRIDE_MS)
    }
  }

  pass(ms: number): Promise<void> {
    return this.to(utcMs(this.marketNow + ms))
  }

  /** What happens until then happens, and everything that follows from it in this process. */
  async to(time: UtcMs): Promise<void> {
    while (this.marketNow < time) {
      const stride = utcMs(Math.max(this.marketNow + 1, Math.min(this.nextMoment(), time)))
      this.takeUntil(stride)
      this.gateway.advance(stride)
      await this.settle()
      this.time.advance(stride - this.marketNow)
      this.marketNow = stride
      this.runTimers()
      await this.settle()
    }
  }

  async close(): Promise<void> {
    this.live.close()
    this.link.close()
    await this.gateway.close()
  }

  private takeUntil(time: UtcMs): void {
    while (this.next.done !== true && timeOfStepped(this.next.value) <= time) {
      this.gateway.take(this.next.value)
      this.next = this.events.next()
    }
  }

  /** The next moment at which something can happen. */
  private nextMoment(): number {
    const event = this.next.done === true ? Number.POSITIVE_INFINITY : timeOfStepped(this.next.value)
    const operator = this.marketNow + (this.time.untilNext() ?? STRIDE_MS)
    return Math.min(this.marketNow + STRIDE_MS, event, operator, ...[...this.timers].map(({ at }) => at))
  }

  private runTimers(): void {
    for (;;) {
      const [due] = [...this.timers].filter(({ at }) => at <= this.marketNow).sort((a, b) => a.at - b.at)
      if (due === undefined) return
      this.timers.delete(due)
      due.run()
    }
  }

  /** Clients lose their connection. */
  async drop(loss: Parameters<Gateway['dropClients']>[0]): Promise<void> {
    // Who is away already, or has not noticed yet that it is, will not be told.
    const tells = loss !== 'half-open' && !this.deaf && isUp(this.link.connection().state)
    this.gateway.dropClients(loss)
    if (tells) await this.nextState()
    else if (isUp(this.link.connection().state)) this.deaf = true
  }

  /** Both ends and the socket between them have nothing more to do. */
  async settle(): Promise<void> {
    for (let quiet = 0, before = ''; quiet < 2; ) {
      const state = this.link.connection().state
      if (state === 'connecting' || state === 'handshaking') await this.nextState()
      else if (isUp(state) && !this.deaf) {
        this.trips += 1
        await this.roundTrip()
      }
      for (let count = 0; count < QUIET_TURNS; count += 1) await turn()
      const { received, sent } = this.gateway.stats()
      const { outgoing, state: now, history } = this.live.state()
      // Round trips of our own are messages, too: two of them, when nothing else happens.
      const own = this.trips * 2
      const seen = [now, outgoing.waiting, history.open, history.waiting, received + sent - own].join()
      quiet = seen === before ? quiet + 1 : 0
      before = seen
    }
  }

  /** Through everything that both ends have sent; or until the connection is another one. */
  private roundTrip(): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        off()
        resolve()
      }
      const off = this.link.onConnection(end)
      void this.link.brokerTime().then(end)
    })
  }

  private nextState(): Promise<void> {
    return new Promise((resolve) => {
      const off = this.link.onConnection(() => {
        this.deaf = false
        off()
        resolve()
      })
    })
  }
}

const isUp = (state: string): boolean => state === 'synchronising' || state === 'ready' || state === 'degraded'
