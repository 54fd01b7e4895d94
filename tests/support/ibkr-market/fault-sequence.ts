import { sessionsBetween } from '../../../src-main/market/calendar.ts'
import type { FollowedBar } from '../../../src-main/market/live-market.ts'
import { syntheticSteps } from '../../../src-main/simulator/exchange/steps.ts'
import { createRandom, type Random } from '../../../src-main/simulator/random.ts'
import { demoPlan } from '../../../src-main/simulator/synthetic/shipped-day.ts'
import { createSyntheticMarket } from '../../../src-main/simulator/synthetic/synthetic-market.ts'
import type { Bar } from '../../../src-shared/domain/bar.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, MINUTE_MS, SECOND_MS, sessionDate, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import { MarketFloor } from './market-floor.ts'

const SESSIONS = sessionsBetween(sessionDate('2024-11-13'), sessionDate('2024-11-15'))
const FIRST = SESSIONS.at(0)!
const DAY = SESSIONS.at(2)!
const SYMBOLS = 6
const STREAMS = 3

/** What went wrong in a sequence, and what it was made of; `wrong` is empty when every promise was kept. */
export interface MarketSequence {
  readonly wrong: readonly string[]
  readonly actions: readonly string[]
}

interface World {
  readonly floor: MarketFloor
  readonly random: Random
  readonly symbols: readonly Ticker[]
  /** What TWS holds for its client, as its messages say. */
  readonly subscriptions: Subscriptions
}

const LOST = 'Connectivity between IBKR and Trader Workstation has been lost.'
const BACK = 'Connectivity between IBKR and Trader Workstation has been restored.'

const flow = ({ floor, symbols }: World, flows: boolean): void => {
  for (const symbol of symbols) floor.gateway.setFlow(symbol, flows)
}

async function cutOff(world: World, lost: boolean): Promise<void> {
  const { floor, random, subscriptions } = world
  floor.gateway.notice(1100, LOST)
  flow(world, false)
  await floor.pass(random.integer(1, 300) * SECOND_MS)
  if (lost) {
    floor.gateway.loseSubscriptions()
    subscriptions.clear()
  }
  flow(world, true)
  floor.gateway.notice(lost ? 1101 : 1102, BACK)
  await floor.settle()
}

const ACTIONS: Readonly<Record<string, (world: World) => Promise<void> | void>> = {
  'clean drop': ({ floor }) => floor.drop('clean'),
  reset: ({ floor }) => floor.drop('reset'),
  'half-open': ({ floor }) => floor.drop('half-open'),
  '1100 and 1101': (world) => cutOff(world, true),
  '1100 and 1102': (world) => cutOff(world, false),
  'a farm is down for a while': async ({ floor, random }) => {
    floor.gateway.notice(2103, 'Market data farm connection is broken:usfarm')
    await floor.pass(random.integer(1, 120) * SECOND_MS)
    floor.gateway.notice(2104, 'Market data farm connection is OK:usfarm')
    await floor.settle()
  },
  'a stream goes silent': async ({ floor, random, symbols }) => {
    const symbol = random.pick(symbols)
    floor.gateway.setFlow(symbol, false)
    await floor.pass(random.integer(1, 400) * SECOND_MS)
    floor.gateway.setFlow(symbol, true)
  },
  'everything is said twice': async ({ floor, random }) => {
    const end = floor.gateway.intercept({
      outgoing(_session, fields, pass) {
        pass(fields)
        // Two times for one question would be two signs of life.
        if (fields[0] !== 49) pass(fields)
      },
    })
    await floor.pass(random.integer(1, 120) * SECOND_MS)
    end()
  },
}

/** Watches the messages to TWS: a contract that is subscribed to twice on one connection is a bug of ours. */
class Subscriptions {
  readonly wrong: string[] = []
  private open = new Map<string, string>()

  /** Another connection, or TWS has forgotten everything. */
  clear(): void {
    this.open.clear()
  }

  note(fields: readonly string[]): void {
    const [kind, , third] = fields
    if (kind === '20' && fields[21] === '1') this.add(`bars ${fields[1]}`, `bars of ${fields[2]}`)
    if (kind === '25') this.open.delete(`bars ${third}`)
    if (kind === '1') this.add(`quotes ${third}`, `quotes of ${fields[3]}`)
    if (kind === '2') this.open.delete(`quotes ${third}`)
  }

