import type { ServerMessage } from '../../src-shared/contract/messages.ts'
import { buildProduct, startHost } from './cockpit-host.ts'
import { startGateway } from './gateway-host.ts'
import type { SentPrice } from './gateway-process.ts'
import { benchFolder } from './hundred-symbols.ts'
import { quantile } from './quantiles.ts'
import { type BenchRecord, benchRecord } from './record.ts'
import { wideSymbols } from './wide-symbols.ts'
import { openWindowSocket } from './window-socket.ts'

const SYMBOLS = 100
const HERTZ = 10
const SECONDS = 12
/** Of it, in which code and caches warm up. */
const SETTLED_S = 2
const LIMIT_MS = 110
const TICKS_A_SECOND = 5_000
const MOST_BUSY = 0.6

/** A price of a symbol as it came in at the window. */
type Shown = readonly [symbol: string, price: number, at: number]

function pricesIn(message: ServerMessage, at: number): Shown[] {
  if (message.type !== 'delta' || message.topic !== 'watchlist') return []
  const patch: unknown = Reflect.get(Object(message.delta), 'patch')
  if (!Array.isArray(patch)) return []
  return patch.flatMap(([symbol, { last }]) => (typeof last === 'number' ? [[symbol, last, at] as const] : []))
}

/** Ms from each price's way out of the gateway until the window has it, or a newer one of its symbol. */
function delays(sent: readonly SentPrice[], shown: readonly Shown[]): number[] {
  const bySymbol = Map.groupBy(shown, ([symbol]) => symbol)
  return [...Map.groupBy(sent, ([symbol]) => symbol)].flatMap(([symbol, prices]) => {
    const seen = bySymbol.get(symbol) ?? []
    let next = 0
    return prices.flatMap(([, price, left]) => {
      // Prices only rise.
      while (next < seen.length && seen[next]![1] < price) next += 1
      const [, , at] = seen[next] ?? []
      return at === undefined ? [] : [at - left]
    })
  })
}

/**
 * 100 symbols that each trade ten times a second at a gateway in its own process, the built cockpit connected to it,
 * and a window's socket: how long a price takes through all of it, and what that takes of the cockpit's process.
 */
export async function benchTicks(): Promise<BenchRecord[]> {
  buildProduct()
  const folder = benchFolder('ticks')
  const { traded, instruments } = wideSymbols()
  const gateway = await startGateway({ do: 'open', instruments, limits: 'tws' })
  const host = await startHost(folder, '--gateway', `127.0.0.1:${gateway.port}`, '--symbols', ...traded)
  const shown: Shown[] = []
  let running = (): void => {}
  const runs = new Promise<void>((resolve) => {
    running = resolve
  })
  const watched = traded[0]!
  const topics = ['status', 'watchlist', 'gateway', 'cards', 'orders', 'positions', 'activity', `symbol/${watched}`]
  const closeSocket = openWindowSocket(host.url, [...topics, `candles/${watched}/5m`], (message, at) => {
    if (JSON.stringify(message).includes('"phase":"running"')) running()
    shown.push(...pricesIn(message, at))
  })
  try {
    await runs
    // Lines are asked for one after the other, as TWS's rate allows: measured is what comes when there are all of them.
    const here = (): number => new Set(shown.map(([symbol]) => symbol)).size
    while (here() < SYMBOLS) await gateway.run({ do: 'tick', hertz: 1, seconds: 1 })
    await gateway.run({ do: 'tick', hertz: HERTZ, seconds: SETTLED_S })
    await host.measure()
    const told = await gateway.run({ do: 'tick', hertz: HERTZ, seconds: SECONDS })
    const took = await host.measure()
    // The last prices are on their way.
    await new Promise((resolve) => setTimeout(resolve, 2 * LIMIT_MS))
    const third = told.prices.length / 3
    const [first, last] = [told.prices.slice(0, third), told.prices.slice(2 * third)]
    const all = delays(told.prices, shown)
    if (all.length < told.prices.length * 0.99)
      throw new Error(`${told.prices.length - all.length} prices were not shown`)
    return [
      benchRecord('tick-at-socket-to-window-wire-p50', quantile(all, 0.5), 'ms', null),
      benchRecord('tick-at-socket-to-window-wire-p99', quantile(all, 0.99), 'ms (vs the limit)', LIMIT_MS),
      benchRecord('ticks-sustained', told.sent / told.seconds, 'ticks/s (vs the limit)', TICKS_A_SECOND),
      benchRecord('ticks-sustained-cpu', took.cpu, 'fraction of a core (vs the limit)', MOST_BUSY),
      benchRecord('ticks-sustained-loop-delay-p99', took.delayP99, 'ms (vs the longest)', took.delayMost),
      benchRecord(
        'ticks-sustained-backlog',
        quantile(delays(last, shown), 0.5),
        'ms (p50 of the last third, vs the first)',
        quantile(delays(first, shown), 0.5),
      ),
    ]
  } finally {
    closeSocket()
    await host.close()
    await gateway.close()
    folder.remove()
  }
}
