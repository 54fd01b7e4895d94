import { randomUUID } from 'node:crypto'
import { EventName, IBApi, OrderAction, OrderType, SecType, TimeInForce } from '@stoqey/ib'
import { openAudit } from '../../src-main/audit/open-audit.ts'
import { systemOperatorClock } from '../../src-main/market/clock.ts'
import { sessionId, type Ticker } from '../../src-shared/domain/ids.ts'
import { MINUTE_MS, SECOND_MS } from '../../src-shared/domain/time.ts'
import { type BenchChild, startChild } from './child-process.ts'
import { startGateway } from './gateway-host.ts'
import { type BenchFolder, benchFolder } from './hundred-symbols.ts'
import { LIVE_ACCOUNT, type LiveCockpit, openLiveCockpit } from './live-cockpit.ts'
import { quantile } from './quantiles.ts'
import { type BenchRecord, benchRecord } from './record.ts'
import type { TappedOrder, TapReport, TapTask } from './tap-process.ts'
import { wideSymbols } from './wide-symbols.ts'

const APPROVALS = 1_000
/** In which code and caches warm up. */
const UNCOUNTED = 50
/** As many as there are symbols that have been decided, and no more. */
const ENTRIES = 50
const FIRST = 25
const HERTZ = 10
/** A bar closes soon after everything is connected: without its decisions there is no range to stage by. */
const BEGIN_MS = 34 * MINUTE_MS + 15 * SECOND_MS
/** How long ticks come in before STOP, and after it, seconds. */
const PATIENCE_MS = 10_000
const AGAIN_MS = 20
const TICKING_S = { before: 3, after: 4 } as const
/** Pacing is not what approvals are measured by. */
const UNPACED = { most: 100_000, forCancels: 1_000 } as const
const LIMITS = { p50: 2, p99: 15, disarmed: 20, first: 100, all: 1_200 } as const

type Tap = BenchChild<TapTask, TapReport> & { readonly port: number }

const monotonic = (): number => Number(process.hrtime.bigint()) / 1e6
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

async function startTap(gateway: number): Promise<Tap> {
  const child = startChild<TapTask, TapReport>('tap-process.ts')
  const { port } = await child.run({ do: 'open', gateway })
  return { ...child, port }
}

/** Gives a command until it is obeyed: books are compared with the account's now and then, and messages take turns. */
async function soon<Value>(give: () => Value | Promise<Value>): Promise<Value> {
  const until = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      return await give()
    } catch (error) {
      if (performance.now() > until) throw error
      await new Promise<void>((resolve) => setTimeout(resolve, AGAIN_MS))
    }
  }
}

/** Stages a bracket that works and does not fill: below the market, inside the collar. @returns its entry's reference */
function stage({ session, obeyed }: LiveCockpit, symbol: Ticker): Promise<string> {
  return soon(() => {
    const last = session.desk.quotes.price(symbol)
    if (last === null) throw new Error(`${symbol} has no price`)
    const limit = Math.floor(last * 99.2) / 100
    const bracket = { symbol, side: 'long', quantity: 10, limit, stop: limit - 2, target: limit + 4 } as const
    const [ref] = obeyed({ kind: 'stage', ...bracket })
    return ref!
  })
}

async function approveAll(cockpit: LiveCockpit, symbol: Ticker): Promise<Map<string, number>> {
  const { session, obeyed } = cockpit
  const begun = new Map<string, number>()
  for (let count = 0; count < APPROVALS + UNCOUNTED; count += 1) {
    const ref = await stage(cockpit, symbol)
    await soon(() => {
      const start = monotonic()
      obeyed({ kind: 'approve', ref, revision: 1 })
      if (count >= UNCOUNTED) begun.set(ref, start)
    })
    await turn()
    obeyed({ kind: 'cancel', ref })
    while (session.desk.state.live.size > 0) await turn()
  }
  return begun
}

/** One bare durable append and the client library's own order, as often. */
async function bare(folder: BenchFolder, port: number): Promise<Map<string, number>> {
  const opened = openAudit(folder.file('bare.db'), {
    ...{ kind: 'live', session: sessionId('bench'), start: { app: 'bench', source: 'bench' } },
    ...{ clock: systemOperatorClock, uniqueId: randomUUID },
  })
  if (!opened.ok) throw new Error(opened.error.message)
  const api = new IBApi({ host: '127.0.0.1', port, clientId: 2, maxReqPerSec: 100_000 })
  let id = await new Promise<number>((resolve) => {
    api.once(EventName.nextValidId, resolve)
    api.connect()
  })
  const contract = { symbol: 'AAPL', secType: SecType.STK, exchange: 'SMART', currency: 'USD' }
  const begun = new Map<string, number>()
  for (let count = 0; count < APPROVALS + UNCOUNTED; count += 1) {
    const orderRef = `bare-${count}`
    if (count >= UNCOUNTED) begun.set(orderRef, monotonic())
    opened.value.append({ type: 'note', payload: { text: 'x'.repeat(500) } })
    const gone = new Promise<void>((resolve) => api.once(EventName.orderStatus, () => resolve()))
    api.placeOrder(id, contract, {
      ...{ action: OrderAction.BUY, orderType: OrderType.LMT, totalQuantity: 10, lmtPrice: 10, tif: TimeInForce.DAY },
      ...{ account: LIVE_ACCOUNT, transmit: true, orderRef },
    })
    await gone
    api.cancelOrder(id++)
    await turn()
  }
  api.disconnect()
  opened.value.close()
  return begun
}