  private add(key: string, what: string): void {
    if ([...this.open.values()].includes(what)) this.wrong.push(`${what} twice`)
    this.open.set(key, what)
  }
}

/** The bars of the market itself that have ended by `now`. */
function truthOf(market: ReturnType<typeof createSyntheticMarket>, symbol: Ticker, now: UtcMs): Bar[] {
  const bars: Bar[] = []
  for (const event of market.events()) {
    if (event.kind === 'bar' && event.symbol === symbol && event.bar.start + ENGINE_BAR_MS <= now) bars.push(event.bar)
  }
  return bars
}

/** Plays one sequence of faults against the adapter's market data on the simulated gateway. */
export async function playMarketFaults(seed: number, length: number): Promise<MarketSequence> {
  const random = createRandom(seed)
  const market = createSyntheticMarket(1, demoPlan(SESSIONS))
  const symbols = market.symbols.slice(0, SYMBOLS)
  const floor = await MarketFloor.open({
    ...{ symbols: market.symbols, sessions: SESSIONS, events: syntheticSteps(market), live: { streams: STREAMS } },
    start: utcMs(DAY.open + random.integer(1, 60 * 60) * SECOND_MS),
  })
  const subscriptions = new Subscriptions()
  const wrong: string[] = subscriptions.wrong
  floor.gateway.intercept({
    incoming(_session, fields, pass) {
      // Every connection begins with START_API.
      if (fields[0] === '71') subscriptions.clear()
      subscriptions.note(fields)
      pass(fields)
    },
  })
  const heard: FollowedBar[] = []
  floor.live.followBars(symbols, FIRST.open, (bar) => heard.push(bar))
  floor.live.followQuotes(symbols, () => {})
  await floor.connect()
  const world: World = { floor, random, symbols, subscriptions }
  const actions: string[] = []
  for (let count = 0; count < length; count += 1) {
    const name = random.pick(Object.keys(ACTIONS))
    actions.push(name)
    await ACTIONS[name]?.(world)
    await floor.pass(random.integer(1, 200) * SECOND_MS)
  }
  await floor.whileNot(() => floor.link.connection().state === 'ready')
  await floor.pass(11 * MINUTE_MS)
  const settled = utcMs(floor.now() - 10 * SECOND_MS)
  for (const symbol of symbols) {
    const told = heard.filter((bar) => bar.final && bar.symbol === symbol).map(({ bar }) => bar)
    const due = told.filter(({ start }) => start + ENGINE_BAR_MS <= settled)
    const expected = truthOf(market, symbol, settled)
    if (JSON.stringify(due) !== JSON.stringify(expected)) wrong.push(difference(symbol, due, expected))
  }
  const { lines, streams, history } = floor.live.state()
  if (lines.used !== SYMBOLS || streams.used !== STREAMS) wrong.push(`lines ${lines.used}, streams ${streams.used}`)
  if (history.open !== STREAMS || history.waiting !== 0) wrong.push(`history ${JSON.stringify(history)}`)
  if (floor.gateway.stats().lines !== SYMBOLS) wrong.push(`${floor.gateway.stats().lines} lines at the gateway`)
  wrong.push(...floor.gateway.stats().violations.map(({ message }) => message))
  wrong.push(...floor.failures.map(String))
  const reported = floor.link.state().messages.filter(({ text }) => /fault in the cockpit|listener/.test(text))
  wrong.push(...reported.map(({ text }) => text))
  floor.live.close()
  await floor.settle()
  if (floor.link.listenerCount() !== 0) wrong.push(`${floor.link.listenerCount()} listeners are left`)
  await floor.close()
  return { wrong, actions }
}

function difference(symbol: Ticker, told: readonly Bar[], expected: readonly Bar[]): string {
  const at = expected.findIndex((bar, index) => JSON.stringify(bar) !== JSON.stringify(told[index]))
  const index = at < 0 ? expected.length : at
  return `${symbol}: ${told.length} bars for ${expected.length}, the ${index + 1}th is ${JSON.stringify(told[index])}, not ${JSON.stringify(expected[index])}`
}
