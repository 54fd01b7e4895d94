import { systemOperatorClock } from '../../src-main/market/clock.ts'
import { recordedSteps, type SteppedEvent, timeOfStepped } from '../../src-main/simulator/exchange/steps.ts'
import { createGateway } from '../../src-main/simulator/tws-server/gateway.ts'
import { systemSchedule } from '../../src-main/simulator/virtual-clock.ts'
import { accountId, type Ticker } from '../../src-shared/domain/ids.ts'
import type { Instrument } from '../../src-shared/domain/instrument.ts'
import { MINUTE_MS, utcMs } from '../../src-shared/domain/time.ts'
import { sessionsFrom } from '../support/engine-inputs.ts'
import { eventsOf } from '../support/session/wide-source.ts'

/**
 * A simulated gateway in a process of its own, told by messages what to do: the market of a day that goes on in real
 * time, in which nothing trades but what it is told.
 */

export type GatewayTask =
  | {
      readonly do: 'open'
      readonly instruments: readonly Instrument[]
      readonly limits: 'tws' | 'none'
      /** Into the day at which it opens, ms; by default with bars that warm up, and no close of one while it is measured. */
      readonly begin?: number
    }
  /** Every symbol trades so many times a second, one after the other, each time at a price of its own. */
  | { readonly do: 'tick'; readonly hertz: number; readonly seconds: number }
  /** All of them trade as often as the process can. */
  | { readonly do: 'flood'; readonly seconds: number }

/** A price that was sent, and when its bytes left, on the machine's monotonic clock, ms. */
export type SentPrice = readonly [symbol: Ticker, price: number, at: number]

export interface GatewayReport {
  readonly port: number
  /** Messages that were sent while the task was done, and the seconds it took. */
  readonly sent: number
  readonly seconds: number
  readonly prices: readonly SentPrice[]
  readonly violations: number
}

const SEED = 7
const TICK_MS = 10
const TICK = 0.01
const BEGIN_MS = 31 * MINUTE_MS
const AHEAD_MS = 15 * MINUTE_MS
const DAYS = sessionsFrom('2024-11-13', '2024-11-15')
let start = DAYS[2]!.open + BEGIN_MS
const began = systemOperatorClock.monotonic()
const marketNow = () => utcMs(Math.floor(start + systemOperatorClock.monotonic() - began))
const monotonic = (): number => Number(process.hrtime.bigint()) / 1e6

let gateway: ReturnType<typeof createGateway> | null = null
const prices = new Map<Ticker, number>()
/** The bars to come, which close while it runs. */
const ahead: SteppedEvent[] = []
let port = 0

async function open({ instruments, limits, begin = BEGIN_MS }: Extract<GatewayTask, { do: 'open' }>): Promise<void> {
  start = DAYS[2]!.open + begin
  const symbols = instruments.map(({ symbol }) => symbol)
  gateway = createGateway({
    seed: SEED,
    symbols: instruments.map(({ symbol, kind }) => ({ symbol, kind })),
    days: DAYS,
    accounts: [{ id: accountId('DU1000001'), cash: 1_000_000 }],
    operator: { monotonic: () => systemOperatorClock.monotonic(), after: systemSchedule },
    marketNow,
    ...(limits === 'none' ? { limits } : {}),
  })
  const events = () => eventsOf(SEED, instruments, DAYS)
  for await (const event of recordedSteps({ origin: 'recorded', symbols, sessions: DAYS, events }, SEED)) {
    const time = timeOfStepped(event)
    if (time > start + AHEAD_MS) break
    if (time > start) {
      if (event.kind !== 'step') ahead.push(event)
      continue
    }
    if (event.kind === 'bar') prices.set(event.symbol, event.bar.close)
    if (event.kind !== 'step') gateway.take(event)
  }
  trade(symbols)
  port = await gateway.listen(0)
}

function trade(symbols: readonly Ticker[]): void {
  const time = marketNow()
  while (ahead[0] !== undefined && timeOfStepped(ahead[0]) <= time) gateway?.take(ahead.shift()!)
  const trades = symbols.map((symbol) => {
    const price = Math.round(((prices.get(symbol) ?? 100) + TICK) / TICK) * TICK
    prices.set(symbol, price)
    return { symbol, price: Number(price.toFixed(2)), shares: 100 }
  })
  gateway?.take({ kind: 'step', time, trades })
}

/** A timer can come late: what is due by then is sent at once. */
async function tick(hertz: number, seconds: number): Promise<SentPrice[]> {
  const symbols = [...prices.keys()]
  const sent: SentPrice[] = []
  const begun = monotonic()
  const total = hertz * symbols.length * seconds
  while (sent.length < total) {
    const due = Math.min(total, Math.floor(((monotonic() - begun) / 1_000) * hertz * symbols.length))
    for (let at = sent.length; at < due; at += 1) {
      const symbol = symbols[at % symbols.length]!
      const left = monotonic()
      trade([symbol])
      sent.push([symbol, Number((prices.get(symbol) ?? 0).toFixed(2)), left])
    }
    await new Promise<void>((resolve) => setTimeout(resolve, TICK_MS))
  }
  return sent
}

async function flood(seconds: number): Promise<void> {
  const symbols = [...prices.keys()]
  const end = monotonic() + seconds * 1_000
  while (monotonic() < end) {
    trade(symbols)
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}

async function run(task: GatewayTask): Promise<void> {
  const before = gateway?.stats().sent ?? 0
  const begun = monotonic()
  if (task.do === 'open') await open(task)
  const sentPrices = task.do === 'tick' ? await tick(task.hertz, task.seconds) : []
  if (task.do === 'flood') await flood(task.seconds)
  const stats = gateway?.stats()
  const report: GatewayReport = {
    port,
    sent: (stats?.sent ?? 0) - before,
    seconds: (monotonic() - begun) / 1_000,
    prices: sentPrices,
    violations: stats?.violations.length ?? 0,
  }
  process.send?.(report)
}

process.on('message', (task: GatewayTask) => void run(task))
process.on('disconnect', () => process.exit(0))