/** Ms from each beginning to the moment at which the first order of that reference was on the line. */
function delays(begun: ReadonlyMap<string, number>, orders: readonly TappedOrder[]): number[] {
  const left = new Map<string, number>()
  for (const { kind, ref, at } of orders) if (kind === 'place' && !left.has(ref)) left.set(ref, at)
  const took = [...begun].flatMap(([ref, at]) => (left.has(ref) ? [left.get(ref)! - at] : []))
  if (took.length !== begun.size) throw new Error(`${begun.size - took.length} orders never came to the line`)
  return took
}

/** From an approval to its order's bytes on the line, through desk, gate, durable journal and adapter. */
export async function benchLiveApprovals(): Promise<BenchRecord[]> {
  const folder = benchFolder('live-approvals')
  const symbols = wideSymbols()
  const gateway = await startGateway({ do: 'open', instruments: symbols.instruments, limits: 'none', begin: BEGIN_MS })
  const tap = await startTap(gateway.port)
  const cockpit = await whileTicking(gateway, () => openLiveCockpit(folder, { port: tap.port, symbols, rate: UNPACED }))
  try {
    const begun = await whileTicking(gateway, () => approveAll(cockpit, cockpit.symbols[0]!))
    const took = delays(begun, (await tap.run({ do: 'report' })).orders)
    const rawBegun = await bare(folder, tap.port)
    const raw = delays(rawBegun, (await tap.run({ do: 'report' })).orders)
    const unit = 'ms (vs a bare durable append and the client library)'
    return [
      benchRecord('approval-to-order-bytes-p50', quantile(took, 0.5), unit, quantile(raw, 0.5)),
      benchRecord('approval-to-order-bytes-p99', quantile(took, 0.99), unit, quantile(raw, 0.99)),
      benchRecord('approval-to-order-bytes-p50-limit', quantile(took, 0.5), 'ms (vs the limit)', LIMITS.p50),
      benchRecord('approval-to-order-bytes-p99-limit', quantile(took, 0.99), 'ms (vs the limit)', LIMITS.p99),
    ]
  } finally {
    await cockpit.close()
    await tap.close()
    await gateway.close()
    folder.remove()
  }
}

/** Every symbol trades once a second meanwhile: nothing goes stale. */
async function whileTicking<Value>(
  gateway: Awaited<ReturnType<typeof startGateway>>,
  work: () => Promise<Value>,
): Promise<Value> {
  let over = false
  const ticking = (async () => {
    while (!over) await gateway.run({ do: 'tick', hertz: 1, seconds: 1 })
  })()
  try {
    return await work()
  } finally {
    over = true
    await ticking
  }
}

/** STOP with entries that work in as many symbols as are decided, while 5,000 ticks a second come in. */
export async function benchStop(): Promise<BenchRecord[]> {
  const folder = benchFolder('stop')
  const symbols = wideSymbols()
  const gateway = await startGateway({ do: 'open', instruments: symbols.instruments, limits: 'none', begin: BEGIN_MS })
  const tap = await startTap(gateway.port)
  const cockpit = await whileTicking(gateway, () => openLiveCockpit(folder, { port: tap.port, symbols }))
  try {
    const { session, observer, obeyed } = cockpit
    const entries = await whileTicking(gateway, () => enter(cockpit))
    const ticking = gateway.run({ do: 'tick', hertz: HERTZ, seconds: TICKING_S.before + TICKING_S.after })
    await new Promise<void>((resolve) => setTimeout(resolve, TICKING_S.before * 1_000))
    await tap.run({ do: 'report' })
    let disarmed = Number.NaN
    const stopped = monotonic()
    // From then on the gate lets nothing out; the cancels follow.
    observer.onTrading = ({ kind }) => {
      if (kind === 'mode-changed') disarmed = monotonic() - stopped
    }
    obeyed({ kind: 'stop' })
    if (session.desk.state.mode !== 'dry-run') throw new Error('STOP left it armed')
    const { sent, seconds } = await ticking
    const { orders } = await tap.run({ do: 'report' })
    const cancels = orders.filter(({ kind }) => kind === 'cancel').map(({ at }) => at - stopped)
    if (cancels.length < entries || entries < FIRST) throw new Error(`${cancels.length} cancels of ${entries} entries`)
    const limit = 'ms (vs the limit)'
    return [
      benchRecord('stop-to-disarmed', disarmed, limit, LIMITS.disarmed),
      benchRecord('stop-to-25-cancels', cancels[FIRST - 1] ?? Number.NaN, limit, LIMITS.first),
      benchRecord(`stop-to-${entries}-cancels`, cancels[entries - 1] ?? Number.NaN, limit, LIMITS.all),
      benchRecord('stop-under-ticks', sent / seconds, 'ticks/s', null),
    ]
  } finally {
    await cockpit.close()
    await tap.close()
    await gateway.close()
    folder.remove()
  }
}

/** An entry that works in each symbol. One for which other messages leave no room is rejected, and another takes its place. */
async function enter(cockpit: LiveCockpit): Promise<number> {
  const { session, symbols, obeyed } = cockpit
  const entries = () => [...session.desk.state.live.values()].filter(({ order }) => order.role === 'entry')
  for (const symbol of symbols.slice(0, ENTRIES)) {
    await soon(async () => {
      const ref = await stage(cockpit, symbol)
      obeyed({ kind: 'approve', ref, revision: 1 })
    })
  }
  while (!entries().every(({ order }) => order.state === 'acknowledged')) await turn()
  return entries().length
}
