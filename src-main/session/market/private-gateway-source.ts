import { type AccountId, accountId } from '../../../src-shared/domain/ids.ts'
import { SECOND_MS, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import { openAdapter } from '../../broker/ibkr/open-adapter.ts'
import { systemOperatorClock } from '../../market/clock.ts'
import { repeatRequest } from '../../simulator/exchange/repeat-request.ts'
import { type SteppedEvent, timeOfStepped } from '../../simulator/exchange/steps.ts'
import { createGateway } from '../../simulator/tws-server/gateway.ts'
import type { Gateway } from '../../simulator/tws-server/gateway-options.ts'
import { type MarketSteps, marketSteps, passUntil } from '../../simulator/tws-server/market-steps.ts'
import { systemSchedule } from '../../simulator/virtual-clock.ts'
import { GatewayFeed } from './gateway-feed.ts'
import { Lockstep } from './lockstep.ts'
import type { MarketSource, MarketStage, ResumedMarket, SessionEvent } from './market-source.ts'
import type { SimulatedSource } from './simulated-source.ts'
import { type ChoiceByScan, SymbolChoice } from './symbol-choice.ts'
import { SETTLING_MS } from './wire-history.ts'

/** The account of the gateway that we start ourselves: shown as simulated, whatever its id. */
const GATEWAY_ACCOUNT: AccountId = accountId('DU1000001')
const HOST = '127.0.0.1'
const CLIENT = 1
/** A gateway of our own takes as much as it is sent. */
const UNPACED = { most: 100_000, forCancels: 1_000 } as const

/**
 * A simulated market behind the TWS wire protocol: a gateway of our own on a private loopback port, the adapter in front
 * of it, and one market clock for both. Market time stands until all that was sent has been taken and handled, so that
 * one seed has one outcome here as well, however fast it runs.
 */
export function throughPrivateGateway(
  source: SimulatedSource,
  dollars: number,
  byScan: ChoiceByScan | null = null,
): MarketSource {
  const { kind, name, seed, fingerprint, instruments, traded, sessions, decideFrom, skipped } = source
  return {
    ...{ kind, name, seed, fingerprint, instruments, traded, sessions, decideFrom, skipped },
    ownTime: null,
    inRealTime: false,
    close: () => {},
    fillsFrom: 'quotes',
    run: (stage) => runThroughGateway(source, dollars, byScan === null ? null : new SymbolChoice(byScan), stage),
  }
}

async function* runThroughGateway(
  source: SimulatedSource,
  dollars: number,
  choice: SymbolChoice | null,
  stage: MarketStage,
): AsyncGenerator<SessionEvent, void, undefined> {
  const { clock } = stage
  if (clock === null) throw new Error('a simulated market runs by a simulated clock')
  // Requests are placed by market time when they are repeated: that of the gateway, which may be ahead of the session's.
  let at = utcMs(0)
  let isOpen = false
  const gateway = createGateway({
    seed: source.seed,
    symbols: source.instruments.map(({ symbol, kind }) => ({ symbol, kind })),
    days: source.sessions,
    accounts: [{ id: GATEWAY_ACCOUNT, cash: dollars }],
    operator: { monotonic: () => systemOperatorClock.monotonic(), after: systemSchedule },
    limits: 'none',
    onRequest: (request) => {
      if (isOpen) stage.gatewayRequest({ time: at, request })
    },
  })
  const steps = marketSteps(source.steps())
  const start = startOf(source, stage.resume)
  const first = await repeatPast(gateway, steps, stage.resume, start)
  at = start
  isOpen = true
  const lockstep = new Lockstep(start)
  const adapter = openAdapter({
    ...{ host: HOST, client: CLIENT, rate: UNPACED, flush: 'mark', redeem: stage.redeem },
    port: await gateway.listen(0, HOST),
    marketTime: lockstep.timers,
    onMark: (time) => lockstep.marked(time),
  })
  const { market, broker } = adapter
  stage.accounts({ broker, listed: (symbol) => market.listed(symbol) })
  const feed = new GatewayFeed({ market, source, stage, choice, now: () => lockstep.timers.now() })
  const pass = (time: UtcMs): Promise<void> =>
    lockstep.pass(time, { mark: () => gateway.mark(), market, over: stage.over })
  try {
    // A market without earlier days begins with its first session, and so does its clock.
    await clock.reach(utcMs(Math.max(start, clock.now())), true)
    yield* feed.history()
    yield { kind: 'live', time: start }
    feed.follow()
    await market.time()
    for (let next = first; next.done !== true; next = await steps.next()) {
      const event = next.value
      const time = timeOfStepped(event)
      if (!(await clock.reach(time, event.kind === 'session'))) return
      at = time
      gateway.take(event)
      if (event.kind === 'bar') continue
      await pass(time)
      if (event.kind === 'session') yield event
      feed.rescan(time)
      yield* feed.news(time)
      if (event.kind !== 'slot-end') continue
      if (feed.size <= market.state().streams.most) {
        // All of its bars have come.
        yield event
      } else if (gateway.session === null) {
        // Those that are not streamed are asked for a little later: after the close nothing else would lead there.
        const settled = utcMs(time + SETTLING_MS)
        if (!(await clock.reach(settled))) return
        at = settled
        gateway.advance(settled)
        await pass(settled)
        yield* feed.news(settled)
      }
    }
  } finally {
    feed.close()
    adapter.close()
    await gateway.close()
  }
}

/** Where the gateway's market goes on: never before a trade that it has told of, in whole seconds, as TWS does. */
function startOf({ decideFrom }: SimulatedSource, resume: ResumedMarket | null): UtcMs {
  return resume === null ? utcMs(decideFrom - 1) : utcMs(Math.max(resume.until, resume.tradedUntil + SECOND_MS - 1))
}

/** The gateway's market passes up to where the run stands, with what was asked of its exchange at the times it was asked. */
async function repeatPast(
  gateway: Gateway,
  steps: MarketSteps,
  resume: ResumedMarket | null,
  until: UtcMs,
): Promise<IteratorResult<SteppedEvent>> {
  let next: IteratorResult<SteppedEvent> | null = null
  for (const { time, request } of resume?.gatewayRequests() ?? []) {
    next = await passUntil(gateway, steps, time, next)
    gateway.advance(time)
    repeatRequest(gateway.exchange, request)
  }
  next = await passUntil(gateway, steps, until, next)
  gateway.advance(until)
  // A client that is gone has no chain that could still be completed.
  if (resume !== null) gateway.exchange.forgetUntransmitted(CLIENT)
  return next
}
