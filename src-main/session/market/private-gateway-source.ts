import { type AccountId, accountId } from '../../../src-shared/domain/ids.ts'
import { type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import { openAdapter } from '../../broker/ibkr/open-adapter.ts'
import { systemOperatorClock } from '../../market/clock.ts'
import { timeOfStepped } from '../../simulator/exchange/steps.ts'
import { createGateway } from '../../simulator/tws-server/gateway.ts'
import { marketSteps, passUntil } from '../../simulator/tws-server/market-steps.ts'
import { systemSchedule } from '../../simulator/virtual-clock.ts'
import { GatewayFeed } from './gateway-feed.ts'
import { Lockstep } from './lockstep.ts'
import type { MarketSource, MarketStage, SessionEvent } from './market-source.ts'
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
  const gateway = createGateway({
    seed: source.seed,
    symbols: source.instruments.map(({ symbol, kind }) => ({ symbol, kind })),
    days: source.sessions,
    accounts: [{ id: GATEWAY_ACCOUNT, cash: dollars }],
    operator: { monotonic: () => systemOperatorClock.monotonic(), after: systemSchedule },
    limits: 'none',
  })
  const steps = marketSteps(source.steps())
  const start = stage.resume?.until ?? utcMs(source.decideFrom - 1)
  const first = await passUntil(gateway, steps, start)
  gateway.advance(start)
  const lockstep = new Lockstep(start)
  const adapter = openAdapter({
    ...{ host: HOST, client: CLIENT, rate: UNPACED, flush: 'mark' },
    port: await gateway.listen(0, HOST),
    marketTime: lockstep.timers,
    onMark: (time) => lockstep.marked(time),
  })
  const { market } = adapter
  const feed = new GatewayFeed({ market, source, stage, choice, now: () => lockstep.timers.now() })
  const pass = (time: UtcMs): Promise<void> =>
    lockstep.pass(time, { mark: () => gateway.mark(), market, over: stage.over })
  try {
    await clock.reach(start, true)
    yield* feed.history()
    yield { kind: 'live', time: start }
    feed.follow()
    await market.time()
    for (let next = first; next.done !== true; next = await steps.next()) {
      const event = next.value
      const time = timeOfStepped(event)
      if (!(await clock.reach(time, event.kind === 'session'))) return
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
