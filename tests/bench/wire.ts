import { createConnections } from '../../src-main/hosts/serving/connections.ts'
import { systemOperatorClock } from '../../src-main/market/clock.ts'
import { createCockpit } from '../../src-main/session/cockpit.ts'
import type { CockpitService } from '../../src-main/session/cockpit-service.ts'
import { directly, type SimulatedSource } from '../../src-main/session/market/simulated-source.ts'
import { CockpitStreams } from '../../src-main/session/streams/cockpit-streams.ts'
import type { SteppedEvent } from '../../src-main/simulator/exchange/steps.ts'
import { systemSchedule } from '../../src-main/simulator/virtual-clock.ts'
import type { ClientMessage, ServerMessage } from '../../src-shared/contract/messages.ts'
import { PROTOCOL_VERSION } from '../../src-shared/contract/protocol.ts'
import { configurationOf, defaultProfile } from '../support/session/demo-cockpit.ts'
import { benchFolder, replayOf, writeHundredSymbols } from './hundred-symbols.ts'
import { quantile } from './quantiles.ts'
import { type BenchRecord, benchRecord } from './record.ts'

/** What the bars of one slot may take until their decisions are on the wire, ms. */
const LIMIT_MS = 10
/** Slots of the first session, in which code and caches warm up. */
const UNCOUNTED = 78

const FOLLOWED = ['status', 'watchlist', 'cards', 'orders', 'positions', 'activity', 'symbol/AAPL', 'scorecard/AAPL']

/** When the first bar of each slot came out of the market. */
function timedBars(source: SimulatedSource, closedAt: number[]): SimulatedSource {
  async function* steps(): AsyncGenerator<SteppedEvent, void, undefined> {
    let inBars = false
    for await (const event of source.steps()) {
      if (event.kind === 'bar' && !inBars) closedAt.push(performance.now())
      inBars = event.kind === 'bar'
      yield event
    }
  }
  return { ...source, steps, ...directly(steps) }
}

const isDecisions = (message: ServerMessage): boolean =>
  message.type === 'delta' && message.topic === 'watchlist' && JSON.stringify(message.delta).includes('"card":')

/**
 * From the first bar of a slot to the moment at which the decisions of all 100 symbols are handed to the socket, for a
 * window that follows all that a window follows.
 */
export async function benchWire(): Promise<BenchRecord> {
  const folder = benchFolder('wire')
  try {
    const closedAt: number[] = []
    const took: number[] = []
    const source = timedBars(await replayOf(writeHundredSymbols(folder, '2024-11-13', '2024-11-18')), closedAt)
    const streams = new CockpitStreams({ schedule: systemSchedule })
    const cockpit = createCockpit({
      source,
      profile: defaultProfile(),
      loaded: configurationOf(),
      database: folder.file('replay.db'),
      app: 'bench',
      observer: streams,
      headless: true,
      fresh: true,
      slowWhileWaiting: false,
    })
    const service: CockpitService = {
      command: (id, command, by) => cockpit.command(id, command, by),
      reportIntrusion: (by, code, detail) => cockpit.reportIntrusion(by, code, detail),
      follow: (topic, listener) => streams.follow(topic, listener),
      presence: () => {},
      query: () => Promise.resolve({ ok: false, error: { code: 'not-found', message: 'nothing is asked here' } }),
    }
    const app = { name: 'bench', version: '0' }
    const connections = createConnections({ service, app, operator: systemOperatorClock, schedule: systemSchedule })
    const started = cockpit.start()
    if (!started.ok) throw new Error(started.error.message)
    const window = connections.open({
      host: 'browser',
      bufferedBytes: () => 0,
      close: () => {},
      sendText(text) {
        const at = performance.now()
        const closed = closedAt.at(-1)
        if (closed !== undefined && isDecisions(JSON.parse(text))) took.push(at - closed)
      },
    })
    const say = (message: ClientMessage): void => window.receive(JSON.stringify(message))
    say({ type: 'hello', protocol: PROTOCOL_VERSION, wants: 'controller' })
    for (const topic of [...FOLLOWED, 'candles/AAPL/5m']) say({ type: 'subscribe', topic })
    await cockpit.finished
    connections.close()
    await cockpit.close()
    streams.close()
    const counted = took.slice(UNCOUNTED)
    if (counted.length < 2 * UNCOUNTED) throw new Error(`only ${counted.length} slots were decided`)
    return benchRecord('bar-close-to-wire-100-symbols-p99', quantile(counted, 0.99), 'ms (vs the limit)', LIMIT_MS)
  } finally {
    folder.remove()
  }
}
