import { SecType } from '@stoqey/ib'
import { sessionsBetween } from '../../../../src-main/market/calendar.ts'
import { type SteppedEvent, syntheticSteps, timeOfStepped } from '../../../../src-main/simulator/exchange/steps.ts'
import { demoPlan } from '../../../../src-main/simulator/synthetic/shipped-day.ts'
import {
  createSyntheticMarket,
  type SyntheticMarket,
} from '../../../../src-main/simulator/synthetic/synthetic-market.ts'
import { createGateway, type Gateway, type GatewayOptions } from '../../../../src-main/simulator/tws-server/gateway.ts'
import { accountId, type Ticker, ticker } from '../../../../src-shared/domain/ids.ts'
import { MINUTE_MS, type SessionDay, sessionDate, type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'
import { HeldTime } from './held-time.ts'

export const ACCOUNT = accountId('DU1000001')
export const AAPL: Ticker = ticker('AAPL')
export const STOCK = { symbol: 'AAPL', secType: SecType.STK, exchange: 'SMART', currency: 'USD' }

const SESSIONS = sessionsBetween(sessionDate('2024-11-13'), sessionDate('2024-11-15'))
let market: SyntheticMarket | null = null

/** A gateway on the demo's market, which a test moves by hand, as it does operator time. */
export interface DemoGateway {
  readonly gateway: Gateway
  readonly time: HeldTime
  readonly port: number
  /** The day under way; two others are history. */
  readonly day: SessionDay
  /** Failures of the gateway itself; empty unless it has a bug. */
  readonly failures: unknown[]
  /** Takes what happens until a moment, that moment's events included. */
  playTo(time: UtcMs): void
  /** Takes so many steps of five seconds, and what comes between them. */
  steps(count: number): void
  close(): Promise<void>
}

interface Setting extends Partial<GatewayOptions> {
  /** Of the day under way, that have passed. */
  readonly minutes?: number
}

export async function demoGateway({ minutes = 30, ...options }: Setting = {}): Promise<DemoGateway> {
  market ??= createSyntheticMarket(1, demoPlan(SESSIONS))
  const time = new HeldTime()
  const failures: unknown[] = []
  const gateway = createGateway({
    seed: 1,
    symbols: market.symbols.map((symbol) => ({ symbol })),
    days: market.sessions,
    accounts: [{ id: ACCOUNT, cash: 1_000_000 }],
    operator: time,
    onFailure: (error) => failures.push(error),
    ...options,
  })
  const events = syntheticSteps(market)
  let next = events.next()
  const take = (): SteppedEvent | null => {
    if (next.done === true) return null
    const event = next.value
    gateway.take(event)
    next = events.next()
    return event
  }
  const playTo = (until: UtcMs): void => {
    while (next.done !== true && timeOfStepped(next.value) <= until) take()
  }
  const day = market.sessions[2]!
  playTo(utcMs(day.open + minutes * MINUTE_MS))
  return {
    ...{ gateway, time, day, failures, playTo },
    port: await gateway.listen(0),
    steps(count) {
      for (let left = count; left > 0; ) {
        const event = take()
        if (event === null) throw new Error('the market is over')
        if (event.kind === 'step') left -= 1
      }
      // What a step completes is known with it.
      while (next.done !== true && next.value.kind === 'bar') take()
    },
    close: () => gateway.close(),
  }
}
