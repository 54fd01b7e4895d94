import { setImmediate as turn } from 'node:timers/promises'
import { type Link, openLink } from '../../../src-main/broker/ibkr/connection/open-link.ts'
import { type OpenLiveMarket, openLiveMarket } from '../../../src-main/broker/ibkr/market/open-live-market.ts'
import { type IbkrBroker, openIbkrBroker } from '../../../src-main/broker/ibkr/orders/open-broker.ts'
import { MarketTimers } from '../../../src-main/session/market/market-timers.ts'
import { type SteppedEvent, timeOfStepped } from '../../../src-main/simulator/exchange/steps.ts'
import { createGateway, type Gateway, type GatewayOptions } from '../../../src-main/simulator/tws-server/gateway.ts'
import type { Redeem } from '../../../src-shared/domain/authorisation.ts'
import { accountId, type Ticker } from '../../../src-shared/domain/ids.ts'
import { type SessionDay, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import { type HeldTime, holdTime } from '../ibkr/held-time.ts'

/** Of the event loop, in which nothing has moved. */
const QUIET_TURNS = 4
const MOST_TURNS = 5_000

interface Held {
  readonly symbols: readonly Ticker[]
  readonly sessions: readonly SessionDay[]
  readonly events: readonly SteppedEvent[]
  /** Market time at which the cockpit comes in; what comes before is history. */
  readonly start: UtcMs
  readonly gateway?: Partial<GatewayOptions>
  /** Bars that are kept up to date at most. */
  readonly streams?: number
  /** Spreads the attempts to connect. */
  readonly random?: () => number
}

interface Client {
  readonly link: Link
  readonly live: OpenLiveMarket
  readonly broker: IbkrBroker
  openDoor(redeem: Redeem): void
  close(): void
}

/**
 * The adapter on a simulated gateway, over a loopback socket. Operator and market time are one clock, which moves only
 * when everything has been handled; nothing is sent but what the adapter sends by itself.
 */
export interface HeldFloor {
  readonly gateway: Gateway
  /** The port on which it listens. */
  readonly port: number
  readonly link: Link
  readonly live: OpenLiveMarket
  readonly broker: IbkrBroker
  /** Operator time. */
  readonly time: HeldTime
  /** The process in front of the gateway is gone without a word, and another one takes its place: it does not connect yet. */
  replaceClient(): void
  /** Lets entries through that a session's gate has authorised; none go out before. */
  openDoor(redeem: Redeem): void
  /** Bugs in the gateway. */
  readonly failures: readonly unknown[]
  /** Market time, as far as everything has been handled. */
  now(): UtcMs
  /** Operator time, ms since the beginning. */
  elapsed(): number
  /** So much time passes, with everything that follows from it. @param onStride each time before that is waited for */
  pass(ms: number, onStride?: () => void): Promise<void>
  /** Whether the two sides went on talking for ever although time stood. */
  isRestless(): boolean
  /** Whether the market has nothing more to tell. */
  isExhausted(): boolean
  close(): Promise<void>
}

export async function openHeldFloor(held: Held): Promise<HeldFloor> {
  const { symbols, sessions, events, start, random = () => 0.5 } = held
  const time = holdTime()
  const timers = new MarketTimers(start)
  const begun = time.monotonic()
  const failures: unknown[] = []
  let restless = false
  const gateway = createGateway({
    seed: 1,
    symbols: symbols.map((symbol) => ({ symbol })),
    days: sessions,
    accounts: [{ id: accountId('DU1000001'), cash: 1_000_000 }],
    operator: time,
    marketNow: () => timers.now(),
    onFailure: (error) => failures.push(error),
    ...held.gateway,
  })
  let next = 0
  const takeUntil = (until: number): void => {
    for (let event = events[next]; event !== undefined && timeOfStepped(event) <= until; event = events[next]) {
      gateway.take(event)
      next += 1
    }
    gateway.advance(utcMs(until))
  }
  takeUntil(start)
  const port = await gateway.listen(0)
  const openClient = (): Client => {
    const link = openLink({
      ...{ host: '127.0.0.1', port, client: 7, time, random },
      marketNow: () => timers.now(),
    })
    const live = openLiveMarket(link, {
      marketTime: timers,
      ...(held.streams === undefined ? {} : { streams: held.streams }),
    })
    let gate: Redeem = () => ({ ok: false, error: { code: 'not-ours', message: 'no session has opened the door' } })
    const broker = openIbkrBroker(link, {
      redeem: (authorisation, order) => gate(authorisation, order),
      marketNow: () => timers.now(),
      listed: (symbol) => live.listed(symbol),
    })
    return {
      ...{ link, live, broker },
      openDoor(redeem) {
        gate = redeem
      },
      close() {
        live.close()
        broker.close()
        link.close()
      },
    }
  }
  let client = openClient()

  /** Both ends and the sockets between them have nothing more to do. */
  async function settle(): Promise<void> {
    let before = ''
    let turns = 0
    for (let quiet = 0; quiet < QUIET_TURNS && turns < MOST_TURNS; turns += 1) {
      await turn()
      const { connections, sessions: clients, received, sent } = gateway.stats()
      const { state, outgoing, latency, history } = client.live.state()
      const now = [
        ...[connections, clients, received, sent, state, outgoing.waiting, latency],
        ...[history.open, history.waiting],
      ].join()
      quiet = now === before ? quiet + 1 : 0
      before = now
    }
    restless ||= turns === MOST_TURNS
  }

  const marketNow = (): number => start + time.monotonic() - begun

  return {
    ...{ gateway, port, time, failures },
    get link() {
      return client.link
    },
    get live() {
      return client.live
    },
    get broker() {
      return client.broker
    },
    replaceClient() {
      client.close()
      client = openClient()
    },
    openDoor: (redeem) => client.openDoor(redeem),
    now: () => timers.now(),
    elapsed: () => time.monotonic() - begun,
    async pass(ms, onStride) {
      for (const until = marketNow() + ms; marketNow() < until; ) {
        const event = events[next]
        const upcoming = event === undefined ? ms : timeOfStepped(event) - marketNow()
        const stride = Math.min(until - marketNow(), time.untilNext() ?? ms, Math.max(1, upcoming))
        time.advance(Math.max(1, Math.ceil(stride)))
        takeUntil(Math.floor(marketNow()))
        onStride?.()
        await settle()
        timers.passTo(utcMs(Math.floor(marketNow())))
        await settle()
      }
    },
    isRestless: () => restless,
    isExhausted: () => next >= events.length,
    async close() {
      client.close()
      await gateway.close()
    },
  }
}
