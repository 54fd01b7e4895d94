import { setImmediate as turn } from 'node:timers/promises'
import { type Link, openLink } from '../../src-main/broker/ibkr/connection/open-link.ts'
import { type OpenLiveMarket, openLiveMarket } from '../../src-main/broker/ibkr/market/open-live-market.ts'
import { type IbkrBroker, openIbkrBroker } from '../../src-main/broker/ibkr/orders/open-broker.ts'
import type { OperatorTime } from '../../src-main/market/clock.ts'
import type { LiveQuote } from '../../src-main/market/live-market.ts'
import { MarketTimers } from '../../src-main/session/market/market-timers.ts'
import { timeOfStepped } from '../../src-main/simulator/exchange/steps.ts'
import { createGateway, type Gateway } from '../../src-main/simulator/tws-server/gateway.ts'
import type { Bar } from '../../src-shared/domain/bar.ts'
import { type AccountId, accountId, type Ticker } from '../../src-shared/domain/ids.ts'
import { MINUTE_MS, SECOND_MS, type UtcMs, utcMs } from '../../src-shared/domain/time.ts'
import { faultMarket } from './fault-market.ts'
import { type HeldTime, holdTime } from './ibkr/held-time.ts'
import { keepLedger, type SubscriptionLedger } from './subscription-ledger.ts'

/** Fewer than symbols: the others' bars are asked for at each close. */
export const FLOOR_STREAMS = 3
const ACCOUNT = accountId('DU1000001')
const QUIET_TURNS = 4
const MOST_TURNS = 5_000
const STRIDE_MS = 5 * SECOND_MS
/** Bars are followed from so long before the end of the day before. */
const FOLLOWED_BEFORE_MS = 30 * MINUTE_MS

/** The simulated gateway with its market, and the whole adapter in front of it: one clock, that a test moves. */
export interface FaultFloor {
  readonly gateway: Gateway
  readonly account: AccountId
  readonly link: Link
  readonly live: OpenLiveMarket
  readonly broker: IbkrBroker
  readonly ledger: SubscriptionLedger
  readonly time: HeldTime
  readonly start: UtcMs
  /** The first bar that is followed. */
  readonly since: UtcMs
  /** Every version of every final bar, as it was told. */
  readonly finals: ReadonlyMap<Ticker, readonly Bar[]>
  readonly quotes: ReadonlyMap<Ticker, LiveQuote>
  marketNow(): UtcMs
  /** Timers of the adapter that wait. */
  timersLeft(): number
  /** Resolves when both ends and the sockets between them have nothing more to do. */
  settle(): Promise<void>
  /** Market time and operator time pass, and all that follows from it happens. */
  pass(ms: number): Promise<void>
  /** Ends the adapter, then the gateway. */
  close(): Promise<void>
}

/**
 * @param startMs after the open of the market's second day
 * @param onBug told of what the gateway threw
 */
export async function openFaultFloor(options: {
  readonly startMs: number
  readonly random: () => number
  readonly onBug: (what: string) => void
}): Promise<FaultFloor> {
  const market = faultMarket()
  const [before, day] = market.sessions
  if (before === undefined || day === undefined) throw new Error('the market has two days')
  const start = utcMs(day.open + options.startMs)
  const since = utcMs(before.close - FOLLOWED_BEFORE_MS)
  const time = holdTime()
  const own = countTimers(time)
  const timers = new MarketTimers(start)
  const gateway = createGateway({
    seed: 1,
    symbols: market.symbols.map((symbol) => ({ symbol })),
    days: market.sessions,
    accounts: [{ id: ACCOUNT, cash: 1_000_000 }],
    operator: time,
    marketNow: () => timers.now(),
    onFailure: (error) => options.onBug(`the gateway failed: ${error instanceof Error ? error.stack : String(error)}`),
  })
  let next = 0
  const takeUntil = (until: UtcMs): void => {
    for (let event = market.events[next]; event !== undefined && timeOfStepped(event) <= until; ) {
      gateway.take(event)
      event = market.events[++next]
    }
    gateway.advance(until)
  }
  takeUntil(start)

  const link = openLink({
    ...{ host: '127.0.0.1', port: await gateway.listen(0), client: 7, time: own.time, random: options.random },
    marketNow: () => timers.now(),
  })
  const live = openLiveMarket(link, { marketTime: timers, streams: FLOOR_STREAMS })
  const broker = openIbkrBroker(link, {
    redeem: () => ({ ok: false, error: { code: 'not-ours', message: 'nothing is sent here' } }),
    marketNow: () => timers.now(),
  })
  const ledger = keepLedger(gateway)
  const finals = new Map<Ticker, Bar[]>(market.symbols.map((symbol) => [symbol, []]))
  const quotes = new Map<Ticker, LiveQuote>()
  let heard = 0
  live.followBars(market.symbols, since, ({ symbol, bar, final }) => {
    heard += 1
    if (final) finals.get(symbol)?.push(bar)
  })
  live.followQuotes(market.symbols, (batch) => {
    heard += 1
    for (const quote of batch) quotes.set(quote.symbol, quote)
  })

  const marketNow = (): UtcMs => utcMs(start + time.monotonic())

  /** What changes while something is still under way. */
  function traces(): string {
    const { connections, sessions, received, sent } = gateway.stats()
    const { state, messages, outgoing, latency, history } = live.state()
    const ours = [state, messages[0]?.text, outgoing.waiting, latency, history.open, history.waiting]
    return [connections, sessions, received, sent, ...ours, heard, own.pending()].join()
  }

  async function settle(): Promise<void> {
    let seen = ''
    for (let quiet = 0, turns = 0; quiet < QUIET_TURNS && turns < MOST_TURNS; turns++) {
      await turn()
      const now = traces()
      quiet = now === seen ? quiet + 1 : 0
      seen = now
    }
  }

  return {
    ...{ gateway, account: ACCOUNT, link, live, broker, ledger, time, start, since, finals, quotes, marketNow, settle },
    timersLeft: own.pending,
    async pass(ms) {
      for (const until = marketNow() + ms; marketNow() < until; ) {
        const event = market.events[next]
        const upcoming = event === undefined ? STRIDE_MS : Math.max(1, timeOfStepped(event) - marketNow())
        time.advance(Math.min(until - marketNow(), STRIDE_MS, Math.max(1, time.untilNext() ?? STRIDE_MS), upcoming))
        takeUntil(marketNow())
        await settle()
        timers.passTo(marketNow())
        await settle()
      }
    },
    async close() {
      live.close()
      broker.close()
      link.close()
      await settle()
      ledger.close()
      await gateway.close()
      for (let turns = 0; turns < MOST_TURNS && openSockets() > 0; turns++) await turn()
    },
  }
}

/** Sockets of this process, of both ends. */
export const openSockets = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length

/** A clock that others share, with the timers of one part counted. */
function countTimers(time: OperatorTime): { readonly time: OperatorTime; pending(): number } {
  let pending = 0
  return {
    pending: () => pending,
    time: {
      now: time.now,
      monotonic: time.monotonic,
      after(ms, run) {
        let waits = true
        pending += 1
        const done = (): void => {
          if (waits) pending -= 1
          waits = false
        }
        const cancel = time.after(ms, () => {
          done()
          run()
        })
        return () => {
          done()
          cancel()
        }
      },
    },
  }
}
